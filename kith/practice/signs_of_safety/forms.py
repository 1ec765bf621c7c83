"""The forms of the board: one for each kind of entry, and those that end, link and score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from kith.assessment.forms.asking import Named
from kith.assessment.forms.section import stored
from kith.practice.signs_of_safety.domains import NEIGHBOURS, NO_DANGER
from kith.practice.signs_of_safety.models import Entry, SafetyScore
from kith.ui.forms import Checkboxes, DateParts, KithForm, LongText, Radios, Repeat, Text, Tick, WholeNumber
from kith.ui.forms.words import house_rules

Choices = Iterable[tuple[str, str]]


class EntryForm(Named):
    """One entry. What it is linked to is asked when it is written; afterwards links have a page of their own.

    Args:
        near: the entries it may be linked to, by kind; nothing when its words alone are changed.
        siblings: the assessments of brothers and sisters who may be given the same words.
    """

    also = Checkboxes(
        "Write the same for",
        (),
        required=False,
        small=True,
        hint="It is copied as it stands, as an entry of their own. Links are made on each board by itself",
    )

    def __init__(
        self, *args: Any, name: str, near: Mapping[str, Choices] | None = None,
        siblings: Iterable[tuple[str, str]] = (), **rest: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, name=name, **rest)
        for kind in [one for one in NEIGHBOURS if one in self.fields]:
            if near is None or not (list(near.get(kind, ())) or self.fields[kind].required):
                del self.fields[kind]
            else:
                self.offer(kind, near[kind])
        self._for_siblings(list(siblings))

    def _for_siblings(self, siblings: list[tuple[str, str]]) -> None:
        if not siblings:
            del self.fields["also"]
            return
        self.offer("also", siblings)

    def clean(self) -> dict[str, Any]:
        """Line ends of one kind."""
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in (super().clean() or self.cleaned_data).items()
        }


class HarmForm(EntryForm):
    """Past harm, as it could have been filmed and counted (SS-02)."""

    field_order = ["words", "actor", "place", "began_on", "ended_on", "times", "severity", "effect", "source"]
    words = LongText(
        "What happened?", rows=4, max_length=4000,
        hint="What somebody did, as a camera would have seen it. “Threw a plate at the wall”, not “was aggressive”",
    )  # fmt: skip
    actor = Text("Who did it?", hint="By name")
    place = Text("Where?", hint="And where {name} was at the time")
    began_on = DateParts(
        "When did it happen, or begin?", past=True, called="the day it happened",
        hint="If nobody knows the day, the first of the month",
    )  # fmt: skip
    ended_on = DateParts(
        "Until when, if it went on?", past=True, required=False, called="the day it ended",
    )  # fmt: skip
    times = WholeNumber(
        "How many times?", min_value=1, max_value=9999, called="the number of times",
        hint="1 for a single event; for a pattern the best count there is. A number can be checked, “often” cannot",
    )  # fmt: skip
    severity = Text(
        "How severe was it?", max_length=1000, hint="What could be seen: an injury, damage, help that had to come"
    )
    effect = Text("What did it do to {name}?", max_length=1000, hint="What {name} did, said or showed, then and after")
    source = Text("How do we know?", max_length=500, hint="Who saw it or said so, and where it is written down")

    def _for_siblings(self, siblings: list[tuple[str, str]]) -> None:
        """What it did to a brother or sister is asked for by itself: this child's own stays with this child."""
        super()._for_siblings(siblings)
        if not siblings:
            return
        reveal = {}
        for ref, shown in siblings:
            key = effect_on(ref)
            first = shown.split()[0]
            field = Text(f"What did it do to {first}?", max_length=1000, hint="What was theirs, not what was told here")
            house_rules(field, str(field.label))
            field.required = False
            self.fields[key] = field
            self.opened_by[key] = ("also", {ref})
            self.needed_when_open.add(key)
            reveal[ref] = (key,)
        self.fields["also"].reveal = reveal  # type: ignore[attr-defined]  # a Checkboxes
        self.order_fields([name for name in self.fields if name != "also"] + ["also"])

    def clean_ended_on(self) -> Any:
        """Not before it began."""
        began, ended = self.cleaned_data.get("began_on"), self.cleaned_data["ended_on"]
        if began and ended and ended < began:
            raise ValidationError("The day it ended must be on or after the day it began")
        return ended


