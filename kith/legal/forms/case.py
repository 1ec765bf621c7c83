"""The forms of a case: the family meeting, the letter, meetings, more time, its end, and the court."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from kith.access.models import User
from kith.actions.forms import ActionForm, offer_actions, soon_enough
from kith.kernel.now import today
from kith.legal.models import FamilyMeeting, Hearing, LegalCase, LegalCaseChild, PreMeeting
from kith.standards.words import local_day, long_date
from kith.ui.forms import Checkboxes, DateParts, KithForm, LongText, MomentParts, Radios, Repeat, Text

COURT_HINT = "The offer is made before an application, and stands in the letter before proceedings"


class _Since(KithForm):
    """A form whose day lies after the case began.

    Args:
        since: the day on which it began.
    """

    day = ""  # the field

    def __init__(self, *args: Any, since: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.since = since

    def clean(self) -> dict[str, Any]:
        """Not before it began."""
        data = super().clean() or {}
        if data.get(self.day) and data[self.day] < self.since:
            self.add_error(self.day, f"It must be on or after {long_date(self.since)}, the day on which this began")
        return data


class OfferForm(KithForm):
    """A family meeting is offered. It may have been offered before the case began."""

    on = DateParts("When was it offered?", past=True, called="the day of the offer")
    to = Text("To whom?", max_length=500, hint="Each parent, and whoever else has parental responsibility",
              missing="Say to whom it was offered")  # fmt: skip


class NotOfferedForm(KithForm):
    """It would not be in the child's best interests."""

    because = LongText(
        "Why would it not be in the child’s best interests?", rows=4, max_length=4000,
        hint="Not whether the family wants it, or whether there is time. Your name and this reason stay with the case",
        missing="Say why it would not be in the child’s best interests",
    )  # fmt: skip
    review_on = DateParts("When is it asked again?", called="the day", missing="Say when it is asked again")

    def clean_review_on(self) -> date:
        """After today, and not years ahead."""
        day: date = soon_enough(self.cleaned_data["review_on"])
        if day <= today():
            self.add_error("review_on", "It must be after today")
        return day


