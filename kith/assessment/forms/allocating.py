"""The forms by which an assessment is given to somebody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from kith.access.models import Team, User
from kith.assessment.forms.asking import Asking
from kith.assessment.models import Assessment
from kith.assessment.queries.workload import Worker
from kith.frontdoor.models import Referral
from kith.kernel.now import today
from kith.people.queries import not_yet_born
from kith.standards.words import full_day, local_day
from kith.ui.forms import Checkboxes, DateParts, LongText, Radios, Select


class WhoForm(Asking):
    """Who leads and who supervises (AS-02).

    Args:
        basis: the legal basis of the assessment, where it has one already; else the form asks for it.
    """

    team = Select("Which team holds the case?", ())
    lead = Select("Who leads?", (), hint="With what they carry already", called="the lead")
    supervisor = Select("Who supervises?", ())
    override_reason = LongText(
        "Why this worker all the same?",
        rows=3,
        max_length=1000,
        required=False,
        hint="Only where someone has no Social Work England number, or an enquiry is led without experience of one",
    )

    def __init__(
        self,
        *args: Any,
        teams: list[Team],
        leads: list[Worker],
        supervisors: list[Worker],
        basis: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.basis = basis
        self.people = {worker.user.ref: worker.user for worker in [*leads, *supervisors]}
        self.teams = {team.ref: team for team in teams}
        self.offer("team", ((team.ref, team.name) for team in teams))
        self.offer("lead", by_team(leads))
        self.offer("supervisor", by_team(supervisors))

    def clean_team(self) -> Team:
        return self.teams[self.cleaned_data["team"]]

    def clean_lead(self) -> User:
        return self.people[self.cleaned_data["lead"]]

    def clean_supervisor(self) -> User:
        return self.people[self.cleaned_data["supervisor"]]

    def clean(self) -> dict[str, Any]:
        """The lead is qualified and supervised by another who is; where not, somebody says why (AS-02)."""
        data = super().clean() or {}
        lead, supervisor = data.get("lead"), data.get("supervisor")
        if not isinstance(lead, User) or not isinstance(supervisor, User):
            return data
        if lead == supervisor:
            self.add_error("supervisor", "Choose somebody else: nobody supervises themselves")
        if (lacking := self.lacking(lead, supervisor, data)) and not data.get("override_reason"):
            self.add_error("override_reason", f"{lacking} Choose somebody else, or say why all the same")
        return data

    def lacking(self, lead: User, supervisor: User, data: dict[str, Any]) -> str:
        """What is missing in those chosen, in a sentence; nothing when all is there."""
        for person, part in ((lead, "lead"), (supervisor, "supervise")):
            if not person.registration_number:
                return f"{person.name} has no Social Work England number, so would not usually {part}."
        basis = data.get("legal_basis", self.basis)
        if basis == Assessment.LegalBasis.S47 and not lead.experienced_in_section_47:
            return f"{lead.name} is not yet experienced in section 47 enquiries."
        return ""


class AllocateForm(WhoForm):
    """An assessment opened: who, in which direction, how deep and how soon (AS-01 to AS-03)."""

    fieldsets = [
        ("Who", ["team", "lead", "supervisor", "override_reason"]),
        ("What kind of assessment", ["legal_basis", "depth", "priority", "first_visit_on"]),
        ("Direction", ["direction", "with_siblings", "repeat_comment", "late_reason"]),
    ]
    legal_basis = Radios("Legal basis", Assessment.LegalBasis.choices, small=True)
    depth = Radios("How deep?", Assessment.Depth.choices, small=True, initial=Assessment.Depth.STANDARD)
    priority = Radios("How soon?", Assessment.Priority.choices, small=True, initial=Assessment.Priority.USUAL)
    first_visit_on = DateParts("See the child by", future=True, called="the first visit")
    direction = LongText(
        "Your direction",
        rows=6,
        max_length=8000,
        hint="What matters most for this child, whom to see first, what to be careful of",
        missing="Write your direction: an assessment is not handed over without one",
    )
    with_siblings = Checkboxes(
        "Allocate these children too",
        (),
        required=False,
        hint="Each gets an assessment of their own, with the same lead and direction",
    )
    repeat_comment = LongText(
        "What do you make of the assessments before this one?", rows=3, max_length=4000, required=False
    )
    late_reason = LongText("Why is this allocated late?", rows=2, max_length=1000, required=False)

    def __init__(
        self,
        *args: Any,
        beside: list[Referral],
        under_way: set[int],
        child_id: int,
        repeats: bool,
        late: bool,
        see_by: datetime | None,
        unborn: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.see_by = see_by
        if unborn:
            first = self.fields["first_visit_on"]
            first.required, first.label = False, "See the parents by (optional)"
            first.help_text = "No first visit to the child is counted: not yet born"
        self.beside = {referral.ref: referral for referral in beside}
        children = {ref: other.child.person for ref, other in self.beside.items()}
        self.offer("with_siblings", ((ref, f"{child}, {child.age_words}") for ref, child in children.items()))
        if not beside:
            del self.fields["with_siblings"]
        # A further assessment beside an open one, or after several that came to nothing, has a manager's word (FD-12).
        self.under_way, self.child_is = under_way, child_id in under_way
        self.ask_only(repeat_comment=repeats or bool(under_way), late_reason=late)
        if under_way:
            comment = self.fields["repeat_comment"]
            comment.required = repeats or self.child_is
            comment.label = "Why a further assessment, while one is open?"
            comment.help_text = "Each child has one assessment: what is new may belong in the one that is open"
            comment.error_messages["required"] = "Say why a further assessment is needed while one is open"

    def clean_first_visit_on(self) -> date | None:
        """Not after the limit of the first visit; sooner where the child needs it (CL-04)."""
        day: date | None = self.cleaned_data["first_visit_on"]
        if day is None:
            return None
        limit = local_day(self.see_by) if self.see_by else None
        # Once the limit has passed, today is the best that is left: `future` has refused anything before it.
        if limit and day > max(limit, today()):
            words = f"{full_day(limit)}, the limit" if limit >= today() else "today: the limit has passed"
            raise ValidationError(f"The first visit must be on or before {words}")
        return day

    def clean_with_siblings(self) -> list[Referral]:
        """Those chosen; a child who is born is seen by a day."""
        chosen = [self.beside[ref] for ref in self.cleaned_data["with_siblings"]]
        if any(other.child_id in self.under_way for other in chosen) and not self.data.get("repeat_comment"):
            self.add_error("repeat_comment", "Say why a further assessment is needed while one is open")
        born = any(not not_yet_born(other.child) for other in chosen)
        if born and self.cleaned_data.get("first_visit_on", False) is None:
            self.add_error("first_visit_on", "Enter the day by which to see the children who are born")
        return chosen


class ReallocateForm(WhoForm):
    """Another lead, and why."""

    reason = LongText("Why is it changing hands?", rows=3, max_length=1000)


def by_team(workers: list[Worker]) -> list[tuple[Any, Any]]:
    """Workers under the names of their teams, in the order they came."""
    teams: dict[str, list[tuple[str, str]]] = {}
    for worker in workers:
        teams.setdefault(worker.team or "No team", []).append((worker.user.ref, worker.label))
    return list(teams.items())
