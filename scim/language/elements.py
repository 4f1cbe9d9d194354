"""Elements of multi-valued attributes as sets: which are the same, which say no more than another.

Everything here takes one look-up for each element. Compared one by one, a request of some ten
kilobytes would hold a worker for seconds.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from scim.table.attributes import Attribute
from scim.table.errors import InvalidValue

from . import matching
from .coercion import Document

_NAMING = frozenset({"value", "type"})
MAX_WORK = 200_000  # comparisons of elements in one PATCH
Parts = dict[str, Hashable]  # as they are compared
Names = tuple[str, ...]
Values = tuple[Hashable, ...]


class Work:
    """What the operations of one PATCH may compare, and what they know by then."""

    def __init__(self) -> None:
        self.left = MAX_WORK
        self.indexes: dict[Attribute, Index] = {}

    def spend(self, comparisons: int) -> None:
        """Take from what is left. Raises InvalidValue."""
        self.left -= comparisons
        if self.left < 0:
            raise InvalidValue(
                f"The operations of this PATCH compare elements more than {MAX_WORK:,} times. Send "
                "them in several requests, or several elements in one operation."
            )

    def index(self, attribute: Attribute, elements: list[Document]) -> Index:
        """The index of a list; the one of before where the list has only been added to since."""
        known = self.indexes.get(attribute)
        if known is None or known.elements is not elements:
            known = self.indexes[attribute] = Index(attribute, elements, self)
        return known

    def forget(self, attribute: Attribute) -> None:
        """Say that elements were changed in their place."""
        self.indexes.pop(attribute, None)


class Index:
    """The elements of a list, asked by what they have in some of their parts."""

    def __init__(self, attribute: Attribute, elements: list[Document], work: Work) -> None:
        self.attribute = attribute
        self.work = work
        self.elements: list[Document] = []
        self.parts: list[Parts] = []
        self.by_names: dict[Names, set[Values]] = {}
        self.twins: dict[Values, Document] | None = None
        self.twin_names: Names = ()
        for element in elements:
            self.add(element)

    def add(self, element: Document) -> None:
        """Put one more element in."""
        self.work.spend(len(self.attribute.sub) + len(self.by_names))
        parts = _parts(self.attribute, element)
        self.elements.append(element)
        self.parts.append(parts)
        for names, found in self.by_names.items():
            found.add(_values(parts, names))
        if self.twins is not None:
            self.twins[_values(parts, self.twin_names)] = element

    def covers(self, given: Document, *, also: str = "") -> bool:
        """True if an element has all that `given` says, compared as a filter would.

        `also`: a part that has to be the same even where `given` lacks it.
        """
        subs = self.attribute.sub
        names = tuple(sub.name for sub in subs if sub.name in given or sub.name == also)
        if names not in self.by_names:
            self.work.spend(len(self.parts))
            self.by_names[names] = {_values(parts, names) for parts in self.parts}
        return _values(_parts(self.attribute, given), names) in self.by_names[names]

    def twin(self, given: Document) -> Document | None:
        """The element of the same value and type that differs in whether it is primary alone.

        `given` says more of it, or makes it primary.
        """
        if "value" not in given:
            return None
        if self.twins is None:
            self.work.spend(len(self.parts))
            names = [sub.name for sub in self.attribute.sub if sub.name in _NAMING]
            self.twins = {
                _values(parts, tuple(names)): element
                for parts, element in zip(self.parts, self.elements, strict=True)
            }
            self.twin_names = tuple(names)
        found = self.twins.get(_values(_parts(self.attribute, given), self.twin_names))
        differs = found is not None and any(
            name in given and given[name] != found[name] for name in found if name != "primary"
        )
        return None if differs else found


class Listed:
    """The elements that a request lists, asked which of a resource's own have all one of them says.

    Compared as a filter would.
    """

    def __init__(self, attribute: Attribute, listed: Iterable[Document], work: Work) -> None:
        self.work = work
        self.by_subs: dict[tuple[Attribute, ...], set[Values]] = {}
        for given in listed:
            subs = tuple(sub for sub in attribute.sub if sub.name in given)
            self.by_subs.setdefault(subs, set()).add(_stored(subs, given))
        self.comparisons = sum(1 + len(subs) for subs in self.by_subs)

    def has(self, element: Document) -> bool:
        """True if the element has all that one of those listed says."""
        self.work.spend(self.comparisons)
        return any(_stored(subs, element) in found for subs, found in self.by_subs.items())


def _stored(subs: tuple[Attribute, ...], element: Document) -> Values:
    return tuple(matching.stored(sub, element.get(sub.name)) for sub in subs)


def _parts(attribute: Attribute, element: Document) -> Parts:
    return {sub.name: matching.stored(sub, element.get(sub.name)) for sub in attribute.sub}


def _values(parts: Parts, names: Names) -> Values:
    return tuple(parts[name] for name in names)
