"""A child protection conference: asked for after advice, held by its chair, each child by themselves (CP-06, CP-07)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.access.models import NamedReader, RoleGrant, Subject
from kith.access.policies import door
from kith.conferences import queries, steps
from kith.conferences.models import Conference, ConferenceAgency, ConferenceChild, ConferenceFamily, Kind
from kith.kernel.perform import Invalid, Refused
from kith.people.models import Person
from kith.protection.models import Enquiry
from kith.protection.queries import enquiries_of
from kith.protection.steps import AuthoriseEnquiry, ConferenceHeld
from kith.record.models import Clock, StepEvent
from tests.assessment import scene
from tests.cast import Cast, london, take, user
from tests.people import made
from tests.protection.test_enquiry import FOUND_AT, sent
from tests.protection.test_strategy_discussion import HEALTH, POLICE, SCHOOL, amara, called, held

__all__ = ["amara"]  # the fixture

pytestmark = pytest.mark.django_db
ASKED_AT = london(2026, 6, 15, 10)
DAY = london(2026, 6, 24, 10)
ENDED = london(2026, 6, 24, 12)
REVIEWED = london(2026, 9, 22, 10)


@pytest.fixture
def chidi(cast: Cast, amara: Person) -> Person:
    with acting(cast.social_worker), at(london(2026, 6, 3, 12)):
        chidi = made.person(cast.social_worker, "Chidi", "Okafor", date(2021, 3, 4))
        made.related(amara, "sibling", chidi)
        made.involve(cast.social_worker, chidi)
    return chidi


def enquiries(cast: Cast, *children: Person, **called_with: Any) -> None:
    """A discussion about them was held, and each child's enquiry authorised with a continuing risk."""
    for one in scene.referrals(cast, *children):
        scene.allocated(cast, one)
    joint = {
        f"{part}_{one.ref}": said for one in children for part, said in (("outcome", "s47_joint"), ("why", "Now."))
    }
    held(cast, called(cast, *children, **called_with), *children, **joint)
    for child in children:
        one = sent(cast, enquiry_of(cast, child))
        with at(FOUND_AT):
            take(AuthoriseEnquiry, cast.team_manager, one, {})


def enquiry_of(cast: Cast, child: Person) -> Enquiry:
    with acting(cast.social_worker):
        return enquiries_of([child.pk])[0]


def asking(cast: Cast, *children: Person, **more: Any) -> dict[str, Any]:
    return {
        "kind": "initial",
        "children": [one.ref for one in children],
        "why": "He may come home, and nobody at home could keep him away.",
        "adviser": cast.conference_chair.ref,
        "advised_on": "2026-06-15",
        "advice": "hold",
        "advice_words": "Hold it within the fifteen days, with the school there.",
        **more,
    }


def asked(cast: Cast, *children: Person, when: datetime = ASKED_AT, **more: Any) -> Conference:
    with at(when):
        return take(
            steps.AskForConference, cast.social_worker, children[0].subject, asking(cast, *children, **more)
        ).result


def arranging(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"chair": cast.conference_chair.ref, "planned_at": DAY, "mode": "meeting", "place": "Room 4", **more}


def arranged(cast: Cast, one: Conference, when: datetime = ASKED_AT, **more: Any) -> Conference:
    with at(when):
        return take(steps.ArrangeConference, cast.conference_chair, one, arranging(cast, **more)).result


INVITED = [{**POLICE, "report_due_on": "2026-06-19"}, {**SCHOOL, "report_due_on": "2026-06-19"}, HEALTH]


