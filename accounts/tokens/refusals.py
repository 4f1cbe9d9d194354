"""Why a token does not open the door, in words for whoever reads the identity provider's log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import FederatedTrust

if TYPE_CHECKING:
    from .client_rows import ClientSecret, Credential, IssuedToken
    from .rows import AccessToken


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

    @property
    def is_forbidden(self) -> bool:
        """True where the token is good, but not for this: 403 rather than 401."""
        return self.reason in {"wrong_scope", "plain_http"}

    @property
    def is_guess(self) -> bool:
        """True where no secret was shown that is, or was, one of the client's."""
        return self.reason in {"client_unknown", "client_secret_wrong"}


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


def client_secret_sent() -> Refusal:
    """The secret of an OAuth client stands where a token should."""
    return Refusal(
        "client_secret_sent",
        "This is the secret of an OAuth client, which opens nothing by itself: the client gets an "
        "access token for it from the Token Endpoint. Choose OAuth 2.0 client credentials in the "
        "identity provider, or paste a Secret Token.",
    )


def unknown_issued() -> Refusal:
    """No row has this token, which looks like one that was issued to a client."""
    return Refusal(
        "unknown_issued",
        "This site does not know this access token. It was issued elsewhere, or ended some time "
        "ago. The client gets a new one from the Token Endpoint of this site.",
    )


def in_clear(token: AccessToken) -> Refusal:
    """The token crossed a network without TLS."""
    if token.is_client:
        return Refusal(
            "plain_http",
            f"A token of the OAuth client {token} was sent over plain http: it could be read on "
            "the way. Let the Tenant URL begin with https://. To end the token before its time, "
            "revoke the secret that it was issued for, on the client's page under My Profile.",
            token,
        )
    return Refusal(
        "plain_http",
        f"The access token {token} was sent over plain http: it could "
        "be read on the way and must be taken for exposed. Revoke it, create a new one under My "
        f"Profile, and paste that {token.place}, with an address that begins with https://.",
        token,
    )


def of(token: AccessToken) -> Refusal | None:
    """Return why a token does not work now, or None if it does; reads `owner`."""
    if token.is_revoked:
        return _revoked(token)
    if token.is_expired:
        return _expired(token)
    if token.owner is None:
        return Refusal("owner_gone", _lost(token, "was deleted"), token)
    if not token.owner.is_active:
        return Refusal("owner_disabled", _lost(token, "is disabled"), token)
    if not token.owner.is_administrator:
        detail = _lost(token, "is no longer an administrator")
        return Refusal("owner_not_administrator", detail, token)
    return None


def of_credential(credential: Credential) -> Refusal | None:
    """Return why a client's secret or trust does not work now, or None; reads `client`."""
    if isinstance(credential, FederatedTrust):
        return of_trust(credential)
    return of_secret(credential)


def of_trust(trust: FederatedTrust) -> Refusal | None:
    """Return why a client's trust does not work any more, or None if it does; reads `client`."""
    if trust.revoked_at is not None:
        detail = f"The trust of this OAuth client was revoked on {trust.revoked_at:%d %b %Y}."
        return Refusal("trust_revoked", f"{detail} {_TRUST_AGAIN}", trust.client)
    return None


def assertion(reason: str, client: AccessToken | None, known: str = "") -> Refusal:
    """An assertion is refused. `known`: what is not as expected, where its signature is good.

    Whoever has no good signature is told nothing of the trust: not even that there is one.
    """
    what = f": its {known} is not as this site expects" if known else ""
    return Refusal(reason, f"The client assertion was not accepted{what}. {_IN_THE_LOG}", client)


def no_trust(client: AccessToken) -> Refusal:
    """An assertion came for a client that has secrets alone; it is told as `assertion` is."""
    return Refusal("trust_none", assertion("", client).detail, client)


def pending_trust(client: AccessToken) -> Refusal:
    """The assertion is good, but nobody has said yet that it is the right one."""
    return Refusal(
        "trust_pending",
        "The trust of this OAuth client is pending. Open the client's page under My Profile, look "
        "at what was claimed, and pin it; then try again.",
        client,
    )


def of_secret(secret: ClientSecret) -> Refusal | None:
    """Return why a client's secret does not work now, or None if it does; reads `client`."""
    if secret.is_revoked:
        moment = secret.revoked_at or secret.revoke_at
        detail = f"This client secret was revoked on {moment:%d %b %Y}. {_ADD_ONE}"
        return Refusal("client_secret_revoked", detail, secret.client)
    if secret.is_expired:
        detail = f"This client secret expired on {secret.expires_at:%d %b %Y}. {_ADD_ONE}"
        return Refusal("client_secret_expired", detail, secret.client)
    return None


def of_issued(issued: IssuedToken) -> Refusal | None:
    """Return why a token that was issued to a client does not work now; reads `client`."""
    if issued.revoked_at is not None:
        detail = f"This access token was revoked on {issued.revoked_at:%d %b %Y}. {_NEW_ONE}"
        return Refusal("issued_revoked", detail, issued.client)
    if issued.is_ended:
        detail = f"This access token expired at {issued.expires_at:%H:%M} UTC. {_NEW_ONE}"
        return Refusal("issued_expired", detail, issued.client)
    return None


def wrong_client(client: AccessToken | None) -> Refusal:
    """Identifier and secret do not go together; which of them is wrong, the log alone tells."""
    if client is None:
        return Refusal("client_unknown", _WRONG)
    return Refusal("client_secret_wrong", _WRONG, client)


_IN_THE_LOG = "The provisioning log of this site says what was expected and what came."
_TRUST_AGAIN = (
    "Add a trust on the client's page under My Profile, with the values that Microsoft Entra shows."
)
_ADD_ONE = "Add a secret on the client's page under My Profile, and paste it into Client Secret."
_WRONG = (
    "This site has no OAuth client with this identifier and this secret. Copy Client Identifier "
    "and Client Secret again, each as a whole; if the secret is lost, add a new one on the "
    "client's page under My Profile."
)
_NEW_ONE = "The client gets a new one from the Token Endpoint."


def _expired(token: AccessToken) -> Refusal:
    if token.is_client:
        detail = (
            f"The last secret or trust of this OAuth client ended on {token.expires_at:%d %b %Y}."
        )
        return Refusal("client_expired", f"{detail} {_ADD_ONE}", token)
    detail = f"This access token expired on {token.expires_at:%d %b %Y}. {_create(token)}"
    return Refusal("expired", detail, token)


def _lost(token: AccessToken, why: str) -> str:
    owner = f"The owner of this {token.noun}, {token.owner_name},"
    return f"{owner} {why}. {_take_over(token)}"


def _create(token: AccessToken) -> str:
    return f"Create a new one under My Profile and paste it {token.place}."


def _take_over(token: AccessToken) -> str:
    called = "client" if token.is_client else "token"
    return (
        f"Another administrator can take the {called} over under My Profile, or create a new one "
        f"there and paste it {token.place}."
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
    detail = f"This {token.noun} was revoked on {moment:%d %b %Y}{why}. {remedy}"
    if token.is_client:
        return Refusal("client_revoked", detail, token)
    return Refusal("revoked", detail, token)
