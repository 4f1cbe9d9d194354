"""The jobs of scheduled work, in their order: mails go last, with all that is new."""

from __future__ import annotations

from accounts.people import upkeep
from accounts.sign_in import guess_counts, leftovers, records, resets
from accounts.tokens import acts, client_acts, issued, reminders, signing_keys
from accounts.work import audit_retention, outbox, owed, webhooks
from accounts.work.schedule import Job
from scim.log import mails

from . import alarms, connection, counters, retention


def tell_of_silence() -> str:
    """Mail that nobody was let in for long, or that a rejection ended it."""
    found = alarms.silence()
    if found is None or found.level is not alarms.Level.ALARM:
        return "no alarm"
    return _told(mails.tell_silence(since=found.since, sentence=found.sentence))


def tell_of_burst() -> str:
    """Mail that many users lost access within an hour."""
    found = alarms.burst()
    return _told(mails.tell_burst(sentence=found.sentence, names=found.names)) if found else "none"


def tell_of_failures() -> str:
    """Mail that most changes fail."""
    found = connection.connection()
    if found.state is not connection.State.FAILING:
        return "none"
    remedy = found.diagnosis.next if found.diagnosis else ""
    return _told(mails.tell_failing(sentence=found.sentence, remedy=remedy))


def _told(is_new: bool) -> str:
    return "told" if is_new else "told before"


JOBS = [
    Job("end replaced tokens", acts.end_replaced),
    Job("end secrets of OAuth clients", client_acts.end_set_to_end),
    Job("fetch keys of trusted identities", signing_keys.refresh),
    Job("remind of expiry", reminders.remind_of_expiry),
    Job("tell of expired tokens", reminders.tell_of_expired),
    Job("tell of lost owners", reminders.tell_of_lost_owners),
    Job("tell of silence", tell_of_silence),
    Job("tell of bursts", tell_of_burst),
    Job("tell of failures", tell_of_failures),
    Job("tell what nobody was told", owed.tell),
    Job("complete the words of names", upkeep.complete),
    Job("close days", counters.roll_up),
    Job("prune the provisioning log", retention.prune),
    Job("record counted failures", records.record_counted),
    Job("forget old guesses", guess_counts.prune),
    Job("send links to reset passwords", resets.deliver, resets.is_waiting),
    Job("send mails", outbox.deliver, outbox.is_waiting),
    Job("send to webhooks", webhooks.deliver, webhooks.is_waiting),
    Job("delete old mails", outbox.prune),
    Job("delete old messages to webhooks", webhooks.prune),
    Job("delete ended sessions", leftovers.prune),
    Job("delete old notices", leftovers.prune_notices),
    Job("delete networks of ended tokens", leftovers.prune_networks),
    Job("delete expired tokens of OAuth clients", issued.prune),
    Job("delete expired cache rows", leftovers.prune_cache),
    Job("prune the audit log", audit_retention.prune),
]
