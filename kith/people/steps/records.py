"""What steps, of this room and of others, do to a person's record: begin one, add a name, a number, an address.

Called inside a step that has already asked who may; nothing here opens a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError

from kith.access.asked_once import settled
from kith.access.models import Involvement, Matter, Subject
from kith.access.prepared import Prepared, rows_of
from kith.kernel.now import LONDON, today
from kith.kernel.perform import Breach
from kith.kernel.step import Act
from kith.people.models import Address, Identifier, Name, Person
from kith.people.search_rows import first_search, particulars_of, rebuild_around, rebuild_search
from kith.people.steps.lookout import tell_named_readers
from kith.standards import identifiers as checks

CHECKS = {
    Identifier.Scheme.NHS: checks.check_nhs_number,
    Identifier.Scheme.UPN: checks.check_upn,
    Identifier.Scheme.FORMER_UPN: checks.check_upn,
    Identifier.Scheme.LA_CHILD_ID: checks.check_la_child_id,
    Identifier.Scheme.HOME_OFFICE: checks.check_home_office_reference,
}
MAKER_MAY_MEND = timedelta(days=7)
ID_IN_USE = "This child id cannot be used: it is somebody's already. Check the number, or leave it empty."


@dataclass(frozen=True)
class NewName:
    """A name to begin a record with. `said_by`: who spelt it so."""

    given: str = ""
    family: str = ""
    kind: str = Name.Kind.LEGAL
    said_by: str = ""
    since: date | None = None
    until: date | None = None


def new_person(
    act: Act,
    *,
    kind: str,
    given: str = "",
    family: str = "",
    names: Iterable[NewName] = (),
    identifiers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    address_line: str = "",
    town: str = "",
    postcode: str = "",
    confidential: bool = False,
    matter: Matter | None = None,
    **facts: Any,
) -> Person:
    """Begin a record. The step that calls this has shown the likely matches first, or has none to show.

    Args:
        kind: child, unborn or adult.
        given, family: the legal name; left out when `names` says them all, or when none is known.
        names: further names.
        identifiers: values by scheme; one that fails its own check is kept as it came and never used to recognise.
        address_line, town, postcode, confidential: where they live.
        matter: the work that told of them, for the named readers of somebody restricted; the act's own otherwise.
        facts: further columns of Person: date_of_birth, birth_date_estimated, expected_date, died_on, sex, ethnicity,
            disabilities, first_language, interpreter_needed, communication_needs, phone, email.

    Raises:
        Breach: the child id is in use.
    """
    first = [NewName(given, family)] if given or family else []
    named = [name for name in (*first, *names) if name.given or name.family]
    subject = Subject.objects.create()
    rows = [_name_row(subject.pk, name) for name in named]
    shown = _chosen_name(rows) or nameless(kind)
    person = Person.objects.create(subject=subject, kind=kind, shown_name=shown[:200], **facts)
    Name.objects.bulk_create(rows)
    pairs = identifiers.items() if isinstance(identifiers, Mapping) else identifiers
    numbers = _first_identifiers(person, [(scheme, value) for scheme, value in pairs if value])
    home = None
    if address_line or postcode:
        home = add_address(act, person, line=address_line, town=town, postcode=postcode, confidential=confidential)
    act.people.append(subject)
    tell_named_readers(first_search(person, rows, numbers, home), matter=matter or act.matter, other=subject)
    return person


def begun_by(act: Act, person: Person) -> None:
    """Whoever began a record may put a slip right for a while, involved or not (promise 8)."""
    Involvement.objects.create(
        person_id=person.pk,
        user=act.actor,
        kind=Involvement.Kind.MADE_RECORD,
        since=act.now,
        until=act.now + MAKER_MAY_MEND,
    )


def nameless(kind: str) -> str:
    """What stands where a name would."""
    return "Unborn child" if kind == Person.Kind.UNBORN else "Name not supplied"


def _name_row(person_id: int, name: NewName) -> Name:
    return Name(
        person_id=person_id,
        kind=name.kind,
        given=" ".join(name.given.split())[:120],
        family=" ".join(name.family.split())[:120],
        said_by=name.said_by[:200],
        since=name.since,
        until=name.until,
    )


def add_name(
    act: Act,
    person: Person,
    *,
    given: str = "",
    family: str = "",
    kind: str = Name.Kind.KNOWN_AS,
    said_by: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Name:
    """Add a name that they have, had or are called by, and let search and headings know."""
    name = _name_row(person.pk, NewName(given, family, kind, said_by, since, until))
    name.save()
    if show_name(person):
        made_findable(person)
    else:  # those whose cards speak of them call them as before
        tell_named_readers(rebuild_search(person), other=person)
    return name


def made_findable(person: Person) -> None:
    """After a change to who somebody is: found by what is known now, and compared with the restricted again."""
    rebuild_around(person)
    tell_named_readers(particulars_of(Subject(pk=person.pk)), other=person)


def expect_birth(person: Person, day: date) -> None:
    """The day on which a child not born yet is expected, for everybody who looks for the record."""
    person.expected_date = day
    person.save(update_fields=["expected_date"])
    made_findable(person)


def rename(
    act: Act, person: Person, *, given: str, family: str, kind: str = Name.Kind.LEGAL, since: date | None = None
) -> Name:
    """Change their legal (or known-as) name from a day on: the earlier one ends there and is still found by."""
    Name.objects.filter(person_id=person.pk, kind=kind, until=None).update(until=since or today())
    return add_name(act, person, given=given, family=family, kind=kind, since=since)


_every_name = Prepared(lambda person: Name.objects.filter(person_id=person).order_by("id"), "person")


def show_name(person: Person) -> bool:
    """Work out the name that lists and headings show: the newest legal or known-as name, a whole one before a part.

    Returns: whether it is another than before.
    """
    rows = [one for one in _every_name(person=person.pk) if not one.mistaken_because]
    shown = _chosen_name(rows) or nameless(person.kind)
    if shown[:200] == person.shown_name:
        return False
    Person.objects.filter(pk=person.pk).update(shown_name=shown[:200])
    person.shown_name = shown[:200]
    return True


def _chosen_name(rows: Sequence[Name]) -> str:
    """Of these, in the order in which they were written down."""
    proper = (Name.Kind.LEGAL, Name.Kind.KNOWN_AS)

    def rank(place: int) -> tuple[bool, bool, bool, date, int]:
        row = rows[place]
        is_whole = bool(row.given and row.family)
        return row.until is None, row.kind in proper, is_whole, row.since or date.min, place

    places = [place for place, row in enumerate(rows) if str(row)]
    return str(rows[max(places, key=rank)]) if places else ""


def note_name_as_told(act: Act, person: Person, given: str, family: str, said_by: str = "") -> None:
    """Keep a referrer's spelling as a name we may search by, if it is new to us (screen 6)."""
    if not (given or family):
        return
    told = (given.casefold(), family.casefold())
    if told not in {(one.given.casefold(), one.family.casefold()) for one in _every_name(person=person.pk)}:
        add_name(act, person, given=given, family=family, kind=Name.Kind.AS_TOLD, said_by=said_by)


