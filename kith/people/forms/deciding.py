"""Same person or not, who may read a restricted record, and why somebody needs one they are not involved with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kith.access.models import ReasonedAccess
from kith.people.models import MatchAnswer, RestrictedMatch
from kith.ui.forms import Checkboxes, Email, Hidden, KithForm, LongText, Radios, Text

TODAY, WEEK = "today", "week"


class MatchAnswerForm(KithForm):
    """Your answer."""

    other = Hidden(required=False)
    answer = Radios(
        "Your answer",
        MatchAnswer.Answer.choices,
        hints={
            "same": "The next page shows what joining the two records does",
            "different": "We will not suggest this pair again",
            "unsure": "Keeps them apart and shows a notice on both. You can go on with your work",
        },
        missing="Choose whether they are the same person",
    )
    why = Text("Why, in a few words", max_length=1000, required=False)


class JoinForm(KithForm):
    """Why two records are one person."""

    other = Hidden(required=False)
    reason = LongText("How do you know that they are one person?", rows=3, max_length=1000, missing="Say how you know")


class PartForm(KithForm):
    """Why two records are two people after all."""

    other = Hidden(required=False)
    reason = LongText("Why are they two people?", rows=3, max_length=1000, missing="Say why they are two people")


class RestrictForm(KithForm):
    """Why a record is restricted, and who may still read it."""

    reason = LongText(
        "Why must so few people see this record?", rows=3, max_length=500, missing="Say why the record is restricted"
    )
    readers = Checkboxes(
        "Who else may read it?",
        hint="You may read it yourself. Anybody not chosen will find no trace of it, in search, lists or counts",
        required=False,
    )

    def __init__(self, *args: Any, readers: Iterable[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("readers", list(readers))


class LiftForm(KithForm):
    """Why a record need no longer be restricted."""

    reason = LongText("Why may everybody involved see it again?", rows=3, max_length=500, missing="Say why")


class ReaderForm(KithForm):
    """One more person who may read a restricted record."""

    email = Email("Their work email address", max_length=254)
    reason = Text("Why do they need it?", max_length=500)


class EndReaderForm(KithForm):
    """Somebody who no longer reads a restricted record."""

    reader = Radios("Who no longer needs it?", missing="Choose who no longer needs it")

    def __init__(self, *args: Any, readers: Iterable[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.offer("reader", list(readers))


class RestrictedAnswerForm(KithForm):
    """Whether somebody newly written down is the restricted person."""

    answer = Radios(
        "Is this the same person?",
        RestrictedMatch.Answer.choices,
        hints={
            "same": "Joins the new record with the restricted one: from then on only its named readers see either",
            "different": "Leaves both as they are. Whoever wrote the new record learns nothing",
        },
        missing="Choose whether they are the same person",
    )
    reason = Text("How do you know?", max_length=1000)


class ReasonForm(KithForm):
    """Why somebody not involved needs a record (screen 13)."""

    mark_optional = False  # only danger does without words
    why = Radios(
        "Why do you need to see it?",
        ReasonedAccess.Why.choices,
        hints={"danger": "Opens at once", "cover": "Tell us who", "family": "Say whose, in your own words"},
        reveal={"cover": ["covering_for"]},
        missing="Choose why you need to see it",
    )
    covering_for = Text("Who are you covering for?", max_length=120, hint="Name or team")
    words = LongText(
        "In your own words",
        rows=3,
        max_length=1000,
        required=False,
        hint="It stands on the record, for the key worker and for those who check who has looked",
    )
    until = Radios(
        "For how long?",
        [(TODAY, "Until the end of today"), (WEEK, "For 7 days, then it closes by itself")],
        initial=TODAY,
        small=True,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Danger opens at once; everybody else says why in a few words."""
        cleaned = super().clean() or self.cleaned_data
        why = cleaned.get("why")
        if why and why != ReasonedAccess.Why.DANGER and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", "Say in a few words why you need the record")
        cleaned["until"] = cleaned.get("until") or TODAY
        return cleaned
