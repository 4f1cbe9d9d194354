"""The endpoint's addresses, under django-scim2's names; `middleware` tidies paths first."""

from django.urls import re_path

from scim.table.schemas import ENTITLEMENT_TYPE, GROUP_TYPE, ROLE_TYPE, USER_TYPE

from . import bulk_view, views

app_name = "scim"

SEARCHED = {
    "users": USER_TYPE,
    "groups": GROUP_TYPE,
    "roles": ROLE_TYPE,
    "entitlements": ENTITLEMENT_TYPE,
}

urlpatterns = [
    re_path(r"^$", views.SearchView.as_view(allowed=("GET", "HEAD")), name="root"),
    re_path(r"^\.search$", views.SearchView.as_view(), name="search"),
    *(
        re_path(
            rf"^{table.endpoint[1:]}/\.search$",
            views.SearchView.as_view(types=(table,)),
            name=f"{name}-search",
        )
        for name, table in SEARCHED.items()
    ),
    re_path(r"^Me$", views.MeView.as_view(), name="me"),
    re_path(r"^Bulk$", bulk_view.BulkView.as_view(), name="bulk"),
    re_path(r"^Users(?:/(?P<uuid>[^/]+))?$", views.UsersView.as_view(), name="users"),
    re_path(r"^Groups(?:/(?P<uuid>[^/]+))?$", views.GroupsView.as_view(), name="groups"),
    re_path(r"^Roles(?:/(?P<uuid>[^/]+))?$", views.RolesView.as_view(), name="roles"),
    re_path(
        r"^Entitlements(?:/(?P<uuid>[^/]+))?$",
        views.EntitlementsView.as_view(),
        name="entitlements",
    ),
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
