"""Taking back what was written down by mistake: what it had taken the place of stands again (promise 8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError

from kith.access.policies import identity_of
from kith.kernel.now import now, today
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.people import policies
from kith.people.forms import WithdrawForm
from kith.people.models import Address, Identifier, Name, Person, Relationship
from kith.people.queries.family import FamilyMember, family_of
from kith.people.search_rows import rebuild_around
from kith.people.steps.records import made_findable, show_name, takes_the_place_of
from kith.standards.words import local_day, long_date

Entry = Name | Address | Identifier
Moment = date | datetime | None
_MODELS: dict[str, type[Any]] = {"name": Name, "address": Address, "identifier": Identifier}
_WORDS = {"name": "a name", "address": "an address", "identifier": "a number"}
GIVEN_AWAY = (
    "The child id before this one is somebody else's now and cannot stand again. Add this child's right number first, "
    "then take this one back."
)


class EntryWithdrawn(Step):
    """Take back something written down by mistake"""

    name = "people.entry_withdrawn"
    form = WithdrawForm
    may = policies.may_change
    done = "Taken back, written down by mistake: {what}{then}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"entries": entries_of(target)}

    def apply(self, act: Act, entry: str, reason: str) -> Person:
        """The entry stays in the history, and is neither shown nor searched any more.

        What it had ended goes on: until today, or until what took the place of the mistake in its turn.
        """
        person: Person = act.target
        kind, _, pk = entry.partition(":")
        if kind == "relationship":
            return _never_related(act, Relationship.objects.get(pk=int(pk)), reason)
        row = _MODELS[kind].objects.get(pk=int(pk), person_id__in=identity_of(person.subject))
        lasted = row.until
        _withdraw(row, reason)
        back = _put_back(_ended_by(row), lasted)
        if lasted is None:
            _withdraw_former(row, back, reason)
        whose = Person.objects.get(pk=row.person_id)
        show_name(whose)
        (made_findable if back else rebuild_around)(whose)
        act.people = [person.pk]
        act.words = {"what": _WORDS[kind], "then": _then(back, lasted)}
        return person


def _never_related(act: Act, row: Relationship, reason: str) -> Person:
    """Two people were never that to each other: nothing had ended when it was written, so nothing comes back."""
    _withdraw(row, reason)
    rebuild_around(row.person)
    rebuild_around(row.to)
    act.people, act.words = (
        [row.person_id, row.to_id],
        {"what": f"a relationship, {row.get_kind_display()}", "then": ""},
    )
    person: Person = act.target
    return person


def _withdraw(row: Any, reason: str) -> None:
    row.mistaken_because = reason
    if row.until is None:
        row.until = now() if isinstance(row, Identifier) else max(today(), row.since or today())
    row.save(update_fields=["mistaken_because", "until"])


def _of_the_same_act(row: Any) -> Any:
    """The history, for the same person, of the act that wrote this down. No act, no history."""
    written = row.history.filter(pgh_label="insert").exclude(pgh_context_id=None).values("pgh_context_id")
    return row.history.model.objects.filter(pgh_context_id__in=written, pgh_obj__person_id=row.person_id)


def _ended_by(row: Any) -> list[Any]:
    """What ended when this was written down, as the history says; of what was itself a mistake, what that had ended."""
    ended = _of_the_same_act(row).filter(pgh_label="update", until__isnull=False)
    if isinstance(row, Identifier):
        ended = ended.filter(scheme__in=takes_the_place_of(row.scheme))
    else:
        ended = ended.filter(kind=row.kind)
    rows = type(row).objects.filter(pk__in=ended.values("pgh_obj_id")).order_by("id")
    return [one for found in rows for one in ([found] if not found.mistaken_because else _ended_by(found))]


def _put_back(rows: Iterable[Any], until: Moment) -> list[Any]:
    """Let these last until then, or on; gives them back.

    Raises:
        Breach: a child id that was given to another child in the meantime.
    """
    back = list(rows)
    for row in back:
        row.until = until if until is None or row.since is None else max(until, row.since)
        try:
            row.save(update_fields=["until"])
        except IntegrityError as taken:
            raise Breach(GIVEN_AWAY, "entry") from taken
    return back


def _withdraw_former(row: Any, back: Iterable[Any], reason: str) -> None:
    """A UPN that holds again is no former one: what was noted beside the mistake goes with it."""
    if not isinstance(row, Identifier):
        return
    noted = _of_the_same_act(row).filter(pgh_label="insert")
    former = Identifier.objects.filter(
        pk__in=noted.values("pgh_obj_id"),
        scheme=Identifier.Scheme.FORMER_UPN,
        value__in=[one.value for one in back],
        mistaken_because="",
    )
    for one in former:
        _withdraw(one, reason)


def _then(back: list[Any], until: Moment) -> str:
    """What became of what stood before, for the timeline and for whoever took it back."""
    if not back:
        return ""
    if until is None:
        return ". What stood before it stands again"
    return f". What stood before it lasted until {long_date(local_day(until))}, when the next began"


def entries_of(person: Person) -> list[tuple[str, str]]:
    """Every name, address, number and relationship of a person that may be taken back, in words.

    Confidential addresses go unsaid.
    """
    ids = identity_of(person.subject)
    names = Name.objects.filter(person_id__in=ids, mistaken_because="").order_by("id")
    places = Address.objects.filter(person_id__in=ids, mistaken_because="").order_by("id")
    numbers = Identifier.objects.filter(person_id__in=ids, mistaken_because="").order_by("id")
    return [
        *((f"name:{row.pk}", f"{row.get_kind_display()}: {row}{_earlier(row)}") for row in names),
        *((f"address:{row.pk}", f"{_place(row)}{_earlier(row)}") for row in places),
        *((f"identifier:{row.pk}", f"{row.get_scheme_display()}: {row.value}{_earlier(row)}") for row in numbers),
        *((f"relationship:{one.relationship.pk}", _related(one)) for one in family_of(person, ended=True)),
    ]


def _related(one: FamilyMember) -> str:
    return f"Family: {one.person}, {one.words}{_earlier(one.relationship)}"


def _place(row: Address) -> str:
    return "A confidential address" if row.confidential else f"Address: {row}"


def _earlier(row: Entry | Relationship) -> str:
    """Told apart from what stands today."""
    return f" (until {long_date(local_day(row.until))})" if row.until else ""
