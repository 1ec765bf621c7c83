"""The forms of review and conclusion, and of an assessment brought in with both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from kith.assessment.forms.asking import Asking, ReadFirst, protection, within_a_year
from kith.assessment.models import Assessment, ProposedConclusion
from kith.kernel.now import today
from kith.standards.calendar import england
from kith.standards.codesets import codes, unverified
from kith.standards.words import full_day, local_day
from kith.ui.forms import Checkboxes, DateParts, Hidden, KithForm, LongText, Radios, Repeat, Text, Tick, YesNo

NO_FACTORS = "21"
# What is approved although something is missing is looked at again: after these, where no day is named.
LOOK_AGAIN = timedelta(days=28)
Outcome = Assessment.Outcome
HELPS = (Outcome.CIN_PLAN, Outcome.EARLY_HELP)
# Outcomes that protect a child: significant harm, and a duty to enquire, end in nothing less.
PROTECTS = (Outcome.STRATEGY, Outcome.EMERGENCY, Outcome.CIN_PLAN)
# Outcomes after which the case is closed, with the census's reason; after the others the work goes on.
CLOSES: dict[str, str] = {Outcome.NFA: "RC8", Outcome.UNIVERSAL: "RC8", Outcome.EARLY_HELP: "RC9"}


def usual_day() -> date:
    """The day on which something is looked at again where nobody names one: four weeks on, and never a day off."""
    day = today() + LOOK_AGAIN
    return day if england().is_working_day(day) else england().add_working_days(day, -1)


def factors() -> list[tuple[str, str]]:
    """The census's assessment factors, with the words before the colon, or all of them where there is none."""
    doubtful = unverified("cin", "AssessmentFactors")
    return [(code, label) for code, label in codes("cin", "AssessmentFactors").items() if code not in doubtful]


