"""At which stage a disagreement stands, and who settles it there: the day that passes passes it on (AS-17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kith.access.leading import near, roles
from kith.access.models import User
from kith.access.roles import Ability
from kith.disagreements.models import Disagreement, DisagreementPassed
from kith.disagreements.stages import Stage, after, stages
from kith.kernel.now import today
from kith.standards.words import local_day, long_date


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


def settles(actor: User, stage: Stage, theirs: frozenset[str]) -> bool:
    """Whether this person settles what stands at a stage."""
    return actor.may(Ability.OVERSEE) if stage.who == "senior" else stage.who in theirs


def may_settle(actor: User, one: Disagreement) -> bool:
    """Whether somebody may settle it now: whoever does at the stage where it stands, or at a later one."""
    theirs = roles(near(actor), [one.matter_id]).get(one.matter_id, frozenset())
    here = stages().index(stood(one)[-1].stage)
    return any(settles(actor, stage, theirs) for stage in stages()[here:])
