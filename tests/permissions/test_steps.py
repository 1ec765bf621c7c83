"""Who may take each step with a child they are involved with, observed and held against matrix_steps.csv.

Like matrix.csv it is kept by hand, and nothing writes it. A page may be stricter than its step; never the other way.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from copy import copy
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from kith.access.actor import acting, current_actor_id
from kith.access.models import ApiToken
from kith.access.roles import ROLES
from kith.assessment.models import (
    FollowOn,
    HomelessApproach,
    HomelessDuties,
    NewInformation,
    OverseasEnquiry,
    Prebirth,
)
from kith.assessment.sections import sections
from kith.assessment.steps import Page
from kith.checks.kinds import asking
from kith.conferences.models import ConferenceChild
from kith.documents.shelves import Shelf
from kith.frontdoor.models import FileAwaiting
from kith.kernel.now import now
from kith.kernel.perform import allowed
from kith.kernel.step import step, steps
from kith.letters import queries
from kith.people.steps import InChronology, OfPeriod
from kith.practice.signs_of_safety.steps import Blank
from kith.protection.models import DiscussedChild
from kith.site import urls
from tests.permissions.asking import HERE
from tests.permissions.governance import asked_of_whoever_acts, at_state, governed, within_bundle
from tests.permissions.letters import Letters
from tests.permissions.plans import within
from tests.permissions.world import Story, World


def _concluded(story: Story) -> Any:
    """The assessment of a story as it will be once it is authorised."""
    later = copy(story.assessment)
    later.state = "authorised"
    later.matter = copy(later.matter)
    later.matter.assessment = later
    return later


def _not_born(assessment: Any) -> Any:
    """The same assessment of a child who is not born yet, and of whom nothing has begun."""
    other = _of_another(assessment)
    other.child.person.kind = "unborn"
    return other


def _aged(assessment: Any, years: int) -> Any:
    """The same assessment of somebody of that age."""
    other = _of_another(assessment)
    other.child.person.date_of_birth = now().date() - timedelta(days=years * 366)
    return other


def _of_another(assessment: Any) -> Any:
    other = copy(assessment)
    other.child, other.matter_id = copy(assessment.child), 0
    other.child.person = copy(other.child.person)
    return other


def _within(model: Any, assessment: Any, state: str = "open", **known: Any) -> Any:
    """What is kept in an assessment, as it may stand."""
    matter, other = copy(assessment.matter), copy(assessment)
    other.state, matter.assessment = state, other
    return model(matter=matter, **known)


# What each step is done to; the longest beginning of the step's name decides.
TARGETS: dict[str, Callable[[World, Story], Any]] = {
    "": lambda world, story: None,
    "access.": lambda world, story: world.cast.stranger,
    "access.key_ended": lambda world, story: ApiToken(user=world.cast.stranger),
    "access.log_in_opened": lambda world, story: world.closed,
    "access.role_ended": lambda world, story: world.cast.stranger.grants[0],
    "assessment.": lambda world, story: story.assessment,
    "assessment.new_information": lambda world, story: _concluded(story),
    "assessment.still_stands_answered": lambda world, story: NewInformation(matter=_concluded(story).matter),
    **dict.fromkeys(
        (
            "assessment.concluded_child_in_need",
            "assessment.strategy_discussion_asked",
            "assessment.emergency_action_asked",
        ),
        lambda world, story: _concluded(story),
    ),
    "assessment.need_plan_agreed": lambda world, story: _within(FollowOn, story.assessment, kind="plan"),
    **dict.fromkeys(
        (
            "assessment.follow_on_answered",
            "assessment.strategy_discussion_held",
            "assessment.emergency_action_taken",
        ),
        lambda world, story: _within(FollowOn, story.assessment, kind="strategy"),
    ),
    "assessment.section_written": lambda world, story: Page(story.assessment, sections()[0]),
    "assessment.allocated": lambda world, story: story.referral,
    "assessment.prebirth_opened": lambda world, story: _not_born(story.assessment),
    "assessment.prebirth_disclosed": lambda world, story: _within(Prebirth, story.assessment, state="authorised"),
    "assessment.prebirth_answered": lambda world, story: story.disclosed,
    "assessment.homelessness_told": lambda world, story: _aged(story.assessment, 17),
    "assessment.homelessness_duties_recorded": lambda world, story: _within(HomelessApproach, story.assessment),
    "assessment.section_20_refused": lambda world, story: _within(HomelessDuties, story.assessment),
    "assessment.bed_and_breakfast_allowed": lambda world, story: _within(HomelessApproach, story.assessment),
    "assessment.overseas_answered": lambda world, story: _within(OverseasEnquiry, story.assessment),
    "assessment.travel_approved": lambda world, story: _within(OverseasEnquiry, story.assessment, can_assess="no"),
    "assessment.proceedings_planned": lambda world, story: _within(Prebirth, story.assessment),
    "assessment.papers_lodged": lambda world, story: _within(Prebirth, story.assessment, proceedings_planned_at=now()),
    "checks.": lambda world, story: story.check,
    "checks.sent": lambda world, story: asking(story.assessment.matter),
    "disagreements.": lambda world, story: story.differing,
    "disagreements.raised": lambda world, story: story.assessment.matter,
    "protection.": lambda world, story: story.discussion,
    "protection.strategy_called": lambda world, story: story.person.subject,
    "protection.enquiry_": lambda world, story: story.enquiry,
    "protection.enquiry_proposed": lambda world, story: _as(story.enquiry, state="open"),
    "protection.enquiry_started": lambda world, story: DiscussedChild.objects.get(matter=story.discussion.matter),
    **dict.fromkeys(
        ("protection.initial_conference_held", "protection.conference_not_convened"),
        lambda world, story: _as(story.enquiry, state="authorised", outcome="continuing"),
    ),
    "conferences.": lambda world, story: story.conference,
    "conferences.conference_asked": lambda world, story: story.person.subject,
    "conferences.conference_arranged": lambda world, story: _as(story.conference, state="asked"),
    "conferences.report_received": lambda world, story: story.conference.invited,
    "conferences.review_set": lambda world, story: _as(story.conference, state="held", kind="review"),
    "conferences.added_to": lambda world, story: _as(story.conference, state="held"),
    **dict.fromkeys(
        (f"conferences.{what}" for what in ("plan_decided", "no_plan_decided", "plan_continued", "plan_ended")),
        lambda world, story: story.conference.child,
    ),
    "protection.strategy_called_off": lambda world, story: story.discussion,
    "protection.strategy_added_to": lambda world, story: _as(story.discussion, state="held"),
    "plans.": lambda world, story: story.plan,
    "plans.need_plan_agreed": lambda world, story: story.person.subject,
    "plans.plan_agreed": lambda world, story: _as(story.plan, agreed_at=None),
    "plans.goal_progressed": lambda world, story: within(story.plan.goal, story.plan),
    "plans.alternative_decided": lambda world, story: within(story.plan.stuck, story.plan),
    "plans.protection_plan_made": lambda world, story: ConferenceChild(matter=story.plan.matter, outcome="plan"),
    **dict.fromkeys(
        ("plans.child_seen_on_protection_plan", "plans.core_group_held", "plans.working_asked"),
        lambda world, story: _as(story.plan, kind="protection"),
    ),
    "emergency.": lambda world, story: story.emergency,
    **dict.fromkeys(
        ("emergency.police_protection_began", "emergency.order_made", "emergency.agreement_made"),
        lambda world, story: story.person.subject,
    ),
    "emergency.police_protection_ended": lambda world, story: _as(story.emergency, power="police"),
    "emergency.agreement_ended": lambda world, story: _as(story.emergency, power="agreement"),
    "care.": lambda world, story: story.care,
    **dict.fromkeys(("care.entry_asked", "care.entered_by_order"), lambda world, story: story.person.subject),
    **dict.fromkeys(("care.entry_agreed", "care.entry_refused"), lambda world, story: _as(story.care, state="asked")),
    "legal.": lambda world, story: story.plan.gateway.case,
    "legal.gateway_": lambda world, story: story.plan.gateway,
    # Whoever leads the work never holds it: of a child whom nobody is involved with it waits in the queue.
    "legal.gateway_held": lambda world, story: world.stories["uninvolved"].plan.gateway,
    "legal.gateway_asked": lambda world, story: story.person.subject,
    "legal.gateway_decided": lambda world, story: story.plan.gateway.row,
    "legal.case_opened": lambda world, story: story.plan.gateway.decided,
    "legal.family_meeting_answered": lambda world, story: story.plan.gateway.offer,
    **dict.fromkeys(
        ("legal.hearing_recorded", "legal.final_order_recorded"),
        lambda world, story: _as(story.plan.gateway.case, issued_on=now().date()),
    ),
    "actions.": lambda world, story: story.to_do,
    "actions.agreed": lambda world, story: story.assessment.matter,
    "clock.": lambda world, story: story.clock,
    "directory.": lambda world, story: world.service,
    "documents.": lambda world, story: story.document,
    "documents.added": lambda world, story: Shelf(((story.person.subject, "A child"),)),
    "earlyhelp.": lambda world, story: story.offered,
    "earlyhelp.handed_over": lambda world, story: story.row,
    "earlyhelp.return_settled": lambda world, story: story.returned,
    "frontdoor.": lambda world, story: story.contact,
    "frontdoor.child_recognised": lambda world, story: story.row,
    "frontdoor.contact_decided": lambda world, story: story.to_sign,
    "frontdoor.decision_sent_back": lambda world, story: story.to_sign,
    "frontdoor.police_": lambda world, story: FileAwaiting(author_id=current_actor_id()),
    "frontdoor.police_told": lambda world, story: story.contact,
    "frontdoor.referral_received": lambda world, story: story.referred,
    "frontdoor.referral_decided": lambda world, story: story.referral,
    "frontdoor.birth_expected": lambda world, story: story.referral,
    "frontdoor.homelessness_told": lambda world, story: story.referral,
    "frontdoor.pregnancy_told": lambda world, story: story.referral,
    "frontdoor.referred_child_born": lambda world, story: story.referral,
    "frontdoor.referrer_acknowledged": lambda world, story: story.contact,
    "frontdoor.answer_read": lambda world, story: world.sent["own"].matter,
    **dict.fromkeys(("governance.access_", "governance.bundle_"), lambda world, story: governed(story).asked),
    "governance.access_requested": lambda world, story: story.person,
    "governance.bundle_gathered": lambda world, story: at_state(governed(story).asked, "received"),
    "governance.bundle_checked": lambda world, story: at_state(
        governed(story).asked, "check", checker_id=current_actor_id()
    ),
    "governance.bundle_reopened": lambda world, story: at_state(governed(story).asked, "checked"),
    "governance.bundle_sent": lambda world, story: at_state(governed(story).asked, "checked", identity_how="Known"),
    "governance.withheld": lambda world, story: within_bundle(governed(story)),
    "governance.given_after_all": lambda world, story: governed(story).kept_back,
    "governance.hold_": lambda world, story: governed(story).hold,
    "governance.hold_placed": lambda world, story: story.person,
    "governance.": lambda world, story: governed(story).found,
    "governance.reading_explained": lambda world, story: asked_of_whoever_acts(governed(story).found),
    "letters.": lambda world, story: story.letters.drafted,
    "letters.written": lambda world, story: envelope(story.letters),
    "letters.withheld": lambda world, story: envelope(story.letters),
    "letters.acknowledged": lambda world, story: story.letters.sent,
    "letters.acknowledged_by_reader": lambda world, story: story.letters.told,
    "letters.released": lambda world, story: story.letters.withheld,
    "letters.stopped": lambda world, story: story.person,
    "letters.let_go": lambda world, story: story.letters.flag,
    "notes.": lambda world, story: story.noted,
    "notes.written": lambda world, story: story.person,
    "notes.written_beside": lambda world, story: story.noted,
    "notes.placed": lambda world, story: story.recalled,
    "network.": lambda world, story: story.member,
    "network.commitment_": lambda world, story: story.promise,
    **dict.fromkeys(("network.member_added", "network.commitment_added"), lambda world, story: story.person),
    "people.": lambda world, story: story.person,
    "people.entry_marked": lambda world, story: InChronology(story.person, story.happened),
    "people.summary_written": lambda world, story: OfPeriod(story.person, date(2026, 6, 1), date(2026, 6, 30)),
    "people.restricted_match_joined": lambda world, story: story.match,
    "people.access_reviewed": lambda world, story: story.reason,
    "signs_of_safety.": lambda world, story: story.danger,
    "signs_of_safety.entry_added": lambda world, story: Blank(story.assessment, "harm"),
    "signs_of_safety.safety_scored": lambda world, story: Blank(story.assessment),
    "signs_of_safety.score_taken_back": lambda world, story: story.safety_score,
    "spread.": lambda world, story: story.at_risk,
    **dict.fromkeys(("spread.answered", "spread.child_listed"), lambda world, story: asking(story.assessment.matter)),
    "sharing.": lambda world, story: story.contact,
    "sharing.authorisation_ended": lambda world, story: story.authority,
    "sharing.authority_refused": lambda world, story: story.asked,
}


def _as(one: Any, **other: Any) -> Any:
    """The same as it will be."""
    later = copy(one)
    for name, value in other.items():
        setattr(later, name, value)
    return later


def envelope(letters: Letters) -> Any:
    """To an agency that nobody has written to yet."""
    return queries.envelope(letters.concluded.matter, letters.key)


@cache
def rows() -> dict[str, dict[str, str]]:
    """Each step's row, as its keepers wrote it."""
    with (HERE / "matrix_steps.csv").open(newline="", encoding="utf-8") as file:
        return {line["step"]: line for line in csv.DictReader(file)}


