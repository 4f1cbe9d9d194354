"""The causes for which an OAuth client is refused, at the token endpoint or with its token."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from .entries import Entry, Remedy

_ADD_ONE = _("Add a secret on the client's page and paste it into Client Secret.")
_PASTE_BOTH = _(
    "Paste Client Identifier and Client Secret again, each as a whole. If the secret is lost, add "
    "a new one on the client's page."
)
_CHOOSE = _(
    "Choose OAuth 2.0 client credentials in the identity provider, and paste Token Endpoint, "
    "Client Identifier and Client Secret as the client's page shows them."
)
_BY_ITSELF = _(
    "Nothing: the client gets a new token by itself. If it does not, test the connection."
)

CLIENT_REASONS = {
    "client_secret_sent": Entry(
        _("The client secret was sent as a token"),
        _(
            "Secret Token holds the secret of an OAuth client, which is for the Token Endpoint "
            "alone."
        ),
        _CHOOSE,
        Remedy.TOKENS,
    ),
    "client_unknown": Entry(
        _("This site does not know the OAuth client"),
        _("The client identifier that was sent is none of this site's."),
        _(
            "Check that Token Endpoint names this site. Paste Client Identifier and Client Secret "
            "again, each as a whole. If the secret is lost, add a new one on the client's page."
        ),
        Remedy.TOKENS,
    ),
    "client_secret_wrong": Entry(
        _("The client secret is wrong"),
        _("The OAuth client is known, but the secret that was sent is none of its secrets."),
        _PASTE_BOTH,
        Remedy.CLIENT,
    ),
    "client_secret_expired": Entry(
        _("The client secret expired"),
        _("The OAuth client was called with a secret that has expired."),
        _ADD_ONE,
        Remedy.CLIENT,
    ),
    "client_secret_revoked": Entry(
        _("The client secret was revoked"),
        _("The OAuth client was called with a secret that was revoked."),
        _ADD_ONE,
        Remedy.CLIENT,
    ),
    "client_expired": Entry(
        _("The OAuth client has no secret that works"),
        _("The last secret of this OAuth client ended{expired}."),
        _ADD_ONE,
        Remedy.CLIENT,
    ),
    "client_revoked": Entry(
        _("The OAuth client was revoked"),
        _("This OAuth client was revoked{revoked}."),
        _("Create a new one and paste its Client Identifier and Client Secret."),
        Remedy.TOKENS,
    ),
    "client_in_clear": Entry(
        _("The client secret was sent over plain http"),
        _("The request reached this site without TLS, so the secret could be read on the way."),
        _("Revoke the secret, add a new one, and let Token Endpoint begin with https://."),
        Remedy.CLIENT,
    ),
    "issued_expired": Entry(
        _("The client's token expired"),
        _("The token that was issued to this OAuth client was used for longer than it works."),
        _BY_ITSELF,
        Remedy.LOG,
    ),
    "issued_revoked": Entry(
        _("The client's token was revoked"),
        _("The token that was issued to this OAuth client was revoked."),
        _BY_ITSELF,
        Remedy.LOG,
    ),
    "unknown_issued": Entry(
        _("This site does not know the client's token"),
        _("The token was issued elsewhere, or ended so long ago that it was forgotten."),
        _BY_ITSELF,
        Remedy.LOG,
    ),
    "oauth_no_client": Entry(
        _("No client was named"),
        _("The request for a token named no client, or brought no secret."),
        _PASTE_BOTH,
        Remedy.TOKENS,
    ),
    "oauth_basic": Entry(
        _("The client's credentials cannot be read"),
        _("Authorization: Basic did not hold an identifier and a secret."),
        _PASTE_BOTH,
        Remedy.TOKENS,
    ),
    "oauth_two_places": Entry(
        _("The client's credentials were sent twice"),
        _("Authorization: Basic and the body said different things, or both held the secret."),
        _("Choose one place for the client's credentials in the identity provider."),
        Remedy.LOG,
    ),
    "oauth_no_form": Entry(
        _("No form was sent"),
        _("The body of the request for a token was no form, or was too large."),
        _CHOOSE,
        Remedy.LOG,
    ),
    "oauth_doubled": Entry(
        _("A parameter was sent twice"),
        _("The request for a token had the same parameter more than once."),
        _("Look in the identity provider for a parameter that was added by hand, and take it out."),
        Remedy.LOG,
    ),
    "oauth_grant": Entry(
        _("Another grant type"),
        _("The client asked for a token in another way than with client credentials."),
        _CHOOSE,
        Remedy.LOG,
    ),
    "oauth_scope": Entry(
        _("A scope that the client does not have"),
        _("The client asked for a scope that is not its own."),
        _("Leave Scope empty in the identity provider, or name the client's own scope."),
        Remedy.CLIENT,
    ),
    "oauth_no_token": Entry(
        _("No token was named"),
        _("The request to revoke or to look at a token named none."),
        _("Let the client send the parameter token."),
        Remedy.LOG,
    ),
    "oauth_method": Entry(
        _("Not a request for a token"),
        _("Somebody opened the Token Endpoint, which takes a form by POST alone."),
        _("Nothing, if it was opened in a browser. Otherwise choose client credentials there."),
        Remedy.LOG,
    ),
    "oauth_too_many": Entry(
        _("Too many requests for a token"),
        _("The client asked for a token too often, or too often with a wrong secret."),
        _("Correct the secret, if it is wrong. A token works for an hour or longer: use it again."),
        Remedy.LOG,
    ),
    "oauth_request": Entry(
        _("A request for a token that cannot be answered"),
        _("The request for a token was not of the form that OAuth 2.0 asks for."),
        _CHOOSE,
        Remedy.LOG,
    ),
}
