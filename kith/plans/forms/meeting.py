"""The forms of a core group, a review, and the question whether a plan works (CP-08 to CP-10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from kith.access.models import User
from kith.actions.forms import ActionForm, offer_actions, soon_enough
from kith.plans.models import Attended, Goal, PlanMeeting
from kith.plans.options import offered_for
from kith.sharing.kinds import kinds_of_agency
from kith.standards.words import full_moment, listed
from kith.ui.forms import Checkboxes, DateParts, KithForm, LongText, MomentParts, Radios, Repeat, Select, Text, YesNo
from kith.ui.forms.words import house_rules

Mode, Part, Risk, Stands = PlanMeeting.Mode, Attended.Part, PlanMeeting.Risk, Goal.Stands
FAMILY = "Family and friends"


class AttendedForm(KithForm):
    """Who came, or was asked and did not."""

    name = Text("Who? Their name, and what they are", missing="Enter who it is")
    agency_kind = Select("For which agency?", kinds_of_agency, required=False, empty=FAMILY)
    part = Radios("Did they come?", Part.choices, small=True, inline=True, missing="Say whether they came")


class _Goals(KithForm):
    """A form that asks of each open goal how it stands.

    Args:
        goals: those that are open, as they stand.
        since: when the plan began: nothing was held on it before.
    """

    risk = Radios("Is the risk to the child falling?", Risk.choices, small=True, missing="Say which way the risk goes")
    risk_words = Text("How do you know?", max_length=2000, missing="Say how you know which way the risk goes")

    def __init__(self, *args: Any, goals: list[Goal], since: datetime, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.goals, self.since = goals, since
        for goal in goals:
            short = goal.words if len(goal.words) < 80 else f"{goal.words[:77]}…"
            self.fields[f"stands_{goal.ref}"] = Radios(
                short, Stands.choices, small=True, inline=True, missing=f"Say how it stands: {short}"
            )
            self.fields[f"words_{goal.ref}"] = Text(
                "What shows it?", max_length=4000, missing=f"Say what shows it: {short}"
            )
        for name in self.fields:  # those of the goals were not there when the form was made
            house_rules(self.fields[name], str(self[name].label))

    @property
    def goal_fields(self) -> list[str]:
        """The fields of the goals, in their order."""
        return [f"{part}_{goal.ref}" for goal in self.goals for part in ("stands", "words")]

    def clean_held_at(self) -> datetime:
        """Not before the plan began."""
        at: datetime = self.cleaned_data["held_at"]
        if at < self.since:
            raise ValidationError(f"It must have been held after the plan began, on {full_moment(self.since)}")
        return at

    def clean(self) -> dict[str, Any]:
        """Gather the goals."""
        data = super().clean() or self.cleaned_data
        data["progress"] = {
            goal.ref: {part: data.pop(f"{part}_{goal.ref}", "") or "" for part in ("stands", "words")}
            for goal in self.goals
        }
        return data


class CoreGroupForm(_Goals):
    """A core group: who came, what was said, how each goal stands, what is done and when it meets again (CP-09)."""

    held_at = MomentParts("When was it?", past=True, called="the meeting")
    mode = Radios("How did you meet?", Mode.choices, small=True, missing="Choose how you met")
    chaired_by = Text("Who chaired it? Their name, and what they are", missing="Say who chaired it")
    attended = Repeat(AttendedForm, "Who came?", one="person", least=1, most=25)
    child_part = LongText(
        "How did the child take part, and what do they want?", rows=3, max_length=4000,
        hint="In their own words, whoever brought them", missing="Say how the child took part, or why they did not",
    )  # fmt: skip
    family_part = LongText(
        "What does the family say?", rows=3, max_length=4000, missing="Say what the family says, or why nobody came"
    )
    said = LongText("What was said and agreed?", rows=5, max_length=8000, missing="Say what was said and agreed")
    actions = Repeat(ActionForm, "Who does what, by when?", one="action", least=0, most=20)
    next_on = DateParts("When does it meet next?", future=True, called="the next day", missing="Say when it meets next")

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:  # type: ignore[override]  # the goals are the plan's
        """The goals stand where they are talked about."""
        return [
            ("The meeting", ["held_at", "mode", "chaired_by", "attended"]),
            ("Child and family", ["child_part", "family_part"]),
            ("How does each goal stand?", [*self.goal_fields, "risk", "risk_words"]),
            *self.question,
            ("What follows", ["said", "actions", "next_on"]),
        ]

    question: list[tuple[str, list[str]]] = []

    def __init__(self, *args: Any, owners: list[tuple[User, str]], people: list[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer_actions(self, "actions", owners, people)

    def clean_next_on(self) -> date:
        """Not years ahead."""
        return soon_enough(self.cleaned_data["next_on"])


class _Asks(_Goals):
    """Is it working? And if not, what is done instead (CP-10).

    Args:
        raised: what raises the question, given which way the risk goes now and whether any goal is nearer.
        protection: of which kind the plan is; it says what may be done.
        waits: a manager has yet to decide on what was proposed before.
    """

    working = YesNo("Is the plan working?", missing="Say whether the plan is working")
    options = Checkboxes("What else was considered?", (), small=True, required=False)
    proposed = Radios("What should be done?", (), small=True, required=False)
    proposed_why = LongText("Why that, and not the others?", rows=3, max_length=4000, required=False)

    def __init__(
        self,
        *args: Any,
        raised: Callable[[str, bool], list[str]],
        protection: bool,
        waits: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        self.raised, self.waits = raised, waits
        for name in ("options", "proposed"):
            self.offer(name, offered_for(protection=protection))
        self.fields[
            "options"
        ].help_text = (
            "Needed where it is not working, the risk rises, nothing changes, or the plan was not kept to. At least two"
        )
        self.fields["proposed"].help_text = "A manager who does not lead the work decides"

    def clean(self) -> dict[str, Any]:
        """Where it does not work somebody says what else was considered and what should be done: nothing drifts."""
        data = super().clean()
        nearer = any(one["stands"] in (Stands.BETTER, Stands.DONE) for one in data["progress"].values())
        why = self.raised(data.get("risk") or "", nearer or not data["progress"])
        if data.get("working") is False:
            why = ["It is not working", *why]
        data["triggers"] = why
        if not why or "working" in self.errors:
            data["options"], data["proposed"], data["proposed_why"] = [], "", ""
            return data
        if self.waits:
            self.add_error("working", "What was proposed before waits for a manager: they decide on it first")
            return data
        because = listed([why[0], *(words[:1].lower() + words[1:] for words in why[1:])])
        if len(data.get("options") or []) < 2:
            self.add_error("options", f"{because}. Choose at least two things that were considered")
        if not data.get("proposed"):
            self.add_error("proposed", "Choose what should be done")
        elif data["proposed"] not in (data.get("options") or []):
            self.add_error("proposed", "Choose one of what was considered")
        if not data.get("proposed_why"):
            self.add_error("proposed_why", "Say why that, and not the others")
        return data


class ReviewForm(_Asks, CoreGroupForm):
    """A review of a child in need plan (CP-08, CP-10)."""

    question = [("Is it working?", ["working", "options", "proposed", "proposed_why"])]


class WorkingForm(_Asks):
    """The question by itself, of a child protection plan: before its review conference, or at any time (CP-10)."""

    said = LongText(
        "What is known, and from whom?", rows=4, max_length=8000, missing="Say what is known, and from whom"
    )

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:  # type: ignore[override]  # the goals are the plan's
        """The goals first."""
        return [
            ("How does each goal stand?", [*self.goal_fields, "risk", "risk_words"]),
            ("Is it working?", ["said", "working", "options", "proposed", "proposed_why"]),
        ]
