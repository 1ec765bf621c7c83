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
# Along a line, in hundredths of its width: where 0 stands, and how far one point is.
NOUGHT, POINT = 4, 9.2


@dataclass(frozen=True)
class Mark:
    """One score as it is drawn. `size` is the radius of its circle."""

    score: SafetyScore
    at: str
    size: int


@dataclass
class Line:
    """One person's own scores, newest first."""

    scores: list[SafetyScore] = field(default_factory=list)

    @property
    def earlier(self) -> list[Mark]:
        """What they said before, the last time larger."""
        return [Mark(row, along(row.score), 5 if number == 0 else 3) for number, row in enumerate(self.scores[1:])]

    @property
    def now(self) -> SafetyScore:
        return self.scores[0]

    @property
    def at(self) -> str:
        return along(self.now.score)

    @property
    def reach(self) -> tuple[str, str]:
        """From where to where the person's own numbers have moved."""
        found = [one.score for one in self.scores]
        return along(min(found)), along(max(found))

    @property
    def who(self) -> str:
        return self.now.who

    @property
    def is_child(self) -> bool:
        return self.now.role == Role.CHILD


@dataclass(frozen=True)
class Scale:
    """Everybody's line, and the scores that were taken back."""

    lines: list[Line]
    taken_back: list[SafetyScore]

    @property
    def moved(self) -> bool:
        return any(line.earlier for line in self.lines)


def along(score: int) -> str:
    """Where a score stands on its line, as SVG reads it."""
    return f"{NOUGHT + POINT * score:.1f}%"


def scale_of(assessment: Assessment) -> Scale:
    """Each person's scores on this child's safety; the child first, then parents, network, agencies and workers."""
    rows = SafetyScore.objects.filter(matter_id=assessment.matter_id).select_related("written_by", "taken_back_by")
    lines: dict[tuple[str, str], Line] = {}
    taken_back = []
    for row in rows.order_by("-on", "-pk"):
        if row.taken_back_at:
            taken_back.append(row)
            continue
        lines.setdefault((row.role, row.rater.casefold()), Line()).scores.append(row)
    order = list(Role)
    ranked = sorted(lines.values(), key=lambda line: (order.index(Role(line.now.role)), line.now.rater))
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