class DangerForm(EntryForm):
    """What could happen if nothing changes (SS-03)."""

    field_order = ["words", "harm", "safety_goal"]
    words = LongText(
        "What could happen to {name} if nothing changes?", rows=4, max_length=4000,
        hint="Who is worried, what could happen, and in which circumstances. In words that the family can argue with",
    )  # fmt: skip
    harm = Checkboxes("Which past harm does it come from?", (), required=False, small=True)
    safety_goal = Checkboxes("Which safety goal answers it?", (), required=False, small=True)


class NoDangerForm(Named):
    """That no danger was found is a finding, with reasons (SS-03)."""

    found = Tick(
        "We looked for danger to {name} and found none",
        missing="Tick the box if no danger was found; otherwise write down the danger",
    )
    words = LongText("How do we know?", rows=4, max_length=4000, hint="What was asked, seen and checked")

    def clean(self) -> dict[str, Any]:
        """The tick has done its work once it is ticked."""
        data = dict(super().clean() or self.cleaned_data)
        data.pop("found", None)
        return data


class ComplicatingForm(EntryForm):
    """What makes it harder, apart from harm (SS-05)."""

    words = LongText("What makes it harder?", rows=3, max_length=4000, hint="Not harm itself: harm stands above")
    effect = Text("How does it stand in the way?", max_length=1000, hint="What is harder to put right because of it")
    source = Text("How do we know?", max_length=500, required=False)


class StrengthForm(EntryForm):
    """What goes well. It never becomes safety by itself (SS-04)."""

    words = LongText(
        "What is going well?", rows=3, max_length=4000,
        hint="It stays a strength. If it has kept {name} from a danger, and somebody saw it, add it as safety too",
    )  # fmt: skip
    source = Text("How do we know?", max_length=500)


class DemonstrationForm(KithForm):
    """A day on which safety was seen."""

    on = DateParts("On which day?", past=True, called="the day it was seen")
    by = Text("Who saw it?", hint="By name; not only the one who did it")
    what = Text("What was seen?", required=False, max_length=500)


class SafetyForm(EntryForm):
    """A strength shown as protection, over time, against a named danger (SS-04, FA-04)."""

    field_order = ["words", "danger", "shown"]
    words = LongText(
        "What did somebody do that kept {name} safe?", rows=3, max_length=4000,
        hint="What was done. What somebody has promised is a next step, until it has been seen",
    )  # fmt: skip
    danger = Checkboxes(
        "Against which danger?", (), small=True, hint="Safety is always against something on this board",
        missing="Choose the danger it protects against. If it is not on the board yet, write the danger first",
    )  # fmt: skip
    shown = Repeat(DemonstrationForm, "When was it seen?", one="day", least=1, most=40)

    def clean_shown(self) -> list[dict[str, Any]]:
        """Days as they are kept, the first one first."""
        days: list[dict[str, Any]] = stored(self.cleaned_data["shown"])
        return sorted(days, key=lambda one: str(one["on"]))

    def _for_siblings(self, siblings: list[tuple[str, str]]) -> None:
        """Safety belongs to a danger of one board: it is written for each child against theirs."""
        super()._for_siblings([])


class FamilyGoalForm(EntryForm):
    """What the family wants, as they say it (SS-06)."""

    words = LongText("What do they want?", rows=3, max_length=4000, hint="In their own words, as they said them")
    said_by = Text("Who said it?", hint="By name")
    said_on = DateParts("When?", past=True, called="the day it was said")


