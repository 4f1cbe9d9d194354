"""One search over all there is: people, groups, access tokens, requests, and the console's pages.

A few of each kind, each by an index of its own, so that it costs the same with a million people.
Everybody finds what they may see: people and the log are for administrators.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import token_format
from accounts.folding import fold
from accounts.models import AccessToken, User
from accounts.people import search
from accounts.words import to_the_minute
from promapp_console.provisioning import wording
from scim.models import ProvisioningEvent

LONGEST = 200  # characters of a term
FEW = 6  # of each kind
TOKENS_READ = 500  # the latest; whoever has more of them knows the beginning of the one


@dataclass(frozen=True)
class Hit:
    """Something that was found. `is_named`: the term is its id, and can mean nothing else."""

    name: str
    note: str
    address: str
    is_named: bool = False


@dataclass(frozen=True)
class Kind:
    """What was found of one kind; `more` is the address of the list that has the rest, if any."""

    title: str
    icon: str
    hits: list[Hit]
    more: str = ""


@dataclass(frozen=True)
class Page:
    """A page of the console, and by which other words it is sought."""

    title: str
    view: str
    words: str = ""
    is_for_all: bool = False


PAGES = (
    Page(gettext_noop("Home"), "home", "start overview attention"),
    Page(gettext_noop("Status"), "provisioning", "provisioning statistics current failures causes"),
    Page(
        gettext_noop("Set-up"),
        "provisioning-setup",
        "setup provisioning connect entra okta onelogin tenant url secret test connection",
    ),
    Page(gettext_noop("Mapping"), "provisioning-mapping", "provisioning attributes mappings"),
    Page(
        gettext_noop("Connections"),
        "provisioning-connections",
        "provisioning access tokens oauth clients secrets trusts federation credentials",
    ),
    Page(gettext_noop("Log"), "provisioning-log", "provisioning events requests failures"),
    Page(gettext_noop("Link requests"), "provisioning-links", "approve inbox local administrator"),
    Page(gettext_noop("Self-check"), "provisioning-check", "provisioning test endpoint"),
    Page(gettext_noop("Users"), "user-list", "people accounts"),
    Page(gettext_noop("Groups"), "group-list", "members memberships"),
    Page(
        gettext_noop("Notifications"),
        "notifications",
        "mails e-mail webhooks alarms addresses",
    ),
    Page(gettext_noop("Audit log"), "audit-log", "history entries who did what"),
    Page(gettext_noop("JSON API"), "api-docs", "openapi programs curl"),
    Page(gettext_noop("Site administration"), "admin:index", "django admin"),
    Page(gettext_noop("Create Token"), "token-create", "access new scim audit"),
    Page(gettext_noop("My Profile"), "profile", "access tokens details role", is_for_all=True),
    Page(gettext_noop("Edit details"), "profile-edit", "my name e-mail address", is_for_all=True),
    Page(
        gettext_noop("Security"),
        "mfa_index",
        "two-factor passkeys authenticator recovery",
        is_for_all=True,
    ),
    Page(
        gettext_noop("Sessions"),
        "usersessions_list",
        "devices sign out everywhere",
        is_for_all=True,
    ),
    Page(gettext_noop("Change password"), "account_change_password", "my new", is_for_all=True),
)


def term(text: str) -> str:
    """What is searched for: cut to length, without what no database takes."""
    return text.replace("\0", "").strip()[:LONGEST]


def shown(text: str) -> str:
    """The term as a page may show it again: without access tokens, which are pasted anywhere."""
    return token_format.without_tokens(text)


def find(asked: str, user: User) -> list[Kind]:
    """Return what `user` may see of what the term means, by kind: eight queries at most."""
    if not asked:
        return []
    found = [_tokens(asked, user), _pages(asked, user)]
    if user.is_administrator:
        found = [_requests(asked), _users(asked), _groups(asked), *found]
    return [kind for kind in found if kind.hits]


def straight(found: list[Kind]) -> str:
    """The address of the one thing whose id was searched for; "" if there is none such."""
    named = [hit.address for kind in found for hit in kind.hits if hit.is_named]
    return named[0] if len(named) == 1 else ""


def _users(asked: str) -> Kind:
    rows = search.users(asked, FEW + 1).only("scim_id", "username", "display_name", "is_active")
    key = fold(asked)
    people = sorted(rows, key=lambda user: (fold(user.username) != key, fold(user.username)))
    hits = [
        Hit(
            user.display_name or user.username,
            _beside(user),
            reverse("user-detail", args=[user.scim_id]),
            user.scim_id == asked.lower(),
        )
        for user in people[:FEW]
    ]
    more = f"{reverse('user-list')}?{urlencode({'search': asked})}" if len(people) > FEW else ""
    return Kind(_("Users"), "user", hits, more)


def _beside(user: User) -> str:
    """Who is out, and what tells apart people of one display name; its end may be cut off."""
    state = "" if user.is_active else _("Disabled")
    return " · ".join(filter(None, [state, user.display_name and user.username]))


def _groups(asked: str) -> Kind:
    groups = search.first_groups(asked, FEW + 1)
    hits = [
        Hit(
            group.display_name,
            _("Managed") if group.is_provisioned else _("Local"),
            reverse("group-detail", args=[group.scim_id]),
            group.scim_id == asked.lower(),
        )
        for group in groups[:FEW]
    ]
    more = f"{reverse('group-list')}?{urlencode({'search': asked})}" if len(groups) > FEW else ""
    return Kind(_("Groups"), "boxes", hits, more)


def _tokens(asked: str, user: User) -> Kind:
    """By description, owner, or the beginning of the token itself; a whole one is known too."""
    try:
        text, is_whole = token_format.parse(asked).key_id, True
    except (token_format.NotAToken, token_format.Damaged):
        text, is_whole = asked.rstrip("…").rpartition("_")[2], False  # of a hint, the key id
    mine = AccessToken.objects.visible_to(user)
    latest = mine.order_by("-pk")[:TOKENS_READ]
    tokens = {token.pk: token for token in mine.filter(key_id=text)}
    tokens |= {
        token.pk: token
        for token in latest
        if _has_word(asked, token.description, token.owner_name) or token.hint.startswith(asked)
    }
    ordered = sorted(tokens.values(), key=lambda token: (token.is_ended, -token.pk))
    hits = [
        Hit(
            token.description,
            " · ".join([*([_("Ended")] * token.is_ended), token.hint, token.owner_name]),
            reverse("token-detail", args=[token.pk]),
            is_whole,
        )
        for token in ordered[:FEW]
    ]
    return Kind(_("Access tokens"), "key-round", hits, reverse("profile") if ordered[FEW:] else "")


def _requests(asked: str) -> Kind:
    """The entries of the log for a request id; what was done to somebody who is gone, for an id."""
    log = f"{reverse('provisioning-log')}?{urlencode({'show': '', 'search': asked})}"
    events = ProvisioningEvent.objects.without_bodies()
    found = list(events.filter(request_id=asked)[: FEW + 1])
    hits = [
        Hit(
            wording.plain(event),
            to_the_minute(event.created_at),
            reverse("provisioning-event", args=[event.pk]),
            len(found) == 1,
        )
        for event in found[:FEW]
    ]
    if not hits and _is_id(asked) and events.filter(resource_id=asked.lower()).exists():
        hits = [Hit(_("What was done to %(id)s") % {"id": asked.lower()}, _("By its SCIM id"), log)]
    return Kind(_("Log"), "scroll-text", hits, log if len(found) > FEW else "")


def _is_id(asked: str) -> bool:
    try:
        return str(UUID(asked)) == asked.lower()
    except ValueError:
        return False


def _pages(asked: str, user: User) -> Kind:
    titles = _fitting(asked, user)
    hits = [Hit(_(page.title), _("Page"), reverse(page.view)) for page in titles[:FEW]]
    return Kind(_("Pages"), "panel-top", hits)


def _fitting(asked: str, user: User) -> list[Page]:
    """The pages that the term begins a word of; those with it in the title come first."""
    allowed = [page for page in PAGES if page.is_for_all or user.is_administrator]
    titled = [page for page in allowed if _has_word(asked, page.title, _(page.title))]
    others = [page for page in allowed if page not in titled and _has_word(asked, page.words)]
    return [*titled, *others]


def _has_word(asked: str, *texts: str) -> bool:
    """True if one of the texts goes on with the term from the beginning of some word."""
    start = fold(asked)
    return any(rest.startswith(start) for text in texts for rest in _rests(fold(text)))


def _rests(text: str) -> Iterable[str]:
    """A text from each of its words on."""
    words = text.split()
    return (" ".join(words[place:]) for place in range(len(words)))
