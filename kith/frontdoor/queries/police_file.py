"""A police file as contacts, before anything is written: one incident a contact, with every fault by row and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from kith.access.models import Agency, User
from kith.frontdoor.forms import ChildTold, ContactForm
from kith.frontdoor.models import Contact, FileAwaiting, PoliceColumnMap
from kith.frontdoor.police_columns import NOT_URGENT, SEXES, URGENT, WANTED, guess, kind_of_contact, letter
from kith.frontdoor.police_csv import Table, folded, happened_words, is_formula, read, read_date
from kith.frontdoor.queries.decision import POLICE
from kith.ui.forms.dates import read_time

MOST_CHILDREN = ContactForm.base_fields["children"].most  # type: ignore[attr-defined]  # a Repeat
SHOWN_FAULTS, SHOWN_INCIDENTS = 200, 20
LONG = 100  # new contacts from which receiving them takes more than a few seconds
MANY = 5  # faults in one column from which it may be the wrong one


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, and how to mend it."""

    row: int
    column: str
    words: str


@dataclass
class Incident:
    """One incident: what its contact will say, and the rows it comes from."""

    reference: str
    rows: list[int]
    contact: dict[str, Any]
    children: list[dict[str, Any]] = field(default_factory=list)
    said_twice: list[int] = field(default_factory=list)
    before: Contact | None = None

    @property
    def data(self) -> dict[str, Any]:
        """As the contact's form expects it."""
        return {**self.contact, "children": self.children}

    @property
    def names(self) -> str:
        """The children, as the file names them."""
        named = [f"{child.get('given', '')} {child.get('family', '')}".strip() for child in self.children]
        return ", ".join(name or "name not known" for name in named)


@dataclass
class Preview:
    """What confirming a file would do."""

    table: Table
    incidents: list[Incident]
    faults: list[Fault]

    @property
    def new(self) -> list[Incident]:
        return [one for one in self.incidents if one.before is None]

    @property
    def before(self) -> list[Incident]:
        return [one for one in self.incidents if one.before is not None]

    @property
    def children(self) -> int:
        return sum(len(one.children) for one in self.new)

    @property
    def first(self) -> list[Incident]:
        return self.incidents[:SHOWN_INCIDENTS]

    @property
    def long(self) -> bool:
        """Whether receiving it takes long enough to be said beforehand."""
        return len(self.new) >= LONG

    @property
    def wrong_columns(self) -> list[str]:
        """Columns in which most rows have a fault: more likely another column was meant than that each is mended."""
        rows = Counter(column for column, _ in {(one.column, one.row) for one in self.faults if one.column})
        return [column for column, many in rows.items() if many >= MANY and 2 * many > len(self.table.rows)]

    @property
    def first_faults(self) -> list[Fault]:
        return self.faults[:SHOWN_FAULTS]


