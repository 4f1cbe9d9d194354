"""The addresses of the console's API, below /api/v1/. They have no slash at the end."""

from django.urls import path, re_path

from . import audit, description, docs, figures, memberships, tokens, views

urlpatterns = [
    path("", docs.page, name="api-docs"),
    path("events", views.EventList.as_view(), name="api-events"),
    path("events/<int:pk>", views.EventDetail.as_view(), name="api-event"),
    path("audit", audit.AuditList.as_view(), name="api-audit"),
    path("audit/<int:pk>", audit.AuditDetail.as_view(), name="api-audit-entry"),
    path("statistics", figures.StatisticsView.as_view(), name="api-statistics"),
    path("health", figures.HealthView.as_view(), name="api-health"),
    path("users", views.UserList.as_view(), name="api-users"),
    path("users/<uuid:id>", views.UserDetail.as_view(), name="api-user"),
    path("groups", views.GroupList.as_view(), name="api-groups"),
    path("groups/<uuid:id>", views.GroupDetail.as_view(), name="api-group"),
    path(
        "membership-changes",
        memberships.MembershipChangeList.as_view(),
        name="api-membership-changes",
    ),
    path("access-tokens", tokens.TokenList.as_view(), name="api-tokens"),
    path("access-tokens/<int:pk>", tokens.TokenDetail.as_view(), name="api-token"),
    path(
        "access-tokens/<int:pk>/revoke", tokens.TokenRevocation.as_view(), name="api-token-revoke"
    ),
    path("schema", description.SchemaView.as_view(), name="api-schema"),
    re_path("", description.Nowhere.as_view(), name="api-nowhere"),
]
