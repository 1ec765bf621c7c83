"""What follows where a child is to be protected: discussions, enquiries, powers, conferences and plans."""

from __future__ import annotations

from typing import Any

from kith.access.system import system_user
from kith.assessment.models import FollowOn
from kith.assessment.policies import answer_follow_on, ask_for_protection
from kith.assessment.queries.following import asked_of, discussions_asked, newest_of
from kith.assessment.steps import AnswerFollowOn, EmergencyDecided, HarmSuspected
from kith.conferences.queries import children_of as children_conferred
from kith.conferences.steps import DECIDED, ReviewSet, TransferNotified
from kith.earlyhelp.queries import shortened
from kith.earlyhelp.steps import HandOver
from kith.emergency.policies import follow as may_follow_emergency
from kith.emergency.queries import open_of as emergencies_open
from kith.emergency.steps import LinkDiscussion
from kith.journeys.following import after
from kith.kernel.perform import perform
from kith.kernel.step import Act
from kith.plans.queries import plans_decided
from kith.plans.steps import EndProtection, MakeProtectionPlan, StepDown
from kith.protection.queries import children_of as children_discussed
from kith.protection.steps import ConferenceHeld, StartEnquiry
from kith.standards.words import local_day


@after("protection.strategy_held")
def what_asked_for_the_discussion_is_answered(act: Act, discussion: Any) -> None:
    """A conclusion or a manager asked for it: that it was held stops its clock, with what was decided (CP-02)."""
    for row in children_discussed(discussion):
        for asked in discussions_asked(row.child):
            actor = act.actor if answer_follow_on(act.actor, asked) is True else system_user()
            words = f"{discussion}: {row.get_outcome_display()}"
            said = {"answer": "done", "done_at": max(discussion.ended_at, asked.begun_at), "words": words}
            perform(AnswerFollowOn, actor, asked, said)


@after("protection.strategy_held")
def an_enquiry_begins_for_each_child_it_was_decided_for(act: Act, discussion: Any) -> None:
    """A section 47 enquiry begins with the discussion, whose day its clocks count from (CP-04, CL-10)."""
    for row in children_discussed(discussion):
        if row.is_enquiry:
            perform(StartEnquiry, act.actor, row, {})


@after("protection.strategy_held")
def a_child_is_to_be_protected_at_once(act: Act, discussion: Any) -> None:
    """Emergency action that a discussion decides waits, with its clock, until it was taken (CP-05)."""
    for row in children_discussed(discussion):
        assessment = newest_of(row.child) if row.outcome == row.Outcome.EMERGENCY else None
        if assessment is not None:
            actor = act.actor if ask_for_protection(act.actor, assessment) is True else system_user()
            perform(EmergencyDecided, actor, assessment, {"why": row.why})


@after("protection.strategy_held")
def what_protects_the_child_is_part_of_the_discussion(act: Act, discussion: Any) -> None:
    """A power that was used before it could be held is part of the discussion that came after (CP-05)."""
    for row in children_discussed(discussion):
        for one in emergencies_open(row.child):
            if one.discussion is None:
                actor = act.actor if may_follow_emergency(act.actor, one) is True else system_user()
                perform(LinkDiscussion, actor, one, {"discussion": discussion.ref})


@after("emergency.police_protection_began")
@after("emergency.order_made")
@after("emergency.agreement_made")
def emergency_action_was_taken(act: Act, one: Any) -> None:
    """Whoever asked for it has their answer, and its clock stops when the child was protected (CP-05)."""
    for asked in asked_of(one.child, FollowOn.Kind.EMERGENCY):
        actor = act.actor if answer_follow_on(act.actor, asked) is True else system_user()
        said = {"answer": "done", "done_at": max(one.began_at, asked.begun_at), "words": str(one)}
        perform(AnswerFollowOn, actor, asked, said)


@after("emergency.police_protection_began")
@after("emergency.order_made")
@after("emergency.agreement_made")
def a_discussion_follows_emergency_action(act: Act, one: Any) -> None:
    """Where none came before, a strategy discussion is owed as soon as possible (Working Together, CP-02, CP-05)."""
    assessment = newest_of(one.child)
    if one.discussion is None and assessment is not None and not discussions_asked(one.child):
        actor = act.actor if ask_for_protection(act.actor, assessment) is True else system_user()
        perform(HarmSuspected, actor, assessment, {"why": shortened(f"{one}. {one.why}", 4000)})


@after("conferences.conference_asked")
def a_transfer_in_counts_from_the_day_we_were_told(act: Act, conference: Any) -> None:
    """Its date runs from then, however late it was asked for (CL-10)."""
    if conference.notified_on is not None:
        perform(TransferNotified, act.actor, conference, {})


@after("conferences.conference_held")
def an_enquiry_no_longer_waits_for_its_conference(act: Act, conference: Any) -> None:
    """The initial conference stops the clock of each child's enquiry (CP-06, CL-10)."""
    for row in children_conferred(conference):
        if row.enquiry is not None:
            perform(ConferenceHeld, act.actor, row.enquiry, {"conference_on": local_day(conference.held_at)})


@after("conferences.conference_held")
def each_child_has_what_was_decided_on_their_own_record(act: Act, conference: Any) -> None:
    """A plan or none, by each child's own line; a plan that was decided, or goes on, is to be reviewed (CL-10)."""
    rows = children_conferred(conference)
    for row in rows:
        perform(DECIDED[row.outcome], act.actor, row, {})
    if conference.is_review and any(row.has_plan for row in rows):
        perform(ReviewSet, act.actor, conference, {})


@after("plans.need_plan_began")
def what_asked_for_the_plan_is_answered(act: Act, plan: Any) -> None:
    """A conclusion asked for it: that it was agreed stops its clock (CP-08, CL-10)."""
    for asked in asked_of(plan.child, FollowOn.Kind.PLAN):
        actor = act.actor if answer_follow_on(act.actor, asked) is True else system_user()
        said = {"answer": "done", "done_at": max(plan.opened_at, asked.begun_at), "words": str(plan)}
        perform(AnswerFollowOn, actor, asked, said)


@after("conferences.conference_held")
def each_child_has_the_plan_that_was_decided(act: Act, conference: Any) -> None:
    """A child protection plan begins, ends or becomes a child in need plan with the conference, in its act (CP-09)."""
    for row, plan in plans_decided(conference):
        if row.outcome == row.Outcome.PLAN:
            perform(MakeProtectionPlan, act.actor, row, {})
        elif row.outcome == row.Outcome.ENDS and plan is not None:
            step = StepDown if row.instead == row.Instead.CIN else EndProtection
            perform(step, act.actor, plan, {"ended_words": shortened(row.why, 4000)})


@after("plans.plan_closed")
@after("plans.protection_plan_ended")
def early_help_goes_on(act: Act, plan: Any) -> None:
    """A child whose plan ends in early help is handed over, never just closed (EH-08)."""
    if plan.ended_as == plan.Ended.EARLY:
        says = plan.family_says or "Not asked yet: the plan ended before it was agreed with them"
        said = {"reason": shortened(plan.ended_words, 4000), "family_agrees": shortened(says, 300)}
        perform(HandOver, act.actor, plan, said)
