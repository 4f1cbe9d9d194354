"""django-scim2: what the endpoint takes of it, and the only module that imports it.

Its constants, its base of exceptions and its settings. Not its views, adapters and middleware: they
import a parser generator that nobody maintains any more, and keep another order of a request.
"""

from typing import Any

from django_scim.constants import SchemaURI
from django_scim.exceptions import SCIMException
from django_scim.settings import scim_settings

__all__ = ["SCIMException", "SchemaURI", "authentication_schemes"]


def authentication_schemes() -> list[dict[str, Any]]:
    """Return how clients may say who they are, as ServiceProviderConfig shows it."""
    schemes: list[dict[str, Any]] = scim_settings.AUTHENTICATION_SCHEMES
    return schemes
