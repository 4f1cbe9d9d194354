"""Sign-in under allauth's names, and the pages of the person who is signed in."""

from allauth.account import views as account
from django.db import transaction
from django.urls import include, path, re_path

from accounts.sign_in.guards import recently_proven

from . import clients, language, profile, rotation, tokens, trusts

urlpatterns = [
    path("sign-in/", profile.SignInView.as_view(), name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-up/", account.signup, name="account_signup"),  # says that it is closed
    path("disabled/", account.account_inactive, name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path(
        "password/change/",
        transaction.atomic(account.password_change),
        name="account_change_password",
    ),
    path(
        "password/set/",
        recently_proven(transaction.atomic(account.password_set)),
        name="account_set_password",
    ),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        transaction.atomic(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("security/", include("allauth.mfa.urls")),
    path("security/sessions/", profile.SessionsView.as_view(), name="usersessions_list"),
    path("security/sessions/<int:pk>/end/", profile.end_session, name="usersessions_end"),
    path("theme/", profile.choose_theme, name="theme"),
    path("language/", language.choose, name="language"),
    path("profile/", profile.profile, name="profile"),
    path("profile/details/", profile.edit, name="profile-edit"),
    path("profile/tokens/new/", tokens.create_token, name="token-create"),
    path("profile/tokens/<int:pk>/", tokens.show_token, name="token-detail"),
    path("profile/tokens/<int:pk>/revoke/", tokens.revoke_token, name="token-revoke"),
    path("profile/tokens/<int:pk>/take-over/", tokens.take_over_token, name="token-take-over"),
    path("profile/tokens/<int:pk>/rotate/", rotation.rotate_token, name="token-rotate"),
    path("profile/tokens/<int:pk>/secrets/", clients.show_secrets, name="client-secrets"),
    path("profile/tokens/<int:pk>/secrets/new/", clients.add_secret, name="client-secret-add"),
    path(
        "profile/tokens/<int:pk>/secrets/<int:secret>/revoke/",
        clients.revoke_secret,
        name="client-secret-revoke",
    ),
    path("profile/tokens/<int:pk>/trust/", trusts.show_trust, name="client-trust"),
    path("profile/tokens/<int:pk>/rotation/", rotation.rotation_progress, name="token-rotation"),
]
