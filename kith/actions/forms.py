"""The forms of actions: agreed, progress, done, not done after all, handed over, another day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError

from kith.access.models import User
from kith.actions.ladder import origins
from kith.kernel.now import today
from kith.standards.codesets import kinds_of_agency
from kith.standards.words import local_day, long_date
from kith.ui.forms import Checkboxes, DateParts, KithForm, LongText, Radios, Repeat, Select, Text

OURS = "Choose one of ours"
YEARS_AHEAD = 5


class OwnerForm(KithForm):
    """Whose it is: one of ours, or somebody of another agency in words.

    Args:
        owners: the people of ours to whom it may be given, each with how they are listed.
    """

    mark_optional = False  # one hand of two is needed

    owner = Select("Who does it?", (), required=False, empty=OURS, called="who does it")
    who = Text(
        "Or somebody of another agency",
        required=False,
        max_length=200,
        hint="Name and what they are. They do not sign in here: whoever leads the work asks them how it goes",
    )
    agency_kind = Select("Their agency", kinds_of_agency, required=False)

    def __init__(self, *args: Any, owners: Iterable[tuple[User, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        offered = list(owners)
        self.users = {user.ref: user for user, _ in offered}
        self.offer("owner", [(user.ref, label) for user, label in offered])

    def clean_owner(self) -> User | None:
        """The person."""
        return self.users.get(self.cleaned_data["owner"])

    def clean(self) -> dict[str, Any]:
        """One hand, and one only."""
        data = super().clean() or self.cleaned_data
        owner, who = data.get("owner"), data.get("who")
        if "owner" not in self.errors and "who" not in self.errors:
            if owner and (who or data.get("agency_kind")):
                self.add_error("owner", "Choose one of ours or somebody of another agency, not both")
            elif not owner and not who:
                self.add_error("owner", "Say who does it")
            elif who and not data.get("agency_kind"):
                self.add_error("agency_kind", "Choose their agency")
        return data


def soon_enough(day: date) -> date:
    """The day, unless it lies so far ahead that its year must be a slip.

    Raises:
        ValidationError: it does.
    """
    if day > today() + timedelta(days=YEARS_AHEAD * 365):
        raise ValidationError(f"{long_date(day)} is more than {YEARS_AHEAD} years ahead: check the year")
    return day


class ActionForm(OwnerForm):
    """One action: what, who, by when, and for which of the children (CP-03). For a `Repeat`; see `offer_actions`.

    Args:
        people: whom the work is about, each with the name shown; asked about only where there are several.
    """

    what = Text("What is to be done?", max_length=500, missing="Say what is to be done")
    due_on = DateParts("By when?", future=True, called="the day", missing="Say by when")
    children = Checkboxes("For whom?", (), required=False, small=True, hint="Leave all empty where it is for all")

    field_order = ["what", "owner", "who", "agency_kind", "due_on", "children"]

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        about = list(people)
        self.offer("children", about)
        if len(about) < 2:
            del self.fields["children"]

    def clean_due_on(self) -> date:
        """Not years ahead."""
        return soon_enough(self.cleaned_data["due_on"])


def offer_actions(form: KithForm, name: str, owners: list[tuple[User, str]], people: list[tuple[str, str]]) -> None:
    """Say for a form's `Repeat` of actions who may do them, and for whom they may be."""
    blocks = form.fields[name]
    assert isinstance(blocks, Repeat)
    blocks.form_class = partial(ActionForm, owners=owners, people=people)


class AgreeForm(KithForm):
    """What they came of, and each of them (CP-03)."""

    origin = Radios(
        "What were they agreed in?",
        lambda: [(one.key, one.title) for one in origins()],
        reveal={one.key: ["meeting"] for one in origins() if one.several},
        small=True,
        called="what they were agreed in",
    )
    meeting = Text("Which meeting?", max_length=120, called="which meeting")
    actions = Repeat(ActionForm, "Actions", one="action", most=10)

    def __init__(self, *args: Any, owners: list[tuple[User, str]], people: list[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer_actions(self, "actions", owners, people)


class ProgressForm(KithForm):
    """What was done of it, and a document that shows it."""

    words = LongText("What was done?", rows=3, max_length=4000, called="what was done")
    document = Select("Which document shows it?", (), required=False, empty="None")

    def __init__(self, *args: Any, documents: Iterable[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("document", documents)
        if not self.fields["document"].choices:  # type: ignore[attr-defined]  # a list
            del self.fields["document"]


class DoneForm(KithForm):
    """When it was done, and what shows it.

    Args:
        agreed_at: before that day it was not done.
    """

    done_on = DateParts("When was it done?", past=True, called="the day it was done")
    evidence = LongText("How do you know, and what came of it?", rows=3, max_length=4000, called="how you know")

    def __init__(self, *args: Any, agreed_at: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.agreed_on = local_day(agreed_at)

    def clean_done_on(self) -> Any:
        """Not before it was agreed."""
        day = self.cleaned_data["done_on"]
        if day < self.agreed_on:
            raise ValidationError(f"It was agreed on {long_date(self.agreed_on)}: enter that day or a later one")
        return day


class DropForm(KithForm):
    """Why it is not done after all."""

    reason = LongText("Why is it not done after all, and what is done instead?", rows=3, max_length=4000, called="why")


class HandOverForm(OwnerForm):
    """Who does it from now on, and why."""

    reason = LongText("Why does it change hands?", rows=2, max_length=1000, called="why")

    def __init__(self, *args: Any, action: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.action = action

    def clean(self) -> dict[str, Any]:
        """Another hand than the one it is in."""
        data = super().clean() or self.cleaned_data
        now_theirs = (self.action.owner, self.action.who, self.action.agency_kind)
        if not self.errors and (data["owner"], data["who"], data["agency_kind"]) == now_theirs:
            self.add_error("owner", "It is theirs already")
        return data


class MoveDayForm(KithForm):
    """Another day, and why."""

    due_on = DateParts("By when is it done now?", future=True, called="the new day")
    reason = LongText("Why does its day move?", rows=2, max_length=1000, called="why")

    def __init__(self, *args: Any, action: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.action = action

    def clean_due_on(self) -> Any:
        """Another day than it has."""
        day = soon_enough(self.cleaned_data["due_on"])
        if day == self.action.due_on:
            raise ValidationError(f"Its day is {long_date(day)} already: enter another")
        return day
