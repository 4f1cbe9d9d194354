"""Why a token does not open the door, in words for whoever reads the identity provider's log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .tokens import AccessToken


class Refusal(Exception):
    """Why a token does not open the door.

    `reason`: a short code for logs and statistics. `detail`: a sentence for the administrator who
    reads it in the identity provider's log, with what to do. `token`: the row, where one is known.
    """

    def __init__(self, reason: str, detail: str, token: AccessToken | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.token = token


def not_ours() -> Refusal:
    """The text does not begin like one of our tokens."""
    return Refusal(
        "not_ours",
        "This is not an access token of this site: ours begin with 'pmp_'. Create a token "
        "under My Profile, Access Tokens, and paste it as a whole.",
    )


def damaged() -> Refusal:
    """The checksum does not fit."""
    return Refusal(
        "damaged",
        "This access token was cut off or changed when it was pasted. Copy it again as a "
        "whole; if you no longer have it, create a new one under My Profile.",
    )


def unknown() -> Refusal:
    """No row has this secret."""
    return Refusal(
        "unknown",
        "This site does not know this access token. Check that the Tenant URL names the "
        "right site, or create a new token under My Profile, Access Tokens.",
    )


def of(token: AccessToken) -> Refusal | None:
    """Return why a token does not work now, or None if it does; reads `owner`."""
    if token.is_revoked:
        return _revoked(token)
    if token.is_expired:
        detail = f"This access token expired on {token.expires_at:%d %b %Y}. {_create(token)}"
        return Refusal("expired", detail, token)
    if token.owner is None:
        return _lost(token, "owner_gone", "was deleted")
    if not token.owner.is_active:
        return _lost(token, "owner_disabled", "is disabled")
    if not token.owner.is_administrator:
        return _lost(token, "owner_not_administrator", "is no longer an administrator")
    return None


def _lost(token: AccessToken, reason: str, why: str) -> Refusal:
    owner = f"The owner of this access token, {token.owner_name},"
    return Refusal(reason, f"{owner} {why}. {_take_over(token)}", token)


def _create(token: AccessToken) -> str:
    return f"Create a new one under My Profile and paste it {token.place}."


def _take_over(token: AccessToken) -> str:
    return (
        "Another administrator can take the token over in the console, or create a new one under "
        f"My Profile and paste it {token.place}."
    )


def _revoked(token: AccessToken) -> Refusal:
    moment = token.revoked_at or token.revoke_at
    if moment == token.revoke_at:
        detail = (
            f"This access token was replaced, and ended on {moment:%d %b %Y} as was set then. "
            f"Paste the token that replaced it {token.place}, or create a new one under My Profile."
        )
        return Refusal("revoked", detail, token)
    why = f" ({token.revoked_reason})" if token.revoked_reason else ""
    remedy = _take_over(token) if token.ended_with_owner else _create(token)
    detail = f"This access token was revoked on {moment:%d %b %Y}{why}. {remedy}"
    return Refusal("revoked", detail, token)
