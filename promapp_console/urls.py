"""The site's URLs, one include for each room."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/scim/", include("scim.urls")),
    path("admin/", admin.site.urls),
    path("", include("allauth.account.urls")),
]
