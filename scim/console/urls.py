"""The provisioning pages."""

from django.urls import path

from . import groups, users, views

urlpatterns = [
    path("", views.home, name="home"),
    path("users/", users.users, name="user-list"),
    path("users/<uuid:scim_id>/", users.user, name="user-detail"),
    path("users/<uuid:scim_id>/scim/", users.document, name="user-document"),
    path("users/<uuid:scim_id>/deactivate/", users.deactivate, name="user-deactivate"),
    path("users/<uuid:scim_id>/reactivate/", users.reactivate, name="user-reactivate"),
    path("users/<uuid:scim_id>/detach/", users.detach, name="user-detach"),
    path("groups/", groups.groups, name="group-list"),
    path("groups/<uuid:scim_id>/", groups.group, name="group-detail"),
    path("groups/<uuid:scim_id>/scim/", groups.document, name="group-document"),
    path("groups/<uuid:scim_id>/detach/", groups.detach, name="group-detach"),
]
