"""What waits for somebody to look at: numbers held twice, and restricted people who may have come up."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, QuerySet

from kith.access.models import Matter, NamedReader, Subject, User
from kith.access.policies import identity_of, live, may_find_children
from kith.people.models import Identifier, Person, RestrictedMatch
from kith.people.policies import subject_of
from kith.people.queries.finding import SearchResult, describe, joined_with
from kith.people.recognition import Comparison, compare
from kith.people.search_rows import particulars_of

ONE_PERSON_ONLY = (Identifier.Scheme.NHS, Identifier.Scheme.UPN, Identifier.Scheme.LA_CHILD_ID)


@dataclass(frozen=True)
class RepeatedIdentifier:
    """A number that ought to be one person's, held by several records (decision 6)."""

    scheme: str
    value: str
    people: list[SearchResult]


@dataclass(frozen=True)
class RestrictedSuggestion:
    """A new record, or a contact, that may be about a restricted person: for their named readers only."""

    match: RestrictedMatch
    person: Person
    other: Person | None
    matter: Matter | None
    comparison: Comparison | None


def repeated_identifiers(actor: User) -> list[RepeatedIdentifier]:
    """NHS numbers, UPNs and child ids that more than one person holds: a finding for review, never an error.

    Records already joined as one person do not count, and what the actor may not see is absent.
    """
    if not may_find_children(actor):
        return []
    rows = Identifier.objects.filter(scheme__in=ONE_PERSON_ONLY, sound=True, mistaken_because="", until=None)
    twice = rows.values("scheme", "value").annotate(held=Count("person_id", distinct=True)).filter(held__gt=1)
    values = [row["value"] for row in twice]
    held = (
        rows.filter(value__in=values)
        .order_by("scheme", "value", "person_id")
        .values_list("scheme", "value", "person_id")
    )
    found = [(key, [pk for *_, pk in group]) for key, group in groupby(held, key=lambda row: (row[0], row[1]))]
    same = joined_with({pk for _, ids in found for pk in ids})
    found = [(key, ids) for key, ids in found if any(pk not in same[ids[0]] for pk in ids)]
    shown = {result.person.pk: result for result in describe({pk: [] for _, ids in found for pk in ids})}
    return [
        RepeatedIdentifier(
            Identifier.Scheme(scheme).label,
            value,
            [shown[pk] for pk in dict.fromkeys(min(same[pk] & shown.keys()) for pk in ids)],
        )
        for (scheme, value), ids in found
    ]


def named_readers(subject: Subject | Person) -> QuerySet[NamedReader]:
    """Who may read a restricted record today, longest first."""
    rows = NamedReader.objects.filter(live(), person_id__in=identity_of(subject_of(subject)))
    return rows.select_related("user").order_by("since", "id")


def restricted_matches_for(actor: User) -> list[RestrictedSuggestion]:
    """What lies on a named reader's desk: new records that may be somebody they keep restricted, newest first."""
    rows = on_the_desk_of(actor).select_related(
        "person__person", "person__person__subject", "other__person__subject", "matter"
    )
    return [_suggestion(row) for row in rows.order_by("-at", "-id")]


def on_the_desk_of(actor: User) -> QuerySet[RestrictedMatch]:
    """The new records and contacts that wait for this named reader's answer."""
    mine = NamedReader.objects.filter(live(), user=actor).values("person_id")
    return RestrictedMatch.objects.filter(answer="", person_id__in=mine, person__restricted=True)


def _suggestion(row: RestrictedMatch) -> RestrictedSuggestion:
    person, other = row.person.person, row.other.person if row.other else None
    comparison = compare(particulars_of(other), particulars_of(person)) if other else None
    return RestrictedSuggestion(row, person, other, row.matter, comparison)
