"""Who may do what: every address of the site, asked by every kind of caller."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.utils import timezone

from accounts.models import NotificationAddress, User, Webhook
from accounts.tokens import acts
from accounts.work import audit
from accounts.work.audit import Action
from promapp_console.api import authentication
from scim.endpoint.throttle import Throttle
from scim.models import LinkRequest, ProvisioningEvent
from tests import addresses
from tests.factories import make_administrator, make_client, make_group, make_token, make_user

pytestmark = pytest.mark.django_db

# In the order of the columns of EXPECTED.
CALLERS = (
    "anonymous",
    "ordinary",
    "disabled",  # an administrator who was, with a session that lives
    "staff",  # an administrator without any permission
    "superuser",
    "unproven",  # the same, whose last proof is an hour old
    "audit",  # tokens, from here on
    "scim",
    "expired",
    "revoked",
    "junk",
)
EXPECTED = [
    (
        "ooooooooooo",
        "mmmmmmmmmmm",
        r"""
        healthz readyz account_inactive account_reset_password_done
        account_reset_password_from_key_done change-password
        """,
    ),
    ("mmmmmmmmmmm", "ooooooooooo", "oauth:token oauth:revoke oauth:introspect"),
    ("ooooooooooo", "mmmmmmmmmmm", "oauth:metadata"),
    (
        "uuuuuufouuu",
        "uuuuuufmuuu",
        r"""
        scim:root scim:me scim:users scim:groups scim:service-provider-config
        """,
    ),
    (
        "uuuuuufmuuu",
        "uuuuuufouuu",
        r"""
        scim:search scim:users-search scim:groups-search scim:roles-search
        scim:entitlements-search scim:bulk
        """,
    ),
    (
        "uuuuuufnuuu",
        "uuuuuufmuuu",
        r"""
        scim:roles scim:entitlements scim:resource-types scim:schemas
        """,
    ),
    (
        "sfsooosssss",
        "smsmmmsssss",
        r"""
        api-docs api-nowhere audit-log provisioning provisioning-connection
        provisioning-setup provisioning-progress provisioning-mapping provisioning-log
        provisioning-connections
        provisioning-event provisioning-links notifications user-list user-detail user-document
        group-list group-detail group-document
        """,
    ),
    (
        "ufuoooofuuu",
        "ufummmffuuu",
        r"""
        api-audit api-audit-entry api-events api-event api-statistics api-health
        api-users api-user api-groups
        api-group api-membership-changes api-token api-schema
        """,
    ),
    (
        "ufuoooofuuu",
        "ufuoofffuuu",
        r"""
        api-tokens
        """,
    ),
    (
        "ufummmmfuuu",
        "ufufffffuuu",
        r"""
        api-token-revoke
        """,
    ),
    (
        "sssooosssss",
        "sssoopsssss",
        r"""
        admin:index admin:password_change admin:accounts_role_changelist
        admin:accounts_role_history admin/accounts/role/<path:object_id>/
        admin:accounts_entitlement_changelist admin:accounts_entitlement_history
        admin/accounts/entitlement/<path:object_id>/
        admin:accounts_auditentry_changelist admin:accounts_auditentry_history
        admin/accounts/auditentry/<path:object_id>/ admin:accounts_mail_changelist
        admin:accounts_mail_history admin/accounts/mail/<path:object_id>/
        admin:accounts_scheduledjob_changelist admin:accounts_scheduledjob_history
        admin/accounts/scheduledjob/<path:object_id>/ admin:mfa_authenticator_changelist
        admin:mfa_authenticator_history admin/mfa/authenticator/<path:object_id>/
        admin:accounts_accesstoken_changelist admin:accounts_accesstoken_history
        admin/accounts/accesstoken/<path:object_id>/
        admin:scim_provisioningevent_changelist admin:scim_provisioningevent_history
        admin/scim/provisioningevent/<path:object_id>/ admin:accounts_user_changelist
        admin:accounts_user_history admin/accounts/user/<path:object_id>/
        admin:accounts_group_changelist admin:accounts_group_history
        admin/accounts/group/<path:object_id>/ admin:app_list
        admin:accounts_knownnetwork_changelist admin:accounts_knownnetwork_history
        admin/accounts/knownnetwork/<path:object_id>/
        admin:scim_linkrequest_changelist admin:scim_linkrequest_history
        admin/scim/linkrequest/<path:object_id>/
        admin:scim_dailycount_changelist admin:scim_dailycount_history
        admin/scim/dailycount/<path:object_id>/
        """,
    ),
    (
        "sfsooosssss",
        "sfsooosssss",
        r"""
        admin:login provisioning-check
        """,
    ),
    (
        "sosmmmsssss",
        "sosooosssss",
        r"""
        admin:logout
        """,
    ),
    (
        "sssooosssss",
        "sssmmpsssss",
        r"""
        admin:password_change_done admin:jsi18n
        """,
    ),
    (
        "sssfffsssss",
        "sssmmpsssss",
        r"""
        admin:autocomplete
        """,
    ),
    (
        "sssnnnsssss",
        "sssnnpsssss",
        r"""
        admin:view_on_site admin/(?P<url>.*)$
        """,
    ),
    (
        "sssfoosssss",
        "sssfopsssss",
        r"""
        admin:accounts_role_add admin:accounts_role_delete
        admin:accounts_entitlement_add admin:accounts_entitlement_delete
        admin:mfa_authenticator_delete admin:accounts_user_add
        admin:accounts_user_delete admin:accounts_group_add admin:accounts_group_delete
        """,
    ),
    (
        "sssooosssss",
        "sssfopsssss",
        r"""
        admin:accounts_role_change admin:accounts_entitlement_change
        admin:accounts_accesstoken_change admin:accounts_user_change
        admin:accounts_group_change
        """,
    ),
    (
        "sssfffsssss",
        "sssffpsssss",
        r"""
        admin:accounts_auditentry_add admin:accounts_auditentry_delete
        admin:accounts_mail_add admin:accounts_mail_delete
        admin:accounts_scheduledjob_add admin:accounts_scheduledjob_delete
        admin:mfa_authenticator_add admin:accounts_accesstoken_add
        admin:accounts_accesstoken_delete admin:scim_provisioningevent_add
        admin:scim_provisioningevent_delete
        admin:accounts_knownnetwork_add admin:accounts_knownnetwork_delete
        admin:scim_linkrequest_add admin:scim_linkrequest_delete
        admin:scim_dailycount_add admin:scim_dailycount_delete
        """,
    ),
    (
        "sssooosssss",
        "sssffpsssss",
        r"""
        admin:accounts_auditentry_change admin:accounts_mail_change
        admin:accounts_scheduledjob_change admin:mfa_authenticator_change
        admin:scim_provisioningevent_change admin:accounts_knownnetwork_change
        admin:scim_linkrequest_change admin:scim_dailycount_change
        """,
    ),
    (
        "ooooooooooo",
        "ooooooooooo",
        r"""
        account_login account_signup account_reset_password
        account_reset_password_from_key
        """,
    ),
    (
        "sosooosssss",
        "sssssssssss",
        r"""
        account_logout
        """,
    ),
    (
        "sosooosssss",
        "sosooosssss",
        r"""
        account_reauthenticate account_change_password
        mfa_authenticate mfa_login_webauthn
        """,
    ),
    (
        "sosooosssss",
        "smsmmmsssss",
        r"""
        mfa_index mfa_list_webauthn profile home search search-suggestions
        """,
    ),
    ("sosooosssss", "sosoopsssss", "usersessions_list"),
    (
        "sosoopsssss",
        "sosoopsssss",
        r"""
        account_set_password profile-edit mfa_activate_totp mfa_add_webauthn
        mfa_generate_recovery_codes
        """,
    ),
    ("snsnnpsssss", "snsnnpsssss", "mfa_edit_webauthn mfa_remove_webauthn"),
    ("smsmmmsssss", "snsnopsssss", "usersessions_end"),  # the boss's, whose other it is
    ("nnnnnnnnnnn", "mmmmmmmmmmm", "security-txt"),  # there is none unless it is set up
    (
        "spspppsssss",
        "spspppsssss",
        r"""
        mfa_reauthenticate mfa_reauthenticate_webauthn
        """,
    ),
    (
        "snsnnnsssss",
        "snsnnnsssss",
        r"""
        mfa_deactivate_totp mfa_download_recovery_codes
        """,
    ),
    (
        "snsnnnsssss",
        "smsmmmsssss",
        r"""
        mfa_view_recovery_codes
        """,
    ),
    (
        "mmmmmmmmmmm",
        "ooooooooooo",
        r"""
        theme language
        """,
    ),
    (
        "sfsoopsssss",
        "sfsoopsssss",
        r"""
        token-create token-take-over token-rotate client-secret-add client-trust
        notification-change notification-webhook-add
        notification-webhook-change
        provisioning-link-approve
        """,
    ),
    (
        "snsooosssss",
        "smsmmmsssss",
        r"""
        token-detail
        """,
    ),
    (
        "snsoopsssss",
        "snsoopsssss",
        r"""
        token-revoke client-secret-revoke
        """,
    ),
    ("sfsooosssss", "smsmmmsssss", "client-secrets"),
    (
        "sfsnnnsssss",
        "smsmmmsssss",
        r"""
        token-rotation
        """,
    ),
    (
        "sfsoopsssss",
        "smsmmmsssss",
        r"""
        provisioning-log-csv
        """,
    ),
    (
        "smsmmmsssss",
        "sfsoopsssss",
        r"""
        notification-add notification-remove notification-test
        notification-webhook-test notification-webhook-remove
        """,
    ),
    (
        "smsmmmsssss",
        "sfsooosssss",
        r"""
        provisioning-link-dismiss
        """,
    ),
    (
        "sfsfopsssss",
        "sfsfopsssss",
        r"""
        user-disable user-enable user-promote user-detach group-detach
        """,
    ),
    (
        "sssfoosssss",
        "sssfopsssss",
        "admin:auth_user_password_change",
    ),
]


def letter(response: HttpResponse) -> str:
    """What an answer means to whoever asked."""
    assert response.status_code < 500
    location = response.headers.get("Location", "")
    if location.startswith(("/sign-in/", "/admin/login/")):
        return "s"  # sign in first
    if location.startswith(("/confirm/", "/security/reauthenticate/")):
        return "p"  # prove who you are first
    return {401: "u", 403: "f", 404: "n", 405: "m"}.get(response.status_code, "o")  # open


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither log thousands of refusals nor draw the pages: it takes most of the time.

    Nor say that they are too many for a second.
    """
    monkeypatch.setattr(authentication, "_requests", Throttle(10**9, 10**9))
    monkeypatch.setattr(Template, "render", lambda *_: "")
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