def holding(one: Conference, cast: Cast, when: datetime = DAY, **more: Any) -> dict[str, Any]:
    """What is said when it ends: a plan for every child, or what `more` says instead."""
    said: dict[str, Any] = {
        "held_at": when,
        "agencies": [
            {**POLICE, "part": "here", "said": "He is on bail not to go there.", "thinks": "plan"},
            {**SCHOOL, "part": "here", "said": "She flinches when doors slam.", "thinks": "plan"},
        ],
        "without_them": "Her father is on bail; he wrote.",
        "basis": "public_task",
        "basis_why": "Nobody alone keeps her safe.",
        "discussed": "The grip mark, and what her mother can do.",
        "rationale": "Her mother wants him gone, and has let him back twice.",
        "next_review_on": "2026-09-18",
    }
    with acting(cast.conference_chair), at(when):
        view = queries.view_of(one)
        stays = "continues" if one.is_review else "plan"
        for row in view.children:
            about = {
                "part": "came", "wishes": "I want him to stay away.", "outcome": stays, "category": "PHY",
                "also": ["EMO"], "must_change": "He does not come home.", "why": "It happened twice.",
                **({"working": "no", "working_words": "He came back in July."} if one.is_review else {}),
            }  # fmt: skip
            said |= {f"{name}_{row.ref}": value for name, value in about.items()}
        for member in view.family:
            said |= {f"part_{member.ref}": "here", f"said_{member.ref}": "I know."}
    return said | more


def ended(cast: Cast, one: Conference, when: datetime = ENDED, **more: Any) -> Conference:
    begun = when.replace(hour=10)
    with at(when):
        return take(steps.HoldConference, cast.conference_chair, one, holding(one, cast, begun, **more)).result


def clocks(cast: Cast, rule: str) -> list[Clock]:
    with acting(cast.social_worker):
        return list(Clock.objects.filter(rule=rule).order_by("pk"))


def about(cast: Cast, one: Conference, child: Person) -> ConferenceChild:
    with acting(cast.social_worker):
        return next(row for row in queries.children_of(one) if row.child_id == child.pk)


def test_cp_06_cl_10_from_a_continuing_enquiry_to_a_plan_its_review_and_its_end(
    cast: Cast, amara: Person, chidi: Person
) -> None:
    """The whole story of two children: plan for one, none for the other; reviewed, going on, and ended."""
    enquiries(cast, amara, chidi)
    one = asked(cast, amara, chidi)
    assert (one.state, one.number[:6], one.adviser) == ("asked", "CP-26-", cast.conference_chair)
    with acting(cast.conference_chair), at(ASKED_AT):
        assert door(cast.conference_chair, amara.subject).state == "open"
        assert list(queries.to_hold(cast.conference_chair)) == [one]
    one = arranged(cast, one)
    with at(ASKED_AT):
        take(steps.InviteToConference, cast.social_worker, one, {"agencies": INVITED})
    with acting(cast.social_worker):
        police = ConferenceAgency.objects.get(matter=one.matter, agency_kind="police")
    with at(london(2026, 6, 20)):
        take(
            steps.ReportReceived, cast.social_worker, police, {"report_on": "2026-06-20", "report_words": "Two calls."}
        )
    chidis = about(cast, one, chidi).ref
    none = {
        f"outcome_{chidis}": "no_plan",
        f"instead_{chidis}": "cin",
        "dissent": "Sgt Wright is for one for Chidi too.",
    }
    one = ended(cast, one, **none)
    hers, his = about(cast, one, amara), about(cast, one, chidi)
    assert (hers.outcome, hers.category, hers.also) == ("plan", "PHY", ["EMO"])
    assert (his.outcome, his.category, his.also, his.must_change, his.instead) == ("no_plan", "", [], "", "cin")
    with acting(cast.social_worker):
        view = queries.view_of(one)
        assert [row.agency_name for row in view.did_not] == ["Northmere Health Visitors"]  # nobody said that they came
        lines = list(StepEvent.objects.filter(matter=one.matter).order_by("pk").values_list("line", flat=True))
    assert not enquiry_of(cast, amara).owes_conference
    assert "A child protection plan was decided: physical abuse; also emotional abuse" in lines
    assert "No child protection plan was decided; instead a child in need plan of all agencies" in lines
    assert [clock.stopped_at is not None for clock in clocks(cast, "cp.icpc.hold")] == [True, True]
    (first,) = clocks(cast, "cp.review.first")
    assert (first.matter_id, first.started_at, first.due_at.date()) == (one.pk, DAY, date(2026, 9, 24))
    with pytest.raises(Invalid, match="Chidi Okafor has no child protection plan to review"):
        asked(
            cast, amara, chidi, when=london(2026, 8, 3), kind="review", advised_on="2026-08-03", again="He came back."
        )
    review = asked(cast, amara, when=london(2026, 8, 3), kind="review", advised_on="2026-08-03", again="He came back.")
    review = arranged(cast, review, when=london(2026, 8, 3), planned_at=REVIEWED)
    review = ended(cast, review, when=REVIEWED.replace(hour=12), next_review_on="2027-03-20")
    assert about(cast, review, amara).reviews == hers
    (first,), (after,) = clocks(cast, "cp.review.first"), clocks(cast, "cp.review.next")
    assert first.stopped_at == REVIEWED
    assert (after.matter_id, after.stopped_at, after.due_at.date()) == (review.pk, None, date(2027, 3, 22))
    last = asked(cast, amara, when=london(2027, 2, 1), kind="review", advised_on="2027-02-01", again="He has gone.")
    last = arranged(cast, last, when=london(2027, 2, 1), planned_at=london(2027, 3, 1, 10))
    ref = about(cast, last, amara).ref
    over = {f"outcome_{ref}": "ends", f"instead_{ref}": "cin", f"working_{ref}": "yes", "dissent": "DS Wright: sooner."}
    ended(cast, last, when=london(2027, 3, 1, 12), **over)
    assert [clock.stopped_at for clock in clocks(cast, "cp.review.next")] == [london(2027, 3, 1, 10)]
    with acting(cast.social_worker):
        assert queries.standing_plan(amara.subject) is None