class AnswerForm(_Since):
    """What the family said to the offer, and what came of it."""

    day = "answered_on"
    answer = Radios(
        "What does the family say?", FamilyMeeting.Answer.choices, small=True, missing="Say what the family says"
    )
    answered_on = DateParts("When did they say it?", past=True, called="the day")
    answer_words = LongText("In their words", rows=2, max_length=4000, required=False)
    held_on = DateParts(
        "When did the family meet?", past=True, required=False, called="the day of the meeting",
        hint="Leave it empty until it has met",
    )  # fmt: skip
    plan = LongText(
        "What does the family plan?", rows=5, max_length=8000, required=False,
        hint="Who does what, who looks after the child if the parents cannot, and what they need for it",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A family that has met has its plan; one that does not want to has not met."""
        data = super().clean()
        held, plan = data.get("held_on"), data.get("plan")
        if held and data.get("answered_on") and held < data["answered_on"]:
            self.add_error("held_on", "It must be on or after the day on which they answered")
        if (held or plan) and data.get("answer") == FamilyMeeting.Answer.NO:
            self.add_error("answer", "They have met: say that they wanted it, or leave the meeting empty")
        elif held and not plan and "plan" not in self.errors:
            self.add_error("plan", "Say what the family plans")
        elif plan and not held and "held_on" not in self.errors:
            self.add_error("held_on", "Say when the family met")
        return data


class LetterForm(_Since):
    """What the letter before proceedings says."""

    day = "dated_on"
    dated_on = DateParts("Which day stands on the letter?", past=True, called="the day of the letter")
    worries = LongText(
        "What worries us?", rows=5, max_length=8000, missing="Say what worries us",
        hint="To the parents, in plain words: what happened, and what it does to the child",
    )  # fmt: skip
    must_change = LongText("What must change?", rows=4, max_length=8000, missing="Say what must change",
                           hint="What the child will see. One thing on each line")  # fmt: skip
    change_by = DateParts("By when?", called="the day", missing="Say by when it must change")
    help = LongText("What help is there?", rows=3, max_length=4000, missing="Say what help there is")
    meets_at = MomentParts("When is the pre-proceedings meeting?", called="the meeting", missing="Say when you meet")
    place = Text("Where?", max_length=300, missing="Say where it is")

    def clean_change_by(self) -> date:
        """Not years ahead."""
        return soon_enough(self.cleaned_data["change_by"])

    def clean_meets_at(self) -> datetime:
        """Not years ahead."""
        soon_enough(local_day(self.cleaned_data["meets_at"]))
        return self.cleaned_data["meets_at"]

    def clean(self) -> dict[str, Any]:
        """What must change, and the meeting, lie after the letter."""
        data = super().clean()
        meets = data.get("meets_at")
        for name, day in (("change_by", data.get("change_by")), ("meets_at", local_day(meets) if meets else None)):
            if day and data.get("dated_on") and day <= data["dated_on"]:
                self.add_error(name, "It must be after the day of the letter")
        return data


class MeetingForm(KithForm):
    """A pre-proceedings meeting, or its review."""

    held_at = MomentParts("When was it held?", past=True, called="the meeting")
    took_part = LongText("Who took part?", rows=2, max_length=2000, missing="Say who took part")
    lawyer = Radios("Did the parents have a lawyer?", PreMeeting.Lawyer.choices, small=True, inline=True,
                    missing="Say whether the parents had a lawyer")  # fmt: skip
    child_says = LongText("What do the children wish and feel?", rows=2, max_length=4000,
                          missing="Say what the children wish and feel")  # fmt: skip
    family_says = LongText("What does the family say?", rows=3, max_length=4000, missing="Say what the family says")
    changed = LongText("What has changed, and what has not?", rows=4, max_length=8000,
                       missing="Say what has changed, and what has not")  # fmt: skip
    actions = Repeat(ActionForm, "Who does what, by when?", one="action", least=0, most=20)
    next_on = DateParts("When is it reviewed?", future=True, called="the review", missing="Say when it is reviewed")

    def __init__(
        self, *args: Any, since: date, owners: list[tuple[User, str]], people: list[tuple[str, str]], **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.since = since
        offer_actions(self, "actions", owners, people)

    def clean_next_on(self) -> date:
        """Not years ahead."""
        return soon_enough(self.cleaned_data["next_on"])

    def clean(self) -> dict[str, Any]:
        """After the letter that asked the family to it."""
        data = super().clean() or {}
        if data.get("held_at") and local_day(data["held_at"]) < self.since:
            self.add_error("held_at", f"It must be after the letter of {long_date(self.since)}")
        return data


class ExtendForm(KithForm):
    """More time, and why."""

    until = DateParts("Until when?", future=True, called="the day", missing="Say until when")
    why = LongText(
        "Why does it take longer?", rows=3, max_length=4000, missing="Say why it takes longer",
        hint="What is still to come, and why it could not come in time. The day that was missed stays as it was",
    )  # fmt: skip

    def clean_until(self) -> date:
        """Not years ahead."""
        return soon_enough(self.cleaned_data["until"])


class _OfChildren(_Since):
    """For which of the children who are left.

    Args:
        children: those for whom it goes on, by reference, with the name shown.
    """

    children = Checkboxes("For which children?", (), small=True, missing="Choose the children")

    def __init__(self, *args: Any, children: Iterable[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("children", children)


class EndForm(_OfChildren):
    """Pre-proceedings end without court."""

    day = "ended_on"
    field_order = ["children", "ended_on", "ended_as", "ended_words"]
    ended_on = DateParts("When did they end?", past=True, called="the day")
    ended_as = Radios(
        "How?", [one for one in LegalCaseChild.Ended.choices if one[0] != LegalCaseChild.Ended.COURT], small=True,
        missing="Say how they ended",
    )  # fmt: skip
    ended_words = LongText("What is different now, and what goes on?", rows=4, max_length=4000,
                           missing="Say what is different now, and what goes on")  # fmt: skip


class IssueForm(_Since):
    """An application was made to the court."""

    day = "issued_on"
    issued_on = DateParts("When was the application issued?", past=True, called="the day of the application")
    sought = Checkboxes("Which orders are asked for?", LegalCase.Order.choices, small=True,
                        missing="Choose the orders that are asked for")  # fmt: skip
    court_number = Text("The number of the court", max_length=40, required=False)
    issued_why = LongText("What is asked of the court, and why now?", rows=4, max_length=4000,
                          missing="Say what is asked of the court, and why now")  # fmt: skip


class HearingForm(_Since):
    """What was heard on a day."""

    day = "on"
    on = DateParts("When was the hearing?", past=True, called="the day of the hearing")
    kind = Radios("Which hearing?", Hearing.Kind.choices, small=True, missing="Say which hearing it was")
    interim = Radios("Was an interim order made, or renewed?", Hearing.Interim.choices, small=True,
                     missing="Say whether an interim order was made")  # fmt: skip
    words = LongText("What was decided?", rows=4, max_length=8000, missing="Say what was decided")
    next_on = DateParts("When is the next hearing?", required=False, called="the next hearing")

    def clean_next_on(self) -> date | None:
        """Not years ahead."""
        day: date | None = self.cleaned_data["next_on"]
        return soon_enough(day) if day else None

    def clean(self) -> dict[str, Any]:
        """The next hearing comes after this one."""
        data = super().clean()
        if data.get("next_on") and data.get("on") and data["next_on"] <= data["on"]:
            self.add_error("next_on", "It must be after this hearing")
        return data


class FinalForm(_OfChildren):
    """What the court decided in the end, and where the child lives from then on."""

    day = "ended_on"
    field_order = ["children", "ended_on", "made", "lives", "ended_words"]
    ended_on = DateParts("When did the court decide?", past=True, called="the day")
    made = Radios("Which order was made?", LegalCaseChild.Made.choices, small=True, missing="Say which order was made")
    lives = Radios("Where does the child live from then on?", LegalCaseChild.Lives.choices, small=True,
                   missing="Say where the child lives from then on")  # fmt: skip
    ended_words = LongText("What did the court decide, and what follows?", rows=4, max_length=4000,
                           missing="Say what the court decided, and what follows")  # fmt: skip
