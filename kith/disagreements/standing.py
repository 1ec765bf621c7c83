"""At which stage a disagreement stands, and who settles it there: the day that passes passes it on (AS-17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from kith.access.asked_once import together
from kith.access.models import Involvement, Matter, MatterSubject, Subject, User
from kith.access.policies import live
from kith.access.roles import Ability
from kith.disagreements.models import Disagreement, DisagreementPassed
from kith.disagreements.stages import Stage, after, stages
from kith.kernel.now import today
from kith.standards.words import local_day, long_date

Kind = Involvement.Kind
LEADS = (Kind.KEY_WORKER, Kind.EARLY_HELP, Kind.FRONT_DOOR)
# From a piece of work to what it came from, what came of it, and what it hangs on: whoever leads that leads it too.
ALONG = (
    "assessment__referral", "assessment__referral__contact", "referral__assessment", "referral__contact",
    "contact__referrals", "contact__referrals__assessment", "agency_check__work", "document__work",
)  # fmt: skip


@dataclass(frozen=True)
class Stood:
    """A stage that a disagreement stands or stood at: since when, until when at the latest, and how it came there."""

    stage: Stage
    since: date
    due_on: date
    passed: DisagreementPassed | None = None  # by hand
    by_itself: bool = False  # because the day of the stage before had passed

    @property
    def how(self) -> str:
        """How it came to this stage, in words."""
        if self.passed:
            return f"Passed on by {self.passed.by.name} on {long_date(self.since)}: {self.passed.reason}"
        if self.by_itself:
            return f"Passed on by itself on {long_date(self.since)}: it was not settled in time"
        return f"Raised {long_date(self.since)}"


def stood(one: Disagreement, passed_on: Iterable[DisagreementPassed] | None = None) -> list[Stood]:
    """Every stage so far, the one it stands at, or was settled at, last.

    Args:
        passed_on: each time it was passed on by hand, where the caller has asked already.
    """
    end = local_day(one.resolved_at) if one.resolved_at else today()
    first, begun = stages()[0], local_day(one.raised_at)
    found = [Stood(first, begun, first.ends(begun, one.raised_at))]
    for passed in sorted(one.passed.all() if passed_on is None else passed_on, key=lambda row: row.at):
        day = local_day(passed.at)
        _by_itself(one, found, day)
        stage = next(each for each in stages() if each.key == passed.to)
        if stages().index(stage) > stages().index(found[-1].stage):
            found.append(Stood(stage, day, stage.ends(day, one.raised_at), passed))
    _by_itself(one, found, end)
    return found


def _by_itself(one: Disagreement, found: list[Stood], until: date) -> None:
    """The stages it went on to by itself, because their day had passed before this one."""
    while found[-1].due_on < until and (following := after(found[-1].stage)):
        day = found[-1].due_on
        found.append(Stood(following, day, following.ends(day, one.raised_at), by_itself=True))


def people_of(matter: Matter) -> list[Subject]:
    """Whom a piece of work is about."""
    rows = MatterSubject.objects.filter(matter=matter, until=None).select_related("person__person")
    return [row.person for row in rows.order_by("pk")]


def near(actor: User) -> QuerySet[Involvement]:
    """What makes this person the lead of somebody's work, or a manager of whoever is."""
    teams = actor.teams_where(Ability.ALLOCATE)
    return Involvement.objects.filter(live()).filter(Q(user=actor) | Q(team_id__in=teams))


def led_with(matters: Iterable[int]) -> dict[int, set[int]]:
    """For each piece of work the work whose lead leads it: itself, its contact, referral and assessment, and what it
    hangs on. Whoever leads other work on the same child has no say in it."""
    return _led_with(_along(matters))


def _along(matters: Iterable[int]) -> QuerySet[Matter, Any]:
    return Matter.objects.filter(pk__in=list(matters)).values("pk", *ALONG)


def _led_with(rows: Iterable[Mapping[str, Any]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row["pk"], set()).update(one for one in row.values() if one)
    return found


def roles(rows: QuerySet[Involvement], matters: Iterable[int]) -> dict[int, frozenset[str]]:
    """For each piece of work, as what somebody is near it: "lead" by the work, "manager" by its people."""
    about = list(matters)
    near_them = rows.filter(person__matters__matter__in=about).values(
        "kind", "matter_id", of=F("person__matters__matter")
    )
    asked = together(along=_along(about), near=near_them)
    along, found = _led_with(asked["along"]), dict[int, set[str]]()
    for row in asked["near"]:
        matter, kind, work = row["of"], row["kind"], row["matter_id"]
        if kind in LEADS and work in along.get(matter, ()):
            found.setdefault(matter, set()).add("lead")
        elif kind in (Kind.SUPERVISOR, Kind.TEAM):
            found.setdefault(matter, set()).add("manager")
    return {matter: frozenset(roles) for matter, roles in found.items()}


def settles(actor: User, stage: Stage, theirs: frozenset[str]) -> bool:
    """Whether this person settles what stands at a stage."""
    return actor.may(Ability.OVERSEE) if stage.who == "senior" else stage.who in theirs


def may_settle(actor: User, one: Disagreement) -> bool:
    """Whether somebody may settle it now: whoever does at the stage where it stands, or at a later one."""
    theirs = roles(near(actor), [one.matter_id]).get(one.matter_id, frozenset())
    here = stages().index(stood(one)[-1].stage)
    return any(settles(actor, stage, theirs) for stage in stages()[here:])
