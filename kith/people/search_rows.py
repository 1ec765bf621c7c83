"""What a person is found and compared by, rebuilt from the record whenever it changes (see recognition/README.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet

from kith.access.models import Subject
from kith.access.policies import identity_of
from kith.access.prepared import Prepared, PreparedTogether
from kith.kernel.now import today
from kith.people.models import (
    Address,
    HouseholdMember,
    Identifier,
    Name,
    NameToken,
    Person,
    Relationship,
    SearchCard,
)
from kith.people.recognition import VERSION, Particulars, Relative, name_tokens, recount, search_keys, token_forms
from kith.people.recognition import Address as KnownAddress

# What stands where a name would, for somebody without one.
NAMELESS = ("Name not supplied", "Unborn child")

# How recognition calls our schemes. A reason why there is no UPN is no identifier.
SCHEMES = {
    Identifier.Scheme.NHS: "nhs",
    Identifier.Scheme.UPN: "upn",
    Identifier.Scheme.FORMER_UPN: "former_upn",
    Identifier.Scheme.LA_CHILD_ID: "la",
    Identifier.Scheme.HOME_OFFICE: "home_office",
}
BRINGS_UP = {
    Relationship.Kind.MOTHER: "mother",
    Relationship.Kind.FATHER: "father",
    Relationship.Kind.PARENT: "parent",
    Relationship.Kind.STEP_PARENT: "step-parent",
    Relationship.Kind.CARER: "carer",
}


def now_live(day: Any = None) -> Q:
    """Dated facts that hold today: begun or of no known beginning, and not ended.

    Args:
        day: another day than today.
    """
    day = today() if day is None else day
    return (Q(since=None) | Q(since__lte=day)) & (Q(until=None) | Q(until__gt=day))


def particulars_of(person: Person | Subject) -> Particulars:
    """What the record holds of one person, as far as it helps to recognise them (FD-10; decision 6).

    Nothing that would give somebody away: no address kept confidential, no restricted relative or housemate. So it is
    the same whoever asks, and may be compared and searched by anybody who can see the person.
    """
    of = person if isinstance(person, Person) else person_with.one(pk=person.pk)
    held = _held_of(of=of.pk, day=today())
    return _described(
        of,
        names=_in_order((f"{row['given']} {row['family']}".strip() for row in held["names"]), of),
        addresses=tuple(KnownAddress(row["line"], row["postcode"]) for row in held["addresses"]),
        identifiers=_by_scheme((row["scheme"], row["value"]) for row in held["identifiers"]),
        household=_first_names(row["person__person__shown_name"] for row in held["household"]),
        parents=tuple(
            _relative(row["kind"], row["person__person__shown_name"], row["person__person__phone"])
            for row in held["parents"]
        ),
    )


def _described(
    of: Person,
    *,
    names: Iterable[str],
    addresses: tuple[KnownAddress, ...],
    identifiers: dict[str, tuple[str, ...]],
    household: tuple[str, ...] = (),
    parents: tuple[Relative, ...] = (),
) -> Particulars:
    born = None if of.birth_date_estimated else of.date_of_birth
    return Particulars(
        names=tuple(dict.fromkeys(names)),
        date_of_birth=born,
        due_date=of.expected_date if of.kind == Person.Kind.UNBORN else None,
        estimated_age=of.age if of.birth_date_estimated else None,
        estimated_on=today() if of.birth_date_estimated else None,
        sex="" if of.sex == Person.Sex.UNKNOWN else of.sex,
        addresses=addresses,
        identifiers=identifiers,
        phones=(of.phone,) if of.phone else (),
        household=household,
        parents=parents,
    )


def _in_order(names: Iterable[str], of: Person) -> list[str]:
    """The name that is shown first; a row without a name says nothing."""
    return sorted(filter(None, names), key=lambda name: name != of.shown_name)


def _names(of: Any, day: Any) -> QuerySet[Any, Any]:
    rows = Name.objects.filter(person_id=of, mistaken_because="").order_by(F("until").desc(nulls_first=True), "-id")
    return rows.values("given", "family")


def _addresses(of: Any, day: Any) -> QuerySet[Any, Any]:
    rows = Address.objects.filter(person_id=of, confidential=False, mistaken_because="")
    rows = rows.order_by(F("until").desc(nulls_first=True), F("since").desc(nulls_last=True), "-id")
    return rows.values("line", "postcode")


def _identifiers(of: Any, day: Any) -> QuerySet[Any, Any]:
    rows = Identifier.objects.filter(person_id=of, sound=True, mistaken_because="", until=None, scheme__in=SCHEMES)
    return rows.order_by("id").values("scheme", "value")


def _by_scheme(rows: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    held: dict[str, tuple[str, ...]] = {}
    for kind, value in rows:
        scheme = SCHEMES[Identifier.Scheme(kind)]
        held[scheme] = (*held.get(scheme, ()), value)
    return held


class _OfSomebodyRestricted(Func):
    """Whether the identity that a record belongs to holds a restricted one, however many joins away: as the wall sees
    it in `kith_hidden()`, but the same whoever asks."""

    template = (
        "exists (with recursive one(id) as (select %(expressions)s union select joined.id from one cross join lateral"
        " (select l.other_id from access_samesubject l where l.kept_id = one.id and l.until is null"
        " union all select l.kept_id from access_samesubject l where l.other_id = one.id and l.until is null)"
        " joined(id)) select from one join access_subject s on s.id = one.id where s.restricted)"
    )
    output_field = BooleanField()


def unrestricted(field: str) -> Q:
    """Rows whose `field` (a link to Subject) is nobody restricted, nor joined with anybody who is."""
    return ~Q(_OfSomebodyRestricted(F(f"{field}_id")))


def _household(of: Any, day: Any) -> QuerySet[Any, Any]:
    rows = _housemates(of, day).filter(unrestricted("person")).order_by("person__person__date_of_birth", "person_id")
    return rows.values("person__person__shown_name")


def _first_names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.split(" ")[0] for name in names if name not in NAMELESS))


def _housemates(pk: Any, day: Any = None) -> QuerySet[HouseholdMember]:
    mine = HouseholdMember.objects.filter(now_live(day), person_id=pk).values("household_id")
    return HouseholdMember.objects.filter(now_live(day), household_id__in=mine).exclude(person_id=pk)


def _parents(of: Any, day: Any) -> QuerySet[Any, Any]:
    rows = Relationship.objects.filter(unrestricted("person"), to_id=of, kind__in=BRINGS_UP, mistaken_because="")
    rows = rows.order_by(F("until").desc(nulls_first=True), "id")
    return rows.values("kind", "person__person__shown_name", "person__person__phone")


def _relative(kind: str, name: str, phone: str) -> Relative:
    return Relative(BRINGS_UP[Relationship.Kind(kind)], "" if name in NAMELESS else name, (phone,) if phone else ())


person_with = Prepared(lambda pk: Person.objects.filter(pk=pk), "pk")
_held_of = PreparedTogether(
    "of", "day", names=_names, addresses=_addresses, identifiers=_identifiers, household=_household, parents=_parents
)


def rebuild_search(subject: Subject | Person) -> Particulars:
    """Write anew how one person is found and compared: their keys, their card and the words of their names.

    Called in the transaction that changed them; gives back what the card was made of.
    """
    card = particulars_of(Subject(pk=subject.pk))  # read afresh: the person in hand may be older than the record
    _write(subject.pk, card)
    return card


def rebuild_older(at_most: int) -> int:
    """Write anew the search rows that an earlier version of recognition wrote; gives back how many there were.

    Args:
        at_most: people at once: more are found by asking again, until none is left.
    """
    older = SearchCard.objects.filter(version__lt=VERSION).order_by("version", "person_id")
    held = list(older.values_list("person_id", flat=True)[:at_most])
    for pk in held:
        rebuild_search(Subject(pk=pk))
    return len(held)


def recount_words() -> None:
    """How many people carry each word of a name, for what is read first where many are found. Whoever is hidden from
    whoever asks is not counted: it orders, and nothing else."""

    def update(statement: str, params: Sequence[Any]) -> Sequence[Sequence[Any]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, list(params))
        return []

    recount(list(NameToken.objects.order_by("token").values_list("token", flat=True)), update)


def first_search(
    person: Person, names: Iterable[Name], identifiers: Iterable[Identifier], address: Address | None
) -> Particulars:
    """As `rebuild_search`, for a record begun in this act, from its rows as just written and in that order: nobody is
    written down yet as living with them or as theirs."""
    newest = list(names)[::-1]
    newest.sort(key=lambda name: name.until or date.max, reverse=True)
    said = _in_order(map(str, newest), person)
    sound = [(row.scheme, row.value) for row in identifiers if row.sound and row.scheme in SCHEMES]
    home = (KnownAddress(address.line, address.postcode),) if address and not address.confidential else ()
    card = _described(person, names=said, addresses=home, identifiers=_by_scheme(sound))
    _write(person.pk, card)
    return card


# In one statement, for nothing is written oftener. The words are sorted, so that two writers never wait for each other
# in a ring.
_WRITE = """
with gone as (delete from people_searchkey where person_id = %(person)s and not key = any(%(keys)s::bigint[])),
  keys as (insert into people_searchkey (key, person_id) select unnest(%(keys)s::bigint[]), %(person)s
    on conflict do nothing),
  words as (insert into people_nametoken (token, forms, people)
    select word ->> 0, array(select form::int from jsonb_array_elements_text(word -> 1) form), 1
    from jsonb_array_elements(%(words)s::jsonb) word on conflict do nothing)
