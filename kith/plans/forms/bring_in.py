"""The form of a plan as another system knows it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from kith.plans.models import Plan
from kith.ui.forms import DateParts, Hidden, KithForm, Select, Text


class PlanBroughtInForm(KithForm):
    """The days on which a plan began and ended, and the conference that decided it."""

    kind = Select("Kind", Plan.Kind.choices)
    opened_on = DateParts("Began", past=True)
    closed_on = DateParts("Ended", required=False, past=True)
    conference = Hidden(required=False, max_length=20)
    import_key = Hidden(max_length=120)
    brought_in_from = Text("Brought in from", max_length=80)

    def clean(self) -> dict[str, Any]:
        """A plan ends after it began, and a child protection plan rests on a conference."""
        data: dict[str, Any] = super().clean() or {}
        began, ended = data.get("opened_on"), data.get("closed_on")
        if began and ended and ended < began:
            self.add_error("closed_on", ValidationError("A plan ends after it began."))
        if data.get("kind") == Plan.Kind.PROTECTION and not data.get("conference"):
            raise ValidationError("A child protection plan begins with the conference that decided it.")
        return data
