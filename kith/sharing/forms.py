"""The questions about agreement, authority and what was said to whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from kith.access.models import User
from kith.sharing.kinds import ANY, NONE
from kith.sharing.models import Consent, FamilyWas
from kith.sharing.queries import ANSWERED
from kith.standards.codesets import kinds_of_agency
from kith.standards.words import full_day
from kith.ui.forms import Checkboxes, DateParts, KithForm, LongText, MomentParts, Radios, Select, Text

State = Consent.State

# UK GDPR article 6(1), with the safeguarding condition of the Data Protection Act 2018, schedule 1, paragraph 18.
# Consent is left out on purpose: it is seldom the lawful basis for safeguarding (DfE information sharing advice, 2024).
LAWFUL_BASES = [
    ("public_task", "Our public task of safeguarding children"),
    ("legal_obligation", "A law requires us to share this"),
    ("vital_interests", "To protect somebody's life"),
]
BASIS_HINTS = {
    "public_task": "Article 6(1)(e), with the safeguarding condition of the Data Protection Act 2018",
    "legal_obligation": "Article 6(1)(c): for example section 47 of the Children Act 1989, or a court order",
    "vital_interests": "Article 6(1)(d): somebody may die or be badly hurt, and there is no time",
}


def agencies_agreed() -> list[tuple[str, str]]:
    """Kinds of agency somebody may agree to."""
    none = (NONE, "None: help is welcome, talking to agencies is not")
    return [(ANY, "Any agency that knows the family"), *kinds_of_agency(), none]


class ConsentTold(KithForm):
    """What one person said when they were asked to agree to help, or why nobody has asked them yet (FD-04)."""

    mark_optional = False  # which of these must be filled in follows from the answer
    asked_of = Text(
        "Who is this about?",
        hint="Their name, and what they are to the child: Grace Okafor, mother",
        missing="Say who this is about: their name, and what they are to the child",
    )
    state = Radios(
        "Do they agree to help, and to other agencies being spoken to?",
        [(State.GIVEN, "Asked and agreed"), (State.REFUSED, "Asked and refused"), (State.NOT_ASKED, "Not yet asked")],
        small=True,
        reveal={State.GIVEN: ["agencies", "scope", "conditions"], State.REFUSED: ["alternative"]},
        missing="Say whether they agreed, refused, or have not been asked",
    )
    agencies = Checkboxes(
        "Which agencies may be spoken to?",
        agencies_agreed,
        small=True,
        exclusive=NONE,
        missing="Tick the agencies that may be spoken to, or none",
    )
    scope = Text("What exactly did they agree to?", required=False, max_length=1000)
    conditions = Text("On what conditions?", required=False, max_length=1000, hint="For example: not the GP")
    alternative = Text(
        "What was offered instead?",
        max_length=1000,
        hint="Refusing help is not by itself a sign of harm. Say what else was offered, or that nothing was",
    )
    asked_at = MomentParts("When were they asked?", past=True, required=False, hint="Leave empty if nobody asked them")
    asked_by = Text("Who asked them?", required=False, hint="Leave empty if it was you")
    how = Text("How were they asked?", required=False, max_length=120, hint="In person, by phone, with an interpreter")
    why_not = Text(
        "If they have not been asked, why not?", required=False, max_length=1000, hint="And when somebody will ask them"
    )

    def clean(self) -> dict[str, Any]:
        """An answer says when it was given; no answer says why."""
        data = super().clean() or {}
        state = data.get("state")
        if state in ANSWERED:
            if not data.get("asked_at") and "asked_at" not in self.errors:
                self.add_error("asked_at", "Say when they were asked: the day and the time, as nearly as you know")
        elif state:
            if not data.get("why_not"):
                self.add_error("why_not", "Say why they have not been asked, and when somebody will")
            data |= {"asked_at": None, "asked_by": "", "how": ""}
            self._errors.pop("asked_at", None)
        return data


class ConsentForm(ConsentTold):
    """The same for a worker, who may also record that they withdrew, or that asking is not needed (IG-02)."""

    state = Radios(
        "What did they say?",
        list(State.choices),
        small=True,
        hints={
            State.NOT_ASKED: "Other agencies may not be spoken to on their agreement until somebody asks",
            State.NOT_SOUGHT: "Only where a manager has authorised it on this contact",
            State.NOT_REQUIRED: "For example an enquiry into significant harm: say why it was not sought all the same",
        },
        reveal={State.GIVEN: ["agencies", "scope", "conditions"], State.REFUSED: ["alternative"]},
        missing="Say what they answered, or that they have not been asked",
    )


class AskAuthorityForm(KithForm):
    """What a worker asks a manager to authorise: sharing without the family's agreement (FD-05).

    Args:
        refused: whether somebody who was asked refused, as the record has it.
    """

    family_was = Radios(
        "What did the family say?",
        [
            (FamilyWas.NOT_ASKED, "Nobody has asked them: asking could itself bring significant harm to the child"),
            (FamilyWas.REFUSED, "They were asked, and refused or withdrew"),
        ],
        required=False,
        small=True,
    )
    family_told = Text(
        "What have they been told of this sharing, or will be, and when?",
        required=False,
        max_length=2000,
        hint="For example: nothing before the strategy discussion; we tell them tomorrow",
    )
    reason = LongText(
        "Why should this go ahead without their agreement?",
        rows=4,
        max_length=4000,
        hint="If nobody asked them: what you know, and what you fear would happen if they were asked first. If they "
        "refused: what harm a child may come to unless these agencies are spoken to. A refusal is no reason by itself",
        missing="Say why this should go ahead without their agreement",
    )
    agencies = Checkboxes(
        "Which agencies may be spoken to?",
        kinds_of_agency,
        small=True,
        missing="Choose each agency that may be spoken to",
    )
    may_be_shared = LongText("What may be shared with them?", rows=3, max_length=4000, hint="No more than they need")

    def __init__(self, *args: Any, refused: bool, **kwargs: Any) -> None:
        self.usual = FamilyWas.REFUSED if refused else FamilyWas.NOT_ASKED
        self.was_refused = refused
        kwargs["initial"] = {"family_was": self.usual} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean_family_was(self) -> str:
        """As the record has it where nothing was said; a refusal stands on the record first."""
        said = self.cleaned_data.get("family_was") or self.usual
        if said == FamilyWas.REFUSED and not self.was_refused:
            raise ValidationError("No refusal is recorded here. Add what they said on the contact first")
        return str(said)


class RefuseAuthorityForm(KithForm):
    """Why a manager does not authorise it, and what to do instead."""

    refused_because = LongText(
        "Why not, and what should be done instead?",
        rows=3,
        max_length=2000,
        missing="Say why not, and what should be done instead",
    )


class AuthoriseForm(AskAuthorityForm):
    """A manager's authority to share without the family's agreement (FD-05).

    Args:
        askers: the workers who may have asked for it.
        latest: the last day the review may be set for.
    """

    asked_by = Select("Who asks for this?", (), required=False, empty="The worker who has the contact")
    review_on = DateParts("When is this looked at again?", future=True)
    field_order = ("asked_by",)

    def __init__(self, *args: Any, askers: list[User], latest: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"review_on": latest} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.latest = latest
        empty = ("", "The worker who has the contact")
        self.offer("asked_by", [empty, *((u.ref, u.name) for u in askers)])
        self.fields["review_on"].help_text = f"By {full_day(latest)}: ten working days from today, or sooner"

    def clean_review_on(self) -> Any:
        """Not later than the authority lets it run."""
        day = self.cleaned_data.get("review_on")
        if day and day > self.latest:
            raise ValidationError(f"It runs for ten working days at most: choose {full_day(self.latest)} or sooner")
        return day


class EndForm(KithForm):
    """Why an authorisation is no longer needed or no longer right."""

    reason = LongText("Why does it end?", rows=3, max_length=1000)


class DiscussionForm(KithForm):
    """What was said to another agency, and what it rests on (FD-04, IG-01).

    Args:
        covered: who may be spoken to now, in words.
    """

    agency_kind = Select("Which agency?", kinds_of_agency)
    agency = Text("Its name", hint="For example Larkfield Primary")
    spoke_to = Text("Who did you speak to?", required=False, hint="Their name and role")
    at = MomentParts("When?", past=True, called="the time you spoke")
    lawful_basis = Radios("What allows us to share this?", LAWFUL_BASES, hints=BASIS_HINTS, small=True)
    why_needed = Text("Why was it necessary?", max_length=1000, hint="What you had to know, or they had to know")
    shared = LongText("What did you tell them?", rows=3, max_length=4000, hint="No more than they need")
    learned = LongText("What did you learn?", rows=4, required=False, max_length=8000)

    def __init__(self, *args: Any, covered: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if covered:
            self.fields["agency_kind"].help_text = f"Agreed or authorised so far: {covered}"
