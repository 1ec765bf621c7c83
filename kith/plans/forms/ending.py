"""The forms by which somebody decides on a plan, and by which it ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from kith.plans.options import offered_for
from kith.standards.codesets import codes
from kith.standards.words import full_day, local_day
from kith.ui.forms import DateParts, KithForm, LongText, Radios, Text, YesNo
from kith.ui.forms.words import house_rules

TRANSFERRED, DIED, ADULT_CARE, NO_LONGER = "RC5", "RC2", "RC6", "RC7"
# What an assessment says of itself, and what has a form of its own: a transfer, and a child's death.
_NOT_HERE = (TRANSFERRED, DIED, "RC8", "RC9")


def closures() -> list[tuple[str, str]]:
    """The census's reasons for which a case with a plan closes here."""
    return [(code, words) for code, words in codes("cin", "ReasonForClosure").items() if code not in _NOT_HERE]


class DecideForm(KithForm):
    """A manager decides what is done instead (CP-10).

    Args:
        protection: of which kind the plan is.
    """

    chosen = Radios("What is done?", (), small=True, missing="Choose what is done")
    why = LongText("Why that, and not the others?", rows=3, max_length=4000, missing="Say why that, and not the others")

    def __init__(self, *args: Any, protection: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("chosen", offered_for(protection=protection))


class CloseForm(KithForm):
    """Why a plan ends, and the case with it."""

    closure = Radios("Why does it end?", closures, small=True, missing="Choose why it ends")
    early_help = YesNo(
        "Does early help go on with the family?", missing="Say whether early help goes on",
        hint="Then the child is handed over: until early help accepts, nobody has let go",
    )  # fmt: skip
    ended_words = LongText(
        "What has changed, what stays, and whom can the family ask?", rows=4, max_length=4000,
        missing="Say what has changed, what stays and whom the family can ask",
    )  # fmt: skip


class StepDownForm(KithForm):
    """What the conference that ended the protection plan said."""

    ended_words = LongText("Why is it enough?", rows=3, max_length=4000)


class OfItselfForm(KithForm):
    """What goes on once a child on a plan has died or turned 18.

    Args:
        died: whether the child died.
    """

    adult_care = YesNo(
        "Do adult social care services take over?", missing="Say whether adult social care services take over",
    )  # fmt: skip
    ended_words = LongText("", rows=4, max_length=4000)

    def __init__(self, *args: Any, died: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        words = self.fields["ended_words"]
        if died:
            del self.fields["adult_care"]
            words.label = "Who supports the family now, and who was told?"
            words.help_text = (
                "Where abuse or neglect is known or suspected, the national panel is notified as well (Children Act "
                "2004 s16C). Plans of brothers and sisters go on"
            )
        else:
            words.label = "What goes on for the young person, and who was told?"
        house_rules(words, words.label)


class TransferForm(KithForm):
    """Another authority takes the child over, and has said so in writing.

    Args:
        since: the day on which the plan began.
    """

    to_authority = Text("Which authority?", max_length=200, missing="Say which authority")
    accepted_on = DateParts(
        "When did they accept it in writing?", past=True, called="the day they accepted it",
        hint="Until they have, the child stays ours",
    )  # fmt: skip
    accepted_by = Text("Who accepted it? Their name, and what they are", max_length=200, missing="Say who accepted it")
    ended_words = LongText(
        "What were they told, and how does the family know?", rows=3, max_length=4000,
        missing="Say what they were told, and how the family knows",
    )  # fmt: skip

    def __init__(self, *args: Any, since: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.since = local_day(since)

    def clean_accepted_on(self) -> date:
        """Not before the plan began."""
        day: date = self.cleaned_data["accepted_on"]
        if day < self.since:
            raise ValidationError(f"It must be after the plan began, on {full_day(self.since)}")
        return day
