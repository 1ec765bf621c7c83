"""The forms by which a plan is agreed and changed, and its goals are added and followed (CP-07 to CP-09)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from kith.access.models import User
from kith.actions.forms import ActionForm, offer_actions, soon_enough
from kith.assessment.forms.asking import Asking
from kith.plans.models import Goal, ParentsStance, Plan
from kith.standards.words import full_moment
from kith.ui.forms import DateParts, Hidden, KithForm, LongText, MomentParts, Radios, Repeat, Text, YesNo

Answer, Consent, Stands = ParentsStance.Answer, Plan.Consent, Goal.Stands
LIMBS = ("recognise", "respond", "cooperate")
STANCE = (
    *(name for limb in LIMBS for name in (limb, f"{limb}_words")),
    "safe_at_home", "safe_words", "rests_on", "stance_why",
)  # fmt: skip


def _limb(asks: str) -> tuple[Radios, Text]:
    """One limb of how parents meet harm from outside the home, and what shows it (CP-07)."""
    words = Text("What shows it?", max_length=2000, missing=f"{asks} Say what shows it")
    return Radios(asks, Answer.choices, small=True, inline=True, missing=f"{asks} Choose an answer"), words


class GoalForm(KithForm):
    """One thing that must change (CP-08, CP-09)."""

    words = LongText(
        "What must change?", rows=2, max_length=1000, missing="Say what must change",
        hint="What the child will have, and not which service comes",
    )  # fmt: skip
    worry = LongText("What are we worried about if it does not?", rows=2, max_length=1000, required=False)
    indicator = Text("How will everybody know?", max_length=1000, missing="Say how everybody will know")
    by_on = DateParts("By when?", future=True, called="the day", missing="Say by when")
    source = Hidden(required=False)

    def clean_by_on(self) -> date:
        """Not years ahead."""
        return soon_enough(self.cleaned_data["by_on"])


class HelpForm(KithForm):
    """One service, with what it is for and how much of it (CP-08)."""

    service = Text("What help?", max_length=300)
    how = Text("For what, and how often?", max_length=500)
    who = Text("Who gives it, from when?", max_length=300)


class _Words(KithForm):
    """What a plan says beside its goals and actions."""

    services = Repeat(HelpForm, "What help is there?", one="help", least=0, most=12)
    sees = LongText(
        "Who sees the child, how often and where?", rows=2, max_length=2000,
        missing="Say who sees the child, how often and where",
    )  # fmt: skip
    contingency = LongText(
        "What happens if it does not change?", rows=3, max_length=4000,
        hint="In words that the family reads: what we will do, and when",
        missing="Say what happens if it does not change: no plan stands without it",
    )  # fmt: skip
    child_says = LongText(
        "What does the child say to it?", rows=2, max_length=4000, hint="In their own words",
        missing="Say what the child says to it, or how they were asked",
    )  # fmt: skip
    family_says = LongText(
        "What does the family say to it?", rows=2, max_length=4000, missing="Say what the family says to it"
    )


class AgreeForm(_Words, Asking):
    """The plan as it is agreed with the family and everybody who does something in it.

    Args:
        since: before that moment it was not agreed: the conclusion, or the conference.
        protection: of a child protection plan the conference has decided; a child in need plan wants consent.
        asks_whence: nothing here asks for a plan: it is taken over from another authority.
    """

    fieldsets = [
        ("What must change", ["goals"]),
        ("What is done", ["services", "actions", "sees", "contingency"]),
        ("Child and family", ["child_says", "family_says", "consent"]),
        ("Harm from outside the home", ["outside"]),
        ("", ["agreed_at", "from_authority"]),
    ]
    goals = Repeat(GoalForm, "Goals", one="goal", least=1, most=12)
    actions = Repeat(ActionForm, "Who does what, by when?", one="action", least=0, most=20)
    consent = Radios(
        "Who agrees to the plan?", Consent.choices, small=True,
        hint="Help as a child in need is given with agreement. If nobody agrees there is no such plan: "
        "say what came of it on the assessment, or call a strategy discussion",
        missing="Say who agrees to the plan",
    )  # fmt: skip
    outside = YesNo(
        "Does the harm come from outside the home?", reveal={"yes": list(STANCE)},
        missing="Say whether the harm comes from outside the home",
    )  # fmt: skip
    recognise, recognise_words = _limb("Do the parents recognise the harm?")
    respond, respond_words = _limb("Do they act to protect the child?")
    cooperate, cooperate_words = _limb("Do they work with us, and with the police?")
    safe_at_home = YesNo("Is the child safe at home?", missing="Say whether the child is safe at home")
    safe_words = Text(
        "What shows it?", max_length=2000, missing="Say what shows that the child is safe at home, or not"
    )
    rests_on = Text(
        "Which strategy discussion and assessment does it rest on?", max_length=2000,
        hint="Their numbers, and what they decided", missing="Say which discussion and assessment it rests on",
    )  # fmt: skip
    stance_why = LongText(
        "Why this plan, and not another?", rows=3, max_length=4000, missing="Say why this plan, and not another"
    )
    agreed_at = MomentParts("When was it agreed?", past=True, called="when it was agreed")
    from_authority = Text(
        "Which authority does the child come from?", max_length=200,
        hint="No assessment here asks for a plan. One that another authority began goes on here; "
        "a child who lives here already is assessed first",
        missing="Say which authority the child comes from, or assess the child first",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        since: datetime | None,
        protection: bool = False,
        asks_whence: bool = False,
        owners: list[tuple[User, str]],
        people: list[tuple[str, str]],
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        self.since = since
        offer_actions(self, "actions", owners, people)
        if protection:
            self.leave_out("consent")
            self.leave_out("outside")
        if not asks_whence:
            self.leave_out("from_authority")

    def clean_agreed_at(self) -> datetime:
        """Not before what it follows from."""
        at: datetime = self.cleaned_data["agreed_at"]
        if self.since and at < self.since:
            raise ValidationError(f"It must be after what asked for it, on {full_moment(self.since)}")
        return at

    def clean(self) -> dict[str, Any]:
        """A plan in which nobody does anything is none; the limbs go together."""
        data = super().clean() or self.cleaned_data
        if not data.get("actions") and not data.get("services") and "actions" not in self.errors:
            self.add_error("actions", "Add who does what, or the help there is: nobody does anything yet")
        said = {name: data.pop(name, None) for name in STANCE}
        data["stance"] = None
        if data.get("outside"):
            data["stance"] = {**said, "why": said["stance_why"]}
            del data["stance"]["stance_why"]
        return data


class ChangeForm(_Words):
    """What is changed of a plan that stands, and why."""

    why = LongText("Why is it changed?", rows=2, max_length=1000, missing="Say why it is changed")


class ProgressForm(KithForm):
    """How a goal stands, and what shows it."""

    stands = Radios("How does it stand?", Stands.choices, small=True, missing="Say how it stands")
    words = LongText("What shows it?", rows=3, max_length=4000, missing="Say what shows it")