class Site:
    """Callers, and rows for them to ask for."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.boss = make_administrator("boss")
        self.sessions = {
            "ordinary": self.session(make_user("ada")),
            "disabled": self.session(make_administrator("gone")),
            "staff": self.session(make_user("steve", is_staff=True)),
            "superuser": self.session(self.boss),
            "unproven": self.session(self.boss, signed_in_at=0.0),
        }
        self.listed = UserSession.objects.create(
            user=self.boss, session_key="another", ip="192.0.2.7", user_agent="A browser"
        )
        User.objects.filter(username="gone").update(is_active=False)
        yesterday = timezone.now() - timedelta(days=1)
        revoked, secret = make_token(self.boss)
        acts.revoke(self.boss, revoked)
        self.tokens = {
            "audit": make_token(self.boss, scope="audit")[1],
            "scim": make_token(self.boss)[1],
            "expired": make_token(self.boss, expires_at=yesterday)[1],
            "revoked": secret,
            "junk": "pmp_scim_junk",
        }
        self.token = make_token(make_administrator("other"))[0]
        self.oauth = make_client(make_administrator("third"))[0]
        self.person, self.group = make_user("target"), make_group("Target")
        self.event = ProvisioningEvent.objects.create(
            action="Create", result="Success", status=201, duration_ms=1
        )
        self.entry = audit.record(self.boss, Action.SELF_CHECK)
        self.named = NotificationAddress.objects.create(address="ops@promapp.example")
        self.hook = Webhook.prepared(url="https://promapp.invalid/", name="hook", form="json")[0]
        self.hook.save()
        self.request = LinkRequest.objects.create(user=make_administrator("linked"))

    def session(self, user: User, **values: float) -> str:
        client = Client()
        client.force_login(user)
        session = client.session
        session.update(values)
        session.save()
        return str(session.session_key)

    def ask(self, caller: str, method: str, path: str) -> HttpResponse:
        """Send one request and undo what it did."""
        self.client.cookies.clear()
        if caller in self.sessions:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[caller]
        secret = self.tokens.get(caller)
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        with transaction.atomic():
            response = self.client.generic(method, path, headers=headers)
            transaction.set_rollback(True)
        return response

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the path of each address; of one without a name, its route."""
        for route, name, path in addresses.every({"object_id": str(self.person.pk)}):
            is_group = "group" in route.lower()
            found = self.group if is_group else self.person
            is_by_key = path.startswith("/admin/")
            path = path.replace(addresses.NOBODY, str(found.pk) if is_by_key else found.scim_id)
            if "/secrets/" in path or "/trust/" in path:
                path = path.replace("tokens/1", f"tokens/{self.oauth.pk}")
                path = path.replace("secrets/1", f"secrets/{self.oauth.secrets.get().pk}")
            for where, row in (
                ("tokens/", self.token),
                ("/sessions/", self.listed),
                ("/links/", self.request),
                ("/notifications/", self.named),
                ("/webhooks/", self.hook),
                ("/log/", self.event),
                ("/events/", self.event),
                ("/audit/", self.entry),
            ):
                path = path.replace(f"{where}1", f"{where}{row.pk}")
            yield (name if name and not name.endswith(":") else route), path


@pytest.mark.once
def test_each_address_answers_each_caller_as_the_table_says(quiet: None) -> None:
    site = Site()
    expected = {name: (get, post) for get, post, names in EXPECTED for name in names.split()}
    found = {}
    for name, path in site.rows():
        asked = [
            [letter(site.ask(who, method, path)) for who in CALLERS] for method in ("GET", "POST")
        ]
        found[name] = ("".join(asked[0]), "".join(asked[1]))
    assert {name: row for name, row in found.items() if expected.get(name) != row} == {}
    assert set(expected) == set(found)


def test_no_address_breaks() -> None:
    """Every page is drawn, and every form is sent empty, on both databases."""
    site = Site()
    callers = {"/api/scim": "scim", "/api/v1": "audit"}
    broken = []
    for name, path in site.rows():
        caller = next(
            (who for start, who in callers.items() if path.startswith(start)), "superuser"
        )
        for method in ("GET", "POST"):
            response = site.ask(caller, method, path)
            b"".join(response) if response.streaming else response.content
            if response.status_code >= 500:
                broken.append((name, method, response.status_code))
    assert broken == []
