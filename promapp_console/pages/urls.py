"""The provisioning pages."""

from django.urls import path

from . import (
    audit,
    export,
    groups,
    links,
    log,
    mapping,
    promotion,
    self_check,
    setup,
    status,
    users,
)

urlpatterns = [
    path("", status.home, name="home"),
    path("provisioning/", status.provisioning, name="provisioning"),
    path("provisioning/connection/", status.connection_part, name="provisioning-connection"),
    path("provisioning/setup/", setup.setup, name="provisioning-setup"),
    path("provisioning/setup/progress/", setup.progress, name="provisioning-progress"),
    path("provisioning/mapping/", mapping.mapping, name="provisioning-mapping"),
    path("provisioning/log/", log.log, name="provisioning-log"),
    path("provisioning/log/<int:pk>/", log.event, name="provisioning-event"),
    path("provisioning/log.csv", export.log_csv, name="provisioning-log-csv"),
    path("provisioning/links/", links.links, name="provisioning-links"),
    path("provisioning/links/<int:pk>/approve/", links.approve, name="provisioning-link-approve"),
    path("provisioning/links/<int:pk>/dismiss/", links.dismiss, name="provisioning-link-dismiss"),
    path("provisioning/check/", self_check.self_check, name="provisioning-check"),
    path("users/", users.users, name="user-list"),
    path("users/<uuid:scim_id>/", users.user, name="user-detail"),
    path("users/<uuid:scim_id>/scim/", users.document, name="user-document"),
    path("users/<uuid:scim_id>/deactivate/", users.deactivate, name="user-deactivate"),
    path("users/<uuid:scim_id>/reactivate/", users.reactivate, name="user-reactivate"),
    path("users/<uuid:scim_id>/detach/", users.detach, name="user-detach"),
    path("users/<uuid:scim_id>/promote/", promotion.promote_user, name="user-promote"),
    path("groups/", groups.groups, name="group-list"),
    path("groups/<uuid:scim_id>/", groups.group, name="group-detail"),
    path("groups/<uuid:scim_id>/scim/", groups.document, name="group-document"),
    path("groups/<uuid:scim_id>/detach/", groups.detach, name="group-detach"),
    path("audit/", audit.audit_log, name="audit-log"),
]
