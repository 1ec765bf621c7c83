"""Walking through one child of a census file, value by value, and remembering every remark on the way."""

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from kith.returns.cin.elements import Element
from kith.returns.cin.layouts import Layout
from kith.returns.cin.records import Finding, Given, KeptAside, Treatment
from kith.returns.cin.values import read_code, read_date, read_flag

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Place:
    """An element and the way to it inside its child: `CINdetails[2]/Assessments[1]`."""

    element: Element
    path: str

    def inside(self, name: str) -> str:
        """The way to something of this name directly inside."""
        return f"{self.path}/{name}" if self.path else name


class Reading:
    """Reads by `layout`, for a census period whose last day is `ends`; collects `findings` and `kept_aside`."""

    def __init__(self, layout: Layout, ends: date) -> None:
        self.layout = layout
        self.ends = ends
        self.findings: list[Finding] = []
        self.kept_aside: list[KeptAside] = []

    def remark(
        self,
        place: Place,
        what: str,
        *,
        name: str = "",
        value: str | None = None,
        rule: str | None = None,
        treatment: Treatment = Treatment.TAKEN,
    ) -> None:
        """Remember a remark about `place`, or about the item called `name` directly inside it."""
        line = next((part.line for part in place.element.children if part.tag == name), place.element.line)
        path = place.inside(name) if name else place.path
        self.findings.append(Finding(path, value, rule, what, treatment, line))

    def keep(self, place: Place, why: str) -> None:
        """Keep a whole element aside, word for word."""
        element = place.element
        self.kept_aside.append(KeptAside(element.tag, element.to_xml(), why, element.line))

    def each(self, parent: Place, tag: str) -> list[Place]:
        """The elements of this name directly inside `parent`, each with its number."""
        found = [child for child in parent.element.children if child.tag == tag]
        return [Place(child, parent.inside(f"{tag}[{number}]")) for number, child in enumerate(found, start=1)]

    def one(self, parent: Place, tag: str) -> Place | None:
        """The element of this name directly inside `parent`. A second is kept aside, unless it says the same."""
        found = [child for child in parent.element.children if child.tag == tag]
        if not found:
            return None
        first = Place(found[0], parent.inside(tag))
        for again in found[1:]:
            if not again.children and not found[0].children and again.text == found[0].text:
                self.remark(first, "Given twice; read once.", value=again.text, treatment=Treatment.CHANGED)
            else:
                self.keep(Place(again, first.path), f"{tag} is given again with another value; the first is used.")
        return first

    def text(self, parent: Place, tag: str) -> tuple[Place, str] | None:
        """The one value of this name and where it stands; None when it is missing or empty."""
        place = self.one(parent, tag)
        return self._plain(place) if place else None

    def dates(self, parent: Place, tag: str, *, rule: str | None = None) -> list[tuple[Place, date]]:
        """Every date of this name that can be read, and where it stands."""
        found = []
        for place, text in self._values(parent, tag):
            given, why = read_date(text)
            if why:
                self._doubt(place, given, why, rule)
            if given.value is not None:
                found.append((place, given.value))
        return found

    def date(self, parent: Place, tag: str, *, rule: str | None = None) -> Given[date]:
        """The one date of this name. `rule` is the Department's number for a date that cannot be read."""
        return self._value(parent, tag, read_date, rule)

    def code(self, parent: Place, tag: str, allowed: frozenset[str], *, rule: str | None = None) -> Given[str]:
        """The one code of this name, out of those allowed."""
        return self._value(parent, tag, lambda text: read_code(text, allowed), rule)

    def flag(self, parent: Place, tag: str, *, rule: str | None = None) -> Given[bool]:
        """The one yes or no of this name."""
        return self._value(parent, tag, read_flag, rule)

    def codes(
        self, parent: Place, group: str, tag: str, allowed: frozenset[str], *, unknown: str, twice: str
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The codes called `tag` inside every `group` of `parent`: each once, and every one as given.

        `unknown` and `twice` are the rules for a code that is not allowed, and for one that repeats another.
        """
        taken: list[str] = []
        as_given: list[str] = []
        for held in self.each(parent, group):
            self.rest(held, {tag})
            for place, text in self._values(held, tag):
                as_given.append(text)
                given, why = read_code(text, allowed)
                if why:
                    self._doubt(place, given, why, unknown)
                if given.value in taken:
                    what = "The same code is given again; read once."
                    self.remark(place, what, value=text, rule=twice, treatment=Treatment.CHANGED)
                elif given.value is not None:
                    taken.append(given.value)
        return tuple(taken), tuple(as_given)

    def rest(self, parent: Place, known: Set[str]) -> None:
        """Keep aside what no layout has in this place: unknown elements, loose text, attributes."""
        self._attributes(parent)
        for child in parent.element.children:
            if child.tag not in known:
                self.keep(
                    Place(child, parent.inside(child.tag)), f"{child.tag[:40]} is not part of a census in this place."
                )
        if loose := parent.element.text:
            self.remark(
                parent, "Text stands between the elements; left out.", value=loose, treatment=Treatment.KEPT_ASIDE
            )

    def _value(
        self, parent: Place, tag: str, read: Callable[[str], tuple[Given[Value], str | None]], rule: str | None
    ) -> Given[Value]:
        found = self.text(parent, tag)
        if found is None:
            return Given()
        place, text = found
        given, why = read(text)
        if why:
            self._doubt(place, given, why, rule)
        return given

    def _doubt(self, place: Place, given: Given[Value], why: str, rule: str | None) -> None:
        """Report a value that was read in another form, or could not be: only the second breaks the rule."""
        if given.value is None:
            self.remark(place, why, value=given.text, rule=rule, treatment=Treatment.KEPT_ASIDE)
        else:
            self.remark(place, why, value=given.text, treatment=Treatment.CHANGED)

    def _values(self, parent: Place, tag: str) -> Iterator[tuple[Place, str]]:
        for place in self.each(parent, tag):
            if found := self._plain(place):
                yield found

    def _plain(self, place: Place) -> tuple[Place, str] | None:
        """The text of an element that should hold nothing else; the whole element is kept aside when it does."""
        self._attributes(place)
        if place.element.children:
            self.keep(place, f"{place.element.tag} holds other elements where a single value is expected.")
            return None
        return (place, text) if (text := place.element.text) else None

    def _attributes(self, place: Place) -> None:
        for name, value in place.element.attributes.items():
            if name.partition(":")[0] not in ("xmlns", "xsi"):
                self.remark(
                    place,
                    "A census has no attributes; left out.",
                    name=f"@{name}",
                    value=value,
                    treatment=Treatment.KEPT_ASIDE,
                )
