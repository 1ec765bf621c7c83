"""What is asked when agencies are asked, chased, answered for or gone on without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from kith.checks.models import AgencyChaser, AgencyCheck
from kith.checks.queries.proposing import Proposal
from kith.sharing.forms import BASIS_HINTS, LAWFUL_BASES
from kith.standards.codesets import kinds_of_agency
from kith.standards.words import full_moment
from kith.ui.forms import Checkboxes, DateParts, KithForm, LongText, MomentParts, Radios, Repeat, Select, Text
from kith.ui.forms.words import house_rules

Purpose = AgencyCheck.Purpose
# Kinds of agency that may help an adult of the family.
ADULT_SERVICES = ("adult_social_care", "health_other", "voluntary", "legal", "housing", "gp")


class OtherAgency(KithForm):
    """An agency that was not proposed."""

    agency_kind = Select("What kind of agency?", kinds_of_agency)
    agency_name = Text("Its name", missing="Enter the name of the agency")
    reason = Text("Why ask them?", required=False, max_length=500)


class SendForm(KithForm):
    """Which agencies are asked, what each is told, and what they are all asked.

    Args:
        proposals: whom the record proposes, each with its reason.
        covered: whether agreement or authority covers a kind of agency today.
    """

    fieldsets = [
        ("Whom do you ask?", ["agencies", "others"]),
        ("What do you ask all of them?", ["concern", "question", "due_on"]),
        ("What allows us to ask?", ["lawful_basis", "why_needed"]),
    ]
    agencies = Checkboxes(
        "Proposed from the record",
        (),
        required=False,
        small=True,
        hint="Each says why. Nothing is sent to those you do not tick",
    )
    others = Repeat(OtherAgency, "Others", one="agency", least=0, most=8)
    concern = LongText(
        "What is the concern, in words that each of them may read?",
        rows=5,
        max_length=4000,
        hint="No more than they need. Write it otherwise for one of them under its name above",
        missing="Say what the concern is: no agency is asked without being told why",
    )
    question = LongText(
        "What do you ask?",
        rows=4,
        max_length=4000,
        hint="Once for all of them. What each kind of agency is usually asked besides stands under its name",
    )
    due_on = DateParts("By when?", future=True, called="the day they answer by")
    lawful_basis = Radios("What allows us to share this?", LAWFUL_BASES, hints=BASIS_HINTS, small=True)
    why_needed = Text("Why is it necessary?", max_length=1000, hint="What you have to know that the family cannot tell")

    def __init__(self, *args: Any, proposals: list[Proposal], covered: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = {one.key: one for one in proposals}
        self.offer("agencies", ((key, one.label) for key, one in self.proposals.items()))
        box: Any = self.fields["agencies"]
        not_yet = ". Nobody has agreed yet that they are asked"
        box.hints = {k: one.reason + ("" if covered(one.kind) else not_yet) for k, one in self.proposals.items()}
        box.error_messages["invalid_choice"] = "One of these was asked a moment ago. Look at the list again"
        box.reveal = {key: self._boxes(key, one) for key, one in self.proposals.items()}
        for key, names in box.reveal.items():
            for name in names:
                self.opened_by[name] = ("agencies", {key})
        if not self.proposals:
            del self.fields["agencies"]

    def _boxes(self, key: str, one: Proposal) -> tuple[str, ...]:
        """What ticking an agency opens: its name where we do not know it, its own words, and what only it is asked."""
        boxes: dict[str, Any] = {}
        if one.purpose == Purpose.ADULT:
            kinds = [pair for pair in kinds_of_agency() if pair[0] in ADULT_SERVICES]
            boxes[f"kind_{key}"] = Select("What kind of service?", kinds, required=False, initial=one.kind)
        if not one.name:
            boxes[f"name_{key}"] = Text("Which one?", required=False, hint=one.hint, missing="Say which agency it is")
        boxes[f"told_{key}"] = LongText(
            "The concern in other words, for them only", rows=2, required=False, max_length=4000
        )
        boxes[f"asks_{key}"] = LongText(
            "What else do you ask them?", rows=3, required=False, max_length=4000, initial=one.asks
        )
        for name, field in boxes.items():
            house_rules(field, str(field.label))
            self.fields[name] = field
        if not one.name:
            self.needed_when_open.add(f"name_{key}")
        return tuple(boxes)

    def clean(self) -> dict[str, Any]:
        """One request for each that was ticked or added."""
        data = super().clean() or {}
        asked = [self._proposed(self.proposals[key], data) for key in data.get("agencies") or ()]
        asked += [self._added(one, data) for one in data.get("others") or ()]
        if not asked and "others" not in self.errors and "agencies" not in self.errors:
            self.add_error("agencies" if self.proposals else "others", "Tick an agency, or add one")
        shared = {name: data[name] for name in ("due_on", "lawful_basis", "why_needed") if name in data}
        return {"asked": [one | shared for one in asked]}

    def _proposed(self, one: Proposal, data: dict[str, Any]) -> dict[str, Any]:
        own = {part: data.get(f"{part}_{one.key}") or "" for part in ("name", "told", "asks")}
        return {
            "agency_kind": data.get(f"kind_{one.key}") or one.kind,
            "agency_name": one.name or own["name"],
            "agency": one.agency,
            "purpose": one.purpose,
            "adult": one.adult,
            "reason": one.reason,
            "concern": own["told"] or data.get("concern", ""),
            "question": "\n\n".join(part for part in (data.get("question", ""), own["asks"]) if part),
        }

    def _added(self, one: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        said = {"concern": data.get("concern", ""), "question": data.get("question", "")}
        return {**one, **said, "agency": None, "purpose": Purpose.KNOWS, "adult": None}


class ChaseForm(KithForm):
    """How a reply was asked for again, and what the agency said.

    Args:
        check: what was asked.
        in_portal: whether somebody at the agency can be sent word in the portal.
    """

    how = Radios("How do you ask again?", AgencyChaser.How.choices, small=True)
    at = MomentParts("When?", past=True, called="the time you asked again")
    spoke_to = Text("Whom did you speak or write to?", required=False, hint="Their name and role")
    said = Text("What did they say?", required=False, max_length=1000)
    due_on = DateParts(
        "By when do they answer now?", future=True, required=False, hint="Leave empty if the day stays as it is"
    )

    def __init__(self, *args: Any, check: AgencyCheck, in_portal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check = check
        if not in_portal:
            self.offer("how", [one for one in AgencyChaser.How.choices if one[0] != AgencyChaser.How.PORTAL])

    def clean_at(self) -> datetime:
        """Not before it was asked for at all."""
        return _after_asked(self.check, self.cleaned_data["at"])


class ReplyForm(KithForm):
    """What an agency answered, as a worker writes it down: who said it, and when.

    Args:
        check: what was asked.
    """

    words = LongText("What did they tell us?", rows=8, missing="Write down what they told us")
    effect_on_child = LongText(
        "How do the adult's needs affect the child?",
        rows=5,
        max_length=8000,
        hint="In the agency's view. Where they do not know, write that",
        missing="Say how the adult's needs affect the child, or that they do not know",
    )
    in_confidence = Text(
        "Is there anything in it that the family must not be told? Why?",
        required=False,
        max_length=1000,
        hint="Such as: her partner does not know that she came to us",
    )
    said_by = Text("Who said it?", hint="Their name and role", missing="Say who told us: their name and role")
    said_at = MomentParts("When did they say it?", past=True, called="the time they said it")

    def __init__(self, *args: Any, check: AgencyCheck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check = check
        if check.purpose != Purpose.ADULT:
            del self.fields["effect_on_child"]

    def clean_said_at(self) -> datetime:
        """Not before they were asked."""
        return _after_asked(self.check, self.cleaned_data["said_at"])


class AnswerForm(KithForm):
    """What a partner answers in the portal.

    Args:
        check: what their agency is asked.
    """

    words = LongText(
        "What can you tell us?",
        rows=10,
        hint="What you have seen and heard yourself, with dates. Say what is fact and what you think",
        missing="Write what you can tell us, or that you know nothing of this family",
    )
    effect_on_child = LongText(
        "How do the adult's needs affect the child?",
        rows=5,
        max_length=8000,
        hint="On a good day and on a bad one. Where you do not know, write that",
        missing="Say how the adult's needs affect the child, or that you do not know",
    )
    in_confidence = Text(
        "Is there anything in it that the family must not be told? Why?",
        required=False,
        max_length=1000,
        hint="Leave empty if they may know what you told us",
    )
    role = Text("Your role", max_length=120)

    def __init__(self, *args: Any, check: AgencyCheck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if check.purpose != Purpose.ADULT:
            del self.fields["effect_on_child"]


class WithoutForm(KithForm):
    """Why the work goes on without this reply."""

    reason = LongText(
        "Why do you go on without their reply?",
        rows=3,
        max_length=1000,
        hint="What you did to get it, what it leaves unknown, and how the child is safe without it",
        missing="Say why you go on without their reply, and what it leaves unknown",
    )


def _after_asked(check: AgencyCheck, moment: datetime) -> datetime:
    if moment < check.asked_at.replace(second=0, microsecond=0):
        raise ValidationError(f"They were first asked on {full_moment(check.asked_at)}: give a time after that")
    return moment
