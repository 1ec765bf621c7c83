"""Who may do what in an assessment, and with the clocks of any piece of work."""

from __future__ import annotations

from typing import Any

from kith.access.models import Matter, Subject, User
from kith.access.policies import door, needs
from kith.access.prepared import Prepared
from kith.access.roles import Ability
from kith.access.working import left_to
from kith.assessment.models import Assessment, FollowOn, HomelessApproach, Prebirth, ProposedConclusion, SectionText
from kith.assessment.proposed import proposals
from kith.frontdoor.models import Referral
from kith.people.models import Person

may_import = needs(Ability.IMPORT)
choose_standards = needs(Ability.SET_CLOCKS)


def bring_in(actor: User, target: Any) -> bool | str:
    """May bring assessments in: a returns officer, or the machine on the authority's behalf."""
    return actor.is_system or may_import(actor, target)


def reaches(actor: User, matter: Matter) -> bool:
    """Whether a piece of work is open to somebody: through one of its people, or because it waits in their queue."""
    if matter.kind == "contact" and actor.may(Ability.WORK_CONTACTS):
        return True
    waits = Referral.objects.filter(matter=matter, state=Referral.State.TO_ALLOCATE)
    if matter.kind == "referral" and actor.may(Ability.ALLOCATE) and waits.exists():
        return True
    return any(door(actor, person).state == "open" for person in _people_of(matter=matter.pk))


_people_of = Prepared(lambda matter: Subject.objects.filter(matters__matter_id=matter, matters__until=None), "matter")


def allocate(actor: User, referral: Any) -> bool | str:
    """May open an assessment: a manager, on a referral that waits for one (AS-01)."""
    if not actor.may(Ability.ALLOCATE):
        return left_to(Ability.ALLOCATE)
    if referral is not None and referral.state != Referral.State.TO_ALLOCATE:
        return "This referral has been allocated. Open its assessment to change who leads it."
    return True


def work(actor: User, assessment: Any) -> bool | str:
    """May write in an open assessment: its lead, its supervisor, or anybody whose door to the child is open."""
    if assessment.state != Assessment.State.OPEN:
        return "This assessment is authorised. What happened since belongs in new work."
    return _near(actor, assessment) or "You are not involved with this child. Open the record first and say why."


def write(actor: User, page: Any) -> bool | str:
    """May write a section: whoever may write in the assessment, for as long as it is open."""
    return work(actor, page.assessment)


def propose(actor: User, assessment: Any) -> bool | str:
    """May send the conclusion for approval: whoever works on it (AS-19)."""
    if not actor.may(Ability.HOLD_CASES):
        return left_to(Ability.HOLD_CASES)
    return work(actor, assessment)


def answer(actor: User, assessment: Any) -> bool | str:
    """May authorise a proposed conclusion or send it back: a manager who neither leads nor proposed it (AS-19)."""
    verdict = manage(actor, assessment)
    if verdict is not True:
        return verdict
    waits = next((one for one in proposals(assessment) if one.state == ProposedConclusion.State.SENT), None)
    if waits is None:
        return "No conclusion has been sent for approval. Whoever leads the assessment sends it."
    if waits.sent_by_id == actor.pk:
        return "You sent this conclusion yourself. Another manager decides on it."
    return True


def learn_more(actor: User, assessment: Any) -> bool | str:
    """May write down what is new after a conclusion: whoever may open the child's record and holds cases (AS-21)."""
    if assessment.state == Assessment.State.OPEN:
        return "This assessment is still open: write it in its sections."
    if actor.is_system:  # what follows by itself from a birth (kith.journeys)
        return True
    return _near(actor, assessment) or "You are not involved with this child. Open the record first and say why."


def answer_new(actor: User, new: Any) -> bool | str:
    """May say whether a conclusion still stands: a manager who did not lead the assessment (AS-21)."""
    assessment = new.matter.assessment
    if not actor.may(Ability.ALLOCATE):
        return left_to(Ability.ALLOCATE)
    if assessment.lead_id == actor.pk:
        return "Nobody decides on their own assessment. Ask another manager."
    return learn_more(actor, assessment)


def follow_conclusion(actor: User, assessment: Any) -> bool | str:
    """It follows in the same act from an authorised conclusion (AS-19)."""
    if assessment.state != Assessment.State.AUTHORISED:
        return "This follows once the conclusion is authorised."
    return involved(actor, assessment)


