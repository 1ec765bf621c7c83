"""The network's safety plan: what each does, whether it held when it was tried, and when it counts (FA-04, SS-04)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from kith.access.policies import identity_of
from kith.kernel.now import today
from kith.network.models import Commitment, CommitmentCheck
from kith.people.models import Person
from kith.standards.words import long_date

# On so many different days it must have held, and not have been broken since, before it counts as safety (SS-04).
SHOWN_ON_DAYS = 2


@dataclass(frozen=True)
class Line:
    """One line of the plan with its checks, newest first."""

    row: Commitment
    checks: list[CommitmentCheck] = field(default_factory=list)

    @property
    def breaches(self) -> list[CommitmentCheck]:
        """The days on which it was broken."""
        return [one for one in self.checks if not one.held]

    @property
    def held(self) -> list[CommitmentCheck]:
        """The days on which it held since it was last broken, the first of them first; talk alone shows nothing."""
        broken = max((one.on for one in self.breaches), default=date.min)
        shown = [one for one in self.checks if one.held and one.how != CommitmentCheck.How.TALKED and one.on > broken]
        return list({one.on: one for one in sorted(shown, key=lambda one: (one.on, one.pk))}.values())

    @property
    def counts(self) -> bool:
        """Whether it is shown over time, so that it counts as safety and not as a promise."""
        return len(self.held) >= SHOWN_ON_DAYS

    @property
    def late(self) -> bool:
        """Whether the day by which it was to be looked at again has passed."""
        return self.row.review_by < today()

    @property
    def standing(self) -> str:
        """Where it stands, in words."""
        if self.counts:
            return f"Shown over time: it held on {len(self.held)} days"
        if not self.checks:
            return "Not tried yet: a promise, not safety"
        days = {0: "no day", 1: "one day"}[len(self.held)]
        return f"Not shown over time yet: it held on {days}{' since it was broken' if self.breaches else ''}"


def plan_of(child: Person) -> list[Line]:
    """The safety plan of a child's network as it stands, the first line first."""
    rows = Commitment.objects.filter(child_id__in=identity_of(child.subject), ended_on=None)
    lines = list(rows.select_related("written_by", "member").order_by("agreed_on", "pk"))
    if not lines:
        return []
    checks: dict[int, list[CommitmentCheck]] = {}
    for one in (
        CommitmentCheck.objects.filter(commitment__in=lines).select_related("recorded_by").order_by("-on", "-pk")
    ):
        checks.setdefault(one.commitment_id, []).append(one)
    return [Line(one, checks.get(one.pk, [])) for one in lines]


def line_of(child: Person, ref: str) -> Line | None:
    """One line of the plan as it stands."""
    return next((one for one in plan_of(child) if one.row.ref == ref), None)


def on_paper(lines: Iterable[Line]) -> list[tuple[str, list[str]]]:
    """Each line of the plan as a heading and lines."""
    found = []
    for one in lines:
        row = one.row
        said = [
            row.words, f"When: {row.when}", f"Against: {row.against}",
            f"Agreed by {row.agreed_with}, {long_date(row.agreed_on)}.",
            f"Looked at again by {long_date(row.review_by)}.",
            f"{one.standing}.",
        ]  # fmt: skip
        for check in one.checks:
            how = "held" if check.held else f"broken. What follows: {check.follows}"
            said.append(
                f"- {long_date(check.on)}, {check.get_how_display().lower()}: {how}. {check.words} ({check.by})"
            )
        found.append((f"Safety plan: {row.who}", said))
    return found