insert into people_searchcard (person_id, particulars, version) values (%(person)s, %(card)s::jsonb, %(version)s)
  on conflict (person_id) do update
  set particulars = excluded.particulars, version = excluded.version, written_in = excluded.written_in"""


def _write(person_id: int, card: Particulars) -> None:
    words = [[word, token_forms(word)] for word in sorted(name_tokens(card))]
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "person": person_id, "keys": list(search_keys(card)), "words": json.dumps(words),
                "card": json.dumps(card.as_card()), "version": VERSION,
            },
        )  # fmt: skip


def rebuild_around(subject: Subject | Person) -> None:
    """Rebuild a person and everybody whose card speaks of them: those they bring up, and those they live with.

    Each record of theirs: a relative may hang on one that was joined into this one.
    """
    for pk in sorted(around(identity_of(Subject(pk=subject.pk)))):
        rebuild_search(Subject(pk=pk))


def around(pks: Iterable[int]) -> set[int]:
    """These records, and those on whose cards one of them stands."""
    return {one for pk in pks for one in (pk, *spoken_of_by(pk))}


def spoken_of_by(pk: int) -> Iterable[int]:
    """The people on whose cards this person's name or phone stands."""
    brought_up = Relationship.objects.filter(person_id=pk, kind__in=BRINGS_UP, mistaken_because="")
    return {*brought_up.values_list("to_id", flat=True), *_housemates(pk).values_list("person_id", flat=True)}
