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
        _("The last secret or trust of this OAuth client ended{expired}."),
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
    "trust_none": Entry(
        _("The OAuth client trusts no identity"),
        _("A client assertion came for an OAuth client that has secrets alone."),
        _(
            "Add a trust on the client's page, with the values that Microsoft Entra shows; or "
            "choose OAuth 2.0 client credentials there."
        ),
        Remedy.CLIENT,
    ),
    "trust_pending": Entry(
        _("An identity waits to be trusted"),
        _("A good client assertion came, and nobody has said yet that it is the right one."),
        _("Look at what was claimed on the client's page, and pin it. Then test the connection."),
        Remedy.CLIENT,
    ),
    "trust_revoked": Entry(
        _("The trust was revoked"),
        _("This OAuth client was called by an identity that it does not trust any more."),
        _("Add a trust on the client's page, with the values that Microsoft Entra shows."),
        Remedy.CLIENT,
    ),
    "assertion_type": Entry(
        _("Another type of client assertion"),
        _("The parameter client_assertion_type was missing, or not the one for signed JWTs."),
        _("Choose workload identity federation in Microsoft Entra."),
        Remedy.LOG,
    ),
    "assertion_form": Entry(
        _("The client assertion cannot be read"),
        _("What was sent as client_assertion is no signed JWT, or was cut off."),
        _("Test the connection again. If it happens again, tell Microsoft's support."),
        Remedy.LOG,
    ),
    "assertion_algorithm": Entry(
        _("The client assertion is signed in another way"),
        _("Signatures by RS256 and ES256 are taken, and no others."),
        _("Let the identity provider sign by RS256; Microsoft Entra does so by itself."),
        Remedy.LOG,
    ),
    "assertion_issuer": Entry(
        _("The client assertion comes from another issuer"),
        _("The issuer of the client assertion is not the one that this OAuth client trusts."),
        _(
            "Compare Issuer, which holds the Tenant ID, with what Microsoft Entra shows. If it is "
            "another one, revoke the trust and add it anew."
        ),
        Remedy.CLIENT,
    ),
    "assertion_key": Entry(
        _("The client assertion is signed by an unknown key"),
        _("The key that the client assertion names is not among those at the JWKS URL."),
        _(
            "Compare JWKS URL with what Microsoft Entra shows. New keys are fetched within a "
            "minute: then test the connection again."
        ),
        Remedy.CLIENT,
    ),
    "assertion_keys_away": Entry(
        _("The keys of the identity provider cannot be fetched"),
        _("The key that the client assertion names is new, and the JWKS URL does not answer."),
        _("Let this site reach the JWKS URL by https; a proxy or firewall may be in the way."),
        Remedy.LOG,
    ),
    "assertion_signature": Entry(
        _("The signature of the client assertion is wrong"),
        _("The client assertion was changed on the way, or somebody else signed it."),
        _("Test the connection again. If it happens again, find out who sends these requests."),
        Remedy.LOG,
    ),
    "assertion_audience": Entry(
        _("The client assertion is for another audience"),
        _("The audience of the client assertion is none of those that this client trusts."),
        _(
            "Revoke the trust, and add it with the audience that came: Microsoft Entra sends the "
            "bare application ID, or api:// with it, and its portal shows /.default behind it."
        ),
        Remedy.CLIENT,
    ),
    "assertion_subject": Entry(
        _("The client assertion is about another subject"),
        _("The subject of the client assertion is not the one that this OAuth client trusts."),
        _(
            "Compare Subject: it is the Object ID of the workload identity, not that of the app "
            "registration, and not the Client Identifier."
        ),
        Remedy.CLIENT,
    ),
    "assertion_tenant": Entry(
        _("The client assertion comes from another tenant"),
        _("The Tenant ID in the client assertion is not the one that this client trusts."),
        _("Compare the Tenant ID with what Microsoft Entra shows under Overview."),
        Remedy.CLIENT,
    ),
    "assertion_object": Entry(
        _("The client assertion is about another object"),
        _("The Object ID in the client assertion is not the one that was seen before."),
        _("If the workload identity was made anew, revoke the trust and add it anew."),
        Remedy.CLIENT,
    ),
    "assertion_party": Entry(
        _("Another application asked for the client assertion"),
        _("The application ID (azp) in the client assertion is not the one that was seen before."),
        _("If provisioning was set up anew in Microsoft Entra, revoke the trust and add it anew."),
        Remedy.CLIENT,
    ),
    "assertion_expired": Entry(
        _("The client assertion expired"),
        _("The client assertion was used for longer than it works, or has no end."),
        _("Nothing, if it happens once. Otherwise compare the clock of this site's machine."),
        Remedy.LOG,
    ),
    "assertion_early": Entry(
        _("The client assertion begins later"),
        _("The client assertion works from a time on that has not come here, or names none."),
        _("Compare the clock of this site's machine: it seems to be slow."),
        Remedy.LOG,
    ),
    "assertion_in_clear": Entry(
        _("The client assertion was sent over plain http"),
        _("The request reached this site without TLS, so it could be read on the way."),
        _("Let Token Endpoint begin with https://."),
        Remedy.LOG,
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
