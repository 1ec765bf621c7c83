"""Who this may be, before anybody is written down a second time (FD-10, screen 6, decision 6)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from kith.access.models import Subject, User
from kith.access.policies import identity_of, may_find_children
from kith.access.prepared import Prepared, rows_of
from kith.kernel.now import now, today
from kith.kernel.perform import Breach
from kith.people.models import MatchAnswer, MatchShown, Person
from kith.people.policies import SHOWN_FOR
from kith.people.queries.badges import badges_of, with_records
from kith.people.queries.finding import key_workers, run
from kith.people.recognition import Address, Comparison, Particulars, Verdict, find, query_of
from kith.people.recognition.fold import fold
from kith.people.recognition.particulars import read_card
from kith.people.recognition.score import in_order
from kith.ui.forms.words import lower_first

# From here on, two people agree enough to be looked at before a record is begun: nearly the same name with nothing
# against it. Brothers and sisters of one home stay below.
LIKELY = 4.5
# What the children of one home have in common, and no detail of a person's own.
_SHARED_AT_HOME = frozenset(
    ("Sex", "Address", "School", "Phone", "Others at home", "Mother", "Father", "Parent", "Step-parent", "Carer")
)
_NOT_OF_A_FAMILY = frozenset(("Name", "Date of birth", "Sex", "School"))
# What a search result says of anybody too, so that a comparison may say it (decision 5).
_OPEN_TO_SEARCH = ("Name", "Date of birth", "Sex", "Address")
NOT_SHOWN = "On the record"
MOST = 20
MANY_SINCE = 200  # records written since a list was made that are compared one by one


@dataclass
class _SaidOf:
    """What a page says of several people beside how they compare, read when the first of it is asked for."""

    people: list[Person]

    @cached_property
    def workers(self) -> dict[int, str]:
        """Of any record that was joined into theirs, too."""
        kept = {record["pk"]: one.pk for one in self.people for record in one.records}  # type: ignore[attr-defined]  # asked with them
        return {kept[pk]: name for pk, name in key_workers(kept).items()}

    @cached_property
    def badges(self) -> dict[int, list[tuple[str, str]]]:
        return badges_of(self.people)


@dataclass(frozen=True)
class Match:
    """Somebody we hold who may be the person described, and how each detail compares. `likely` must be looked at; the
    rest may be."""

    person: Person
    comparison: Comparison
    likely: bool
    _said: _SaidOf

    @property
    def key_worker(self) -> str:
        return self._said.workers.get(self.person.pk, "")

    @property
    def badges(self) -> list[tuple[str, str]]:
        return self._said.badges.get(self.person.pk, [])

    @property
    def ref(self) -> str:
        return self.person.ref

    @property
    def name(self) -> str:
        return self.person.shown_name

    @property
    def href(self) -> str:
        return f"/people/{self.person.ref}/"

    @property
    def guarded(self) -> Comparison:
        """How each detail compares, for somebody to whom the record does not open."""
        return guarded(self.comparison)

    @property
    def why(self) -> str:
        """Why this person came up, in a sentence (screen 6)."""
        agree = [row.label for row in self.comparison.fields if row.verdict in (Verdict.SAME, Verdict.CLOSE)]
        words = ", ".join(lower_first(label) for label in agree[:4])
        return (
            f"Found because these agree or come close: {words}." if words else "Found by a word or number they share."
        )


def _with_these_ids(ids: Any) -> QuerySet[Person]:
    found = with_records(Person.objects.select_related("subject"))
    return found.extra(where=["people_person.subject_id = any(%s)"], params=[ids])


_people = Prepared(_with_these_ids, "ids")


def is_likely(compared: Comparison) -> bool:
    """Whether somebody must be looked at: much agrees, and not their family and home alone. Brothers and sisters share
    those; of themselves they share neither name nor day of birth nor a number."""
    if compared.weight < LIKELY:
        return False
    return _agrees_of_their_own(compared)


def _agrees_of_their_own(compared: Comparison) -> bool:
    return not compared.agree <= _SHARED_AT_HOME


def _how_near(compared: Comparison) -> tuple[bool, bool]:
    """Of those of whom little agrees: first who agrees in something of their own, as a child does who is told of under
    another family's name; and of these first whose family or home agrees too, as an awaited child's does once born."""
    return not _agrees_of_their_own(compared), compared.agree <= _NOT_OF_A_FAMILY


def likely_matches(
    actor: User, particulars: Particulars, *, about: Subject | None = None, weaker: int = 3
) -> list[Match]:
    """Who the person described may be, likeliest first: every likely match (at most 20), then those of whose family and
    home much agrees, then a few weaker ones.

    Nothing decides here, and nobody likely is left out, nor a child of the home about whom nobody knew a name. A record
    joined into another stands as the one kept.

    Args:
        actor: who asks and is acting; a restricted record is absent for all but its named readers.
        particulars: what is known of the person described.
        about: a record that is the person described: it is left out, and so is whoever was answered to be different.
        weaker: how many unlikely ones to add.
    """
    ordered = _likeliest(actor, particulars, about)
    likely = [pair for pair in ordered if is_likely(pair[1])][:MOST]
    family = [pair for pair in ordered if pair[1].weight >= LIKELY and not is_likely(pair[1])][:MOST]
    rest = [pair for pair in ordered if 0 < pair[1].weight < LIKELY]
    rest.sort(key=lambda pair: _how_near(pair[1]))
    chosen = likely + family + rest[:weaker]
    ids = [pk for pk, _ in chosen]
    people = {one.pk: one for one in (_people(ids=ids) if ids else ())}
    said = _SaidOf([*people.values()])
    return [Match(people[pk], compared, is_likely(compared), said) for pk, compared in chosen if pk in people]


def _likeliest(actor: User, particulars: Particulars, about: Subject | None = None) -> list[tuple[int, Comparison]]:
    """Each record found beside the person described, likeliest first; of records joined into one, the one that agrees
    best."""
    if not may_find_children(actor):
        return []
    found = find(query_of(particulars), run, every_tier=True, limit=3 * MOST).found
    if not found:
        return []
    return _as_kept([(one.person_id, one.comparison) for one in found if one.comparison is not None], _left_out(about))


_KEPT = "select other_id, kept_id from access_samesubject where other_id = any(%s) and until is null"


def _as_kept(compared: list[tuple[int, Comparison]], left_out: Container[int] = ()) -> list[tuple[int, Comparison]]:
    """Of records joined into one, the one that agrees best stands for the one kept; likeliest first, of equals the
    newest."""
    ids = [pk for pk, _ in compared]
    kept = dict(rows_of(_KEPT, ids)) if ids else {}
    best: dict[int, Comparison] = {}
    for pk, comparison in compared:
        root = kept.get(pk, pk)
        if root not in left_out and (root not in best or comparison.weight > best[root].weight):
            best[root] = comparison
    return sorted(best.items(), key=lambda pair: (-pair[1].weight, -pair[0]))


def _left_out(about: Subject | None) -> set[int]:
    if about is None:
        return set()
    mine = set(identity_of(about))
    rows = MatchAnswer.objects.filter(Q(person_id__in=mine) | Q(other_id__in=mine)).order_by("at", "id")
    newest = {row.other_id if row.person_id in mine else row.person_id: row.answer for row in rows}
    return mine | {pk for pk, answer in newest.items() if answer == MatchAnswer.Answer.DIFFERENT}


def guarded(comparison: Comparison, *, held: str = "right") -> Comparison:
    """A comparison for somebody to whom the record held does not open: whether details agree, not what they are.

    Names, birth, sex and address stand as in a search result; any other detail says only how it compares with what the
    reader gave, and is left out where they gave nothing.

    Args:
        held: the side of the record that does not open, "left" or "right".
    """
    given = "left" if held == "right" else "right"
    rows = []
    for row in comparison.fields:
        if row.label in _OPEN_TO_SEARCH or row.verdict == Verdict.SAME:
            rows.append(row)
        elif getattr(row, given):
            secret = NOT_SHOWN if getattr(row, held) else ""
            rows.append(replace(row, left=secret) if held == "left" else replace(row, right=secret))
    return Comparison(comparison.weight, comparison.agree, lambda: tuple(rows))


def described(particulars: Particulars) -> str:
    """A digest of who was described: names, birth and identifiers, however they were spaced or spelt in capitals."""
    who = {
        "names": sorted("".join(fold(name)) for name in particulars.names),
        "born": str(particulars.date_of_birth or particulars.due_date or ""),
        "ids": sorted(
            f"{scheme}:{value}" for scheme in particulars.identifiers for value in particulars.identifiers_of(scheme)
        ),
    }
    return hashlib.sha256(json.dumps(who, sort_keys=True).encode()).hexdigest()


def show_matches(
    actor: User, particulars: Particulars, *, about: Subject | None = None
) -> tuple[MatchShown, list[Match]]:
    """The matches to show, and the record that they were shown: its `ref` goes along in the form that begins one."""
    seen_in = str(run("select pg_current_snapshot()::text", [])[0][0])  # before looking: what comes after it is new
    matches = likely_matches(actor, particulars, about=about)
    shown = MatchShown.objects.create(
        shown_to=actor,
        described=described(particulars),
        people=[match.person.pk for match in matches],
        seen_in=seen_in,
        at=now(),
    )
    return shown, matches


def shown_to(actor: User, ref: str) -> MatchShown | None:
    """What this person was shown under a reference, if it is still fresh."""
    return _shown.first(actor=actor.pk, ref=ref, since=now() - SHOWN_FOR)


_shown = Prepared(
    lambda actor, ref, since: MatchShown.objects.filter(shown_to_id=actor, ref=ref, at__gt=since),
    "actor",
    "ref",
    "since",
)


def among(shown: MatchShown, ref: str) -> Person | None:
    """The person with this public reference, if they were among those shown."""
    return next((one for one in (_people(ids=shown.people) if shown.people else ()) if one.ref == ref), None)


def check_shown(actor: User, ref: str, particulars: Particulars) -> MatchShown:
    """What this person was shown for just these particulars, after looking whether somebody likely has come since.

    Raises:
        Breach: they were shown nothing, something else or too long ago, or a likely match has come up since.
    """
    shown = shown_to(actor, ref)
    if shown is None:
        raise Breach("Look at the people this may be before you start a new record. Check the list, then save again.")
    if shown.described != described(particulars):
        raise Breach("The name, date of birth or a number changed after the list was made. Look at the new list first.")
    _one_at_a_time(particulars)
    likely = {pk for pk, compared in _since(actor, particulars, shown) if is_likely(compared)}
    if likely - set(shown.people):
        raise Breach("Somebody else has come up who this may be. Look at the list again before you save.")
    return shown


def _since(actor: User, particulars: Particulars, shown: MatchShown) -> list[tuple[int, Comparison]]:
    """Who was written down, or written otherwise, since a list was made, each beside the person described.

    After many at once, an import say, the whole question is asked again; so it is of a list from before this was noted.
    """
    if not shown.seen_in:
        return _likeliest(actor, particulars)[:MOST]
    rows = run(
        "select person_id, particulars::text from people_searchcard"
        " where written_in >= pg_snapshot_xmin(%s::pg_snapshot)::text::bigint"
        " and not pg_visible_in_snapshot(written_in::text::xid8, %s::pg_snapshot) limit %s",
        [shown.seen_in, shown.seen_in, MANY_SINCE + 1],
    )
    if len(rows) > MANY_SINCE:
        return _likeliest(actor, particulars)[:MOST]
    placed = in_order(particulars, [read_card(card) for _, card in rows])
    return _as_kept([(rows[one.position][0], one.comparison) for one in placed if one.comparison is not None])


def _one_at_a_time(particulars: Particulars) -> None:
    """Until this act ends, nobody else begins a record for somebody born that day (or so called, or due then): of two
    people who write the same child down at the same moment, the second is shown the first's record."""
    who = str(particulars.date_of_birth or particulars.due_date or sorted(map(fold, particulars.names)))
    key = int.from_bytes(hashlib.blake2b(who.encode(), digest_size=8).digest(), signed=True)
    run("select pg_advisory_xact_lock(%s)", [key])


