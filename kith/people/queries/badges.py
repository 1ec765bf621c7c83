"""Badges: worked out from the record each time, never stored, in the order of the design (promise 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kith.access.models import Subject
from kith.people.models import MatchAnswer, Person
from kith.standards.codesets import codes

MISSING, RESTRICTED, LOOKED_AFTER, PROTECTION, NEED, EXPLOITATION, CARE, PLAIN = range(1, 9)


@dataclass(frozen=True, order=True)
class Badge:
    """A badge and its place in the order: 1 missing now, 2 restricted, 3 looked after, 4 child protection plan,
    5 child in need, 6 exploitation plan, 7 care in contact, 8 all else. `kind` is the style, "" for an outline."""

    place: int
    kind: str
    words: str


Source = Callable[[list[int]], dict[int, list[Badge]]]
_sources: list[Source] = []


def offers_badges(source: Source) -> None:
    """A room above says which badges its own record gives people: at start-up, from its `offers.py`.

    `source` takes the ids of subjects and answers for all of them in one query.
    """
    if source not in _sources:
        _sources.append(source)


def badges_of(people: Iterable[Any]) -> dict[int, list[tuple[str, str]]]:
    """Every badge of these people, by id, in order: (style, words).

    Args:
        people: subjects, persons or ids. Whoever is not visible to the person acting has no badges.
    """
    asked = list(people)
    held = {one.pk: one for one in asked if isinstance(one, Person)}
    ids = [one if isinstance(one, int) else one.pk for one in asked]
    found: dict[int, list[Badge]] = {pk: [] for pk in ids}
    for answer in (_own(ids, held), *(source(ids) for source in _sources)):
        for pk, badges in answer.items():
            found.setdefault(pk, []).extend(badges)
    return {pk: [(badge.kind, badge.words) for badge in _shown(badges)] for pk, badges in found.items()}


def _shown(badges: list[Badge]) -> list[Badge]:
    """In order and each once; a child in need who is also looked after or on a plan shows the higher one only."""
    higher = any(badge.place in (LOOKED_AFTER, PROTECTION) for badge in badges)
    return [badge for badge in sorted(set(badges)) if not (higher and badge.place == NEED)]


def _own(ids: list[int], held: dict[int, Person]) -> dict[int, list[Badge]]:
    """What follows from the people themselves; those in hand are not read again."""
    wanted = [pk for pk in ids if pk not in held]
    read = Person.objects.select_related("subject").in_bulk(wanted) if wanted else {}
    people = {**held, **read}
    # Whoever looked them up may know already that nobody ever doubted who they are.
    unsure = _may_be_known([pk for pk, person in people.items() if getattr(person, "doubted", True)])
    return {pk: [*own_badges(one, one.subject), *unsure.get(pk, [])] for pk, one in people.items()}


def own_badges(person: Person, subject: Subject) -> list[Badge]:
    """The badges that follow from the person alone."""
    badges = []
    if subject.restricted:
        badges.append(Badge(RESTRICTED, "restricted", "Restricted"))
    if person.died_on:
        badges.append(Badge(PLAIN, "", "Has died"))
    elif person.kind == Person.Kind.UNBORN:
        badges.append(Badge(PLAIN, "", "Not yet born"))
    if person.interpreter_needed:
        language = codes("kith", "Language").get(person.first_language, person.first_language)
        badges.append(Badge(PLAIN, "", f"Interpreter: {language}" if language else "Interpreter needed"))
    return badges


def _may_be_known(ids: list[int]) -> dict[int, list[Badge]]:
    """Pairs whose newest answer is "not sure yet" carry a notice on both sides."""
    if not ids:
        return {}
    rows = MatchAnswer.objects.filter(Q(person_id__in=ids) | Q(other_id__in=ids)).order_by("at", "id")
    newest = {frozenset((row.person_id, row.other_id)): row.answer for row in rows}
    unsure = {pk for pair, answer in newest.items() if answer == MatchAnswer.Answer.UNSURE for pk in pair}
    return {pk: [Badge(PLAIN, "", "May be known already")] for pk in unsure & set(ids)}
