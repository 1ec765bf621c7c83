"""Reading a CIN census file whole, before anything of it is used."""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from kith.returns.cin.children import read_child
from kith.returns.cin.elements import CensusElements, Element, Progress, too_large
from kith.returns.cin.layouts import YEARS, layout_of
from kith.returns.cin.protection import without_conflicts
from kith.returns.cin.reading import Place, Reading
from kith.returns.cin.records import Census, ChildRecord, Finding, Given, Header, KeptAside, Treatment
from kith.returns.cin.refusal import NotACensus
from kith.returns.cin.repeats import are_one_child, join, settle, without_shared_upns

MAX_BYTES = 256 * 1000 * 1000
MAX_CHILDREN = 100_000  # four times the largest authority's year
MAX_REMARKS = 1_000_000  # findings and parts kept aside: beyond this the file is not what it seems

_SOURCE = {"SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime"}

__all__ = ["MAX_BYTES", "NotACensus", "read_census"]


def read_census(source: Path | BinaryIO, *, progress: Progress | None = None, max_bytes: int = MAX_BYTES) -> Census:
    """A CIN census file (2022 to 2027), read to its end by the layout of its own year.

    It is read as a whole or not at all: a value that breaks a rule is kept as text and reported, and only a file that
    is no CIN census, or is damaged, hostile or larger than `max_bytes`, is refused. `progress` is called with the
    bytes read so far and the file's size (None when unknown). Nothing is written anywhere. Raises NotACensus with a
    sentence that says what is wrong and how to mend it. Source: CIN census technical specifications by way of the
    sector's published validator rules.
    """
    with _opened(source, max_bytes) as (stream, total):
        elements = CensusElements(stream, max_bytes=max_bytes, total=total, progress=progress)
        return _Whole(elements).read()


@contextmanager
def _opened(source: Path | BinaryIO, max_bytes: int) -> Iterator[tuple[BinaryIO, int | None]]:
    if not isinstance(source, Path):
        yield source, None
        return
    try:
        stream = source.open("rb")
    except OSError as error:
        raise NotACensus(f"{source.name} could not be opened ({error.strerror or error})") from error
    with stream:
        found = os.fstat(stream.fileno())
        if stat.S_ISREG(found.st_mode) and found.st_size > max_bytes:
            raise too_large(max_bytes)
        yield stream, found.st_size


