"""Every cause for which a request is refused: what it is called, what it means, what to do.

The keys are the endpoint's own reasons, the scimTypes of RFC 7644, and statuses, looked up in this
order. `what` may name the resource and facts of the token. Who shows them translates them.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from .client_causes import CLIENT_REASONS
from .entries import Entry, Remedy

_NEW_ONE = _("Create a new token and paste it into Secret Token.")
_PASTE = _("Paste an access token with the scope Scim into Secret Token.")
_TAKE_OVER = _("Another administrator takes the token over, or creates a new one.")
_AT_THE_SOURCE = _("Correct the value at the source, or change the attribute mapping.")
_MAPPING = _(
    "Correct the attribute mapping in the identity provider; Mapping lists what is known here."
)
_REPORT = _(
    "If it happens again, tell whoever supports the identity provider, with the request id."
)

# By the reason that the endpoint gave.
REASONS = {
    "no_header": Entry(
        _("No token was sent"),
        _("The request had no Authorization header."),
        _PASTE,
        Remedy.SET_UP,
    ),
    "not_bearer": Entry(
        _("Not a bearer token"),
        _("The client signed in in another way than with a bearer token."),
        _(
            "Choose bearer authentication in the identity provider. Paste an access token with "
            "the scope Scim into Secret Token."
        ),
        Remedy.SET_UP,
    ),
    "empty": Entry(
        _("The Secret Token is empty"),
        _("The Authorization header said Bearer, but no token followed."),
        _PASTE,
        Remedy.SET_UP,
    ),
    "doubled": Entry(
        _("The word Bearer was pasted with the token"),
        _("Secret Token begins with the word Bearer, which the client adds itself."),
        _("Paste the access token alone into Secret Token."),
        Remedy.SET_UP,
    ),
    "entra_jwt": Entry(
        _("The token is one that Microsoft Entra made itself"),
        _("Secret Token is empty in Microsoft Entra, so it sent a token of its own."),
        _PASTE,
        Remedy.SET_UP,
    ),
    "not_ours": Entry(
        _("Not an access token of this site"),
        _("What was sent does not begin with pmp_, as every access token of this site does."),
        _NEW_ONE,
        Remedy.TOKENS,
    ),
    "damaged": Entry(
        _("The token was cut off when it was pasted"),
        _("The token's check digits do not fit: a part is missing or changed."),
        _("Copy the whole token again. If it is lost, create a new one."),
        Remedy.TOKENS,
    ),
    "unknown": Entry(
        _("This site does not know the token"),
        _("The token is well formed, but was not made at this site."),
        _(
            "Check that Tenant URL names this site. Create a new token and paste it into Secret "
            "Token."
        ),
        Remedy.SET_UP,
    ),
    "revoked": Entry(
        _("The token was revoked"),
        _("This token was revoked{revoked}."),
        _NEW_ONE,
        Remedy.TOKENS,
    ),
    "expired": Entry(
        _("The token expired"), _("This token expired{expired}."), _NEW_ONE, Remedy.TOKENS
    ),
    "owner_gone": Entry(
        _("The token's owner was deleted"),
        _("The owner of this token, {owner}, was deleted."),
        _TAKE_OVER,
        Remedy.TAKE_OVER,
    ),
    "owner_disabled": Entry(
        _("The token's owner is disabled"),
        _("The owner of this token, {owner}, was disabled."),
        _TAKE_OVER,
        Remedy.TAKE_OVER,
    ),
    "owner_not_administrator": Entry(
        _("The token's owner is no administrator any more"),
        _("The owner of this token, {owner}, is no longer an administrator."),
        _TAKE_OVER,
        Remedy.TAKE_OVER,
    ),
    "wrong_scope": Entry(
        _("The token has the wrong scope"),
        _("This token has the scope {scope}; provisioning needs the scope Scim."),
        _("Create a token with the scope Scim and paste it into Secret Token."),
        Remedy.TOKENS,
    ),
    "plain_http": Entry(
        _("The token was sent over plain http"),
        _("The request reached this site without TLS, so this token could be read on the way."),
        _("Revoke the token, create a new one, and let the Tenant URL begin with https://."),
        Remedy.TOKENS,
    ),
    "too_many_requests": Entry(
        _("Too many requests at once"),
        _("The client sent more requests a second than this site lets one token send."),
        _(
            "Nothing: Microsoft Entra tries again by itself. If it lasts, raise "
            "SCIM_REQUESTS_PER_SECOND."
        ),
        Remedy.LOG,
    ),
    "link_needed": Entry(
        _("An administrator must allow it first"),
        _("'{name}' carries rights, so provisioning does not do that to it unasked."),
        _("Approve or dismiss the link request; the identity provider tries again by itself."),
        Remedy.INBOX,
    ),
    "rights_kept": Entry(
        _("Not allowed for an account with rights"),
        _("'{name}' carries rights, and no administrator has let provisioning do that to it."),
        _("Leave it so, or allow it on the user's page in Site administration."),
        Remedy.USERS,
    ),
    "members_with_rights": Entry(
        _("A group with permissions gets no members"),
        _("The members of '{name}' are granted permissions, so provisioning cannot add any."),
        _("Add the members in Site administration, or assign another group."),
        Remedy.GROUPS,
    ),
    "last_administrator": Entry(
        _("The last administrator is kept"),
        _(
            "'{name}' is the last active administrator of this site, whom provisioning cannot "
            "disable or delete."
        ),
        _("Make somebody else an administrator; the identity provider tries again by itself."),
        Remedy.USERS,
    ),
    **CLIENT_REASONS,
}

# By scimType, RFC 7644 table 9.
SCIM_TYPES = {
    "uniqueness": Entry(
        _("The name is taken"),
        _("Another user or group here already has the name '{taken}'."),
        _(
            "Match by userName (displayName for groups), so that the existing one is found, or "
            "rename one of the two."
        ),
        Remedy.MAPPING,
    ),
    "invalidValue": Entry(
        _("A value is missing or does not fit"),
        _("A value was missing, too long, or of the wrong type."),
        _AT_THE_SOURCE,
        Remedy.MAPPING,
    ),
    "invalidPath": Entry(
        _("An attribute that is not known here"),
        _("An attribute mapping names a target that this site does not have."),
        _MAPPING,
        Remedy.MAPPING,
    ),
    "noTarget": Entry(
        _("Nothing matched the path"),
        _("The change was for an element, such as one e-mail address, that is not there."),
        _MAPPING,
        Remedy.MAPPING,
    ),
    "mutability": Entry(
        _("A read-only attribute"),
        _("The change was for an attribute that cannot be changed that way."),
        _("Take the attribute out of the attribute mappings."),
        Remedy.MAPPING,
    ),
    "invalidFilter": Entry(
        _("A look-up that cannot be carried out"),
        _("The client searched by an attribute or in a way that this site does not know."),
        _("Match by userName, externalId or an e-mail address (displayName for groups)."),
        Remedy.MAPPING,
    ),
    "invalidSyntax": Entry(
        _("A request that cannot be read"),
        _("The body was not JSON, or not of the shape that SCIM asks for."),
        _REPORT,
        Remedy.LOG,
    ),
    "invalidCursor": Entry(
        _("A page that was never offered"),
        _("The client asked for the next page of another list."),
        _("Let the client begin its list again."),
        Remedy.LOG,
    ),
    "expiredCursor": Entry(
        _("A page that was asked for too late"),
        _("The client took too long between two pages of a list."),
        _("Let the client begin its list again."),
        Remedy.LOG,
    ),
    "invalidVers": Entry(
        _("Another version of SCIM"),
        _("The client asked for a version of SCIM that this site does not speak."),
        _("Paste the Tenant URL again as Set-up shows it: it names no version."),
        Remedy.SET_UP,
    ),
    "invalidCount": Entry(
        _("A page size that is not possible"),
        _("The client asked for a number of results that is no page size."),
        _("Set another page size in the client."),
        Remedy.LOG,
    ),
}

STATUSES = {
    400: Entry(
        _("A request that cannot be carried out"),
        _("The request was not of the form that SCIM asks for."),
        _REPORT,
        Remedy.LOG,
    ),
    401: Entry(
        _("Not let in"), _("The request had no usable access token."), _NEW_ONE, Remedy.TOKENS
    ),
    403: Entry(
        _("Not allowed"),
        _("The token is good, but what was asked for is not offered."),
        _("Take what was asked for out of the client's settings."),
        Remedy.LOG,
    ),
    404: Entry(
        _("No longer here"),
        _("The user or group was deleted here, or the Tenant URL is not right."),
        _("Restart provisioning, so that the identity provider matches it anew."),
        Remedy.SET_UP,
    ),
    405: Entry(
        _("A method that is not possible"),
        _("The address exists, but not with this method."),
        _("Check that Tenant URL ends in /api/scim."),
        Remedy.SET_UP,
    ),
    406: Entry(
        _("A form of answer that is not offered"),
        _("The client does not take JSON."),
        _("Let the client accept application/scim+json."),
        Remedy.LOG,
    ),
    409: Entry(
        _("Two requests at the same time"),
        _("The state of the site forbade the change, or another request came in between."),
        _("Nothing, if the next try succeeds. Otherwise read the detail."),
        Remedy.LOG,
    ),
    412: Entry(
        _("Changed in the meantime"),
        _("The client wanted to change a version that is no longer the latest."),
        _("Nothing: the client fetches it again."),
        Remedy.LOG,
    ),
    413: Entry(
        _("Too much at once"),
        _("The body was larger than this site reads."),
        _("Let the client send less in one request."),
        Remedy.LOG,
    ),
    415: Entry(
        _("Not JSON"),
        _("The client says that its body is not JSON."),
        _("Let the client send application/scim+json."),
        Remedy.LOG,
    ),
    429: REASONS["too_many_requests"],
    500: Entry(
        _("A fault of this site"),
        _("Something went wrong here, and nothing was changed."),
        _("Look for the request id in the server's log, and report what it says."),
        Remedy.LOG,
    ),
    501: Entry(
        _("Not offered here"),
        _("The client asked for a part of SCIM that this site does not offer."),
        _("Switch it off in the client."),
        Remedy.LOG,
    ),
    503: Entry(
        _("The database was busy"),
        _("The database did not answer in time, and nothing was changed."),
        _("Nothing, if the next try succeeds. If it lasts, move from SQLite to PostgreSQL."),
        Remedy.LOG,
    ),
}
OTHER = Entry(
    _("Refused"),
    _("The request was refused."),
    _("Read the detail for what was wrong."),
    Remedy.LOG,
)


def find(reason: str, scim_type: str, status: int) -> tuple[str, Entry]:
    """Return the cause of a refusal, as a code that groups like with like, and its words."""
    if entry := REASONS.get(reason):
        return reason, entry
    if entry := SCIM_TYPES.get(scim_type):
        return scim_type, entry
    return str(status), STATUSES.get(status, OTHER)
