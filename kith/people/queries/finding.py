"""Two clicks to any child: the search box, and what each result says (promise 2, decisions 5 and 11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from kith.access.asked_once import known
from kith.access.models import Involvement, MatterSubject, SameSubject, User
from kith.access.policies import door, kept_id_of, links_of, live, may_find_children, opened, stands_alone
from kith.access.prepared import Prepared
from kith.kernel.now import today
from kith.people.models import Address, Person
from kith.people.queries.badges import badges_of, with_records
from kith.people.recognition import Answer, find, parse
from kith.people.search_rows import now_live

WITHHELD = "Address withheld"
LONGEST_SEARCH = 300  # characters that are read: longer text is no name


COMES_CLOSE = "Part of what you typed comes close"  # where no one thing agrees well enough to be named


@dataclass
class SearchResult:
    """One person found: enough to know that it is them, and why they were found. Never content (decision 5)."""

    person: Person
    reasons: list[str]
    address: str = ""
    key_worker: str = ""
    badges: list[tuple[str, str]] = field(default_factory=list)

    @property
    def ref(self) -> str:
        return self.person.ref

    @property
    def name(self) -> str:
        return self.person.shown_name

    @property
    def date_of_birth(self) -> date | None:
        return self.person.date_of_birth

    @property
    def age(self) -> str:
        return self.person.age_words

    @property
    def href(self) -> str:
        return f"/people/{self.person.ref}/"


def run(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Put one statement of the recognition package to the database, as whoever is acting."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(params))
        return cursor.fetchall()


def ask(text: str, *, wider: bool = False, limit: int = 60) -> Answer:
    """The recognition package's answer to what was typed; `wider` goes on when somebody answers well already."""
    return find(parse(text.replace("\x00", " "), this_year=today().year), run, every_tier=wider, limit=limit)


def search(actor: User, text: str, limit: int = 20) -> list[SearchResult]:
    """The people who may be meant by what was typed, likeliest first.

    Any beginning of any name, three letters from inside one, misspellings, dates of birth, NHS number, UPN, child id,
    phone, postcode. Nobody for somebody who may not find children. Joined records are shown once, as the one kept.

    Args:
        actor: who asks, and who is acting: a restricted record is absent for all but its named readers.
        text: as typed; the first 300 characters count.
        limit: results at most.
    """
    if not may_find_children(actor):
        return []
    found = ask(text, limit=limit * 3).found
    return describe({one.person_id: list(one.reasons) for one in found}, limit)


def describe(reasons: dict[int, list[str]], limit: int | None = None) -> list[SearchResult]:
    """Results for these ids, in their order: address line, key worker and badges, in one or two queries for any number.

    What was found on a joined record is said of the record it was joined into.
    """
    people = _people(list(reasons))
    kept = {pk: person.kept_id for pk, person in people.items() if person.kept_id}
    people |= _people([pk for pk in kept.values() if pk not in people])
    said: dict[int, list[str]] = {}
    for pk, words in reasons.items():
        mine = said.setdefault(kept.get(pk, pk), [])
        mine += [reason for reason in words if reason not in mine]
    ids = [pk for pk in said if pk in people][:limit]
    badges = badges_of([people[pk] for pk in ids])
    return [
        SearchResult(
            people[pk], said[pk] or [COMES_CLOSE], _address_line(people[pk]), people[pk].key_worker or "", badges[pk]
        )
        for pk in ids
    ]


class Among(Func):
    """Whether a value is one of an array: PostgreSQL looks each up by index, also under "or"."""

    arg_joiner, template = " = any(", "(%(expressions)s))"
    output_field = BooleanField()


def _people(ids: list[int]) -> dict[int, Any]:
    """People with what a result says of them, records joined into theirs included, in one query."""
    if not ids:
        return {}
    # An array, not a join: a join under "or" would read every address there is, for each person found.
    joined = SameSubject.objects.filter(kept_id=OuterRef(OuterRef("pk")), until=None).values("other_id")
    theirs = Q(person_id=OuterRef("pk")) | Q(Among(F("person_id"), ArraySubquery(joined)))
    homes = Address.objects.filter(theirs, now_live(), mistaken_because="")
    workers = Involvement.objects.filter(theirs, live(), kind=Involvement.Kind.KEY_WORKER, user__isnull=False)
    newest = homes.order_by(F("since").desc(nulls_last=True), "-id")
    return {
        person.pk: person
        for person in _known()
        .filter(pk__in=ids)
        .annotate(
            kept_id=Subquery(SameSubject.objects.filter(other_id=OuterRef("pk"), until=None).values("kept_id")[:1]),
            key_worker=Subquery(workers.order_by("-since").values("user__name")[:1]),
            home=Subquery(newest.values(said=JSONObject(line="line", town="town", postcode="postcode"))[:1]),
            withheld=Exists(homes.filter(confidential=True)),
        )
    }


def _known() -> QuerySet[Any]:
    """People with their subjects, and with what their badges follow from."""
    return with_records(Person.objects.select_related("subject"))


def _address_line(person: Any) -> str:
    """Where somebody lives, in one line; only that it is withheld, when any address of theirs is confidential."""
    if person.withheld:
        return WITHHELD
    return str(Address(**person.home)) if person.home else ""


def key_workers(ids: Iterable[int]) -> dict[int, str]:
    """The key worker of each, by name."""
    rows = Involvement.objects.filter(live(), person_id__in=list(ids), kind=Involvement.Kind.KEY_WORKER)
    return {row.person_id: row.user.name for row in rows.select_related("user").order_by("since") if row.user}


def find_by_ref(actor: User, ref: str) -> Person | None:
    """The person with this public reference, if this actor may know that there is one."""
    person = opened_by(ref)
    return person if person is not None and door(actor, person.subject).state != "none" else None


def opened_by(ref: str) -> Person | None:
    """The person with this public reference, as the page of their record asks for them; absent if hidden.

    Whether any record was ever joined with theirs comes with them, and whether they are born, so that the page being
    read asks neither again.
    """
    found = _by_ref.first(ref=ref)
    if found is not None:
        known(("not yet born", found.pk), {one["kind"] for one in found.records} == {Person.Kind.UNBORN})
        if not found.joined:
            stands_alone(found.subject)
    return found


def _said_to_be_joined(ref: Any) -> QuerySet[Any]:
    joined = SameSubject.objects.filter(Q(kept_id=OuterRef("pk")) | Q(other_id=OuterRef("pk")), until=None)
    return _known().annotate(joined=Exists(joined)).filter(subject__ref=ref)


_by_ref = Prepared(_said_to_be_joined, "ref")


def kept_record_of(person: Person) -> Person:
    """The record that this one was joined into, or itself (decision 10)."""
    kept = kept_id_of(person.subject)
    return person if kept == person.pk else _known().get(pk=kept)


def joined_with(ids: Iterable[int]) -> dict[int, set[int]]:
    """For each id, the ids of every record that is the same person, itself included, in one query."""
    wanted = list(ids)
    groups: dict[int, set[int]] = {}
    for kept, other in links_of(wanted):
        groups.setdefault(kept, {kept}).add(other)
    whole = {pk: group for group in groups.values() for pk in group}
    return {pk: whole.get(pk, {pk}) for pk in wanted}


def first_known(actor: User, about: Sequence[MatterSubject]) -> dict[int, Person]:
    """Of each piece of work the first person it is about whose record is open to somebody, asked at once: whom a list
    may name to them. Nobody where none is."""
    open_now = opened(actor, (one.person for one in about))
    return {one.matter_id: one.person.person for one in reversed(about) if one.person_id in open_now}