def test_cp_06_no_conference_without_what_asks_for_it(cast: Cast, amara: Person) -> None:
    """Conference before referral, one already waited for, a plan elsewhere that nobody names: each is refused."""
    with acting(cast.social_worker), at(london(2026, 6, 3)):
        made.involve(cast.social_worker, amara)
    with pytest.raises(Invalid, match="No section 47 enquiry about Amara Okafor waits for a conference"):
        asked(cast, amara)
    with pytest.raises(Invalid) as refused:
        asked(cast, amara, kind="transfer")
    assert {"from_authority", "from_category", "from_since", "notified_on"} <= set(refused.value.form.errors)
    moved_here = {"from_authority": "Southmere", "from_category": "NEG", "from_since": "2026-01-09"}
    moved_here["notified_on"] = "2026-06-12"
    one = asked(cast, amara, kind="transfer", **moved_here)
    with pytest.raises(Invalid, match="is to be held already"):
        asked(cast, amara, kind="transfer", **moved_here)
    with acting(cast.social_worker):
        row = about(cast, one, amara)
        with pytest.raises(IntegrityError, match="no_conference_without_what_asks_for_it"), transaction.atomic():
            ConferenceChild.objects.filter(pk=row.pk).update(kind=Kind.INITIAL)
        with pytest.raises(IntegrityError, match="a_transfer_in_says_from_where"), transaction.atomic():
            Conference.objects.filter(pk=one.pk).update(from_authority="")
        with pytest.raises(IntegrityError, match="a_plan_has_its_category"), transaction.atomic():
            ConferenceChild.objects.filter(pk=row.pk).update(outcome="plan")
    with at(ASKED_AT), pytest.raises(Refused, match="not involved"):
        take(steps.AskForConference, cast.reviewing_officer, amara.subject, asking(cast, amara))