def particulars_typed(cleaned: dict[str, Any]) -> Particulars:
    """What was typed of somebody new, as recognition compares it. A confidential address is compared with nothing."""
    name = f"{cleaned.get('given', '')} {cleaned.get('family', '')}".strip()
    born, guessed = cleaned.get("date_of_birth"), bool(cleaned.get("birth_date_estimated"))
    place = Address(cleaned.get("address_line", ""), cleaned.get("postcode", ""))
    numbers = {"nhs": cleaned.get("nhs"), "upn": cleaned.get("upn"), "la": cleaned.get("la_child_id")}
    return Particulars(
        names=(name,) if name else (),
        date_of_birth=None if guessed else born,
        due_date=cleaned.get("expected_date"),
        estimated_age=years_between(born, today()) if born and guessed else None,
        estimated_on=today() if born and guessed else None,
        sex="" if cleaned.get("sex") == Person.Sex.UNKNOWN else cleaned.get("sex", ""),
        addresses=() if cleaned.get("confidential") or not (place.line or place.postcode) else (place,),
        identifiers={scheme: (value,) for scheme, value in numbers.items() if value},
        phones=(cleaned["phone"],) if cleaned.get("phone") else (),
    )


def years_between(born: date, day: date) -> int:
    """Whole years lived on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
