"""What a schema is made of: attributes and their characteristics (RFC 7643 section 7)."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import Enum
from functools import cached_property


class Storage(Enum):
    """Where the value of an attribute lives; `scim.store.storage` reads and writes each."""

    COLUMN = "a column of the resource's own table"
    VALUES = "rows of AttributeValue, one for each element"
    PASSWORD = "Django's password column, hashed"  # noqa: S105
    MEMBERS = "the membership table, seen from the group"
    MEMBERSHIPS = "the membership table, seen from the user"
    REFERENCE = "nowhere: a URI, made from the id in its column"
    VERSION = "nowhere: an entity tag, made from the version column"
    CONSTANT = "nowhere: always the same"
    SCHEMAS = "nowhere: the schemas whose attributes the document holds"


class Naming(Enum):
    """How people tell resources apart by a value; `accounts.names` holds the rules."""

    IDENTIFIER = "typed, such as a user name: nothing unseen in it"
    LABEL = "read, such as a group's name: joiners and emoji may be in it"


# eq=False: of each row there is one, so it is compared and hashed by identity. A hash of the fields
# would walk all sub-attributes whenever something is looked up by an attribute.
@dataclass(frozen=True, eq=False, repr=False)
class Attribute:
    """One row of the table: an attribute, its characteristics, and the column it lives in."""

    name: str
    _: KW_ONLY
    type: str = "string"
    description: str = ""
    multi_valued: bool = False
    required: bool = False
    has_default: bool = False  # it always has a value: left out it stays, and it cannot be removed
    case_exact: bool = False
    mutability: str = "readWrite"
    returned: str = "default"
    uniqueness: str = "none"
    canonical_values: tuple[str, ...] = ()
    reference_types: tuple[str, ...] = ()
    max_length: int = 256  # characters
    sub: tuple[Attribute, ...] = ()
    column: str = ""
    constant: str = ""
    naming: Naming | None = None
    takes_numbers: bool = False  # digits, which clients send without quotes
    is_published: bool = True  # in /Schemas; what strict clients stop at there is kept all the same
    storage: Storage = Storage.COLUMN

    def __repr__(self) -> str:
        return f"<Attribute {self.name}>"

    @cached_property
    def _sub_by_name(self) -> dict[str, Attribute]:
        return {attribute.name.lower(): attribute for attribute in self.sub}

    def find(self, name: str) -> Attribute | None:
        """Return the sub-attribute of that name, in any case."""
        return self._sub_by_name.get(name.lower())

    @cached_property
    def marks(self) -> frozenset[str]:
        """The parts of an element that say nothing without a value beside them."""
        unpublished = {sub.name for sub in self.sub if not sub.is_published}
        return frozenset({"type", "primary"} | unpublished)

    @property
    def is_complex(self) -> bool:
        return self.type == "complex"

    @property
    def is_text(self) -> bool:
        """True if values are compared as text; a version is a number until it is shown."""
        is_number = self.storage is Storage.VERSION
        return self.type in {"string", "reference", "binary"} and not is_number

    @property
    def is_uri(self) -> bool:
        """True if what a client sends must be a URI; those that are made here are anyway."""
        return self.type == "reference" and self.storage is Storage.COLUMN

    @property
    def is_folded(self) -> bool:
        """True if values are compared without regard to case."""
        return self.type == "string" and not self.case_exact

    @property
    def is_read_only(self) -> bool:
        return self.mutability == "readOnly"

    @property
    def key_column(self) -> str:
        """The column comparisons use."""
        return f"{self.column}_key" if self.is_folded else self.column


@dataclass(frozen=True, eq=False, repr=False)
class Schema:
    """A schema: RFC 7643 section 7."""

    id: str
    name: str
    description: str
    attributes: tuple[Attribute, ...]

    def __repr__(self) -> str:
        return f"<Schema {self.id}>"

    @cached_property
    def _by_name(self) -> dict[str, Attribute]:
        return {attribute.name.lower(): attribute for attribute in self.attributes}

    def find(self, name: str) -> Attribute | None:
        """Return the attribute of that name, in any case."""
        return self._by_name.get(name.lower())


@dataclass(frozen=True, eq=False, repr=False)
class ResourceType:
    """A resource type: RFC 7643 section 6, and the attributes all resources share (3.1)."""

    name: str
    endpoint: str
    description: str
    schema: Schema
    common: tuple[Attribute, ...]
    extensions: tuple[Schema, ...] = ()
    is_listed: bool = True  # in the lists of discovery; by its id it is found all the same

    def __repr__(self) -> str:
        return f"<ResourceType {self.name}>"

    @cached_property
    def schemas(self) -> dict[str, Schema]:
        """The core schema and the extensions, by their URN in lower case."""
        return {schema.id.lower(): schema for schema in (self.schema, *self.extensions)}

    @cached_property
    def attributes(self) -> tuple[Attribute, ...]:
        """The attributes at the root of a document."""
        return (*self.common, *self.schema.attributes)

    @cached_property
    def _by_name(self) -> dict[str, Attribute]:
        return {attribute.name.lower(): attribute for attribute in self.attributes}

    def find(self, name: str) -> Attribute | None:
        """Return the attribute of that name at the root, in any case."""
        return self._by_name.get(name.lower())

    def find_in_extensions(self, name: str) -> tuple[Schema, Attribute] | None:
        """Return the attribute of that name in the first extension that has it."""
        for schema in self.extensions:
            if attribute := schema.find(name):
                return schema, attribute
        return None
