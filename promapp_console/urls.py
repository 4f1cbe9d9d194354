"""The site's URLs, one include for each room."""

from django.contrib import admin
from django.urls import include, path

from . import headers, health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path(".well-known/security.txt", headers.security_txt, name="security-txt"),
    path("api/scim/", include("scim.urls")),
    path("api/v1/", include("scim.console.api.urls")),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("scim.console.urls")),
]

handler400 = "promapp_console.errors.bad_request"
handler403 = "promapp_console.errors.forbidden"
handler404 = "promapp_console.errors.not_found"
handler429 = "promapp_console.errors.too_many_requests"
handler500 = "promapp_console.errors.server_error"