def test_every_step_has_a_row_and_every_row_a_step() -> None:
    """No way of changing a record is added without somebody having said who may."""
    assert urls.urlpatterns  # with the pages, every step there is has been loaded
    # The made-up authority's own step can be taken in no other database, and is known only where one is made.
    made_up = "kith.site.demo."
    ours = {one.name for one in steps() if one.__module__.startswith("kith.")}
    ours -= {one.name for one in steps() if one.__module__.startswith(made_up)}
    assert ours == set(rows())
    assert {line[role.title] for line in rows().values() for role in ROLES.values()} <= {"yes", "no"}


@pytest.mark.parametrize("name", rows())
def test_a_step_is_open_to_those_the_matrix_names(world: World, name: str) -> None:
    """With a child whom everybody is involved with, only the role decides."""
    find = TARGETS[max((start for start in TARGETS if name.startswith(start)), key=len)]
    wrong = {}
    for key, actor in world.cast.by_role.items():
        with acting(actor):
            found = "yes" if allowed(step(name), actor, find(world, world.stories["involved"])) is True else "no"
        said = rows()[name][ROLES[key].title]
        if found != said:
            wrong[key] = f"matrix {said}, product {found}"
    assert not wrong, wrong


def test_nobody_takes_a_step_without_saying_who_they_are(world: World) -> None:
    for one in steps():
        assert allowed(one, None, None) is not True, one.name
