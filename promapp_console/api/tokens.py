"""Access tokens: what is known of them; a session may create and revoke its user's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import names
from accounts.models import AccessToken
from accounts.sign_in.guards import has_recent_proof, signed_in
from accounts.tokens import acts, terms
from promapp_console.lists.filters import TokenFilterSet

from .base import ApiView, ListView
from .errors import Conflict
from .paging import CursorOrder
from .serializers import UserReferenceSerializer

ONE_LINE = RegexValidator(
    f"^[^{names.NEVER_IN_LABELS}]*[^\\s{names.NEVER_IN_LABELS}][^{names.NEVER_IN_LABELS}]*\\Z",
    "Say on one line where the token will be used.",
)


class TokenSerializer(serializers.ModelSerializer[AccessToken]):
    """An access token, without what opens anything."""

    hint = serializers.CharField(read_only=True, help_text="The beginning of the token.")
    state = serializers.ChoiceField(AccessToken.State.choices, read_only=True)
    ends_at = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="When it stops by itself: it expires, or was replaced.",
    )
    owner = UserReferenceSerializer(read_only=True, allow_null=True)
    revoked_by = UserReferenceSerializer(read_only=True, allow_null=True)

    class Meta:
        model = AccessToken
        fields = [
            "id",
            "description",
            "kind",
            "scope",
            "hint",
            "state",
            "owner",
            "owner_name",
            "created_at",
            "expires_at",
            "ends_at",
            "last_used_at",
            "last_used_address",
            "revoked_at",
            "revoked_by",
            "revoked_reason",
        ]
        read_only_fields = fields


class NewTokenSerializer(serializers.Serializer[Any]):
    """What is asked for with a new access token."""

    description = serializers.CharField(
        max_length=terms.LONGEST_DESCRIPTION,
        validators=[ONE_LINE],
        trim_whitespace=False,
        help_text="Where the token will be used.",
    )
    scope = serializers.ChoiceField(AccessToken.Scope.choices)
    client = serializers.ChoiceField(
        AccessToken.Client.choices,
        required=False,
        allow_blank=True,
        help_text="For okta, discovery lists roles and entitlements too.",
    )
    expires_in_days = serializers.IntegerField(
        min_value=1, max_value=terms.MOST_DAYS, default=terms.USUAL_DAYS
    )

    def validate_description(self, description: str) -> str:
        """Ask the rule that holds for every way to make a token."""
        return terms.description(description)


class CreatedTokenSerializer(TokenSerializer):
    """A new access token with its secret, which is shown this once."""

    secret = serializers.CharField(read_only=True, help_text="The token; shown this once.")

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class VisibleTokens(ApiView):
    """The tokens that the user may see, by the rule of the pages."""

    serializer_class: Any = TokenSerializer
    queryset: Any = AccessToken.objects.none()  # says which model, to the API's description

    def get_queryset(self) -> Any:
        tokens = AccessToken.objects.visible_to(signed_in(self.request._request))
        return tokens.select_related("owner", "revoked_by")


class TokenList(VisibleTokens, ListView):
    """Access tokens, newest first."""

    filterset_class = TokenFilterSet
    order = CursorOrder("created_at", descending=True, of_time=True)

    @extend_schema(
        request=NewTokenSerializer,
        responses={201: CreatedTokenSerializer},
    )
    @sensitive_variables("secret")
    def post(self, request: Request) -> Response:
        """Create an access token of one's own; the answer alone holds its secret.

        By session only, and with a proof (password or second factor) of the last 15 minutes.
        """
        if not has_recent_proof(request._request):
            raise PermissionDenied(
                "Your last proof is older than 15 minutes. Confirm who you are at /confirm/, then "
                "send the request again."
            )
        asked = NewTokenSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        try:
            token, secret = acts.create(
                request._request,
                owner=signed_in(request._request),
                description=given["description"],
                scope=given["scope"],
                client=given.get("client"),
                expires_at=timezone.now() + timedelta(days=given["expires_in_days"]),
            )
        except ValidationError as error:
            refusal = PermissionDenied if error.code == "not_permitted" else Conflict
            raise refusal(" ".join(error.messages)) from None
        shown = TokenSerializer(token).data
        return Response({**shown, "secret": secret}, status=201)


class TokenDetail(VisibleTokens, generics.RetrieveAPIView[AccessToken]):
    """One access token."""


class TokenRevocation(VisibleTokens, generics.GenericAPIView[AccessToken]):
    """The end of an access token."""

    @extend_schema(request=None, responses=TokenSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Revoke an access token of one's own; by session only. A second time changes nothing."""
        token = get_object_or_404(self.get_queryset(), pk=pk)
        if token.owner != request.user:
            raise PermissionDenied(
                f"This token belongs to {token.owner_name}. Revoke it in the console, under Site "
                "administration, Access tokens."
            )
        acts.revoke(request._request, token)
        return Response(self.get_serializer(token).data)
