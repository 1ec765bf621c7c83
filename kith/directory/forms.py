"""What the directory says of a service."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from kith.directory import queries
from kith.directory.models import LocalService
from kith.directory.needs import NEEDS
from kith.kernel.now import today
from kith.ui.forms import Checkboxes, DateParts, KithForm, LongText, Phone, Radios, Select, Text, Tick, WholeNumber


class ServiceForm(KithForm):
    """An entry of the directory (EH-06)."""

    name = Text("Name of the service")
    says = LongText("What does it do?", rows=4, max_length=2000, hint="In words a family would use")
    reach = Radios("Who is it for?", LocalService.Reach.choices, small=True)
    needs = Checkboxes("Which needs does it answer to?", list(NEEDS.items()), small=True)
    youngest = WholeNumber("Youngest age", max_value=25, width=2, suffix="years", initial=0)
    oldest = WholeNumber("Oldest age", max_value=25, width=2, suffix="years", initial=18)
    place = Text("Where is it?", required=False, max_length=120)
    cost = Text("What does it cost?", max_length=120, initial="Free")
    how_to_refer = Text(
        "How does a family get it?", max_length=300, hint="For example: just come in, or any worker rings"
    )
    waiting_weeks = WholeNumber("How long is the wait?", required=False, max_value=520, width=3, suffix="weeks")
    phone = Phone("Its phone number", required=False, max_length=30)
    owner = Select("Who keeps this entry?", queries.owners, required=False, empty="The authority itself")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "The authority itself"), *queries.owners()]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """The ages are in order."""
        data = super().clean() or {}
        youngest, oldest = data.get("youngest"), data.get("oldest")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("oldest", "The oldest age must be the youngest or more")
        return data


class ChangeForm(ServiceForm):
    """The same, and whether all of it was checked."""

    checked = Tick("All of this was checked with the service today", required=False)


class EndForm(KithForm):
    """The service ends."""

    ended_on = DateParts("What is its last day?", initial=today)

    def clean_ended_on(self) -> Any:
        """Not years away."""
        day = self.cleaned_data["ended_on"]
        if day.year > today().year + 2:
            raise ValidationError("This is years away. Come back nearer the day")
        return day
