"""Every timescale with the authority's choice and the cases that run under it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Count

from kith.kernel.now import now
from kith.record.choices import chosen_at
from kith.record.clocks import choices_at
from kith.record.models import Clock, PracticeStandardChoice
from kith.standards import deadlines, engine, local_practice
from kith.standards.deadlines import Deadline, Profile, Unit, keys
from kith.standards.explain import CHECKED, STANDS_ON
from kith.standards.local_practice import Parameter

PROFILES = {Profile.IN_FORCE: "In force", Profile.AS_DESCRIBED: "As the source describes it"}


@dataclass(frozen=True)
class StandardRow:
    """One timescale as the authority runs it today."""

    rule: Deadline
    choice: PracticeStandardChoice | None
    running: list[tuple[str, int]]

    @property
    def profile(self) -> Profile:
        """The profile chosen, or Kith's own default."""
        return Profile(self.choice.profile) if self.choice else deadlines.default_profile(self.rule.key)

    @property
    def profile_words(self) -> str:
        return PROFILES[self.profile]

    @property
    def says(self) -> str:
        return engine.says(self.rule)

    @property
    def stands_on(self) -> str:
        return STANDS_ON[self.rule.force]

    @property
    def checked(self) -> str:
        return CHECKED[self.rule.verified]

    @property
    def own_target(self) -> bool:
        return bool(self.choice and self.choice.limit_number is not None)


def rows() -> list[StandardRow]:
    """Every rule that runs clocks, in the order of the list, in three queries."""
    moment = now()
    choices = choices_at(moment)
    chosen = chosen_at(moment)
    running: dict[str, list[tuple[str, int]]] = {}
    counted = Clock.objects.filter(stopped_at=None, not_needed_because="").values("rule", "edition", "limit_number")
    for row in counted.annotate(number=Count("pk")).order_by("rule", "edition"):
        running.setdefault(row["rule"], []).append((_limit(row["edition"], row["limit_number"]), row["number"]))
    return [StandardRow(_rule(key, choices, chosen.get(key)), chosen.get(key), running.get(key, [])) for key in keys()]


@dataclass(frozen=True)
class NumberRow:
    """A number the authority sets for itself, as it stands today."""

    parameter: Parameter
    choice: PracticeStandardChoice | None

    @property
    def value(self) -> int:
        chosen = self.choice.limit_number if self.choice else None
        return self.parameter.default if chosen is None else chosen


def numbers() -> list[NumberRow]:
    """Every number of the authority's own, in the order of the list, in one query."""
    chosen = chosen_at(now())
    return [NumberRow(one, chosen.get(one.key)) for one in local_practice.parameters().values()]


def number(key: str) -> NumberRow | None:
    """One of them."""
    return next((one for one in numbers() if one.parameter.key == key), None)


def row(key: str) -> StandardRow | None:
    """One of them."""
    return next((one for one in rows() if one.rule.key == key), None)


def _rule(key: str, choices: dict[str, Profile], choice: PracticeStandardChoice | None) -> Deadline:
    rule = deadlines.chosen(key, choices)
    if choice is None or choice.limit_number is None:
        return rule
    return replace(rule, limit_number=choice.limit_number, unit=Unit(choice.unit))


def _limit(edition: str, number: int | None) -> str:
    """Under which rule some cases run: its limit as they keep it."""
    rule = deadlines.edition(edition)
    if number is None or rule.limit_number == number:
        return rule.limit or "no number"
    return f"{abs(number)} {rule.unit.noun if rule.unit else ''}s"
