"""The forms of a request to see a record: received, prepared, checked and sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from kith.access.models import User
from kith.governance.models import AccessRequest
from kith.governance.withholding import by_hand, reasons
from kith.kernel.now import today
from kith.ui.forms import DateParts, KithForm, LongText, Radios, Select, Text

SELF = "self"
HERE, ALL, WHOLE = "here", "all", "whole"


def _not_to_come(day: date) -> date:
    if day > today():
        raise ValidationError("This day is still to come. Enter the day on which it was.")
    return day


class RequestForm(KithForm):
    """Who asks for what, by what right, and when it came. A request need be in no form and on no paper."""

    asked_as = Radios("Who asks?", AccessRequest.Asks.choices, missing="Say who asks")
    on_behalf = LongText(
        "If they ask for another: by what right?",
        rows=3,
        max_length=2000,
        required=False,
        hint="Such as: parental responsibility, and the child is 6; or the young person’s signed authority",
    )
    asked_by = Text("Their name", max_length=200, missing="Enter their name")
    scope = LongText("What do they ask for?", rows=3, max_length=2000, missing="Say what they ask for, in their words")
    received_on = DateParts(
        "When did it reach us?",
        hint="Whoever of us it reached. The month counts from this day",
        called="the day it reached us",
    )

    def clean_received_on(self) -> date:
        """A day that has been."""
        return _not_to_come(self.cleaned_data["received_on"])

    def clean(self) -> dict[str, Any]:
        """Whoever asks for another says by what right; nobody needs one for themselves."""
        data = super().clean() or self.cleaned_data
        if data.get("asked_as") == SELF:
            data["on_behalf"] = ""
        elif data.get("asked_as") and not data.get("on_behalf"):
            self.add_error("on_behalf", "Say by what right they ask for another.")
        return data


class IdentityForm(KithForm):
    """How it is known that they are who they say."""

    identity_how = LongText(
        "How do we know who they are?",
        rows=3,
        max_length=1000,
        hint="Such as: known to their personal adviser, who rang her. Ask for no more than is needed, and keep no copy",
        missing="Say how we know",
    )
    identity_on = DateParts("When was that?", called="the day it was known")

    def clean_identity_on(self) -> date:
        """A day that has been."""
        return _not_to_come(self.cleaned_data["identity_on"])


class ExtendForm(KithForm):
    """Why one month is not enough."""

    because = LongText(
        "Why is more time needed?",
        rows=3,
        max_length=2000,
        hint="Only where it is complex, or they asked for much at once. Tell them within the first month, and why",
        missing="Say why more time is needed",
    )


class WithholdForm(KithForm):
    """Which words are kept back, where, and why.

    Args:
        words_of: the entry's words, in which they must stand.
    """

    where = Radios(
        "What is kept back?",
        [
            (HERE, "Words, wherever they stand in this entry"),
            (ALL, "Words, wherever they stand in the whole bundle"),
            (WHOLE, "The whole of this entry"),
        ],
        reveal={HERE: ["words"], ALL: ["words_everywhere"]},
        missing="Say what is kept back",
    )
    words = LongText(
        "Which words?", rows=3, hint="Copy them as they stand", missing="Enter the words that are kept back"
    )
    words_everywhere = Text(
        "Which words, everywhere?", max_length=300, missing="Enter the words that are kept back everywhere"
    )
    reason = Select("Reason", missing="Choose the reason")
    why = LongText(
        "Why here?",
        rows=3,
        max_length=2000,
        hint="For the second person, and for whoever looks at it later. It is not in the bundle",
        missing="Say why it is kept back here",
    )

    def __init__(self, *args: Any, words_of: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.words_of = words_of
        self.offer("reason", [("", "Choose"), *by_hand()])

    def clean(self) -> dict[str, Any]:
        """The words must stand there: one letter that is otherwise, and they would be given."""
        data = super().clean() or self.cleaned_data
        where = data.get("where")
        typed = (
            str(data.pop("words_everywhere", "") if where == ALL else data.get("words", "")).replace("\r", "").strip()
        )
        data.pop("words_everywhere", None)
        if where in (HERE, ALL) and typed and typed.casefold() not in self.words_of.casefold():
            self.add_error(
                "words" if where == HERE else "words_everywhere",
                "These words do not stand in this entry as you wrote them. Copy them from it.",
            )
        data["words"] = typed
        return data

    @property
    def explained(self) -> list[Any]:
        """Each reason with the law and when it applies, for the page."""
        return [one for one in reasons().values() if one.key in dict(by_hand())]


class GiveForm(KithForm):
    """Why it is given after all."""

    because = LongText("Why is it given after all?", rows=2, max_length=2000, missing="Say why it is given")


class AskCheckForm(KithForm):
    """Who looks at the bundle as a second person.

    Args:
        checkers: who may.
    """

    checker = Select("Who checks it?", missing="Choose who checks it")

    def __init__(self, *args: Any, checkers: Iterable[User], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.checkers = {one.ref: one for one in checkers}
        self.offer("checker", [("", "Choose"), *((ref, _called(one)) for ref, one in self.checkers.items())])

    def clean_checker(self) -> User:
        """As somebody who signs in."""
        return self.checkers[self.cleaned_data["checker"]]


def _called(one: User) -> str:
    return f"{one.name}, {one.job_title}" if one.job_title else one.name


class CheckForm(KithForm):
    """What the second person says."""

    right = Radios(
        "May it be sent as it is?",
        [("yes", "Yes: what is given may be given, and what is kept back must be"), ("no", "No: it goes back")],
        missing="Say whether it may be sent",
    )
    words = LongText(
        "What you looked at, and what is to be changed", rows=4, max_length=4000, missing="Say what you looked at"
    )


class SendForm(KithForm):
    """How it is given, safely."""

    to = Text("To whom is it given?", max_length=200, missing="Say to whom")
    how = Text(
        "How?",
        max_length=300,
        hint="Such as: by hand, with somebody who can be with them while they read; or by a secure link",
        missing="Say how it is given",
    )


class CloseForm(KithForm):
    """Why there is no bundle."""

    because = LongText(
        "Why is it closed without a bundle?",
        rows=3,
        max_length=2000,
        hint="They took it back; nothing is held; it is manifestly unfounded or excessive. Tell them their rights",
        missing="Say why",
    )
