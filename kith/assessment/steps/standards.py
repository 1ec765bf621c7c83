"""The authority chooses its practice standards, within the law (CL-01, decision 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kith.assessment import policies
from kith.assessment.forms import NumberForm, ProfileForm
from kith.assessment.queries.standards import PROFILES
from kith.kernel.perform import Breach
from kith.kernel.step import Act, Step
from kith.record.models import PracticeStandardChoice
from kith.record.own_numbers import number
from kith.standards import deadlines, engine, local_practice
from kith.standards.deadlines import Unit


@dataclass(frozen=True)
class Rule:
    """A timescale to choose for, by its key."""

    key: str

    @property
    def ref(self) -> str:
        return self.key

    @property
    def profiles(self) -> list[tuple[str, str]]:
        """The profiles that have this rule, each with what it says."""
        rows = deadlines.load().by_key[self.key]
        found = [p for p in PROFILES if any(row.serves(p) and row.switched_on for row in rows)]
        return [(p.value, f"{PROFILES[p]}: {engine.says(deadlines.deadline(self.key, p))}") for p in found]


class ChooseProfile(Step):
    """Choose a practice standard."""

    name = "standards.profile_chosen"
    form = ProfileForm
    may = policies.choose_standards
    done = "Practice standard chosen: {title}, {limit}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"profiles": target.profiles, "units": [(unit.value, f"{unit.noun}s") for unit in Unit]}

    def apply(self, act: Act, profile: str, limit_number: int | None, unit: str, reason: str) -> PracticeStandardChoice:
        """From now on new clocks follow it; every clock that runs keeps the rule it began under.

        A target of the authority's own may be stricter than law and guidance, never looser.
        """
        rule = deadlines.deadline(act.target.key, profile)
        if limit_number is not None:
            number = -limit_number if rule.counts_back else limit_number
            try:
                rule = engine.check_local_target(rule, number, unit)
            except ValueError as no:
                raise Breach(str(no), "limit_number") from no
        act.words = {"title": rule.title, "limit": rule.limit or "no number"}
        return PracticeStandardChoice.objects.create(
            rule=rule.key,
            profile=profile,
            limit_number=rule.limit_number if limit_number is not None else None,
            unit=unit,
            since=act.now,
            chosen_by=act.actor,
            reason=reason,
        )


@dataclass(frozen=True)
class OwnNumber:
    """A number of the authority's own to choose, by its key."""

    key: str

    @property
    def ref(self) -> str:
        return self.key

    @property
    def parameter(self) -> local_practice.Parameter:
        return local_practice.parameter(self.key)


class ChooseNumber(Step):
    """Choose a number of our own."""

    name = "standards.number_chosen"
    form = NumberForm
    may = policies.choose_standards
    done = "Chosen: {title}, {number} {unit}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"parameter": target.parameter}

    def apply(self, act: Act, limit_number: int, reason: str) -> PracticeStandardChoice:
        """From now on: what reached us before goes on by the number of its day (FD-12)."""
        parameter: local_practice.Parameter = act.target.parameter
        if limit_number == number(parameter.key, act.now):
            raise Breach("This is the number we go by already. Enter another, or go back.", "limit_number")
        act.words = {"title": parameter.title, "number": limit_number, "unit": parameter.unit}
        return PracticeStandardChoice.objects.create(
            rule=parameter.key,
            profile="",
            limit_number=limit_number,
            unit=parameter.unit,
            since=act.now,
            chosen_by=act.actor,
            reason=reason,
        )
