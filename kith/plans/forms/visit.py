"""The forms of visits to a child on a plan: those of an assessment, since the plan began."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from kith.assessment.forms import SeenForm, TriedForm
from kith.standards.words import full_moment


class _SincePlan:
    """A visit before the plan belongs to the work before it."""

    since: datetime
    cleaned_data: dict[str, Any]

    def clean_at(self) -> datetime:
        """Not before the plan began."""
        at: datetime = self.cleaned_data["at"]
        if at < self.since:
            raise ValidationError(f"The visit must be after the plan began, on {full_moment(self.since)}")
        return at


class SeenOnPlanForm(_SincePlan, SeenForm):
    """The child was seen, alone or not and why, where, and what they said."""


class TriedOnPlanForm(_SincePlan, TriedForm):
    """A visit at which the child was not seen, and why."""