def ask_for_protection(actor: User, assessment: Any) -> bool | str:
    """It follows in the same act from a conclusion, or while the assessment is open from what a manager decides; and
    from a strategy discussion (kith.journeys)."""
    if actor.is_system:
        return True
    return supervise(actor, assessment) if assessment.state == Assessment.State.OPEN else involved(actor, assessment)


def answer_follow_on(actor: User, row: Any) -> bool | str:
    """May say what came of it: of a plan whoever is near the case; of protection, and of what was allowed by exception,
    a manager who does not lead it; and what follows from a discussion that was held (kith.journeys)."""
    if actor.is_system:
        return True
    assessment = row.matter.assessment
    return involved(actor, assessment) if row.kind == FollowOn.Kind.PLAN else _manages(actor, assessment)


def supervise(actor: User, assessment: Any) -> bool | str:
    """May go through the checklist: a manager who does not lead the assessment (AS-21)."""
    if not actor.may(Ability.SUPERVISE):
        return left_to(Ability.SUPERVISE)
    if assessment.lead_id == actor.pk:
        return "Nobody supervises their own assessment. Ask another manager."
    return work(actor, assessment)


def agree_plan(actor: User, assessment: Any) -> bool | str:
    """May agree the plan: a manager who neither leads the assessment nor wrote all of the plan (AS-04)."""
    verdict = supervise(actor, assessment)
    if verdict is True and sole_writer(assessment) == actor.pk:
        return f"You wrote all of this plan, and nobody agrees what they wrote alone: {who_agrees(assessment)}."
    return verdict


def sole_writer(assessment: Assessment) -> int | None:
    """Who wrote every version of its plan, where that was one person."""
    rows = SectionText.objects.filter(matter_id=assessment.matter_id, key="plan")
    writers = set(rows.values_list("written_by", flat=True))
    return writers.pop() if len(writers) == 1 else None


def who_agrees(assessment: Assessment) -> str:
    """Who may agree its plan, in words: never who leads the assessment, or wrote all of the plan."""
    supervisor, lead = assessment.supervisor, assessment.lead
    if supervisor is None or supervisor.pk not in (sole_writer(assessment), assessment.lead_id):
        return f"{supervisor.name if supervisor else 'a manager'} agrees it"
    first = f"{lead.name} goes through the plan and changes it first" if lead else "somebody else changes it first"
    return f"another manager, who does not lead the assessment, agrees it, or {first}"


def manage(actor: User, assessment: Any) -> bool | str:
    """May decide about an open assessment: a manager who does not lead it (AS-19: two people)."""
    if not actor.may(Ability.ALLOCATE):
        return left_to(Ability.ALLOCATE)
    if assessment.lead_id == actor.pk:
        return "Nobody decides on their own assessment. Ask another manager."
    return work(actor, assessment)


def take_back_crime(actor: User, assessment: Any) -> bool | str:
    """May say that it was a mistake to record a suspected crime: a manager who does not lead the assessment, concluded
    or not. Nobody alone records a crime and makes it go away (AS-12)."""
    return _manages(actor, assessment)


def waive(actor: User, assessment: Any) -> bool | str:
    """May agree to do without an interpreter: a team manager or above, who does not lead it (AS-09, IG-03)."""
    if not actor.may(Ability.WAIVE_INTERPRETER):
        return left_to(Ability.WAIVE_INTERPRETER)
    return manage(actor, assessment)


def share(actor: User, assessment: Any) -> bool | str:
    """May write and send what an assessment concluded, once it is authorised: those who work on it (AS-20)."""
    if assessment.state != Assessment.State.AUTHORISED:
        return "The conclusion is shared once it is authorised."
    return _near(actor, assessment) or "You are not involved with this child. Open the record first and say why."


def begin_prebirth(actor: User, assessment: Any) -> bool | str:
    """May begin the assessment of the parents before a birth: whoever works on it, while the child is not born."""
    if assessment.child.person.kind != Person.Kind.UNBORN:
        return "This child is born. The pre-birth assessment is of the time before."
    if Prebirth.objects.filter(pk=assessment.pk).exists():
        return "The pre-birth assessment has begun already."
    return work(actor, assessment)


def plan_proceedings(actor: User, prebirth: Any) -> bool | str:
    """May decide that proceedings are planned for the birth: a manager who does not lead the assessment (PR-04)."""
    if prebirth.proceedings_planned_at is not None:
        return "Proceedings are planned already."
    return _manages(actor, prebirth.matter.assessment)


