"""How each identity provider is connected: the steps, in its own words.

docs/connect-*.md say the same at length. Between `**` stands what is written in the identity
provider, between back-ticks what is typed there.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

NOTIFY = "notify"
# Nobody can see from here whether these were done; "on" and "groups" are seen when they are.
UNSEEN = frozenset({"scope", NOTIFY, "groups"})


@dataclass(frozen=True)
class Stage:
    """A step. `key`: what tells that it was taken; `note`: the line beside the title."""

    key: str
    title: str
    note: str
    do: tuple[str, ...]


@dataclass(frozen=True)
class Guide:
    """The steps of one identity provider; `name` is the tab's, `client` that of sentences."""

    key: str
    name: str
    client: str
    stages: tuple[Stage, ...]


_TOKEN = Stage(
    "token",
    _("Create a Scim token"),
    _("Under My Profile; it is shown once"),
    (
        _(
            "Its scope is **Scim**. It is shown once: copy it, and keep that page open until it "
            "is pasted."
        ),
    ),
)
_TELL_HERE = _("Here: **Notifications** says who is told when provisioning fails or falls silent.")

ENTRA = Guide(
    "entra",
    "Microsoft Entra ID",
    "Microsoft Entra",
    (
        _TOKEN,
        Stage(
            "pasted",
            _("Paste Tenant URL and Secret Token"),
            _("Provisioning, Admin Credentials"),
            (
                _(
                    "In the Microsoft Entra admin center, open **Enterprise applications**, your "
                    "application, **Provisioning**, and choose the provisioning mode "
                    "**Automatic** (newer portals: **New configuration**)."
                ),
                _(
                    "Under **Admin Credentials**, paste the **Tenant URL** below and the **Secret "
                    "Token**, which is the token of step 1 without the word Bearer."
                ),
            ),
        ),
        Stage(
            "tested",
            _("Click Test Connection"),
            _("Entra looks for a user who does not exist"),
            (
                _(
                    "In Entra: **Provisioning**, **Admin Credentials**, **Test Connection**. "
                    "Entra looks for a user who does not exist; that it finds none is right."
                ),
                _("Then choose **Save**."),
            ),
        ),
        Stage(
            "scope",
            _("Choose who is in scope"),
            _("Sync only assigned users and groups"),
            (
                _(
                    "In Entra: under **Settings**, set **Scope** to **Sync only assigned users "
                    "and groups**."
                ),
                _(
                    "To leave some of them out, open **Mappings**, **Provision Microsoft Entra ID "
                    "Users**, **Source Object Scope**, and add a scoping filter, such as "
                    "`department` **EQUALS** `Sales`."
                ),
            ),
        ),
        Stage(
            "user",
            _("Assign one test user"),
            _("Not with the role Default Access: it is skipped"),
            (
                _(
                    "In Entra: under **Users and groups**, assign a single user with the role "
                    "**User**. Users with the role **Default Access** are skipped."
                ),
                _("Open **Provision on demand**, choose that user, then **Provision**."),
            ),
        ),
        Stage(
            NOTIFY,
            _("Notification Email"),
            _("Send an email notification when a failure occurs"),
            (
                _(
                    "In Entra: under **Settings**, enter a person or group as **Notification "
                    "Email**, and tick **Send an email notification when a failure occurs**."
                ),
                _TELL_HERE,
            ),
        ),
        Stage(
            "on",
            _("Turn provisioning on"),
            _("The first cycle takes longer; then every 40 minutes"),
            (
                _(
                    "In Entra: assign the others, set **Provisioning Status** to **On**, and "
                    "choose **Save**."
                ),
                _(
                    "This is done once Entra calls by itself: after a pause, without anybody "
                    "asking. The first cycle takes longer than later ones, which follow about "
                    "every 40 minutes."
                ),
            ),
        ),
    ),
)