class _Reading:
    """One pass over a file: cells in, incidents and faults out."""

    def __init__(self, table: Table, columns: dict[str, int], type: str, agency: str) -> None:
        self.table, self.columns, self.type, self.agency = table, columns, type, agency
        self.faults: list[Fault] = []
        self.incidents: dict[str, Incident] = {}
        self.form = ContactForm()  # its fields judge single cells, as they will judge the whole

    def run(self) -> tuple[list[Incident], list[Fault]]:
        for number, line in self.table.rows:
            if len(line) > len(self.table.headings) and any(line[len(self.table.headings) :]):
                words = f"has {len(line)} cells under {len(self.table.headings)} headings"
                self._fault(number, "", f"This row {words}. Put text that holds a comma in quotation marks")
                continue
            self._row(number, line)
        return list(self.incidents.values()), self.faults

    def _fault(self, row: int, key: str, words: str) -> None:
        column = ""
        if key in self.columns:
            place = self.columns[key]
            column = f"{letter(place)}: {self.table.headings[place]}"
        self.faults.append(Fault(row, column, words))

    def _row(self, number: int, line: list[str]) -> None:
        cells = {key: line[place] if place < len(line) else "" for key, place in self.columns.items()}
        for key, cell in cells.items():
            if is_formula(cell):
                self._fault(number, key, f"This begins with “{cell[0]}”, as a formula does. Write what it should say")
        if any(is_formula(cell) for cell in cells.values()):
            return
        reference = " ".join(cells.get("external_ref", "").split())
        if not reference:
            self._fault(number, "external_ref", "There is no reference. Each row needs the incident it belongs to")
            return
        child = self._child(number, cells)
        incident = self.incidents.get(reference)
        if incident is None:
            incident = self.incidents[reference] = Incident(reference, [], self._contact(number, reference, cells))
        else:
            self._more(number, incident, cells)
        incident.rows.append(number)
        if child in incident.children:
            incident.said_twice.append(number)
            return
        incident.children.append(child)
        if len(incident.children) == MOST_CHILDREN + 1:
            words = f"More than {MOST_CHILDREN} children under one reference. Is this the reference of the incident?"
            self._fault(number, "external_ref", words)

    def _cell(self, number: int, key: str, name: str, value: Any) -> Any:
        """A cell as the contact's own field takes it; a fault when it does not."""
        try:
            return self.form.fields[name].clean(value)
        except ValidationError as wrong:
            self._fault(number, key, " ".join(wrong.messages))
            return ""

    def _contact(self, number: int, reference: str, cells: dict[str, str]) -> dict[str, Any]:
        happened = self._happened(number, cells)
        urgent = self._urgent(number, cells.get("urgent", ""))
        because = f"The police say: {cells.get('urgent', '')}" if urgent else ""
        return {
            "method": Contact.Method.POLICE_FILE,
            "type": kind_of_contact(cells.get("type", ""), self.type),
            "source_kind": "police",
            "agency": self.agency,
            "external_ref": self._cell(number, "external_ref", "external_ref", reference),
            "referrer_name": self._cell(number, "officer", "referrer_name", cells.get("officer", "")),
            "worry": self._worry(number, cells.get("worry", ""), happened),
            "childs_words": self._cell(number, "childs_words", "childs_words", cells.get("childs_words", "")),
            "address_line": self._cell(number, "address_line", "address_line", cells.get("address_line", "")),
            "postcode": self._cell(number, "postcode", "postcode", cells.get("postcode", "")),
            "urgent": "on" if urgent else "",
            "urgent_because": because[:500],
            "safe_now": Contact.Safe.NOT_KNOWN,
        }

    def _worry(self, number: int, words: str, happened: str) -> Any:
        if not words:
            self._fault(number, "worry", "This is empty. Say what happened")
            return ""
        return self._cell(number, "worry", "worry", f"It happened on {happened}.\n\n{words}" if happened else words)

    def _more(self, number: int, incident: Incident, cells: dict[str, str]) -> None:
        """What a further row of the same incident adds: other words, another address. Nothing it says is lost."""
        said = incident.contact
        for key, name in (("worry", "worry"), ("childs_words", "childs_words")):
            more = self._cell(number, key, name, cells[key]) if cells.get(key) else ""
            if more and more not in said[name]:
                said[name] = f"{said[name]}\n\n{more}".strip()
        home = " ".join(part for part in (cells.get("address_line", ""), cells.get("postcode", "")) if part)
        first = " ".join(part for part in (said["address_line"], said["postcode"]) if part)
        if home and folded(home) != folded(first) and home not in said["worry"]:
            said["worry"] += f"\n\nAlso at: {home}"
        if self._urgent(number, cells.get("urgent", "")):
            said["urgent"], said["urgent_because"] = (
                "on",
                said["urgent_because"] or f"The police say: {cells['urgent']}",
            )
        for name in ("worry", "childs_words"):
            most = self.form.fields[name].max_length  # type: ignore[attr-defined]  # a text field
            if len(said[name]) > most:
                self._fault(
                    number, name, f"With the rows before it this comes to more than {most:,} characters. Shorten it"
                )
                said[name] = said[name][:most]

    def _happened(self, number: int, cells: dict[str, str]) -> str:
        if not cells.get("happened"):
            return ""
        found = self._read(number, "happened", lambda: read_date(cells["happened"]))
        if found is None:
            return ""
        day, clock = found
        if typed := cells.get("clock"):
            clock = read_time(typed.removesuffix(":00") if typed.count(":") == 2 else typed)
            if clock is None:
                self._fault(number, "clock", f"“{typed[:20]}” is not a time. Write it as 21:40")
        return self._read(number, "happened", lambda: happened_words(day, clock)) or ""

    def _read(self, number: int, key: str, reading: Callable[[], Any]) -> Any:
        try:
            return reading()
        except ValueError as wrong:
            self._fault(number, key, str(wrong))
            return None

    def _urgent(self, number: int, cell: str) -> bool:
        said = cell.strip().casefold()
        words = {said, *said.split()[:1]}
        if not words & (URGENT | NOT_URGENT):
            self._fault(number, "urgent", f"“{cell[:20]}” is not clear. Write yes or no, or high, medium or standard")
        return bool(words & URGENT)

    def _child(self, number: int, cells: dict[str, str]) -> dict[str, Any]:
        given, family = cells.get("given", ""), cells.get("family", "")
        if cells.get("name") and not (given or family):
            given, family = _parted(cells["name"])
        unborn = folded(cells.get("age", "")) == "unborn"
        told: dict[str, Any] = {
            "given": given or ("Unborn child" if unborn and not family else ""),
            "family": family,
            "born": self._born(number, cells.get("born", "")),
            "age": None if unborn else self._age(number, cells.get("age", "")),
            "sex": self._sex(number, cells.get("sex", "")),
        }
        told |= {key: cells.get(key, "") for key in ("school", "parents", "phone")}
        mended_first = any(fault.row == number for fault in self.faults)
        form = ChildTold({key: value for key, value in told.items() if value is not None})
        for name, faults in form.errors.items():
            if name == "__all__" and not mended_first:
                self._fault(number, "born" if told["born"] else "name", " ".join(map(str, faults)))
            elif name != "__all__":
                self._fault(number, name if name in self.columns else "name", " ".join(map(str, faults)))
        return {key: value for key, value in told.items() if value not in (None, "")}

    def _born(self, number: int, cell: str) -> date | None:
        found = self._read(number, "born", lambda: read_date(cell)) if cell else None
        return found[0] if found else None

    def _age(self, number: int, cell: str) -> int | None:
        figures = cell.casefold().removesuffix("years").removesuffix("yrs").removesuffix("y").strip()
        if not figures:
            return None
        if figures.isdecimal() and len(figures) < 3:
            return int(figures)
        self._fault(number, "age", f"“{cell[:20]}” is not an age. Write whole years, as 8, or unborn")
        return None

    def _sex(self, number: int, cell: str) -> str:
        if folded(cell) in SEXES:
            return SEXES[folded(cell)]
        self._fault(number, "sex", f"“{cell[:20]}” is not clear. Write female, male or not known")
        return "U"