class ReviewForm(Asking):
    """How long the assessment needs (CL-05, CL-07).

    Args:
        late: the day of the review has passed, and nobody has said why.
    """

    protect_now, protect_why = protection()
    review_decision = Radios(
        "What did the review decide?", Assessment.Review.choices, small=True, reveal={"extend": ["needed_by"]}
    )
    review_words = LongText(
        "Why?", rows=4, max_length=4000, hint="What is still to be done, or why enough is known", called="the reason"
    )
    needed_by = DateParts(
        "New target", future=True, called="the new target", hint="On or before the limit, where that is still to come"
    )
    late_reason = LongText("Why is it reviewed only now?", rows=2, max_length=1000)

    def __init__(self, *args: Any, late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_only(late_reason=late)


class Concluding(Asking):
    """What a conclusion says, whoever writes it, and what was missing when they did.

    Args:
        lacked: what was missing, in words that name nobody who may be hidden; it is kept with what they write.
        adds: by its title, each section that is not asked yet, with the factors of which any one asks for it.
        held: when a strategy discussion was held in the assessment, where one was.
    """

    outcome = Radios("What should happen now?", Outcome.choices, small=True)
    conclusion = LongText(
        "Conclusion",
        rows=8,
        max_length=8000,
        hint="What was found, how it affects the child, what the family is good at, and why this outcome",
    )
    factors = Checkboxes(
        "Factors found", factors, small=True, exclusive=NO_FACTORS, hint="For the census: all that apply"
    )

    def __init__(
        self,
        *args: Any,
        lacked: list[str],
        adds: Mapping[str, tuple[str, ...]],
        held: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lacked, self.held = lacked, ""
        if held is not None:
            self.held = f"A strategy discussion was held on {full_day(local_day(held))}"
            self.fields["outcome"].help_text = f"{self.held}. Another is asked for only where a manager wants one"
        self.added = self._added(adds)

    def _added(self, adds: Mapping[str, tuple[str, ...]]) -> list[str]:
        """What the factors ticked ask for beyond what is asked: said while they are ticked, and missing once sent."""
        found, names = self.fields["factors"], dict(factors())
        for title, ask in adds.items():
            which = ", ".join(names.get(code, code).split(":")[0] for code in ask)
            found.help_text = f"{found.help_text}. Any of these asks for “{title}” as well: {which}"
        given = found.widget.value_from_datadict(self.data, self.files, self.add_prefix("factors")) or []
        added = [title for title, ask in adds.items() if set(ask) & set(given)]
        self.lacked = [*self.lacked, *(f"Write “{title}”" for title in added)]
        return added

    def ask_why(self, name: str, instead: str) -> None:
        """Say in the box that asks why it goes on with something missing what the factors ask for, and what to do."""
        if self.added:
            asks = f"The factors found ask for “{'” and “'.join(self.added)}” as well. {instead}"
            self.fields[name].error_messages["required"] = asks

    def clean(self) -> dict[str, Any]:
        """No factors found goes with no further action, and with nothing else (census guidance)."""
        data = super().clean() or {}
        if NO_FACTORS in (data.get("factors") or []) and data.get("outcome") not in ("nfa", "universal", None):
            self.add_error("factors", "Name what was found: this outcome follows from something")
        return {**data, "lacked": self.lacked}


class ServiceForm(KithForm):
    """One service or action of the plan that follows (AS-19)."""

    service = Text("What help or action?", max_length=300)
    how = Text("How, and for what?", max_length=500)
    who = Text("Who does it, from when?", max_length=300)


class ProposeForm(Concluding):
    """Findings, determination and outcome, as the worker sends them (AS-19)."""

    fieldsets = [
        ("What was found", ["concern", "how_and_why", "need", "abused", "urgent"]),
        ("What the law asks of us", ["duty", "accommodation"]),
        ("What follows", ["outcome", "services", "conclusion", "factors", "why_now"]),
    ]
    concern = LongText("What worries us, and how does it affect the child?", rows=4, max_length=8000)
    how_and_why = LongText("How has it come to this, and why?", rows=4, max_length=8000)
    need = Radios("How great is the need?", ProposedConclusion.Need.choices, small=True)
    abused = YesNo("Has the child been abused or neglected?")
    urgent = LongText(
        "Must anything happen at once, for this child or another?", rows=2, max_length=4000, required=False
    )
    duty = Radios("Duty", ProposedConclusion.Duty.choices, small=True)
    accommodation = Radios(
        "Does the child need to be accommodated?", ProposedConclusion.Accommodation.choices, small=True
    )
    services = Repeat(
        ServiceForm, "Help and actions", one="service", least=0, hint="Each with how it helps, and who does it"
    )
    why_now = LongText("Why send it now, although something is missing?", rows=3, max_length=2000, required=False)

    def __init__(
        self,
        *args: Any,
        incomplete: bool,
        nobody_responsible: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.nobody_responsible = nobody_responsible
        self.ask_only(why_now=bool(self.added) or incomplete)
        how = "Say under “What applies” that it applies, and write it first; or say why you send it now"
        self.ask_why("why_now", how)

    def clean(self) -> dict[str, Any]:
        """Outcome and findings agree with each other."""
        data = super().clean()
        if data.get("need") == ProposedConclusion.Need.HARM and data.get("duty") in ("none", "s17"):
            self.add_error("duty", "Significant harm, or its likelihood, asks for enquiries under section 47")
        if self.nobody_responsible and data.get("accommodation") == ProposedConclusion.Accommodation.NONE:
            self.add_error(
                "accommodation",
                "Nobody holds parental responsibility: the child must be accommodated under section 20, or have a care "
                "plan under section 31A. If somebody was found, change what applies to the child first",
            )
        for field, words in against(data, data.get("outcome")):
            if field not in self.errors:
                self.add_error(field, words)
        return data


def against(findings: Mapping[str, Any], outcome: Any) -> Iterator[tuple[str, str]]:
    """Why an outcome does not follow from the findings, each with the field that would mend it (AS-19).

    The same for whoever sends a conclusion and for the manager who approves it.
    """
    if not outcome:
        return
    duty, accommodation = findings.get("duty"), findings.get("accommodation")
    harm = findings.get("need") == ProposedConclusion.Need.HARM or duty == ProposedConclusion.Duty.S47
    if harm and outcome not in PROTECTS:
        yield "outcome", "Significant harm or section 47 ends in a strategy discussion, emergency action or a plan"
    elif accommodation not in (None, "", ProposedConclusion.Accommodation.NONE) and outcome in CLOSES:
        yield "outcome", "The case of a child who needs to be accommodated is not closed"
    if outcome == Outcome.CIN_PLAN and duty == ProposedConclusion.Duty.NONE:
        yield "duty", "A child in need plan follows from a duty, and none is named"
    if outcome in HELPS and not findings.get("services"):
        yield "services", "This outcome is help for the family, and no service or action is named"
    if outcome == Outcome.EMERGENCY and not findings.get("urgent"):
        yield "urgent", "Emergency action follows from what must happen at once: say what"


class AuthoriseForm(Concluding, ReadFirst):
    """The conclusion as it was proposed, and who stands behind it (AS-19).

    Args:
        late: for each limit that has passed the reason given so far, empty where nobody has said why (CL-06).
    """

    another = Tick("Ask for another strategy discussion", required=False)
    not_seen_because = LongText("Why was the child not seen?", rows=3, max_length=4000, required=False)
    why_incomplete = LongText("Why approve it, although something is missing?", rows=3, max_length=4000, required=False)
    again_on = DateParts("When is that looked at again?", future=True, required=False, called="the day")
    late_reason = LongText(
        "Why is this late?",
        rows=3,
        max_length=1000,
        required=False,
        hint="What the worker says about it",
    )
    late_professionals = LongText(
        "What do the other professionals say about the delay?", rows=2, max_length=2000, required=False
    )
    late_family = LongText(
        "What was the family told of the delay, and what do they say?", rows=2, max_length=2000, required=False
    )

    def __init__(
        self,
        *args: Any,
        not_seen: bool,
        late: list[str],
        incomplete: bool,
        unread: Callable[[str], str],
        proposed: ProposedConclusion | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unread, self.proposed = unread, proposed
        if self.held:
            self.fields["another"].help_text = f"{self.held}. Without a tick no other is asked for"
        else:
            self.leave_out("another")
        passed, incomplete = bool(late), incomplete or bool(self.added)
        self.ask_why("why_incomplete", "Send it back for that, or say why you approve it all the same")
        self.usual = usual_day()
        if not_seen or incomplete:
            self.fields["again_on"].initial = self.usual
            self.fields["again_on"].help_text = f"Left empty: on {full_day(self.usual)}"
        else:
            self.leave_out("again_on")
        self.ask_only(
            not_seen_because=not_seen,
            late_reason=passed,
            late_professionals=passed,
            late_family=passed,
            why_incomplete=incomplete,
        )
        if passed and all(late):  # said already: it may be added to, and is not asked twice
            self.fields["late_reason"].required = False
            self.fields["late_reason"].initial = " ".join(dict.fromkeys(late))[:1000]

    def clean(self) -> dict[str, Any]:
        """What is new is told with every other fault: the page that is drawn then carries it as read."""
        data = super().clean()
        if new := self.unread(data.get("read_up_to") or ""):
            self.add_error(None, new)
        if "again_on" in self.fields and "again_on" not in self.errors:
            data["again_on"] = data.get("again_on") or self.usual
            within_a_year(self, "again_on")
        if self.proposed is not None:
            for _, words in against(vars(self.proposed), data.get("outcome")):
                self.add_error("outcome", f"{words}. Send it back, and say what you would conclude")
        return data


class BringInForm(KithForm):
    """An assessment from another system, with the census's dates."""

    number = Text("Number", required=False, max_length=20)
    started_on = DateParts("Started")
    review_on = DateParts("Internal review", required=False)
    authorised_on = DateParts("Authorised", required=False)
    factors = Checkboxes("Factors", lambda: list(codes("cin", "AssessmentFactors").items()), required=False)
    outcome = Text("Outcome", required=False, max_length=30)
    referral = Hidden(required=False, max_length=20)
    import_key = Hidden(required=False, max_length=120)
    brought_in_from = Text("Brought in from", max_length=80)
