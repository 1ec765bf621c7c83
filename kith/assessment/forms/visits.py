"""The forms of visits to the child."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from kith.assessment.forms.asking import Asking, within_a_year
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


class InterpretedForm(VisitForm):
    """A visit that says by whom it was interpreted, where anybody needs an interpreter (AS-09).

    Args:
        language: the languages an interpreter is needed for; nothing where none is needed.
        waived: whether a team manager agreed to do without one, for now.
    """

    interpreted = Radios("By whom was it interpreted?", Visit.Interpreted.choices, small=True)
    interpreter = Text(
        "Their name, and their agency or who they are to the child",
        max_length=200,
        missing="Say who interpreted: name, and agency or who they are to the child",
    )

    def __init__(self, *args: Any, language: str, waived: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waived, self.language = waived, language
        self.ask_only(interpreted=bool(language))
        if not language:
            self.leave_out("interpreter")
            return
        asks = self.fields["interpreted"]
        asks.help_text = (
            f"The language is {language}. A relative who interprets may be part of what is going on. "
            "Where nobody can be found, a team manager may agree to do without"
        )
        self.fields["interpreter"].required = False
        if not waived:
            self.offer("interpreted", [one for one in Visit.Interpreted.choices if one[0] != "waived"])

    def clean(self) -> dict[str, Any]:
        """Whoever interpreted has a name."""
        data = super().clean() or self.cleaned_data
        named = data.get("interpreted") in ("professional", "family")
        if named and not data.get("interpreter") and "interpreter" not in self.errors:
            self.add_error("interpreter", self.fields["interpreter"].error_messages["required"])
        return data


class SeenForm(InterpretedForm):
    """The child was seen (AS-05, AS-06), in a language they speak (AS-09), in a way they can use (AS-10).

    Args:
        needs: how this child communicates, as the record has it.
        see_by: when the first visit was due, where that has passed and nobody has said why (CL-04).
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
    followed = YesNo(
        "Did you follow what was recommended for communicating with them?", reveal={"no": ["why_not_followed"]}
    )
    why_not_followed = Text("Why not?", max_length=1000)
    helped = YesNo("Did somebody help them to say it?", reveal={"yes": ["facilitator", "facilitator_family"]})
    facilitator = Text("Who? Name, and who they are to the child", max_length=200)
    facilitator_family = YesNo(
        "Is that somebody of the family or a friend?", hint="Then what was said is checked with somebody else"
    )
    advocate = Radios("An advocate", Visit.Advocate.choices, small=True)
    late_reason = LongText(
        "Why was the child not seen by then?", rows=2, max_length=1000, missing="Say why the child was not seen by then"
    )

    def __init__(self, *args: Any, needs: list[str], see_by: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.see_by = see_by
        self.ask_only(**dict.fromkeys(("communication", "followed", "helped", "advocate"), bool(needs)))
        if needs:
            self.fields["communication"].help_text = f"Known of this child: {', '.join(needs)}"
        if see_by is None:
            self.leave_out("late_reason")
        else:
            asks = self.fields["late_reason"]
            asks.help_text = f"The first visit was due by {full_moment(see_by)}. Only where the visit was after that"

    def clean(self) -> dict[str, Any]:
        """A first visit after its limit says why; one that was in time, and is written down late, does not (CL-04)."""
        data = super().clean()
        at = data.get("at")
        if self.see_by and at and at <= self.see_by:
            self.errors.pop("late_reason", None)
            data["late_reason"] = ""
        data.pop("helped", None)  # whoever helped has a name
        return data


class ParentSeenForm(InterpretedForm):
    """A parent or carer was seen, by themselves or with the child, and what they were told (AS-07).

    Args:
        parents: those who look after the child or are their parent, by reference and as they are named.
        languages: of those among them who need an interpreter, which.
    """

    whom = Radios("Whom did you see?", (), reveal={"other": ["name"]}, small=True)
    name = Text("Name, and who they are to the child", max_length=200)
    child_there = YesNo("Was the child there?", reveal={"yes": ["why_together"]})
    why_together = Text("Why were they seen together?", max_length=1000)
    views = LongText("What do they say, and what do they want?", rows=4, max_length=8000)
    told = LongText(
        "What were they told of the worries, what not, and why?",
        rows=3,
        max_length=4000,
        hint="Where there is sexual or domestic abuse, see each adult alone, and say nothing that puts one in danger",
    )

    def __init__(self, *args: Any, parents: list[tuple[str, str]], languages: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        self.offer("whom", [*parents, ("other", "Somebody else")])
        if self.language:  # needed with some of them only, so asked of everybody and required of those
            self.fields["interpreted"].required = False

    def clean(self) -> dict[str, Any]:
        """With somebody who needs an interpreter, somebody interprets (AS-09)."""
        data = super().clean()
        language = self.languages.get(data.get("whom", ""))
        if language and not data.get("interpreted") and "interpreted" not in self.errors:
            self.add_error("interpreted", f"Say by whom it was interpreted: they need an interpreter ({language})")
        return data


class WaiveForm(KithForm):
    """A team manager agrees to do without an interpreter (AS-09)."""

    reason = LongText("Why can this family be seen without an interpreter?", rows=3, max_length=2000)
    until = DateParts("Look at it again on", future=True, called="the day")

    def clean(self) -> dict[str, Any]:
        """It is looked at again within a year."""
        data = super().clean() or self.cleaned_data
        within_a_year(self, "until")
        return data


class TriedForm(VisitForm):
    """A visit at which the child was not seen: counted, against no fixed number (CL-04)."""

    why_not_seen = LongText("What happened?", rows=3, max_length=4000)
    obstructed = YesNo(
        "Were we refused, or avoided?", hint="Then whoever supervises is told, and decides what happens next"
    )


class NextStepForm(KithForm):
    """A manager decides what happens next with a family that keeps us from the child (CL-04)."""

    next_step = LongText(
        "What happens next, who does it and by when?",
        rows=4,
        max_length=4000,
        hint="A visit with another agency or unannounced, school, a strategy discussion, legal advice",
    )
