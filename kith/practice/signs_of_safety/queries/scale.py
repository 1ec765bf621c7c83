"""How safe each person finds it: a line for each, their own numbers on it, and nothing made of several (SS-07)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kith.access.models import User
from kith.assessment.models import Assessment
from kith.network.queries import network_of
from kith.people.queries import family_of
from kith.practice.signs_of_safety.models import SafetyScore

Role = SafetyScore.Role
PARENTS = ("mother", "father", "parent")
# The figure, in the units of its viewBox: where 0 and 10 stand, how far one point is, and from line to line.
LEFT, POINT, FIRST, APART = 210, 66, 40, 30
NAME_FITS = 28  # characters before the line begins


@dataclass(frozen=True)
class Mark:
    """One score as it is drawn. `size` is the radius of its circle."""

    score: SafetyScore
    x: int
    size: int


@dataclass
class Line:
    """One person's own scores, newest first."""

    scores: list[SafetyScore]
    y: int = 0
    earlier: list[Mark] = field(default_factory=list)

    @property
    def now(self) -> SafetyScore:
        return self.scores[0]

    @property
    def x(self) -> int:
        return x_of(self.now)

    @property
    def reach(self) -> tuple[int, int]:
        """From where to where the person's own numbers have moved."""
        found = [x_of(one) for one in self.scores]
        return min(found), max(found)

    @property
    def who(self) -> str:
        return self.now.who

    @property
    def short(self) -> str:
        """Their name as it fits beside the line."""
        return self.who if len(self.who) <= NAME_FITS else f"{self.who[: NAME_FITS - 1].rstrip(', ')}…"

    @property
    def is_child(self) -> bool:
        return self.now.role == Role.CHILD


@dataclass(frozen=True)
class Scale:
    """Everybody's line, and the scores that were taken back."""

    lines: list[Line]
    taken_back: list[SafetyScore]

    @property
    def height(self) -> int:
        return FIRST - 12 + APART * len(self.lines)

    @property
    def moved(self) -> bool:
        return any(line.earlier for line in self.lines)


def x_of(score: SafetyScore) -> int:
    """Where a score stands in the figure."""
    return LEFT + POINT * score.score


def scale_of(assessment: Assessment) -> Scale:
    """Each person's scores on this child's safety; the child first, then parents, network, agencies and workers."""
    rows = SafetyScore.objects.filter(matter_id=assessment.matter_id).select_related("written_by", "taken_back_by")
    lines: dict[tuple[str, str], Line] = {}
    taken_back = []
    for row in rows.order_by("-on", "-pk"):
        if row.taken_back_at:
            taken_back.append(row)
            continue
        lines.setdefault((row.role, row.rater.casefold()), Line([])).scores.append(row)
    order = list(Role)
    ranked = sorted(lines.values(), key=lambda line: (order.index(Role(line.now.role)), line.now.rater))
    for number, line in enumerate(ranked):
        line.y = FIRST + APART * number
        line.earlier = [Mark(row, x_of(row), 5 if n == 0 else 3) for n, row in enumerate(line.scores[1:])]
    return Scale(ranked, taken_back)


def find_score(assessment: Assessment, ref: str) -> SafetyScore | None:
    """A score of this assessment."""
    found = SafetyScore.objects.filter(matter_id=assessment.matter_id, ref=ref).first()
    if found is not None:
        found.matter = assessment.matter
        found.matter.assessment = assessment
    return found


@dataclass(frozen=True)
class Rater:
    """Somebody who may be asked for their number."""

    role: str
    rater: str
    relation: str = ""

    @property
    def key(self) -> str:
        return "|".join((self.role, self.rater, self.relation))

    @property
    def words(self) -> str:
        return f"{self.rater}, {self.relation}" if self.relation else self.rater


def raters(assessment: Assessment, asking: User) -> dict[str, Rater]:
    """Whom to ask: those who were asked before, the child, the parents, the network, and the social workers.

    Whoever is hidden from the reader is absent, as on the family's own pages.
    """
    child = assessment.child.person
    found = [Rater(line.now.role, line.now.rater, line.now.relation) for line in scale_of(assessment).lines]
    found.append(Rater(Role.CHILD, child.first_name))
    for member in family_of(child.subject):
        if member.words in PARENTS and member.is_theirs and not member.person.died_on:
            found.append(Rater(Role.PARENT, member.person.shown_name, member.words))
    for near in network_of(child).members:
        role = Role.AGENCY if near.circle in ("school", "helpers") else Role.NETWORK
        found.append(Rater(role, near.name, near.role))
    for worker in (assessment.lead, asking):
        if worker is not None:
            found.append(Rater(Role.WORKER, worker.name, "social worker"))
    order = list(Role)
    once: dict[str, Rater] = {}
    for one in sorted(found, key=lambda one: order.index(Role(one.role))):
        once.setdefault(one.rater.casefold(), one)
    return {one.key: one for one in once.values()}


def rater_said(assessment: Assessment, asking: User, cleaned: dict[str, Any]) -> Rater:
    """Whose number it is: one of those offered, or somebody else by name."""
    if cleaned["rater"] == "other":
        return Rater(cleaned["role"], cleaned["who"], cleaned["relation"])
    return raters(assessment, asking)[cleaned["rater"]]
