"""A referral becomes an assessment of one child, with a lead, a supervisor and a direction (AS-01 to AS-03)."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.access.models import Involvement, Matter, MatterSubject, RoleGrant, Team, User
from kith.access.notices import tell
from kith.access.roles import ROLES, Ability
from kith.assessment import policies
from kith.assessment.forms import AllocateForm, ReallocateForm
from kith.assessment.models import Assessment
from kith.assessment.queries import waiting, workload
from kith.assessment.steps.clocks import bring_forward, explain_late
from kith.frontdoor.models import Contact, Referral
from kith.frontdoor.numbers import next_number
from kith.kernel.now import LONDON, now
from kith.kernel.perform import Breach, lock, perform
from kith.kernel.step import Act, Step
from kith.people.queries import not_yet_born
from kith.standards.words import local_day

Kind = Involvement.Kind
TEAM_KINDS = (Team.Kind.ASSESSMENT, Team.Kind.DUTY, Team.Kind.OTHER)


def who_there_is(actor: User) -> dict[str, Any]:
    """Teams that may hold a case and people who may lead and supervise, the actor's own teams first."""
    near = actor.team_ids
    holding = [name for name, role in ROLES.items() if Ability.HOLD_CASES in role.abilities]
    held = RoleGrant.objects.filter(RoleGrant.live(), role__in=holding).values("team_id")
    teams = sorted(
        Team.objects.filter(kind__in=TEAM_KINDS, pk__in=held), key=lambda team: (team.pk not in near, team.name)
    )
    teams = sorted(teams, key=lambda team: (team.pk not in near, team.name))
    return {"teams": teams, "leads": workload.leads(near), "supervisors": workload.supervisors(near)}


class AllocateReferral(Step):
    """Allocate and open the assessment."""

    name = "assessment.allocated"
    form = AllocateForm
    may = policies.allocate
    done = "Assessment {number} opened and allocated: {depth}, {basis}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        visit, beside = waiting.clock_of(target, waiting.FIRST_VISIT), waiting.beside(target)
        return {
            **who_there_is(actor),
            "beside": beside,
            "under_way": waiting.under_way([target.child_id, *(other.child_id for other in beside)]),
            "child_id": target.child_id,
            "repeats": waiting.repeats(target.child_id, now()),
            "late": waiting.is_late(target, waiting.ALLOCATE, now()),
            "see_by": visit.due_at if visit else None,
            "unborn": not_yet_born(target.child) and visit is None,
        }

    def apply(
        self,
        act: Act,
        with_siblings: list[Referral] | None = None,
        late_reason: str = "",
        repeat_comment: str = "",
        **cleaned: Any,
    ) -> Assessment:
        """Open one assessment, and one each for the brothers and sisters chosen with it; never one for two."""
        referral = _held(act.target, with_siblings or [])
        if referral.state != Referral.State.TO_ALLOCATE:
            raise Breach("Somebody allocated this a moment ago.")
        if late_reason:
            explain_late(act, waiting.clock_of(referral, waiting.ALLOCATE), late_reason)
        assessment = _open(act, referral, repeat_comment=repeat_comment, **cleaned)
        _seen_sooner(act, referral, assessment.first_visit_on)
        for other in with_siblings or []:
            perform(AllocateReferral, act.actor, other, _again(cleaned, late_reason, repeat_comment))
        act.matter, act.clocks_of, act.happened_at = assessment.matter, [referral.matter], act.now
        act.words = {
            "number": assessment.number,
            "depth": assessment.get_depth_display().lower(),
            "basis": assessment.get_legal_basis_display().lower(),
        }
        return assessment


def _held(referral: Referral, others: list[Referral]) -> Referral:
    """The referral, held until the step ends. So are those of the brothers and sisters allocated with it, always in
    one order: two who allocate a family at once may wait for each other, never in a ring."""
    if others:
        together = [referral.pk, *(other.pk for other in others)]
        list(Referral.objects.select_for_update(of=("self",)).filter(pk__in=together).order_by("pk"))
    held: Referral = lock(referral)
    return held


