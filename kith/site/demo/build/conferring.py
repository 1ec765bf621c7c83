"""Conferences: asked for when an enquiry is authorised, arranged and invited to the same day, held by their chair."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from kith.access.leading import people_of
from kith.access.actor import acting
from kith.access.models import Subject, User
from kith.access.policies import identity_of
from kith.access.working import works_on
from kith.assessment.models import Assessment
from kith.conferences import policies, queries, steps
from kith.conferences.models import Conference
from kith.kernel.now import now
from kith.protection.queries import proposed_agencies
from kith.site.demo.plan import events as plan
from kith.standards.words import local_day

if TYPE_CHECKING:
    from kith.site.demo.build.live import Living

CHAIR = "miriam_stone"
LENGTH = timedelta(minutes=80)
REPORT_BEFORE = timedelta(days=2)
SCHOOL = {"agency_kind": "school", "agency_name": "Northmere school attendance service"}
HEALTH = {"agency_kind": "health_visiting", "agency_name": "Northmere health visiting service"}
# The category for the kind of harm that was suspected first, and what else is meant with it (CP-13).
CATEGORY = {
    "physical": ("PHY", ["EMO"]), "sexual": ("SAB", []), "neglect": ("NEG", ["EMO"]), "emotional": ("EMO", []),
    "domestic_abuse": ("EMO", ["PHY"]), "criminal_exploitation": ("PHY", []), "online": ("EMO", ["SAB"]),
}  # fmt: skip
SAID = {
    "police": "Two calls to the home in the year. Nothing pending; they come at once if they are rung.",
    "school": "In school on most days since the enquiry. They speak to one teacher, and ask her who will be at home.",
    "health": "Weight and jabs are as they should be. An appointment was missed and made up.",
}
WISHES = "I want it to be quiet at night. I want to stay at my school, and to know before somebody comes."
UNBORN = "The midwife says what the baby needs: a safe place to sleep, and a mother who is not afraid."
OTHER_PARENT = "Whoever could not come was rung the day before, and is told by the social worker the same evening."
WHY = {
    "plan": "What was agreed did not hold for a week, and nobody outside the home can see each evening.",
    "no_plan": "Who did it has gone, the parent who stays has acted on all of it, and each agency says so.",
    "continues": "Mornings and school are better. Nights are not yet: what was agreed holds in most weeks only.",
    "ends": "Three months without a call. The parents ask for help before things go wrong, and have it nearby.",
}
MUST_CHANGE = "Nobody shouts or hits at home; a grown-up whom the child trusts is there each night; school is told early."
LATE = "The paediatrician was ill, and the parents asked for a day on which both could come."


def asked(living: Living, child: Subject, worker: User, on: datetime, kind: str = "initial") -> None:
    """Asked for on the advice of the chair, who arranges it; family and agencies are invited."""
    chair = living.user(CHAIR)
    with acting(worker):
        if child.restricted or queries.waiting_about([child]):
            return
        earlier = queries.is_again(queries.earlier_of([child], now()))
        known = [row for row in proposed_agencies(identity_of(child)) if row["agency_name"]]
    if kind == "initial" and child.person.is_unborn:
        kind = "prebirth"
    said = {
        "kind": kind,
        "children": [child.ref],
        "why": "The enquiry found that it happened and may happen again." if kind != "review" else "The review is due.",
        "adviser": chair.ref,
        "advised_on": local_day(now()),
        "advice": "hold",
        "advice_words": "Hold it in time, with school and health there, and hear the child before.",
        "again": "What was agreed then did not hold once the visits ended." if earlier else "",
    }
    one = living.do(steps.AskForConference, worker, child, said)
    arranged = {"chair": chair.ref, "planned_at": on - LENGTH, "mode": "meeting", "place": "Northmere House, room 2"}
    one = living.do(steps.ArrangeConference, chair, one, arranged)
    due = max(local_day(on - REPORT_BEFORE), local_day(now()))
    agencies = known + [one for one in (SCHOOL, HEALTH) if one["agency_kind"] not in {row["agency_kind"] for row in known}]
    with acting(worker):
        family = [row for row in queries.relatives_of(people_of(one)) if not row.blocked]
    invited: dict[str, Any] = {f"asked_{row.ref}": "invited" for row in family[:3]}
    invited["agencies"] = [{**row, "report_due_on": due} for row in agencies[:5]]
    living.do(steps.InviteToConference, worker, one, invited)


def held(living: Living, event: plan.ConferenceHeld, assessment: Assessment) -> None:
    """Reports have come, it is held, and where there is a plan its review is arranged at once."""
    worker, chair = living.user(event.worker), living.user(CHAIR)
    with acting(worker):
        found = queries.of_people([assessment.child_id])
        one = next((one for one in found if one.state == Conference.State.ARRANGED), None)
    if one is None:
        return
    with acting(worker):
        hand = worker if works_on(worker, one) is True else chair  # the case may have ended before its day
    with acting(chair):
        view = queries.view_of(one)
    for row in view.agencies[:2]:
        report = {"report_on": local_day(now()), "report_words": _said(row.agency_kind)}
        living.do(steps.ReportReceived, hand, row, report)
    living.do(steps.HoldConference, chair, one, _minutes(event, view))
    if event.again:
        asked(living, assessment.child, hand, event.again, "review")


def _said(kind: str) -> str:
    return SAID.get(kind, SAID["health"])


def _minutes(event: plan.ConferenceHeld, view: queries.View) -> dict[str, Any]:
    one, plans = view.one, event.decides in ("plan", "continues")
    said: dict[str, Any] = {
        "held_at": max(now() - LENGTH, one.asked_at),
        "ended_at": now(),
        "agencies": [
            {"agency_kind": row.agency_kind, "agency_name": row.agency_name, "part": "here",
             "said": _said(row.agency_kind), "thinks": "plan" if plans else "no_plan"}
            for row in view.agencies
        ],
        "without_them": OTHER_PARENT,
        "basis": "public_task",
        "basis_why": "Everybody who can keep the children safe must know the same.",
        "discussed": "What happened, what has been done since, what works at home and what does not; the parents first.",
        "rationale": WHY[event.decides],
        "next_review_on": local_day(now()) + timedelta(days=168 if event.review else 84) if plans else "",
        "late_code": "family" if event.late else "",
        "late_words": LATE if event.late else "",
    }  # fmt: skip
    for row in view.children:
        said |= {f"{name}_{row.ref}": value for name, value in _of_child(event, row, plans).items()}
    for member in view.family:
        said |= {f"part_{member.ref}": "here", f"said_{member.ref}": "It was hard to hear. We will do what we said."}
    return said


def _of_child(event: plan.ConferenceHeld, row: Any, plans: bool) -> dict[str, Any]:
    first = next(iter(row.enquiry.discussion.kinds), "neglect") if row.enquiry else "neglect"
    category, also = CATEGORY.get(first, ("NEG", ["EMO"]))
    if row.reviews is not None:
        category, also = row.reviews.category, row.reviews.also
    unborn = row.child.person.is_unborn
    about: dict[str, Any] = {
        "part": "worker" if unborn else "advocate", "wishes": UNBORN if unborn else WISHES, "outcome": event.decides,
        "why": WHY[event.decides],
    }  # fmt: skip
    about |= {"category": category, "also": also, "must_change": MUST_CHANGE} if plans else {"instead": "cin"}
    if row.kind == "review":
        about |= {"working": "partly" if plans else "yes", "working_words": WHY[event.decides]}
    if row.outside:
        about |= {"recognition": "partly", "response": "partly", "cooperation": "yes",
                  "limbs": "Both parents came, rang when they were missing, and have changed who collects them."}  # fmt: skip
    return about
