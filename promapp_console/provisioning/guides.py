"""How each identity provider is connected: the steps, in its own words.

docs/connect-*.md say the same at length. Between `**` stands what is written in the identity
provider, between back-ticks what is typed there.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    "Create a Scim token",
    "Under My Profile; it is shown once",
    (
        "Its scope is **Scim**. It is shown once: copy it, and keep that page open until it is "
        "pasted.",
    ),
)
_TELL_HERE = "Here: **Notifications** says who is told when provisioning fails or falls silent."

ENTRA = Guide(
    "entra",
    "Microsoft Entra ID",
    "Microsoft Entra",
    (
        _TOKEN,
        Stage(
            "pasted",
            "Paste Tenant URL and Secret Token",
            "Provisioning, Admin Credentials",
            (
                "In the Microsoft Entra admin center, open **Enterprise applications**, your "
                "application, **Provisioning**, and choose the provisioning mode **Automatic** "
                "(newer portals: **New configuration**).",
                "Under **Admin Credentials**, paste the **Tenant URL** below and the **Secret "
                "Token**, which is the token of step 1 without the word Bearer.",
            ),
        ),
        Stage(
            "tested",
            "Click Test Connection",
            "Entra looks for a user who does not exist",
            (
                "In Entra: **Provisioning**, **Admin Credentials**, **Test Connection**. Entra "
                "looks for a user who does not exist; that it finds none is right.",
                "Then choose **Save**.",
            ),
        ),
        Stage(
            "scope",
            "Choose who is in scope",
            "Sync only assigned users and groups",
            (
                "In Entra: under **Settings**, set **Scope** to **Sync only assigned users and "
                "groups**.",
                "To leave some of them out, open **Mappings**, **Provision Microsoft Entra ID "
                "Users**, **Source Object Scope**, and add a scoping filter, such as `department` "
                "**EQUALS** `Sales`.",
            ),
        ),
        Stage(
            "user",
            "Assign one test user",
            "Not with the role Default Access: it is skipped",
            (
                "In Entra: under **Users and groups**, assign a single user with the role "
                "**User**. Users with the role **Default Access** are skipped.",
                "Open **Provision on demand**, choose that user, then **Provision**.",
            ),
        ),
        Stage(
            NOTIFY,
            "Notification Email",
            "Send an email notification when a failure occurs",
            (
                "In Entra: under **Settings**, enter a person or group as **Notification Email**, "
                "and tick **Send an email notification when a failure occurs**.",
                _TELL_HERE,
            ),
        ),
        Stage(
            "on",
            "Turn provisioning on",
            "The first cycle takes longer; then every 40 minutes",
            (
                "In Entra: assign the others, set **Provisioning Status** to **On**, and choose "
                "**Save**.",
                "This is done once Entra calls by itself: after a pause, without anybody asking. "
                "The first cycle takes longer than later ones, which follow about every 40 "
                "minutes.",
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
            "Enter the base URL and the token",
            "Provisioning, Integration",
            (
                "In the Okta Admin Console, open the application's **General** tab, and set "
                "**Provisioning** to **SCIM** under **App Settings**.",
                "On its **Provisioning** tab, under **Integration**: **SCIM connector base URL** "
                "is the Tenant URL below, **Unique identifier field for users** is `userName`, "
                "**Authentication Mode** is **HTTP Header**, and **Authorization** takes the token "
                "of step 1, without the word Bearer.",
                "**Supported provisioning actions**: Push New Users, Push Profile Updates, Push "
                "Groups.",
            ),
        ),
        Stage(
            "tested",
            "Test Connector Configuration",
            "Then Save",
            ("In Okta: choose **Test Connector Configuration**, then **Save**.",),
        ),
        Stage(
            "scope",
            "Enable what Okta may do",
            "Create, update and deactivate users",
            (
                "In Okta: under **Provisioning**, **To App**, choose **Edit** and enable **Create "
                "Users**, **Update User Attributes** and **Deactivate Users**.",
            ),
        ),
        Stage(
            "user",
            "Assign one test user",
            "Under Assignments",
            ("In Okta: under **Assignments**, assign a single user. Okta sends them at once.",),
        ),
        Stage(
            NOTIFY,
            "Say who is told of failures",
            "In Okta under Tasks; here under Notifications",
            ("In Okta, failures stand under **Dashboard**, **Tasks**.", _TELL_HERE),
        ),
        Stage(
            "groups",
            "Push groups",
            "Assign them to the application too",
            (
                "In Okta: on the **Push Groups** tab, push a group by name. Assign the group to "
                "the application too, or its members are not here yet when Okta adds them.",
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
            "Enter SCIM Base URL and Bearer Token",
            "On the Configuration tab",
            (
                "In OneLogin: **Applications**, **Add App**, **SCIM Provisioner with SAML (SCIM v2 "
                "Enterprise)**.",
                "On its **Configuration** tab, **SCIM Base URL** is the Tenant URL below, and "
                "**SCIM Bearer Token** the token of step 1, without the word Bearer. Leave **SCIM "
                "JSON Template** as it is.",
            ),
        ),
        Stage(
            "tested",
            "Enable the connection",
            "API Status must say Enabled",
            ("In OneLogin: choose **Enable** under **API Status**. It must say **Enabled**.",),
        ),
        Stage(
            "scope",
            "Enable provisioning",
            "Suspend users rather than delete them",
            (
                "On the **Provisioning** tab, choose **Enable provisioning**. Let users be "
                "**suspended** when they lose the application, so that a restore brings them back.",
                "On the **Parameters** tab, set **scimusername** to what people sign in with, "
                "mostly **Email**.",
            ),
        ),
        Stage(
            "user",
            "Assign one test user",
            "And approve what waits",
            (
                "In OneLogin: assign the application to a single user, and approve what waits "
                "under **Users**, **Provisioning**.",
            ),
        ),
        Stage(
            NOTIFY,
            "Say who is told of failures",
            "In OneLogin beside the user; here under Notifications",
            ("In OneLogin, failures stand under **Users**, **Provisioning**.", _TELL_HERE),
        ),
        Stage(
            "groups",
            "Send groups",
            "By a rule",
            (
                "On the **Parameters** tab, include **Groups** in user provisioning; then make a "
                "rule that sets groups.",
            ),
        ),
    ),
)

OTHER = Guide(
    "other",
    "Any SCIM 2.0 client",
    "the client",
    (
        _TOKEN,
        Stage(
            "pasted",
            "Enter the address and the token",
            "Bearer authentication",
            (
                "The client's base URL is the Tenant URL below. It sends the token of step 1 as "
                "a bearer token: `Authorization: Bearer …`.",
            ),
        ),
        Stage(
            "tested",
            "Let it call",
            "Any request that is let in",
            ("Any request will do, such as `GET /ServiceProviderConfig` or `GET /Users`.",),
        ),
        Stage(
            "user",
            "Send one test user",
            "Matched by userName",
            ("Let the client look users up by `userName`, and send a single one.",),
        ),
        Stage(NOTIFY, "Say who is told of failures", "Under Notifications", (_TELL_HERE,)),
        Stage(
            "groups",
            "Send groups",
            "After their members",
            ("A group's members are the ids that this site gave the users.",),
        ),
    ),
)

GUIDES = {guide.key: guide for guide in (ENTRA, OKTA, ONELOGIN, OTHER)}


def of_client(name: str) -> Guide:
    """Return the guide of a client by the name that `wording.client_name` gives it."""
    return next((guide for guide in GUIDES.values() if guide.client == name), OTHER)