def test_a_chair_is_independent_is_replaced_and_nobody_holds_it_twice(cast: Cast, amara: Person) -> None:
    """Two people at once, a chair removed in the middle of it, and minutes for a child who is not part of it."""
    enquiries(cast, amara)
    other = user("Ove Lindgren", "conference_chair")
    one = asked(cast, amara)
    with at(ASKED_AT), pytest.raises(Refused, match="a Conference chair"):
        take(steps.ArrangeConference, cast.team_manager, one, arranging(cast))
    with acting(cast.social_worker), at(london(2026, 6, 3)):
        made.involve(other, amara)
    with pytest.raises(Invalid, match="leads or supervises the work"):
        arranged(cast, one, chair=other.ref)
    one = arranged(cast, one)
    page = one  # opened by both
    third = user("Ida Brandt", "conference_chair")
    moved = arranging(cast, chair=third.ref, reason="Piet Vandermeer was taken ill.")
    said = holding(one, cast)
    with at(DAY):
        take(steps.MoveConference, cast.team_manager, one, moved)
    with at(ENDED), pytest.raises(Invalid, match="another chair while you wrote"):
        take(steps.HoldConference, cast.conference_chair, page, said)
    with acting(cast.team_manager):
        one = Conference.objects.select_related("matter", "chair").get(pk=one.pk)
    with at(ENDED), pytest.raises(Refused, match="Ida Brandt chairs it"):
        take(steps.HoldConference, cast.conference_chair, one, said)
    with at(ENDED), pytest.raises(Invalid, match="a child who is not part of this conference"):
        take(steps.HoldConference, third, one, {**said, "outcome_abcdefgh": "plan"})
    with acting(third), at(ENDED):
        assert door(third, amara.subject).state == "open"
        assert [row.chair for row in queries.view_of(one).moved] == [cast.conference_chair]
    with at(ENDED):
        RoleGrant.objects.filter(user=third).update(until=date(2026, 6, 23))
        with pytest.raises(Refused, match="a Conference chair"):
            take(steps.HoldConference, type(third).objects.get(pk=third.pk), one, said)
        RoleGrant.objects.filter(user=third).update(until=None)
        held_now = take(steps.HoldConference, type(third).objects.get(pk=third.pk), one, said).result
        assert held_now.ended_by == third
    with at(ENDED), pytest.raises(Invalid, match="Somebody was quicker"):  # from a page that was opened before
        take(steps.HoldConference, third, one, said)
    with at(ENDED), pytest.raises(Refused, match="No conference is owed"):
        take(ConferenceHeld, third, enquiry_of(cast, amara), {"conference_on": "2026-06-24"})


def test_fa_08_pr_12_a_blocked_person_is_not_invited_and_the_chair_alone_keeps_one_out(
    cast: Cast, amara: Person
) -> None:
    enquiries(cast, amara)
    with acting(cast.social_worker), at(london(2026, 6, 4)):
        mother, father = (
            made.person(cast.social_worker, name, "Okafor", date(1990, 1, 2), kind="adult") for name in "GK"
        )
        made.related(mother, "mother", amara)
        made.related(father, "father", amara, letters="never", safe_contact="bail")
    one = arranged(cast, asked(cast, amara))
    with at(ASKED_AT), pytest.raises(Invalid, match="no invitations may go to"):
        take(steps.InviteToConference, cast.social_worker, one, {"agencies": INVITED, f"asked_{father.ref}": "invited"})
    kept_out = {
        "agencies": INVITED, f"asked_{mother.ref}": "invited", f"asked_{father.ref}": "excluded",
        f"because_{father.ref}": "He may not be in the room with them: bail. He sends a letter.",
    }  # fmt: skip
    with at(ASKED_AT), pytest.raises(Invalid, match="Its chair alone keeps somebody out"):
        take(steps.InviteToConference, cast.social_worker, one, kept_out)
    with at(ASKED_AT):
        take(steps.InviteToConference, cast.conference_chair, one, kept_out)
    with acting(cast.social_worker):
        row = ConferenceFamily.objects.get(person=father.subject)
        assert (row.by, row.relation) == (cast.conference_chair, "father")
    with pytest.raises(Invalid) as refused:
        ended(cast, one, **{f"part_{row.ref}": "absent", "without_them": ""})
    assert "without_them" in refused.value.form.errors


NOT_WHOLE: list[tuple[dict[str, Any], str]] = [
    ({"agencies": [{**POLICE, "part": "here", "said": "Bail.", "thinks": "plan"}]}, "inquorate_because"),
    ({"agencies": [{**POLICE, "part": "here", "said": "", "thinks": "plan"}]}, "agencies"),
    (
        {"agencies": [{**one, "part": "here", "said": "No.", "thinks": "no_plan"} for one in (POLICE, HEALTH)]},
        "dissent",
    ),
    ({"next_review_on": ""}, "next_review_on"),
    ({"next_review_on": "2026-06-24"}, "next_review_on"),
    ({"next_review_on": "2026-09-25"}, "next_review_on"),
    ({"held_at": london(2026, 6, 14)}, "held_at"),
    ({"category": ""}, "category"),
    ({"must_change": ""}, "must_change"),
    ({"wishes": ""}, "wishes"),
    ({"outcome": "no_plan"}, "instead"),
    ({"recognition": ""}, "recognition"),
    ({"limbs": ""}, "limbs"),
]