class SafetyGoalForm(EntryForm):
    """What the carers will be doing when the child is safe enough (SS-06)."""

    field_order = ["words", "indicator", "danger"]
    words = LongText(
        "What will the carers be doing?", rows=4, max_length=4000,
        hint="Who does what, and for how long it must be seen. What they will do, not what they will stop",
    )  # fmt: skip
    indicator = Text("How will everybody know that it is happening?", max_length=1000)
    danger = Checkboxes("Which danger does it answer?", (), required=False, small=True)


class NextStepForm(EntryForm):
    """One thing that leads to a safety goal (SS-06)."""

    field_order = ["words", "owner", "due_on", "safety_goal", "progress", "progress_words"]
    words = LongText("What will be done?", rows=3, max_length=4000)
    owner = Text("Who does it?", hint="By name: one of the family, the network, or us")
    due_on = DateParts("By when?", called="the day it is due")
    safety_goal = Checkboxes("Which safety goal does it lead to?", (), required=False, small=True)
    progress = Radios("How is it going?", Entry.Progress.choices, small=True, initial=Entry.Progress.NOT_STARTED)
    progress_words = Text("More about how it is going", required=False, max_length=1000)


FORMS: dict[str, type[Named]] = {
    "harm": HarmForm,
    "danger": DangerForm,
    NO_DANGER: NoDangerForm,
    "complicating": ComplicatingForm,
    "strength": StrengthForm,
    "safety": SafetyForm,
    "family_goal": FamilyGoalForm,
    "safety_goal": SafetyGoalForm,
    "next_step": NextStepForm,
}


def effect_on(ref: str) -> str:
    """The field that asks what harm did to a brother or sister, by the reference of their assessment."""
    return f"effect_on_{ref}"


class EndForm(KithForm):
    """Why an entry no longer stands."""

    reason = Text("Why does it no longer stand?", max_length=1000)
    mistaken = Tick("It should never have been written", required=False)


class LinkForm(KithForm):
    """What an entry is linked to, on each side of it."""

    mark_optional = False
    harm = Checkboxes("What has happened", (), required=False, small=True)
    danger = Checkboxes("Danger", (), required=False, small=True)
    safety_goal = Checkboxes("Safety goal", (), required=False, small=True)
    next_step = Checkboxes("Next step", (), required=False, small=True)

    def __init__(self, *args: Any, kind: str, near: Mapping[str, Choices], **rest: Any) -> None:
        super().__init__(*args, **rest)
        for name in list(self.fields):
            if not list(near.get(name, ())):
                del self.fields[name]
            else:
                self.offer(name, near[name])
        if kind == "safety" and "danger" in self.fields:
            self.fields["danger"].required = True
            self.fields["danger"].error_messages["required"] = "Safety is always against a danger: choose one or more"


class ScoreForm(Named):
    """One person's own number, from 0 to 10, and why (SS-07)."""

    rater = Radios(
        "Whose number is it?", (), small=True, reveal={"other": ["role", "who", "relation"]},
        missing="Choose whose number it is",
    )  # fmt: skip
    who = Text("Their name")
    relation = Text("Who are they to {name}?", max_length=100, hint="For example aunt, or health visitor")
    role = Radios("They are", SafetyScore.Role.choices, small=True)
    score = Radios(
        "How safe is it for {name}?", [(str(number), str(number)) for number in range(11)], small=True, inline=True,
        hint="0: not safe to stay at home. 10: safe enough for social care to close",
        missing="Choose a number from 0 to 10",
    )  # fmt: skip
    reason = LongText("Why this number?", rows=3, max_length=2000, hint="In their own words, and who else was there")
    on = DateParts("When did they say it?", past=True, called="the day they said it")

    def __init__(self, *args: Any, raters: Choices, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("rater", [*raters, ("other", "Somebody else")])


class TakeBackForm(KithForm):
    """Why a score should never have been written down."""

    reason = Text("What was wrong with it?", max_length=1000)
