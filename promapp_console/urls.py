"""The site's URLs, one include for each room."""

from django.contrib import admin
from django.urls import include, path

from .server import headers, health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path(".well-known/security.txt", headers.security_txt, name="security-txt"),
    path(".well-known/change-password", headers.change_password, name="change-password"),
    path("api/scim/", include("scim.endpoint.urls")),
    path("", include("scim.oauth.urls")),
    path("api/v1/", include("promapp_console.api.urls")),
    path("admin/", admin.site.urls),
    path("", include("accounts.pages.urls")),
    path("", include("promapp_console.pages.urls")),
]

handler400 = "promapp_console.server.errors.bad_request"
handler403 = "promapp_console.server.errors.forbidden"
handler404 = "promapp_console.server.errors.not_found"
handler429 = "promapp_console.server.errors.too_many_requests"
handler500 = "promapp_console.server.errors.server_error"