def lodge_papers(actor: User, prebirth: Any) -> bool | str:
    """May record that the papers went to the legal team: whoever is near the case, once proceedings are planned."""
    if prebirth.proceedings_planned_at is None or prebirth.papers_lodged_on is not None:
        return "No papers wait to go to the legal team."
    return involved(actor, prebirth.matter.assessment)


def disclose(actor: User, prebirth: Any) -> bool | str:
    """May record that a completed pre-birth assessment was given to a parent: whoever is near the case (PR-04)."""
    if prebirth.matter.assessment.state != Assessment.State.AUTHORISED:
        return "It is given to the parents when it is first completed. A manager authorises it first."
    return involved(actor, prebirth.matter.assessment)


def take_answer(actor: User, disclosure: Any) -> bool | str:
    """May write down what a parent says to it: whoever is near the case (PR-04)."""
    return involved(actor, disclosure.matter.assessment)


def record_approach(actor: User, assessment: Any) -> bool | str:
    """May record that a young person of 16 or 17 is homeless, or may become so: whoever works on it (PR-05)."""
    if assessment.child.person.age not in (16, 17):
        return "This is for young people of 16 and 17. The family of a younger child is helped under section 17."
    if HomelessApproach.objects.filter(pk=assessment.pk).exists():
        return "This is recorded already."
    return work(actor, assessment)


def record_duties(actor: User, approach: Any) -> bool | str:
    """May record what is owed and offered: whoever is near the case, also after its conclusion (PR-06)."""
    return involved(actor, approach.matter.assessment)


def follow_refusal(actor: User, duties: Any) -> bool | str:
    """It follows in the same act from what was recorded of the offer."""
    return involved(actor, duties.matter.assessment)


def allow_bed_and_breakfast(actor: User, approach: Any) -> bool | str:
    """May allow bed and breakfast for a time: a senior manager, who does not lead the assessment (PR-06)."""
    if not actor.may(Ability.OVERSEE):
        return left_to(Ability.OVERSEE)
    if approach.matter.assessment.lead_id == actor.pk:
        return "Nobody decides on their own assessment. Ask another manager."
    return involved(actor, approach.matter.assessment)


def take_overseas_answer(actor: User, enquiry: Any) -> bool | str:
    """May write down what an authority abroad answered: whoever is near the case (PR-07)."""
    return involved(actor, enquiry.matter.assessment)


def approve_travel(actor: User, enquiry: Any) -> bool | str:
    """May approve travel abroad to assess: a manager who does not lead it, once that country has answered (PR-07)."""
    if not enquiry.can_assess:
        return "Nobody travels before the authority there has answered whether it can assess. Record its answer first."
    if enquiry.travel_approved_at is not None:
        return "This journey is approved already."
    return _manages(actor, enquiry.matter.assessment)


def involved(actor: User, assessment: Any) -> bool | str:
    """Whether somebody is near a case, concluded or not."""
    return _near(actor, assessment) or "You are not involved with this child. Open the record first and say why."


def _manages(actor: User, assessment: Any) -> bool | str:
    """A manager near the case who does not lead the assessment, whether it is concluded or not."""
    if not actor.may(Ability.ALLOCATE):
        return left_to(Ability.ALLOCATE)
    if assessment.lead_id == actor.pk:
        return "Nobody decides on their own assessment. Ask another manager."
    return involved(actor, assessment)


def _near(actor: User, assessment: Assessment) -> bool:
    if actor.pk in (assessment.lead_id, assessment.supervisor_id):
        return True
    if assessment.team_id in actor.teams_where(Ability.SUPERVISE, Ability.OVERSEE):
        return True
    return actor.may(Ability.HOLD_CASES) and door(actor, assessment.child).state == "open"


def bring_forward(actor: User, clock: Any) -> bool | str:
    """May bring a running date forward: a manager who can open the work (CL-07)."""
    if not actor.may(Ability.SUPERVISE):
        return left_to(Ability.SUPERVISE)
    return explain_late(actor, clock)


def explain_late(actor: User, clock: Any) -> bool | str:
    """May say why a date is or was missed: anybody to whom the work is open (CL-02, CL-03, CL-06)."""
    return reaches(actor, clock.matter) or "You are not involved in this piece of work."
