"""Django admin: one module for each kind of row.

Reachable for active staff alone; what holds for every page stands in `promapp_console.admin_site`.
"""

from allauth.account import admin as _account_admin  # noqa: F401  (registers what is taken away)
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _mfa_admin  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as _usersessions_admin  # noqa: F401
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import admin as _auth_admin  # noqa: F401
from django.contrib.auth.models import Group as AuthGroup

# Stock pages that show a second factor's key, end no session on delete, move a sign-in address
# past the checks of ours, or grant rights without them.
admin.site.unregister([Authenticator, EmailAddress, UserSession, AuthGroup])

from . import (  # noqa: E402  # once the stock pages are gone
    allowed_values,  # noqa: F401
    audit,  # noqa: F401
    counts,  # noqa: F401
    events,  # noqa: F401
    groups,  # noqa: F401
    inbox,  # noqa: F401
    mails,  # noqa: F401
    schedule,  # noqa: F401
    second_factors,  # noqa: F401
    tokens,  # noqa: F401
    users,  # noqa: F401
)
