"""A strategy discussion that a conclusion asked for: called the same day, held by the manager the day after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kith.access.actor import acting
from kith.access.models import User
from kith.access.policies import identity_of
from kith.assessment.models import Assessment, FollowOn
from kith.actions.queries import on_work
from kith.actions.steps import FinishAction
from kith.assessment import steps as assessing
from kith.assessment.queries.following import discussions_asked, follow_ons
from kith.checks.kinds import asking
from kith.kernel.now import now
from kith.letters.policies import flags_of
from kith.people.steps import those_who_hold
from kith.protection import queries, steps
from kith.protection.models import Enquiry, StrategyDiscussion
from kith.site.demo.build import caring, conferring, planning, telling
from kith.site.demo.plan import events as plan
from kith.site.demo.plan.days import add_working_days, clock
from kith.site.demo.plan.days import at as day_at
from kith.spread.steps import AnswerSpread
from kith.standards.words import local_day

if TYPE_CHECKING:
    from kith.site.demo.build.live import Living

State = StrategyDiscussion.State
LENGTH = timedelta(minutes=45)
# What kind of harm a worry is about; neglect where it says nothing nearer.
HARM = {
    "domestic_abuse": ["domestic_abuse", "emotional"], "physical_harm": ["physical"], "sexual_harm": ["sexual"],
    "exploitation": ["criminal_exploitation"], "online": ["online", "sexual_exploitation"],
    "missing": ["criminal_exploitation"], "parent_mental_health": ["emotional"],
}  # fmt: skip
OUTSIDE = ("exploitation", "online", "missing")
# Where word of it could put the child in danger, nobody goes home or speaks to the family (PR-12).
FORCED = ["forced_marriage", "honour"]
SAFE_IN_SECRET = "Nobody rings, writes or calls at home. A place is ready for tonight, and school knows whom to ring."
SEEN_IN_SECRET = "Seen alone at school, by somebody they know. Nobody of the family is told before the police agree."
SEEN_SOON = "Seen at home and at school this week, alone, by somebody they know."
SAFE = "A relative whom the children trust stays with them, and the family knows whom to ring at night."
KNOWN = {
    "police": "What their systems hold of the adults of the home was read out; officers speak to them today.",
    "health": "Seen at the clinic when they were asked to come. The concerns of the assessment are shared.",
    "school": "In school on most days. A teacher whom they trust can be there when they are seen.",
}
HEALTH = {"agency_kind": "health_visiting", "agency_name": "Northmere health visiting service"}
SEEN = "See the children alone, at school, and write down what they say"
CHECKED = "Read out what is held of every adult of the home"
OTHERS = "The police, school and the family were asked about friends and children in the same places: none was named."


FINDINGS = {
    "not": "What was suspected has another explanation, which health and school confirm. The worries of the assessment stay.",
    "no_longer": "It happened. Who did it has left the home, and the parent who stays acts on what was agreed.",
    "continuing": "It happened, and may happen again: what was agreed did not hold for a week.",
}
UNBORN = "The child is not born. The mother was seen at the clinic, and is seen each week."


def happened(
    living: Living, event: plan.DiscussionCalled | plan.EnquiryEnded | plan.ConferenceHeld, assessment: Assessment
) -> None:
    """Whichever of them it is."""
    if isinstance(event, plan.DiscussionCalled):
        called(living, event, assessment)
    elif isinstance(event, plan.ConferenceHeld):
        conferring.held(living, event, assessment)
    else:
        ended(living, event, assessment)


def called(living: Living, event: plan.DiscussionCalled, assessment: Assessment) -> None:
    """About every child of the family for whom one is asked for, unless it was called a moment ago for a sibling."""
    manager = living.user(event.manager)
    with acting(manager):
        near = queries.children_near(assessment.child.person)
        about = [child.ref for child, _ in near if discussions_asked(child)]
        if assessment.child.ref not in about or _to_be_held(assessment):
            return
        (asked, *_) = discussions_asked(assessment.child)
        known = queries.proposed_agencies(identity_of(assessment.child))
        in_secret = bool(flags_of(assessment.child))
    invited = [row if row["agency_name"] else HEALTH for row in known]
    outside = event.theme in OUTSIDE
    said = {
        "children": about,
        "kinds": FORCED if in_secret else HARM.get(event.theme, ["neglect"]),
        "where": "outside" if outside else "inside",
        "suspected": asked.why,
        "suspected_at": asked.begun_at,
        "safe_until": SAFE_IN_SECRET if in_secret else SAFE,
        "chair": manager.ref,
        "mode": "video",
        "planned_at": day_at(add_working_days(clock(event.when).date(), 1), 10, 15),
        "invited": invited,
    }
    living.do(steps.CallDiscussion, manager, assessment.child, said)


def followed(living: Living, event: plan.FollowedOn, manager: User, assessment: Assessment) -> None:
    """What a conclusion asked for was done, or what was allowed by exception is looked at again."""
    with acting(manager):
        asked = [one for one in follow_ons(assessment) if not one.answer and one.is_exception is event.again]
    for one in asked:
        if one.kind == FollowOn.Kind.STRATEGY:
            _held(living, manager, assessment)  # for every child of the family whom it is about
        elif one.kind == FollowOn.Kind.PLAN and planning.stands(manager, assessment):
            living.do(assessing.AnswerFollowOn, manager, one, {"answer": "not_needed", "words": planning.ONE_PLAN})
        elif one.kind != FollowOn.Kind.PLAN or not planning.agreed(living, assessment):
            living.do(assessing.AnswerFollowOn, manager, one, telling.came_of_it(event))


def _held(living: Living, manager: User, assessment: Assessment) -> None:
    with acting(manager):
        one = _to_be_held(assessment)
        work = asking(one.matter) if one else None
    if one is None:
        return
    if one.is_outside:
        living.do(AnswerSpread, manager, work, {"found": "none", "words": OTHERS})
    living.do(steps.HoldDiscussion, manager, one, _minutes(one, manager))


def _to_be_held(assessment: Assessment) -> StrategyDiscussion | None:
    found = queries.of_people([assessment.child_id])
    return next((one for one in found if one.state == State.CALLED), None)


def _minutes(one: StrategyDiscussion, manager: User) -> dict[str, Any]:
    with acting(manager):
        view = queries.view_of(one)
        ours = [user for row in view.children for user in those_who_hold(row.child.person)]
    lead = next(iter(ours), manager).ref
    joint = one.kinds != ["neglect"] and one.kinds != ["emotional"]
    part = [
        {
            "agency_kind": row.agency_kind, "agency_name": row.agency_name, "part": "here",
            "knows": KNOWN.get(row.agency_kind, KNOWN["health"]),
        }
        for row in view.agencies
    ]  # fmt: skip
    said: dict[str, Any] = {
        "held_at": max(now() - LENGTH, one.called_at),
        "ended_at": now(),
        "agencies": part,
        "threshold_met": "yes",
        "threshold": "What the assessment found, and what each agency added, is reasonable cause.",
        "basis": "public_task",
        "basis_why": "Nobody alone knew enough to keep the children safe.",
        "police": "investigate" if joint else "not",
        "police_words": "They lead on the offence, and see the children with us." if joint
        else "Nothing points to an offence that could be charged. They are told at once if that changes.",
        "others": "Brothers and sisters at home: each was considered by themselves.",
        "actions": [
            {"what": SEEN, "owner": lead, "due_on": local_day(now()) + timedelta(days=3)},
            {"what": CHECKED, "who": "The duty officer", "agency_kind": "police",
             "due_on": local_day(now()) + timedelta(days=1)},
        ],
        "rationale": "All agreed. What is seen and said in the next days decides whether a conference is needed.",
    }  # fmt: skip
    for row in view.children:
        said[f"outcome_{row.child.ref}"] = "s47_joint" if joint else "s47_single"
        said[f"why_{row.child.ref}"] = SEEN_IN_SECRET if one.kinds == FORCED else SEEN_SOON
    return said


def ended(living: Living, event: plan.EnquiryEnded, assessment: Assessment) -> None:
    """What was found is sent and authorised; where the risk continues, a conference is asked for the same day."""
    worker, manager = living.user(event.worker), living.user(event.manager)
    with acting(worker):
        one = next(iter(queries.enquiries_of([assessment.child_id])))
    assert one.discussion is not None  # it began here
    with acting(worker):
        agreed = [row.one for row in on_work(one.discussion.matter) if row.open]
    for action in agreed:
        living.do(FinishAction, worker, action, {"done_on": action.due_on, "evidence": "It stands in the enquiry."})
    living.do(steps.ProposeEnquiry, worker, one, found(event, one))
    with acting(manager):
        sent = queries.enquiry_by_ref(one.ref)
    living.do(steps.AuthoriseEnquiry, manager, sent, {} if not one.child.person.is_unborn else {"unseen_because": UNBORN})
    if event.conference:
        conferring.asked(living, one.child, worker, event.conference)
    if event.care:
        caring.entered(living, event.care, one, worker, manager)


def found(event: plan.EnquiryEnded, one: Enquiry) -> dict[str, Any]:
    """What an enquiry found, for its form."""
    seen = {
        "seen_at": one.started_at + timedelta(hours=5), "seen_alone": "yes",
        "childs_words": "I told them before. I want it to stop, and I do not want to go away.",
    }  # fmt: skip
    return (seen if not one.child.person.is_unborn else {}) | {
        "medical": "done" if one.joint else "not_needed",
        "medical_words": "Seen by the paediatrician on the day after, as everybody agreed." if one.joint
        else "Considered with health in the discussion: there is nothing that an examination would show.",
        "spoken_to": "Each parent alone, school, the health visitor and a relative whom the family chose.",
        "findings": FINDINGS[event.ends],
        "outcome": event.ends,
        "safe_now": "Who is at home at night is agreed and checked, unannounced too; school knows whom to ring.",
    }  # fmt: skip