def add_identifier(person: Person, scheme: str, value: str, *, sound: bool = True) -> Identifier:
    """Keep a number as sound when it passes its own check, and verbatim when it does not. Twice the same is once.

    `sound` False: whoever brings it already knows that it breaks a rule, whatever its own check says.

    Raises:
        Breach: a child id that somebody else has.
    """
    return add_identifiers(person, [(scheme, value)], sound=sound)[0]


def add_identifiers(person: Person, pairs: Iterable[tuple[str, str]], *, sound: bool = True) -> list[Identifier]:
    """As `add_identifier`, for several numbers by scheme."""
    held = {(one.scheme, one.value): one for one in _numbers_of(person=person.pk)}
    rows = _number_rows(person, pairs, sound)
    new = _keep_identifiers([row for key, row in rows.items() if key not in held])
    held |= {(one.scheme, one.value): one for one in new}
    return [held[key] for key in rows]


_numbers_of = Prepared(lambda person: Identifier.objects.filter(person_id=person, until=None), "person")


def takes_the_place_of(scheme: str) -> list[str]:
    """The kinds of number that end when one of this kind is added."""
    upn = [Identifier.Scheme.UPN, Identifier.Scheme.UPN_UNKNOWN]  # a UPN ends the reason why there was none, and back
    if scheme == Identifier.Scheme.FORMER_UPN:
        return []
    return [one.value for one in upn] if scheme in upn else [scheme]


def _first_identifiers(person: Person, pairs: Iterable[tuple[str, str]]) -> list[Identifier]:
    """The numbers that somebody's record begins with."""
    return _keep_identifiers(_number_rows(person, pairs, True).values())


def _number_rows(person: Person, pairs: Iterable[tuple[str, str]], sound: bool) -> dict[tuple[str, str], Identifier]:
    rows: dict[tuple[str, str], Identifier] = {}
    for scheme, value in pairs:
        kept, is_sound = _checked(scheme, value, sound)
        rows.setdefault((scheme, kept), Identifier(person_id=person.pk, scheme=scheme, value=kept, sound=is_sound))
    return rows


def _checked(scheme: str, value: str, sound: bool) -> tuple[str, bool]:
    """A number as it is kept, and whether it is sound."""
    kept = value.strip()
    if sound and (check := CHECKS.get(Identifier.Scheme(scheme))):
        try:
            kept = check(value)
        except ValueError:
            sound = False
    return kept[:60], sound


def _keep_identifiers(rows: Iterable[Identifier]) -> list[Identifier]:
    new = list(rows)
    try:
        return Identifier.objects.bulk_create(new) if new else []
    except IntegrityError as taken:
        raise Breach(ID_IN_USE, "value") from taken


def add_address(
    act: Act,
    person: Person,
    *,
    line: str,
    town: str = "",
    postcode: str = "",
    confidential: bool = False,
    kind: str = "home",
    since: date | None = None,
    until: date | None = None,
) -> Address:
    """Add where somebody lives or lived, with the authority it lies in where the directory knows the postcode."""
    return Address.objects.create(
        person_id=person.pk,
        line=line[:200],
        town=town[:100],
        postcode=postcode[:10],
        authority_code=authority_of(postcode),
        kind=kind,
        confidential=confidential,
        since=since,
        until=until,
    )


def authority_of(postcode: str) -> str:
    """The authority a postcode lies in, or nothing where the directory does not know it."""
    code = "".join(postcode.upper().split())[:8]
    found = settled(f"postcode {code}", lambda: rows_of(_AUTHORITY, code)) if code else []
    return str(found[0][0]) if found else ""


_AUTHORITY = "select authority_code from directory_postcode where code = %s"


def born_about(age: int | None, at: datetime) -> date | None:
    """A birth date for somebody of about this age: the middle of the year it would fall in."""
    return date(at.astimezone(LONDON).year - age, 7, 1) if age is not None else None
