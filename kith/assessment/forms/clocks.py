"""The forms of clocks and of the practice standards they follow."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from kith.assessment.forms.asking import Asking
from kith.standards.local_practice import Parameter
from kith.ui.forms import DateParts, KithForm, LongText, Radios, Select, WholeNumber


class NeededByForm(KithForm):
    """An earlier date for a clock (CL-07)."""

    needed_by = DateParts("Needed by", future=True, called="the needed-by date")
    reason = LongText("Why sooner?", rows=3, max_length=1000)


class LateForm(KithForm):
    """Why a date was or will be missed."""

    reason = LongText("Why is it, or will it be, late?", rows=3, max_length=1000)


class ProfileForm(Asking):
    """Which profile of a timescale the authority follows, and its own target (CL-01, decision 4)."""

    profile = Radios("Which standard?", ())
    limit_number = WholeNumber(
        "Our own target",
        required=False,
        max_value=400,
        width=3,
        hint="May be stricter than law or guidance, never looser. Leave empty to follow the standard as it is",
    )
    unit = Select("Counted in", (), required=False)
    reason = LongText("Why?", rows=3, max_length=1000)

    def __init__(
        self, *args: Any, profiles: list[tuple[str, str]], units: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("profile", profiles)
        self.offer("unit", units)

    def clean(self) -> dict[str, Any]:
        """A number has its unit."""
        data = super().clean() or {}
        if (data.get("limit_number") is None) != (not data.get("unit")):
            self.add_error("unit", "Give both a number and what it counts, or neither")
        return data


class NumberForm(Asking):
    """A number of the authority's own (FD-12)."""

    limit_number = WholeNumber("How many?", width=3, max_value=400)
    reason = LongText("Why?", rows=3, max_length=1000)

    def __init__(self, *args: Any, parameter: Parameter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parameter = parameter
        field = self.fields["limit_number"]
        field.label = f"How many {parameter.unit}?"
        field.help_text = f"From {parameter.minimum} to {parameter.maximum}"

    def clean_limit_number(self) -> int:
        """Within the bounds that keep the rule meaning something."""
        typed: int = self.cleaned_data["limit_number"]
        try:
            return self.parameter.check(typed)
        except ValueError as no:
            raise ValidationError(str(no)) from no
