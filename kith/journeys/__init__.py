"""When this happens in one room, that follows in another: the whole list, in order, and nowhere else. Where a
child is to be protected it goes on in `protecting`, and on the way to court in `court`.

Each entry may only perform a step or open a task; it holds no rule of its own. What follows stands or falls with the
step that it follows from: nothing here catches what a step refuses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kith.access.models import Subject
from kith.access.notices import tell
from kith.access.policies import identity_of
from kith.access.system import system_user
from kith.assessment.policies import ask_for_protection, learn_more
from kith.assessment.queries.following import discussion_held
from kith.assessment.queries.pathways import watched
from kith.assessment.queries.prebirth import concluded_before_birth
from kith.assessment.queries.waiting import counted_otherwise, waiting_for_birth
from kith.assessment.steps import (
    AnswerFollowOn,
    ConcludedChildInNeed,
    EmergencyActionTaken,
    EmergencyDecided,
    HarmSuspected,
    NeedPlanAgreed,
    RecordNewInformation,
    Section20Refused,
    StrategyDiscussionHeld,
)
from kith.earlyhelp.queries import agreement, shortened
from kith.earlyhelp.steps import HandOver
from kith.frontdoor.queries.answer import answer_to_referrer
from kith.frontdoor.queries.decision import POLICE
from kith.frontdoor.queries.portal import received_words
from kith.frontdoor.queries.recognition import children_of
from kith.frontdoor.queries.told import homeless_at_16_or_17
from kith.frontdoor.steps import (
    AcknowledgeReferrer,
    BirthExpected,
    ConcludeContact,
    CrimeSuspected,
    DecideReferral,
    HomelessnessTold,
    PregnancyTold,
    ReceiveReferral,
    ReferredChildBorn,
)
from kith.journeys import court, protecting
from kith.journeys.following import Journeys, after
from kith.kernel.perform import perform
from kith.kernel.step import Act, Step
from kith.letters.policies import flags_of
from kith.letters.steps import StopLetters
from kith.people.policies import may_change
from kith.people.queries import expected_date_of, not_yet_born
from kith.people.steps import those_who_hold
from kith.protection.queries import asked_at_the_front_door
from kith.standards.words import full_day

__all__ = ["Journeys", "after", "court", "protecting"]


@after("frontdoor.contact_received")
def the_police_are_owed_word_of_a_crime(act: Act, contact: Any) -> None:
    """A suspected crime is told to the police at once, unless they told us (FD-11)."""
    if contact.crime_suspected and contact.source_code != POLICE:
        perform(CrimeSuspected, act.actor, contact, {"kind": "unclear"})


@after("frontdoor.contact_received")
def a_referrer_is_thanked_at_once(act: Act, contact: Any) -> None:
    """Whoever sent it through the portal has an acknowledgement there, from us and not from themselves (FD-03)."""
    if contact.referrer_id is not None:
        perform(AcknowledgeReferrer, system_user(), contact, received_words(contact))


@after("frontdoor.referrer_acknowledged")
def word_is_sent_that_something_waits(act: Act, message: Any) -> None:
    """The e-mail says that something waits in the portal, and nothing of what or about whom (FD-03)."""
    if act.target.referrer is not None:
        tell(act.target.referrer, f"/portal/{act.target.ref}/")


@after("frontdoor.decision_made")
def complete_unless_a_signature_is_asked(act: Act, contact: Any) -> None:
    """A decision that no manager must sign is in force at once."""
    if contact.state == "waiting":
        perform(ConcludeContact, act.actor, contact, {})


@after("frontdoor.contact_decided")
def pass_children_on(act: Act, contact: Any) -> None:
    """Each child goes where the decision says, by themselves: to assessment, to early help, to who has them already."""
    decision = contact.matter.threshold_decision
    rows = children_of(contact=contact.pk)
    for row in rows:
        if row.child is None:
            continue
        row.matter = contact.matter
        if row.outcome in ("referral", "strategy"):
            perform(ReceiveReferral, act.actor, row, {"significant_harm": decision.level == "specialist"})
        elif row.outcome == "early_help":
            perform(HandOver, act.actor, row, {"reason": row.means, "family_agrees": agreement(contact.matter)})
        elif row.outcome == "add_to_open":
            for worker in those_who_hold(row.child.person):
                tell(worker, f"/contacts/{contact.ref}/")
    answer_the_referrer(act, contact, rows)


@after("frontdoor.crime_suspected")
def was_a_strategy_discussion_considered(act: Act, work: Any) -> None:
    """Where a crime comes to light in an assessment, whoever supervises it is asked (AS-12)."""
    if act.target.matter.kind == "assessment" and act.target.supervisor not in (None, act.actor):
        tell(act.target.supervisor, f"/assessments/{act.target.ref}/strategy-discussion/")


@after("frontdoor.referral_received")
def the_decision_answers_the_referral(act: Act, referral: Any) -> None:
    """The signed threshold decision is the decision on the type of response."""
    perform(DecideReferral, act.actor, referral, {})


@after("frontdoor.referral_received")
def a_pregnancy_is_known_from_now_on(act: Act, referral: Any) -> None:
    """Its assessment is to begin at once, and to end four weeks before the birth (PR-01, PR-02)."""
    if act.unborn:
        perform(PregnancyTold, _whoever_may(act, referral.child), referral, {})
        _count_back_from(act, referral)


@after("frontdoor.referral_received")
def a_young_person_is_homeless(act: Act, referral: Any) -> None:
    """What we owe somebody of 16 or 17 is assessed from when we were told (PR-05)."""
    if homeless_at_16_or_17(act.target):
        perform(HomelessnessTold, _whoever_may(act, referral.child), referral, {})


@after("assessment.homelessness_duties_recorded")
def accommodation_is_offered_again(act: Act, duties: Any) -> None:
    """A young person who refused it is asked again on the day that was set (PR-06)."""
    if duties.answer == "refused":
        perform(Section20Refused, act.actor, duties, {})


@after("assessment.specialist_referred")
def no_letter_goes_to_a_family_that_must_not_know(act: Act, referral: Any) -> None:
    """Where word of a referral could put the child in danger, nothing is sent to the family, by any room (PR-12)."""
    child = act.target.child
    if referral.dangerous and not any(flag.kind == referral.kind for flag in flags_of(child)):
        said = {"kind": referral.kind, "reason": shortened(referral.danger, 2000)}
        perform(StopLetters, act.actor, child.person, said)


@after("people.address_added")
@after("people.household_joined")
@after("people.household_left")
def who_cares_for_a_watched_child_has_changed(act: Act, result: Any) -> None:
    """Whoever holds the case of a child privately fostered, or home from care, hears of a change of home (PR-11)."""
    if watched(act.target):
        for worker in those_who_hold(act.target):
            if worker != act.actor:
                tell(worker, act.target.href)


@after("people.unborn_born")
def does_the_conclusion_still_stand(act: Act, child: Any) -> None:
    """A birth is news for what was concluded before it: a manager says whether that still stands (PR-03)."""
    for assessment in concluded_before_birth(act.target.subject):
        said = {
            "what": f"The child was born on {full_day(child.date_of_birth)}.",
            "source": "The record of the birth",
            "learned_at": act.now,
            "meaning": "It was concluded before the birth: does it hold for the child who is born, and for the plan?",
        }
        actor = act.actor if learn_more(act.actor, assessment) is True else system_user()
        perform(RecordNewInformation, actor, assessment, said)


@after("people.details_corrected")
@after("people.records_joined")
@after("assessment.prebirth_opened")
def dates_before_a_birth_are_counted_again(act: Act, result: Any) -> None:
    """Another expected date moves what is counted back from it, wherever the child is being assessed (PR-02)."""
    for child in Subject.objects.filter(pk__in=[getattr(one, "pk", one) for one in act.people]):
        for referral in counted_otherwise(child):
            _count_back_from(act, referral)


def _count_back_from(act: Act, referral: Any) -> None:
    if day := expected_date_of(referral.child):
        perform(BirthExpected, _whoever_may(act, referral.child), referral, {"expected_date": day})


def _whoever_may(act: Act, child: Subject) -> Any:
    """Whoever acts, where the record is open to them; else Kith itself, for what the law makes follow."""
    return act.actor if may_change(act.actor, child) is True else system_user()


@after("people.unborn_born")
@after("people.records_joined")
@after("returns.child_brought_in")
def what_waited_for_the_birth_begins(act: Act, result: Any) -> None:
    """A child referred before birth is to be seen from now on like any other, however we come to know of it (CL-04)."""
    for child in Subject.objects.filter(pk__in=[getattr(one, "pk", one) for one in act.people]):
        for referral in waiting_for_birth(identity_of(child)):
            if not not_yet_born(child):
                perform(ReferredChildBorn, _whoever_may(act, child), referral, {})


@after("assessment.authorised")
def step_down_to_early_help(act: Act, assessment: Any) -> None:
    """A child whose assessment ends in early help is handed over, never just closed (EH-08)."""
    if assessment.outcome != "early_help":
        return
    contact = assessment.referral.contact if assessment.referral else None
    said = {
        "reason": shortened(assessment.conclusion, 4000),
        "family_agrees": agreement((contact or assessment).matter),
    }
    perform(HandOver, act.actor, assessment, said)


@after("assessment.authorised")
def what_the_conclusion_asks_for_begins(act: Act, assessment: Any) -> None:
    """A plan, a strategy discussion or emergency action is never only a word in a conclusion (AS-19, CP-02, CP-08)."""
    asked = ASKED_FOR.get(assessment.outcome, ())
    if assessment.asks_for_another and HarmSuspected not in asked:
        asked += (HarmSuspected,)
    for step in asked:
        if step is not HarmSuspected or assessment.asks_for_another or not discussion_held(assessment):
            perform(step, act.actor, assessment, {})


@after("assessment.allocated")
def a_discussion_that_the_front_door_decided_on_is_owed(act: Act, assessment: Any) -> None:
    """A threshold decision for a strategy discussion waits, by its clock from that decision, until one was held."""
    if (row := asked_at_the_front_door(assessment)) is not None:
        actor = act.actor if ask_for_protection(act.actor, assessment) is True else system_user()
        contact = row.matter.contact
        why = f"Decided at the front door, contact {contact.number}. {row.means}".strip()
        perform(HarmSuspected, actor, assessment, {"why": why}, happened_at=contact.decided_at)


@after("assessment.strategy_considered")
def a_strategy_discussion_is_due_until_it_is_held(act: Act, considered: Any) -> None:
    """One that a manager wants on a suspected crime waits until it was held; one held already says when (AS-12)."""
    if considered.answer == "not_needed":
        return
    asked = perform(HarmSuspected, act.actor, act.target, {"why": considered.why}).result
    if considered.held_at is not None:
        said = {"answer": "done", "done_at": considered.held_at, "words": considered.why}
        perform(AnswerFollowOn, act.actor, asked, said)


@after("assessment.supervised")
@after("assessment.reviewed")
def protection_is_owed_at_once(act: Act, row: Any) -> None:
    """What a manager says is to be done now to protect a child waits until it was done (AS-18)."""
    if row.protect_now:
        perform(EmergencyDecided, act.actor, act.target, {"why": row.protect_why})


@after("assessment.follow_on_answered")
def what_was_done_stops_its_clock(act: Act, row: Any) -> None:
    """A plan that was agreed, a discussion that was held and protection that was given are due no longer."""
    if row.answer == "done" and row.kind in DONE:
        perform(DONE[row.kind], act.actor, row, {})


# What each outcome of an assessment asks for: whoever is protected at once is talked about at once too.
ASKED_FOR: dict[str, tuple[type[Step], ...]] = {
    "cin_plan": (ConcludedChildInNeed,),
    "strategy": (HarmSuspected,),
    "emergency": (EmergencyDecided, HarmSuspected),
}
DONE: dict[str, type[Step]] = {
    "plan": NeedPlanAgreed,
    "strategy": StrategyDiscussionHeld,
    "emergency": EmergencyActionTaken,
}


def answer_the_referrer(act: Act, contact: Any, rows: Iterable[Any]) -> None:
    """A referrer is told what was decided, or that it was received when more could put someone at risk (FD-03)."""
    if contact.referrer_id is None and not contact.referrer_name:
        return
    perform(AcknowledgeReferrer, act.actor, contact, answer_to_referrer(contact, rows))
