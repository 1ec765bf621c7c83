"""The forms of visits to the child."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from kith.assessment.forms.asking import Asking
from kith.assessment.models import Visit
from kith.standards.words import full_moment
from kith.ui.forms import DateParts, KithForm, LongText, MomentParts, Radios, Text, YesNo


class VisitForm(Asking):
    """When and where somebody went to see the child."""

    at = MomentParts("When was the visit?", past=True, called="the visit")
    place = Text("Where?", hint="For example at home, or at school")
    present = Text("Who else was there?", max_length=500, required=False)

    def __init__(self, *args: Any, since: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_at(self) -> datetime:
        """Not before there was a referral: that visit belongs to the work before."""
        at: datetime = self.cleaned_data["at"]
        if at < self.since:
            raise ValidationError(f"The visit must be after the referral came, on {full_moment(self.since)}")
        return at


class SeenForm(VisitForm):
    """The child was seen (AS-05, AS-06), in a language they speak (AS-09), in a way they can use (AS-10).

    Args:
        language: the language an interpreter is needed for; nothing where none is needed.
        waived: whether a manager agreed to do without one, for now.
        needs: how this child communicates, as the record has it.
    """

    alone = YesNo("Was the child seen alone?", reveal={"no": ["why_not_alone"]})
    why_not_alone = Text("Why not?", max_length=1000)
    words = LongText(
        "What did the child say?", rows=4, max_length=8000, required=False, hint="In their own words, as they said them"
    )
    observed = LongText(
        "What did you see?",
        rows=4,
        max_length=8000,
        required=False,
        hint="Above all for a baby or a child without words",
    )
    bedroom = YesNo("Did you see where the child sleeps?", required=False)
    communication = Text("How did you communicate?", max_length=500)
    interpreted = Radios("By whom was it interpreted?", Visit.Interpreted.choices, small=True)
    interpreter = Text(
        "Their name, and their agency or who they are to the child",
        max_length=200,
        missing="Say who interpreted: name, and agency or who they are to the child",
    )

    def __init__(self, *args: Any, language: str, waived: bool, needs: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waived, self.language = waived, language
        self.ask_only(communication=bool(needs), interpreted=bool(language))
        if needs:
            self.fields["communication"].help_text = f"Known of this child: {', '.join(needs)}"
        if not language:
            del self.fields["interpreter"]
            return
        asks = self.fields["interpreted"]
        asks.help_text = (
            f"The language is {language}. A relative who interprets may be part of what is going on. "
            "Where nobody can be found, a team manager may agree to do without"
        )
        self.fields["interpreter"].required = not waived
        if not waived:
            self.offer("interpreted", [one for one in Visit.Interpreted.choices if one[0] != "waived"])

    def clean(self) -> dict[str, Any]:
        """Whoever interpreted has a name."""
        data = super().clean() or self.cleaned_data
        named = data.get("interpreted") in ("professional", "family")
        if named and not data.get("interpreter") and "interpreter" not in self.errors:
            self.add_error("interpreter", self.fields["interpreter"].error_messages["required"])
        return data


class WaiveForm(KithForm):
    """A team manager agrees to do without an interpreter (AS-09)."""

    reason = LongText("Why can this family be seen without an interpreter?", rows=3, max_length=2000)
    until = DateParts("Look at it again on", future=True, called="the day")


class TriedForm(VisitForm):
    """A visit at which the child was not seen: counted, against no fixed number (CL-04)."""

    why_not_seen = LongText("What happened?", rows=3, max_length=4000)
