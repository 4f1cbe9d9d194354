"""Django admin for people, groups and access tokens: one module for each page.

Reachable for active staff alone, through the console's own sign-in, so that its rate limits and
second factor hold here too.
"""

from allauth.account import admin as _account_admin  # noqa: F401  (registers what is taken away)
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _mfa_admin  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as _usersessions_admin  # noqa: F401
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import admin as _auth_admin  # noqa: F401
from django.contrib.auth.models import Group as AuthGroup
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

# Stock pages that show a second factor's key, end no session on delete, move a sign-in address
# past the checks of ours, or grant rights without them.
admin.site.unregister([Authenticator, EmailAddress, UserSession, AuthGroup])

from . import (  # noqa: E402
    allowed_values,  # noqa: F401
    audit,  # noqa: F401
    groups,  # noqa: F401
    mails,  # noqa: F401
    schedule,  # noqa: F401
    second_factors,  # noqa: F401
    tokens,  # noqa: F401
    users,  # noqa: F401
)


def change_password(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Send to the console's page, which is rate-limited and asks for the present password."""
    return redirect("account_change_password")


admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.password_change = change_password  # type: ignore[assignment,method-assign]
admin.site.site_header = "Promapp site administration"
admin.site.site_title = "Promapp"
admin.site.enable_nav_sidebar = False  # a line of links in the header leaves room for the lists
admin.site.index_title = "Site administration"