def test_cp_06_cp_07_what_is_decided_is_whole(cast: Cast, amara: Person) -> None:
    """Quorum, dissent, each child, and of harm outside the home each limb with what it rests on."""
    enquiries(cast, amara)
    one = arranged(cast, asked(cast, amara))
    with acting(cast.social_worker):
        ConferenceChild.objects.filter(matter=one.matter).update(outside=True)
    ref = about(cast, one, amara).ref
    limbs = {f"{limb}_{ref}": "yes" for limb in ("recognition", "response", "cooperation", "limbs")}
    for more, field in NOT_WHOLE:
        of_child = {f"{name}_{ref}": value for name, value in more.items()}
        with pytest.raises(Invalid) as refused:
            ended(cast, one, **{**limbs, **more, **of_child})
        assert {field, f"{field}_{ref}"} & set(refused.value.form.errors), more
    row = about(cast, ended(cast, one, **limbs), amara)
    assert (row.recognition, row.limbs) == ("yes", "yes")


def test_cl_10_a_late_conference_is_held_honestly_and_one_without_quorum_says_why(cast: Cast, amara: Person) -> None:
    enquiries(cast, amara)
    late = london(2026, 7, 1, 10)
    one = arranged(cast, asked(cast, amara), planned_at=late)
    with pytest.raises(Invalid) as refused:
        ended(cast, one, when=london(2026, 7, 1, 12))
    assert "late_code" in refused.value.form.errors
    alone = {
        "agencies": [{**POLICE, "part": "here", "said": "Bail.", "thinks": "plan"}], "late_code": "family",
        "inquorate_because": "The school is shut; it wrote. He is back on Friday.", "late_words": "Her mother was ill.",
    }  # fmt: skip
    one = ended(cast, one, when=london(2026, 7, 1, 12), **alone)
    assert (one.quorate, one.inquorate_because[:10]) == (False, "The school")
    (clock,) = clocks(cast, "cp.icpc.hold")
    assert clock.stopped_at > clock.due_at
    assert clock.late_reason == "The family asked for another day, or could not be reached. Her mother was ill."
    assert clock.late_reason_by == cast.conference_chair


def test_one_called_off_leaves_its_date_running_and_a_restricted_child_hides_it(cast: Cast, amara: Person) -> None:
    enquiries(cast, amara)
    one = arranged(cast, asked(cast, amara))
    with at(DAY), pytest.raises(Refused, match="This is for"):
        take(steps.CallOffConference, cast.social_worker, one, {"off_because": "No."})
    with at(DAY):
        off = take(steps.CallOffConference, cast.team_manager, one, {"off_because": "They moved last night."}).result
    (clock,) = clocks(cast, "cp.icpc.hold")
    assert clock.stopped_at is None
    with at(DAY), pytest.raises(Refused, match="called off"):
        take(steps.InviteToConference, cast.social_worker, off, {"agencies": INVITED})
    with acting(cast.social_worker), at(DAY):
        made.restrict(cast.social_worker, amara)
    with pytest.raises(Invalid, match="restricted, and they may not read it"):
        asked(cast, amara, when=DAY, advised_on="2026-06-24")
    with acting(cast.social_worker), at(DAY):
        subject = Subject.objects.get(pk=amara.pk)
        NamedReader.objects.create(person=subject, user=cast.conference_chair, reason="chairs it")
    again = asked(cast, amara, when=DAY, advised_on="2026-06-24")
    with acting(cast.conference_chair):
        assert queries.by_ref(again.ref) == again
    with acting(cast.service_manager):
        assert queries.by_ref(again.ref) is None
        assert queries.by_ref(one.ref) is None