def _parted(name: str) -> tuple[str, str]:
    """First and family name of a whole one: "OKAFOR, Amara" or "Amara Okafor"."""
    if "," in name:
        family, _, given = name.partition(",")
        return given.strip(), family.strip()
    given, _, family = name.rpartition(" ")
    return (given.strip(), family) if given else (family, "")


def columns_for(file: FileAwaiting) -> dict[str, Any]:
    """What the page asks about, as it was answered for the last file with these headings, else guessed."""
    table = read(file.text)
    known = PoliceColumnMap.objects.filter(headings=table.digest).first()
    columns = file.columns or (known.columns if known else guess(table))
    answered = {
        ("type_column" if key == "type" else key): str(place) for key, place in columns.items() if key in WANTED
    }
    return answered | {"type": file.type or (known.type if known else "") or "domestic_abuse"}


def preview(file: FileAwaiting) -> Preview:
    """What confirming this file would do. Nothing is written."""
    table = read(file.text)
    agency = file.agency.name if file.agency else ""
    incidents, faults = _Reading(table, file.columns, file.type, agency).run()
    here = Contact.objects.filter(source_code=POLICE, external_ref__in=[one.reference for one in incidents])
    before = {contact.external_ref: contact for contact in here.select_related("matter")}
    for incident in incidents:
        incident.before = before.get(incident.reference)
    return Preview(table, incidents, faults)


def find(actor: User, ref: str) -> FileAwaiting | None:
    """A file of this person's own."""
    return FileAwaiting.objects.filter(author=actor, ref=ref).select_related("agency").first()


def waiting(actor: User) -> FileAwaiting | None:
    """The file that this person put by and has not confirmed."""
    return FileAwaiting.objects.filter(author=actor, received_at=None).order_by("-put_by_at").first()


def received(actor: User) -> list[FileAwaiting]:
    """The last files that this person confirmed, newest first."""
    return list(FileAwaiting.objects.filter(author=actor).exclude(received_at=None).order_by("-received_at")[:10])


def forces() -> list[Agency]:
    """The police forces we know."""
    return list(Agency.objects.filter(kind="police"))
