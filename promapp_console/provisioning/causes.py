"""Every cause for which a request is refused: what it is called, what it means, what to do.

The keys are the endpoint's own reasons, the scimTypes of RFC 7644, and statuses, looked up in this
order. `what` may name the resource and facts of the token.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Remedy(Enum):
    """Where the next step is taken; pages make an address of it."""

    TOKENS = "My Profile, Access Tokens"
    SET_UP = "Provisioning, Set-up"
    MAPPING = "Provisioning, Mapping"
    INBOX = "Provisioning, Link requests"
    TAKE_OVER = "Take over the token"
    USERS = "Users"
    GROUPS = "Groups"
    LOG = "Provisioning, Log"


@dataclass(frozen=True)
class Entry:
    """One cause in words; `what` is a format string."""

    title: str
    what: str
    next: str
    remedy: Remedy


_NEW_ONE = "Create a new token and paste it into Secret Token."
_PASTE = "Paste an access token with the scope Scim into Secret Token."
_TAKE_OVER = "Another administrator takes the token over, or creates a new one."
_AT_THE_SOURCE = "Correct the value at the source, or change the attribute mapping."
_MAPPING = (
    "Correct the attribute mapping in the identity provider; Mapping lists what is known here."
)
_REPORT = "If it happens again, tell whoever supports the identity provider, with the request id."

# By the reason that the endpoint gave.
REASONS = {
    "no_header": Entry(
        "No token was sent",
        "The request had no Authorization header.",
        _PASTE,
        Remedy.SET_UP,
    ),
    "not_bearer": Entry(
        "Not a bearer token",
        "The client signed in in another way than with a bearer token.",
        f"Choose bearer authentication in the identity provider. {_PASTE}",
        Remedy.SET_UP,
    ),
    "empty": Entry(
        "The Secret Token is empty",
        "The Authorization header said Bearer, but no token followed.",
        _PASTE,
        Remedy.SET_UP,
    ),
    "doubled": Entry(
        "The word Bearer was pasted twice",
        "Secret Token begins with the word Bearer, which the client adds itself.",
        "Paste the access token alone into Secret Token.",
        Remedy.SET_UP,
    ),
    "entra_jwt": Entry(
        "The token is one that Microsoft Entra made itself",
        "Secret Token is empty in Microsoft Entra, so it sent a token of its own.",
        _PASTE,
        Remedy.SET_UP,
    ),
    "not_ours": Entry(
        "Not an access token of this site",
        "What was sent does not begin with pmp_, as every access token of this site does.",
        _NEW_ONE,
        Remedy.TOKENS,
    ),
    "damaged": Entry(
        "The token was cut off when it was pasted",
        "The token's check digits do not fit: a part is missing or changed.",
        "Copy the whole token again. If it is lost, create a new one.",
        Remedy.TOKENS,
    ),
    "unknown": Entry(
        "This site does not know the token",
        "The token is well formed, but was not made at this site.",
        f"Check that Tenant URL names this site. {_NEW_ONE}",
        Remedy.SET_UP,
    ),
    "revoked": Entry(
        "The token was revoked",
        "This token was revoked{revoked}.",
        _NEW_ONE,
        Remedy.TOKENS,
    ),
    "expired": Entry("The token expired", "This token expired{expired}.", _NEW_ONE, Remedy.TOKENS),
    "owner_gone": Entry(
        "The token's owner was deleted",
        "The owner of this token, {owner}, was deleted.",
        _TAKE_OVER,
        Remedy.TAKE_OVER,
    ),
    "owner_disabled": Entry(
        "The token's owner is disabled",
        "The owner of this token, {owner}, was disabled.",
        _TAKE_OVER,
        Remedy.TAKE_OVER,
    ),
    "owner_not_administrator": Entry(
        "The token's owner is no administrator any more",
        "The owner of this token, {owner}, is no longer an administrator.",
        _TAKE_OVER,
        Remedy.TAKE_OVER,
    ),
    "wrong_scope": Entry(
        "The token has the wrong scope",
        "This token has the scope {scope}; provisioning needs the scope Scim.",
        "Create a token with the scope Scim and paste it into Secret Token.",
        Remedy.TOKENS,
    ),
    "plain_http": Entry(
        "The token was sent over plain http",
        "The request reached this site without TLS, so this token could be read on the way.",
        "Revoke the token, create a new one, and let the Tenant URL begin with https://.",
        Remedy.TOKENS,
    ),
    "too_many_requests": Entry(
        "Too many requests at once",
        "The client sent more requests a second than this site lets one token send.",
        "Nothing: Microsoft Entra tries again by itself. If it lasts, raise "
        "SCIM_REQUESTS_PER_SECOND.",
        Remedy.LOG,
    ),
    "link_needed": Entry(
        "An administrator must allow it first",
        "'{name}' carries rights, so provisioning does not do that to it unasked.",
        "Approve or dismiss the link request; the identity provider tries again by itself.",
        Remedy.INBOX,
    ),
    "rights_kept": Entry(
        "Not allowed for an account with rights",
        "'{name}' carries rights, and no administrator has let provisioning do that to it.",
        "Leave it so, or allow it on the user's page in Site administration.",
        Remedy.USERS,
    ),
    "members_with_rights": Entry(
        "A group with permissions gets no members",
        "The members of '{name}' are granted permissions, so provisioning cannot add any.",
        "Add the members in Site administration, or assign another group.",
        Remedy.GROUPS,
    ),
    "last_administrator": Entry(
        "The last administrator is kept",
        "'{name}' is the last active administrator of this site, whom provisioning cannot disable "
        "or delete.",
        "Make somebody else an administrator; the identity provider tries again by itself.",
        Remedy.USERS,
    ),
}

# By scimType, RFC 7644 table 9.
SCIM_TYPES = {
    "uniqueness": Entry(
        "The name is taken",
        "Another user or group here already has the name '{taken}'.",
        "Match by userName (displayName for groups), so that the existing one is found, or rename "
        "one of the two.",
        Remedy.MAPPING,
    ),
    "invalidValue": Entry(
        "A value is missing or does not fit",
        "A value was missing, too long, or of the wrong type.",
        _AT_THE_SOURCE,
        Remedy.MAPPING,
    ),
    "invalidPath": Entry(
        "An attribute that is not known here",
        "An attribute mapping names a target that this site does not have.",
        _MAPPING,
        Remedy.MAPPING,
    ),
    "noTarget": Entry(
        "Nothing matched the path",
        "The change was for an element, such as one e-mail address, that is not there.",
        _MAPPING,
        Remedy.MAPPING,
    ),
    "mutability": Entry(
        "A read-only attribute",
        "The change was for an attribute that cannot be changed that way.",
        "Take the attribute out of the attribute mappings.",
        Remedy.MAPPING,
    ),
    "invalidFilter": Entry(
        "A look-up that cannot be carried out",
        "The client searched by an attribute or in a way that this site does not know.",
        "Match by userName, externalId or an e-mail address (displayName for groups).",
        Remedy.MAPPING,
    ),
    "invalidSyntax": Entry(
        "A request that cannot be read",
        "The body was not JSON, or not of the shape that SCIM asks for.",
        _REPORT,
        Remedy.LOG,
    ),
    "invalidCursor": Entry(
        "A page that was never offered",
        "The client asked for the next page of another list.",
        "Let the client begin its list again.",
        Remedy.LOG,
    ),
    "expiredCursor": Entry(
        "A page that was asked for too late",
        "The client took too long between two pages of a list.",
        "Let the client begin its list again.",
        Remedy.LOG,
    ),
    "invalidVers": Entry(
        "Another version of SCIM",
        "The client asked for a version of SCIM that this site does not speak.",
        "Paste the Tenant URL again as Set-up shows it: it names no version.",
        Remedy.SET_UP,
    ),
    "invalidCount": Entry(
        "A page size that is not possible",
        "The client asked for a number of results that is no page size.",
        "Set another page size in the client.",
        Remedy.LOG,
    ),
}

STATUSES = {
    400: Entry(
        "A request that cannot be carried out",
        "The request was not of the form that SCIM asks for.",
        _REPORT,
        Remedy.LOG,
    ),
    401: Entry("Not let in", "The request had no usable access token.", _NEW_ONE, Remedy.TOKENS),
    403: Entry(
        "Not allowed",
        "The token is good, but what was asked for is not offered.",
        "Take what was asked for out of the client's settings.",
        Remedy.LOG,
    ),
    404: Entry(
        "No longer here",
        "The user or group was deleted here, or the Tenant URL is not right.",
        "Restart provisioning, so that the identity provider matches it anew.",
        Remedy.SET_UP,
    ),
    405: Entry(
        "A method that is not possible",
        "The address exists, but not with this method.",
        "Check that Tenant URL ends in /api/scim.",
        Remedy.SET_UP,
    ),
    406: Entry(
        "A form of answer that is not offered",
        "The client does not take JSON.",
        "Let the client accept application/scim+json.",
        Remedy.LOG,
    ),
    409: Entry(
        "Two requests at the same time",
        "The state of the site forbade the change, or another request came in between.",
        "Nothing, if the next try succeeds. Otherwise read the detail.",
        Remedy.LOG,
    ),
    412: Entry(
        "Changed in the meantime",
        "The client wanted to change a version that is no longer the latest.",
        "Nothing: the client fetches it again.",
        Remedy.LOG,
    ),
    413: Entry(
        "Too much at once",
        "The body was larger than this site reads.",
        "Let the client send less in one request.",
        Remedy.LOG,
    ),
    415: Entry(
        "Not JSON",
        "The client says that its body is not JSON.",
        "Let the client send application/scim+json.",
        Remedy.LOG,
    ),
    429: REASONS["too_many_requests"],
    500: Entry(
        "A fault of this site",
        "Something went wrong here, and nothing was changed.",
        "Look for the request id in the server's log, and report what it says.",
        Remedy.LOG,
    ),
    501: Entry(
        "Not offered here",
        "The client asked for a part of SCIM that this site does not offer.",
        "Switch it off in the client.",
        Remedy.LOG,
    ),
    503: Entry(
        "The database was busy",
        "The database did not answer in time, and nothing was changed.",
        "Nothing, if the next try succeeds. If it lasts, move from SQLite to PostgreSQL.",
        Remedy.LOG,
    ),
}
OTHER = Entry(
    "Refused", "The request was refused.", "Read the detail for what was wrong.", Remedy.LOG
)


def find(reason: str, scim_type: str, status: int) -> tuple[str, Entry]:
    """Return the cause of a refusal, as a code that groups like with like, and its words."""
    if entry := REASONS.get(reason):
        return reason, entry
    if entry := SCIM_TYPES.get(scim_type):
        return scim_type, entry
    return str(status), STATUSES.get(status, OTHER)