OKTA = Guide(
    "okta",
    "Okta",
    "Okta",
    (
        _TOKEN,
        Stage(
            "pasted",
            _("Enter the base URL and the token"),
            "Provisioning, Integration",
            (
                _(
                    "In the Okta Admin Console, open the application's **General** tab, and set "
                    "**Provisioning** to **SCIM** under **App Settings**."
                ),
                _(
                    "On its **Provisioning** tab, under **Integration**: **SCIM connector base "
                    "URL** is the Tenant URL below, **Unique identifier field for users** is "
                    "`userName`, **Authentication Mode** is **HTTP Header**, and "
                    "**Authorization** takes the token of step 1, without the word Bearer."
                ),
                _(
                    "**Supported provisioning actions**: Push New Users, Push Profile Updates, "
                    "Push Groups."
                ),
            ),
        ),
        Stage(
            "tested",
            _("Test Connector Configuration"),
            _("Then Save"),
            (_("In Okta: choose **Test Connector Configuration**, then **Save**."),),
        ),
        Stage(
            "scope",
            _("Enable what Okta may do"),
            _("Create, update and deactivate users"),
            (
                _(
                    "In Okta: under **Provisioning**, **To App**, choose **Edit** and enable "
                    "**Create Users**, **Update User Attributes** and **Deactivate Users**."
                ),
            ),
        ),
        Stage(
            "user",
            _("Assign one test user"),
            _("Under Assignments"),
            (_("In Okta: under **Assignments**, assign a single user. Okta sends them at once."),),
        ),
        Stage(
            NOTIFY,
            _("Say who is told of failures"),
            _("In Okta under Tasks; here under Notifications"),
            (_("In Okta, failures stand under **Dashboard**, **Tasks**."), _TELL_HERE),
        ),
        Stage(
            "groups",
            _("Push groups"),
            _("Assign them to the application too"),
            (
                _(
                    "In Okta: on the **Push Groups** tab, push a group by name. Assign the group "
                    "to the application too, or its members are not here yet when Okta adds them."
                ),
            ),
        ),
    ),
)

ONELOGIN = Guide(
    "onelogin",
    "OneLogin",
    "OneLogin",
    (
        _TOKEN,
        Stage(
            "pasted",
            _("Enter SCIM Base URL and Bearer Token"),
            _("On the Configuration tab"),
            (
                _(
                    "In OneLogin: **Applications**, **Add App**, **SCIM Provisioner with SAML "
                    "(SCIM v2 Enterprise)**."
                ),
                _(
                    "On its **Configuration** tab, **SCIM Base URL** is the Tenant URL below, and "
                    "**SCIM Bearer Token** the token of step 1, without the word Bearer. Leave "
                    "**SCIM JSON Template** as it is."
                ),
            ),
        ),
        Stage(
            "tested",
            _("Enable the connection"),
            _("API Status must say Enabled"),
            (_("In OneLogin: choose **Enable** under **API Status**. It must say **Enabled**."),),
        ),
        Stage(
            "scope",
            _("Enable provisioning"),
            _("Suspend users rather than delete them"),
            (
                _(
                    "On the **Provisioning** tab, choose **Enable provisioning**. Let users be "
                    "**suspended** when they lose the application, so that a restore brings them "
                    "back."
                ),
                _(
                    "On the **Parameters** tab, set **scimusername** to what people sign in with, "
                    "mostly **Email**."
                ),
            ),
        ),
        Stage(
            "user",
            _("Assign one test user"),
            _("And approve what waits"),
            (
                _(
                    "In OneLogin: assign the application to a single user, and approve what waits "
                    "under **Users**, **Provisioning**."
                ),
            ),
        ),
        Stage(
            NOTIFY,
            _("Say who is told of failures"),
            _("In OneLogin beside the user; here under Notifications"),
            (_("In OneLogin, failures stand under **Users**, **Provisioning**."), _TELL_HERE),
        ),
        Stage(
            "groups",
            _("Send groups"),
            _("By a rule"),
            (
                _(
                    "On the **Parameters** tab, include **Groups** in user provisioning; then "
                    "make a rule that sets groups."
                ),
            ),
        ),
    ),
)

OTHER = Guide(
    "other",
    _("Any SCIM 2.0 client"),
    _("the client"),
    (
        _TOKEN,
        Stage(
            "pasted",
            _("Enter the address and the token"),
            _("Bearer authentication"),
            (
                _(
                    "The client's base URL is the Tenant URL below. It sends the token of step 1 "
                    "as a bearer token: `Authorization: Bearer …`."
                ),
            ),
        ),
        Stage(
            "tested",
            _("Let it call"),
            _("Any request that is let in"),
            (_("Any request will do, such as `GET /ServiceProviderConfig` or `GET /Users`."),),
        ),
        Stage(
            "user",
            _("Send one test user"),
            _("Matched by userName"),
            (_("Let the client look users up by `userName`, and send a single one."),),
        ),
        Stage(NOTIFY, _("Say who is told of failures"), _("Under Notifications"), (_TELL_HERE,)),
        Stage(
            "groups",
            _("Send groups"),
            _("After their members"),
            (_("A group's members are the ids that this site gave the users."),),
        ),
    ),
)

GUIDES = {guide.key: guide for guide in (ENTRA, OKTA, ONELOGIN, OTHER)}


def of_client(name: str) -> Guide:
    """Return the guide of a client by the name that `wording.client_name` gives it."""
    return next((guide for guide in GUIDES.values() if guide.client == name), OTHER)
