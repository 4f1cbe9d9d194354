"""The endpoint's addresses, under django-scim2's names; `middleware` tidies paths first."""

from django.urls import re_path

from . import bulk_view, views
from .schemas import GROUP_TYPE, USER_TYPE

app_name = "scim"

urlpatterns = [
    re_path(r"^$", views.SearchView.as_view(allowed=("GET", "HEAD")), name="root"),
    re_path(r"^\.search$", views.SearchView.as_view(), name="search"),
    re_path(r"^Users/\.search$", views.SearchView.as_view(types=(USER_TYPE,)), name="users-search"),
    re_path(
        r"^Groups/\.search$", views.SearchView.as_view(types=(GROUP_TYPE,)), name="groups-search"
    ),
    re_path(r"^Me$", views.MeView.as_view(), name="me"),
    re_path(r"^Bulk$", bulk_view.BulkView.as_view(), name="bulk"),
    re_path(r"^Users(?:/(?P<uuid>[^/]+))?$", views.UsersView.as_view(), name="users"),
    re_path(r"^Groups(?:/(?P<uuid>[^/]+))?$", views.GroupsView.as_view(), name="groups"),
    re_path(
        r"^ServiceProviderConfig$",
        views.ServiceProviderConfigView.as_view(),
        name="service-provider-config",
    ),
    re_path(
        r"^ResourceTypes(?:/(?P<uuid>[^/]+))?$",
        views.ResourceTypesView.as_view(),
        name="resource-types",
    ),
    re_path(r"^Schemas(?:/(?P<uuid>[^/]+))?$", views.SchemasView.as_view(), name="schemas"),
]
