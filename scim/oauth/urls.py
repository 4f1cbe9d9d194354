"""The addresses of the authorization server."""

from django.urls import path

from . import views

app_name = "oauth"

urlpatterns = [
    path("oauth/token", views.TokenView.as_view(), name="token"),
    path("oauth/revoke", views.RevocationView.as_view(), name="revoke"),
    path("oauth/introspect", views.IntrospectionView.as_view(), name="introspect"),
    path(".well-known/oauth-authorization-server", views.metadata, name="metadata"),
]
