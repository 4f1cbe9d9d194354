"""django-scim2: what the endpoint takes of it, and the only module that imports it.

Its constants and its base of exceptions. Not its views, adapters and middleware: they
import a parser generator that nobody maintains any more, and keep another order of a request.
"""

from django_scim.constants import SchemaURI
from django_scim.exceptions import SCIMException

__all__ = ["SCIMException", "SchemaURI"]
