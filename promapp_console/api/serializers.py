"""What the API shows. Field by field: what is not named here is in no answer."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import AccessToken, Group, User
from scim.models import ProvisioningEvent
from scim.table.columns import single_values


class ErrorSerializer(serializers.Serializer[Any]):
    """Every answer from 400 on."""

    detail = serializers.CharField(help_text="What was wrong, and what to do.")
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="What was wrong with each field or parameter.",
    )


class TokenReferenceSerializer(serializers.ModelSerializer[AccessToken]):
    """The access token that was used."""

    class Meta:
        model = AccessToken
        fields = ["id", "description", "scope", "hint"]
        read_only_fields = fields

    hint = serializers.CharField(read_only=True, help_text="The beginning of the token.")


class ChangeSerializer(serializers.Serializer[Any]):
    """One of an event's modified properties."""

    attribute = serializers.CharField(help_text="The SCIM attribute, such as name.givenName.")
    old = serializers.JSONField(help_text="The value before, null if there was none.")
    new = serializers.JSONField(help_text="The value after, null if there is none.")


class EventSerializer(serializers.ModelSerializer[ProvisioningEvent]):
    """One request of an identity provider and what came of it."""

    token = TokenReferenceSerializer(read_only=True, allow_null=True)

    class Meta:
        model = ProvisioningEvent
        fields = [
            "id",
            "created_at",
            "request_id",
            "action",
            "result",
            "linked",
            "resource_type",
            "resource_id",
            "name",
            "external_id",
            "status",
            "scim_type",
            "reason",
            "detail",
            "notes",
            "method",
            "path",
            "duration_ms",
            "address",
            "user_agent",
            "is_test_connection",
            "occurrences",
            "token",
        ]
        read_only_fields = fields


class DiagnosisSerializer(serializers.Serializer[Any]):
    """Why a request was refused, and what to do about it."""

    cause = serializers.CharField(help_text="A code that groups like with like.")
    title = serializers.CharField()
    what = serializers.CharField(help_text="What happened.")
    next = serializers.CharField(help_text="What to do.")


class EventDetailSerializer(EventSerializer):
    """An event with its modified properties, a diagnosis if it failed, and both bodies."""

    changes = ChangeSerializer(many=True, read_only=True)
    diagnosis = DiagnosisSerializer(read_only=True, allow_null=True)
    request = serializers.JSONField(
        source="request_document",
        read_only=True,
        help_text="What was sent, without secrets; null if nothing was.",
    )
    response = serializers.JSONField(
        source="response_document",
        read_only=True,
        help_text="What was answered, without secrets; null if nothing was.",
    )

    class Meta(EventSerializer.Meta):
        fields = [*EventSerializer.Meta.fields, "changes", "diagnosis", "request", "response"]
        read_only_fields = fields


class UserReferenceSerializer(serializers.ModelSerializer[User]):
    """Another user."""

    id = serializers.UUIDField(source="scim_id", read_only=True)
    user_name = serializers.CharField(source="username", read_only=True)

    class Meta:
        model = User
        fields = ["id", "user_name"]


class GroupReferenceSerializer(serializers.ModelSerializer[Group]):
    """A group that somebody is in."""

    id = serializers.UUIDField(source="scim_id", read_only=True)

    class Meta:
        model = Group
        fields = ["id", "display_name"]
        read_only_fields = fields


class UserSerializer(serializers.ModelSerializer[User]):
    """A user, in a list."""

    id = serializers.UUIDField(source="scim_id", read_only=True, help_text="The SCIM id.")
    user_name = serializers.CharField(source="username", read_only=True)
    given_name = serializers.CharField(source="first_name", read_only=True)
    family_name = serializers.CharField(source="last_name", read_only=True)
    email = serializers.CharField(read_only=True)  # as it was sent: empty, or no address at all
    is_administrator = serializers.BooleanField(source="is_staff", read_only=True)
    provenance = serializers.CharField(read_only=True, help_text="Who keeps the user, in words.")

    class Meta:
        model = User
        fields = [
            "id",
            "user_name",
            "display_name",
            "given_name",
            "family_name",
            "email",
            "external_id",
            "is_active",
            "is_administrator",
            "is_provisioned",
            "provenance",
            "created",
            "last_modified",
            "last_login",
        ]
        read_only_fields = fields


# Columns of the attribute table that a list shows already, some of them by another name.
IN_LISTS = {"username", "first_name", "last_name", *UserSerializer.Meta.fields}


class UserDetailSerializer(UserSerializer):
    """A user with all that is kept in one value, and the groups."""

    manager = UserReferenceSerializer(read_only=True, allow_null=True)
    member_of = GroupReferenceSerializer(many=True, read_only=True)

    class Meta(UserSerializer.Meta):
        fields = [
            *UserSerializer.Meta.fields,
            *(item.column for item in single_values() if item.column not in IN_LISTS),
            "manager",
            "member_of",
        ]
        read_only_fields = fields


class GroupSerializer(serializers.ModelSerializer[Group]):
    """A group; its members are the users filtered by it."""

    id = serializers.UUIDField(source="scim_id", read_only=True, help_text="The SCIM id.")
    provenance = serializers.CharField(read_only=True, help_text="Who keeps the group, in words.")
    member_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Group
        fields = [
            "id",
            "display_name",
            "external_id",
            "is_provisioned",
            "provenance",
            "member_count",
            "created",
            "last_modified",
        ]
        read_only_fields = fields