def _seen_sooner(act: Act, referral: Referral, day: date | None) -> None:
    """The manager's day for the first visit is the date that counts where it comes before the limit (CL-07)."""
    clock = waiting.clock_of(referral, waiting.FIRST_VISIT)
    if clock and clock.due_at and day and day < local_day(clock.due_at):
        bring_forward(act, clock, day, "Asked for as the assessment was allocated.", "first_visit_on")


def _open(act: Act, referral: Referral, **cleaned: Any) -> Assessment:
    matter = Matter.objects.create(kind="assessment")
    MatterSubject.objects.create(matter=matter, person_id=referral.child_id, since=act.now)
    assessment = Assessment.objects.create(
        matter=matter,
        number=next_number("A", act.now),
        referral=referral,
        child_id=referral.child_id,
        # Children of one contact are one sibling set, each with an assessment of their own.
        sibling_group=_siblings_of(referral),
        started_on=act.now.astimezone(LONDON).date(),
        opened_at=act.now,
        opened_by=act.actor,
        **cleaned,
    )
    referral.state = Referral.State.OPEN
    referral.save(update_fields=["state"])
    _hand_to(act, assessment)
    return assessment


def _siblings_of(referral: Referral) -> str:
    """By what the others are known; nothing where one of them is hidden from whoever allocates, and the contact so."""
    contact = Contact.objects.filter(pk=referral.contact_id).values_list("number", flat=True)
    return contact.first() or ""


def _hand_to(act: Act, assessment: Assessment) -> None:
    """Those chosen are involved from now on, and the lead hears that something waits."""
    _involve(act, assessment, Kind.KEY_WORKER, user=assessment.lead)
    _involve(act, assessment, Kind.SUPERVISOR, user=assessment.supervisor)
    _involve(act, assessment, Kind.TEAM, team=assessment.team)
    if assessment.lead is not None and assessment.lead != act.actor:
        tell(assessment.lead, f"/assessments/{assessment.ref}/")


def _involve(act: Act, assessment: Assessment, kind: Involvement.Kind, **who: Any) -> None:
    """This person or team is involved from now on, and whoever stood there before no longer is."""
    here = Involvement.objects.filter(matter=assessment.matter, person_id=assessment.child_id, kind=kind, until=None)
    here.exclude(**who).update(until=act.now)
    if not here.exists():
        Involvement.objects.create(
            matter=assessment.matter, person_id=assessment.child_id, kind=kind, since=act.now, **who
        )


def _again(cleaned: dict[str, Any], late_reason: str, repeat_comment: str) -> dict[str, Any]:
    """What was answered for one child, as the form would send it for another."""
    said = {name: _as_sent(value) for name, value in cleaned.items()}
    return {**said, "late_reason": late_reason, "repeat_comment": repeat_comment}


def _as_sent(value: Any) -> Any:
    if isinstance(value, (User, Team)):
        return value.ref
    return value.isoformat() if isinstance(value, date) else value


class Reallocate(Step):
    """Give this assessment to another worker."""

    name = "assessment.reallocated"
    form = ReallocateForm
    may = policies.manage
    done = "Assessment {number} given to another worker"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {**who_there_is(actor), "basis": target.legal_basis}

    def apply(self, act: Act, reason: str, **cleaned: Any) -> Assessment:
        """The new lead, supervisor and team come in; the old ones go out, unless they stay."""
        assessment: Assessment = lock(act.target)
        if assessment.state != Assessment.State.OPEN:
            raise Breach("This assessment was authorised a moment ago.")
        assessment.handed_over_because = reason
        for name, value in cleaned.items():
            setattr(assessment, name, value)
        assessment.save(update_fields=["handed_over_because", *cleaned])
        _hand_to(act, assessment)
        act.matter, act.words = assessment.matter, {"number": assessment.number}
        return assessment