class _Whole:
    """Everything of one file, as it comes in."""

    def __init__(self, elements: CensusElements) -> None:
        self._elements = elements
        self._header: Header | None = None
        self._children: dict[str, ChildRecord] = {}
        self._kept: list[KeptAside] = []
        self._findings: list[Finding] = []
        self._remarks = 0

    def read(self) -> Census:
        for element in self._elements:
            if element.tag == "Header" and self._header is None:
                self._header = self._read_header(element)
            elif element.tag == "Child":
                self._take_child(element)
            else:
                why = f"{element.tag[:40]} is not part of a census in this place."
                self._kept.append(KeptAside(element.tag, element.to_xml(), why, element.line))
                self._count(1, element.line)
        if self._header is None:
            raise NotACensus("it has no Header, so nothing says which collection and year it is")
        if not self._elements.has_children:
            raise NotACensus("it has no Children element: there is a header and nothing else. Export it again")
        for what, line in self._elements.remarks.items():
            self._findings.append(Finding("Message", None, None, what, Treatment.CHANGED, line))
        settled = (without_conflicts(settle(child)) for child in self._children.values())
        children = without_shared_upns(settled)
        return Census(self._header, children, tuple(self._kept), tuple(self._findings))

    def _read_header(self, element: Element) -> Header:
        year = _year_of(element)
        layout = layout_of(year)
        reading = Reading(layout, layout.ends)
        header = Place(element, "Header")
        details, source = reading.one(header, "CollectionDetails"), reading.one(header, "Source")
        reading.rest(header, {"CollectionDetails", "Source"})
        said: dict[str, str | None] = {}
        reference: Given[date] = Given()
        if details:
            reference = reading.date(details, "ReferenceDate", rule="100")
            reading.rest(details, {"Collection", "Year", "ReferenceDate"})
            if reference.value not in (None, layout.ends):
                what = f"The reference date of {year} is {layout.ends.isoformat()}; this is taken as it stands."
                reading.remark(details, what, name="ReferenceDate", value=reference.text, rule="100")
        if source:
            said = {name: found[1] for name in _SOURCE if (found := reading.text(source, name))}
            reading.rest(source, _SOURCE)
        if not re.fullmatch(r"[0-9]{3}", said.get("LEA") or ""):
            what = "The number of the authority (LEA) is three digits."
            reading.remark(source or header, what, name="LEA", value=said.get("LEA"))
        self._findings += reading.findings
        self._kept += reading.kept_aside
        return Header(
            year=year,
            reference_date=reference,
            la_code=said.get("LEA"),
            software=said.get("SoftwareCode"),
            release=said.get("Release"),
            serial=said.get("SerialNo"),
            created=said.get("DateTime"),
        )

    def _take_child(self, element: Element) -> None:
        if self._header is None:
            raise NotACensus("its children come before its Header, so nothing says how to read them", line=element.line)
        layout = layout_of(self._header.year)
        child = read_child(element, Reading(layout, self._header.reference_date.value or layout.ends))
        if isinstance(child, KeptAside):
            self._kept.append(child)
            self._count(1, element.line)
            return
        self._count(len(child.findings) + sum(1 for _ in child.all_kept_aside()), element.line)
        first = self._children.get(child.key)
        if first is None:
            self._children[child.key] = child
        elif are_one_child(first, child):
            self._children[child.key] = join(first, child)
        else:
            self._children[child.key] = self._keep_other(first, child, element)
        if len(self._children) > MAX_CHILDREN:
            raise NotACensus(
                f"it lists more than {MAX_CHILDREN} children, several times the largest authority's", line=element.line
            )

    def _keep_other(self, first: ChildRecord, other: ChildRecord, element: Element) -> ChildRecord:
        """Keep aside another child under the same LAchildID: joined, one's story would be in the other's record."""
        why = (
            f"The LAchildID {first.key[:40]} is also that of a child with another date of birth or UPN (rule 8510); "
            "kept whole, in nobody's record. Mend the id where the file was made, and import it again."
        )
        self._kept.append(KeptAside("Child", element.to_xml(), why, element.line))
        what = f"Another child, on line {other.line}, has this LAchildID but another date of birth or UPN; kept aside."
        finding = Finding("LAchildID", other.key, "8510", what, Treatment.KEPT_ASIDE, other.line)
        return replace(first, findings=(*first.findings, finding))

    def _count(self, remarks: int, line: int) -> None:
        self._remarks += remarks
        if self._remarks > MAX_REMARKS:
            raise NotACensus(
                f"there are more than {MAX_REMARKS} things wrong with it. Check that it is the right file", line=line
            )


def _year_of(header: Element) -> int:
    """The census year of a header, once it is sure that this is the CIN collection. Raises NotACensus."""
    details = [part for part in header.children if part.tag == "CollectionDetails"]
    said = {part.tag: part.text for part in reversed(details[0].children)} if details else {}
    collection, year = said.get("Collection", ""), said.get("Year", "")
    if collection.upper() != "CIN":
        what = (
            f"its header says the collection is {collection[:40]!r}" if collection else "its header names no collection"
        )
        raise NotACensus(f"{what}, where a CIN census says CIN", line=header.line)
    if not re.fullmatch(r"[0-9]{4}", year):
        what = f"its header gives {year[:40]!r} as the year" if year else "its header gives no year"
        raise NotACensus(f"{what}, where a census has four digits, as in 2026 for 2025-26", line=header.line)
    if int(year) not in YEARS:
        raise NotACensus(
            f"it is the census of {year}; those of {YEARS[0]} to {YEARS[-1]} can be read", line=header.line
        )
    return int(year)
