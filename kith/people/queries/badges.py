"""Badges: worked out from the record each time, never stored, in the order of the design (promise 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Func, JSONField, Q, QuerySet

from kith.access.asked_once import together
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


MAY_BE_KNOWN = Badge(PLAIN, "", "May be known already")
Whose = Callable[[list[int]], QuerySet[Any, Any]]
Says = Callable[[str], str]
_offered: list[tuple[Badge, Whose, Says | None]] = []


def offers_badges(badge: Badge, whose: Whose, says: Says | None = None) -> None:
    """A room above says to whom its own record gives a badge: at start-up, from its `offers.py`.

    `whose` takes the ids of subjects and asks which of them, as `.values(pk=...)`: all that is offered is asked in one
    query. Records joined with those that a page shows are among the ids: what is said of them is said of the person.
    `says` turns what stands beside the id, as `.values(pk=..., says=...)`, into the words of the badge.
    """
    if (badge, whose, says) not in _offered:
        _offered.append((badge, whose, says))


class _Records(Func):
    """Every record of one identity (decision 10), each with what its own badges follow from. Indexes lead to all of it:
    the id of somebody is looked up, never compared with every link."""

    template = (
        "(select jsonb_agg(jsonb_build_object('pk', m.subject_id, 'kind', m.kind, 'died', m.died_on is not null,"
        " 'interpreter', m.interpreter_needed, 'language', m.first_language, 'restricted', s.restricted,"
        " 'doubted', exists (select from people_matchanswer a where a.answer = 'unsure'"
        " and (a.person_id = m.subject_id or a.other_id = m.subject_id))))"
        " from people_person m join access_subject s on s.id = m.subject_id"
        " where m.subject_id = any(array_append(array("
        "select l.kept_id from access_samesubject l where l.other_id = %(expressions)s and l.until is null union all"
        " select l.other_id from access_samesubject l where l.until is null and l.kept_id = coalesce((select k.kept_id"
        " from access_samesubject k where k.other_id = %(expressions)s and k.until is null), %(expressions)s)"
        "), %(expressions)s)))"
    )
    output_field = JSONField()


Record = dict[str, Any]


def with_records(people: QuerySet[Any]) -> QuerySet[Any]:
    """People in whose badges nothing is left to ask: each with every record that is the same person, as `records`."""
    return people.annotate(records=_Records(F("pk")))


def badges_of(people: Iterable[Any]) -> dict[int, list[tuple[str, str]]]:
    """Every badge of these people, by id, in order: (style, words), from every record joined with theirs.

    Args:
        people: subjects, persons or ids. Whoever is not visible to the person acting has no badges.
    """
    asked = list(people)
    ids = [one if isinstance(one, int) else one.pk for one in asked]
    held: dict[int, list[Record]] = {one.pk: one.records for one in asked if hasattr(one, "records")}
    if wanted := [pk for pk in ids if pk not in held]:
        held |= dict(with_records(Person.objects.filter(pk__in=wanted)).values_list("pk", "records"))
    whole = sorted({record["pk"] for records in held.values() for record in records})
    doubted = {pk: records for pk, records in held.items() if any(record["doubted"] for record in records)}
    said, answers = _asked(whole, [record["pk"] for records in doubted.values() for record in records])
    unsure = _may_be_known(doubted, answers)
    found: dict[int, list[Badge]] = {pk: [] for pk in ids}
    for pk, records in held.items():
        found[pk] = _own(records) + ([MAY_BE_KNOWN] if pk in unsure else [])
        found[pk] += [theirs[record["pk"]] for theirs in said for record in records if record["pk"] in theirs]
    return {pk: [(badge.kind, badge.words) for badge in _shown(badges)] for pk, badges in found.items()}


def _asked(whole: list[int], doubted: list[int]) -> tuple[list[dict[int, Badge]], list[dict[str, Any]]]:
    """Of these records whose each badge is, and every answer about those in doubt, in one query."""
    questions = {str(place): whose(whole) for place, (_, whose, _says) in enumerate(_offered)} if whole else {}
    if doubted:
        rows = MatchAnswer.objects.filter(Q(person_id__in=doubted) | Q(other_id__in=doubted)).order_by("at", "id")
        questions["answers"] = rows.values("person_id", "other_id", "answer")
    found = together(**questions) if questions else {}
    answers = found.pop("answers", [])
    return [_worn(*_offered[int(place)], rows) for place, rows in found.items()], answers


def _worn(badge: Badge, whose: Whose, says: Says | None, rows: list[dict[str, Any]]) -> dict[int, Badge]:
    """The badge of each of these records, in its words."""
    return {row["pk"]: replace(badge, words=says(row["says"])) if says else badge for row in rows}


def _shown(badges: list[Badge]) -> list[Badge]:
    """In order and each once; a child in need who is also looked after or on a plan shows the higher one only."""
    higher = any(badge.place in (LOOKED_AFTER, PROTECTION) for badge in badges)
    return [badge for badge in sorted(set(badges)) if not (higher and badge.place == NEED)]


def _own(records: list[Record]) -> list[Badge]:
    """What follows from the person alone. A child of whom one record says that they are born is born."""
    badges = []
    if any(record["restricted"] for record in records):
        badges.append(Badge(RESTRICTED, "restricted", "Restricted"))
    if any(record["died"] for record in records):
        badges.append(Badge(PLAIN, "", "Has died"))
    elif all(record["kind"] == Person.Kind.UNBORN for record in records):
        badges.append(Badge(PLAIN, "", "Not yet born"))
    if needed := [record["language"] for record in records if record["interpreter"]]:
        labels = codes("kith", "Language")
        languages = [f"Interpreter: {labels.get(language, language)}" for language in needed if language]
        badges += [Badge(PLAIN, "", words) for words in languages or ["Interpreter needed"]]
    return badges


def _may_be_known(doubted: dict[int, list[Record]], answers: list[dict[str, Any]]) -> set[int]:
    """Those who, by the newest answer about them and somebody else, may be known already; that somebody likewise."""
    one = {record["pk"]: min(other["pk"] for other in records) for records in doubted.values() for record in records}
    newest = {
        frozenset(one.get(row[who], row[who]) for who in ("person_id", "other_id")): row["answer"] for row in answers
    }
    open_still = [pair for pair, answer in newest.items() if answer == MatchAnswer.Answer.UNSURE and len(pair) == 2]
    unsure = {pk for pair in open_still for pk in pair}
    return {pk for pk in doubted if one[pk] in unsure}
