"""What waits for a manager's answer: conclusions sent for approval, news that may change one, a suspected crime, a
family that keeps us from a child, protection that a conclusion asked for, and what was allowed by exception, once its
day has come (AS-09, AS-12, AS-19, AS-21, CL-04, CP-02, PR-06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from kith.access.models import User
from kith.access.prepared import lists_of
from kith.access.roles import Ability
from kith.assessment.models import FollowOn, NewInformation, ProposedConclusion, Visit
from kith.assessment.models.following import IN_QUESTION
from kith.assessment.queries import following
from kith.assessment.queries.crime import unconsidered
from kith.assessment.queries.visits import kept_from
from kith.record.models import Clock

MOST = 20


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: about whom, what is asked, where it is answered, who asks and since when; the day of it."""

    name: str
    what: str
    href: str
    by: str
    since: datetime
    day: date | None = None


def waits_for(actor: User) -> list[Waiting]:
    """What this manager may answer, the longest waiting first: of assessments they supervise or their team holds.

    Nobody is asked about an assessment they lead, or about a conclusion they sent themselves.
    """
    if not actor.may(Ability.ALLOCATE):
        return []
    teams = actor.teams_where(Ability.ALLOCATE)
    near = Q(matter__assessment__supervisor=actor) | Q(matter__assessment__team_id__in=teams)

    def theirs(rows: QuerySet[Any], by: str) -> QuerySet[Any]:
        rows = rows.filter(near).exclude(matter__assessment__lead=actor)
        return rows.select_related("matter__assessment__child__person", by)[:MOST]

    sent = ProposedConclusion.objects.filter(state="sent").exclude(sent_by=actor).order_by("sent_at", "pk")
    new = NewInformation.objects.filter(answer="").order_by("recorded_at", "pk")
    # Where more wait than are shown, a child to be protected is never among what is left out for an exception.
    asked = following.asked_now().exclude(kind=FollowOn.Kind.PLAN)
    asked = asked.order_by(F("again_on").asc(nulls_first=True), "begun_at", "pk")
    conclusions, news, crimes, asks, kept = lists_of(
        theirs(sent, "sent_by"),
        theirs(new, "recorded_by"),
        theirs(unconsidered().order_by("started_at", "pk"), "started_by__actor"),
        theirs(asked, "begun_by"),
        theirs(kept_from().order_by("at", "pk"), "recorded_by"),
    )
    found = [
        Waiting(_name(one), "Conclusion sent for approval", _page(one), one.sent_by.name, one.sent_at)
        for one in conclusions
    ]
    found += [
        Waiting(
            _name(one), "Does the conclusion still stand?", f"{_page(one)}new-information/{one.ref}/",
            one.recorded_by.name, one.recorded_at,
        )
        for one in news
    ]  # fmt: skip
    found += [
        Waiting(
            _name(one), "A crime is suspected: was a strategy discussion considered?",
            f"{_page(one)}strategy-discussion/", one.started_by.actor.name, one.started_at,
        )
        for one in crimes
    ]  # fmt: skip
    found += [
        Waiting(_name(one), f"{one.asks}{_doubt(one)}", one.href, one.begun_by.name, one.begun_at, one.again_on)
        for one in asks
    ]
    return sorted(found + _kept_from(kept), key=lambda one: one.since)


def _kept_from(rows: list[Visit]) -> list[Waiting]:
    """Families that keep us from a child, each once, with how often (CL-04)."""
    found: dict[int, list[Visit]] = {}
    for one in rows:
        found.setdefault(one.matter_id, []).append(one)
    times = {1: "once", 2: "twice"}
    return [
        Waiting(
            _name(of[0]), f"Kept from the child {times.get(len(of), f'{len(of)} times')}: what happens next?",
            f"{_page(of[0])}next-step/", of[-1].recorded_by.name, of[0].at,
        )
        for of in found.values()
    ]  # fmt: skip


def _doubt(one: FollowOn) -> str:
    return f" {IN_QUESTION}." if getattr(one, "in_question", False) else ""


def _name(one: ProposedConclusion | NewInformation | Clock | FollowOn | Visit) -> str:
    return str(one.matter.assessment.child.person.shown_name)


def _page(one: ProposedConclusion | NewInformation | Clock | FollowOn | Visit) -> str:
    return f"/assessments/{one.matter.ref}/"
