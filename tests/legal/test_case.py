"""Pre-proceedings and the court: the family's own meeting, the letter, reviews, the application, the end (CP-11)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.kernel.perform import Invalid, Refused
from kith.legal import queries, steps
from kith.legal.letters import LETTER
from kith.legal.models import FamilyMeeting, LegalCase, LegalCaseChild
from kith.letters.queries import envelopes
from kith.record.models import Clock, PracticeStandardChoice
from tests.assessment.reading import asked as read
from tests.assessment.reading import places, signed_in
from tests.cast import Cast, london, take
from tests.legal import scene
from tests.people import made

pytestmark = pytest.mark.django_db
NO_OFFER = "has not been offered a meeting to decide together"


def refused(step: Any, actor: Any, target: Any, data: dict[str, Any]) -> str:
    with pytest.raises(Invalid) as no:
        take(step, actor, target, data)
    return str(no.value.form.errors)


def clocks(cast: Cast, case: LegalCase) -> dict[str, Clock]:
    with acting(cast.social_worker):
        return {one.rule: one for one in Clock.objects.filter(matter=case.matter, stopped_at=None)}


def test_cp_11_cl_10_from_the_offer_and_the_letter_to_an_end_without_court(cast: Cast) -> None:
    case = scene.in_case(cast)
    worker = cast.social_worker
    with acting(worker), at(scene.HELD):
        child = queries.case_children(case)[0].child
        mother = made.person(worker, "Grace", "Okafor", kind="adult")
        made.related(mother, "mother", child.person)
    # No letter before the family was offered a meeting of its own (s31ZA); then it holds the offer.
    with at(scene.LETTER):
        assert NO_OFFER in refused(steps.WriteLetter, worker, case, scene.LETTER_SAYS)
        page = signed_in(worker).get(case.href).content.decode()
        assert "Children Act 1989 s31ZA" in page
        assert page.index(f'{case.href}family-meeting/"') < page.index("Each child")  # the first thing to do
        assert f'{case.href}letter/"' not in page
        assert f'{case.href}meeting/"' not in page
    case = scene.offered(cast, case)
    with at(scene.LETTER):
        page = signed_in(worker).get(case.href).content.decode()
        assert f'{case.href}letter/"' in page
        assert f'{case.href}meeting/"' not in page  # not before the letter that asks the parents to it
        again = refused(steps.OfferFamilyMeeting, worker, case, {"on": "2026-07-31", "to": "Grace"})
        assert "was offered already" in again
        early = scene.LETTER_SAYS | {"change_by": "2026-07-30", "meets_at": scene.LETTER}
        assert refused(steps.WriteLetter, worker, case, early).count("after the day of the letter") >= 2
        assert "no letter yet" in refused(
            steps.HoldPreMeeting, worker, case, scene.MET_SAYS | {"held_at": scene.LETTER}
        )
        take(steps.WriteLetter, worker, case, scene.LETTER_SAYS)
    running = clocks(cast, case)
    assert set(running) == {"preproceedings.meeting", "preproceedings.finish"}
    due, meets = running["preproceedings.finish"].due_at, running["preproceedings.meeting"].needed_by
    assert due is not None
    assert meets is not None
    assert (due.date().isoformat(), meets.date().isoformat()) == ("2026-11-20", "2026-08-12")
    # It is sent as any letter: worries, what must change, a lawyer, the family's meeting, ours; and never the advice.
    with acting(worker), at(scene.LETTER):
        to = {each.recipient.name: each.recipient for each in envelopes(case.matter)}["Grace Okafor"]
        words = str(LETTER.propose(case.matter, to))
        for part in (
            "Amara was hurt twice", "He does not come home.", "30 September 2026", "free for parents in this position",
            "a meeting of your own", "12 August 2026", "room 3",
        ):  # fmt: skip
            assert part in words
        assert scene.ADVICE not in words
        assert scene.ADVICE in [one.words for one in LETTER.unfit(case.matter, to) if one.always]
        assert LETTER.may_write(worker, case.matter) is True
    # The family answers, and meets with a plan.
    with at(london(2026, 8, 10)):
        offer = newest_offer(cast, case)
        no = {"answer": "yes", "answered_on": "2026-08-02", "held_on": "2026-08-08"}
        assert "Say what the family plans" in refused(steps.AnswerOffer, worker, offer, no)
        take(steps.AnswerOffer, worker, offer, {"answer": "yes", "answered_on": "2026-08-02"})
        take(steps.AnswerOffer, worker, newest_offer(cast, case), no | {"plan": "Nan takes all three on Fridays."})
        with pytest.raises(Refused, match="stands already"):
            take(steps.AnswerOffer, worker, newest_offer(cast, case), no)
    with at(london(2026, 8, 12, 12)):
        take(steps.HoldPreMeeting, worker, case, scene.MET_SAYS)
    assert set(clocks(cast, case)) == {"preproceedings.review", "preproceedings.finish"}
    # More time by a manager, with why: the first day stays.
    with at(london(2026, 11, 18)):
        more = {"until": "2026-12-18", "why": "The hair test comes on 10 December."}
        with pytest.raises(Refused):
            take(steps.Extend, worker, case, more)
        take(steps.Extend, cast.practice_supervisor, case, more)
    with acting(worker):
        finish = Clock.objects.get(matter=case.matter, rule="preproceedings.finish")
    assert (finish.due_at, finish.late_reason) == (due, more["why"])
    with at(london(2026, 11, 19)):
        page, questions = read(signed_in(worker), case.href)
        assert len(questions) <= 17, "\n".join(questions)
        for part in ("Nan takes all three", "changed the locks", "The hair test comes", "He does not come home."):
            assert part in page.content.decode()
        with acting(worker):
            assert places({child.pk}, "hair test")[0].href == case.href
    # It ends, with its case and what ran on it.
    with at(london(2026, 12, 16)):
        end = {
            "children": [child.ref],
            "ended_on": "2026-12-16",
            "ended_as": "changed",
            "ended_words": "He stays away.",
        }
        with pytest.raises(Refused):
            take(steps.EndPreProceedings, worker, case, end)
        take(steps.EndPreProceedings, cast.practice_supervisor, case, end)
    assert clocks(cast, case) == {}
    case = scene.fresh(cast, case)
    assert case.closed_by == cast.practice_supervisor
    with pytest.raises(Refused, match="This case has ended"):
        take(steps.OfferFamilyMeeting, worker, case, {"on": "2026-12-16", "to": "Grace"})


def newest_offer(cast: Cast, case: LegalCase) -> FamilyMeeting:
    with acting(cast.social_worker):
        offer = queries.case_view(case).offer
        assert offer is not None
        found = queries.family_meeting(case, offer.ref)
    assert found is not None
    return found


def test_cp_11_a_service_manager_alone_decides_against_an_offer_with_why_and_a_day(cast: Cast) -> None:
    case = scene.in_case(cast)
    no = {"because": "Her uncle threatened her, and would be in the room.", "review_on": "2026-09-15"}
    with at(scene.LETTER):
        for actor in (cast.social_worker, cast.team_manager):
            with pytest.raises(Refused):
                take(steps.DoNotOffer, actor, case, no)
        assert "after today" in refused(steps.DoNotOffer, cast.service_manager, case, no | {"review_on": "2026-07-31"})
        take(steps.DoNotOffer, cast.service_manager, case, no)
        take(steps.WriteLetter, cast.social_worker, case, scene.LETTER_SAYS)
        text = signed_in(cast.social_worker).get(case.href).content.decode()
    assert "Wyn Prosser decided that it would not be in the child’s best interests." in text
    assert "that day has come" not in text
    with at(london(2026, 9, 16)):
        assert "that day has come" in signed_in(cast.social_worker).get(case.href).content.decode()
    with acting(cast.social_worker):
        row = FamilyMeeting.objects.get(matter=case.matter)
        for wrong in ({"because": ""}, {"review_on": None}, {"offered": True}):
            with pytest.raises(IntegrityError), transaction.atomic():
                FamilyMeeting.objects.filter(pk=row.pk).update(**wrong)


def test_cp_11_an_authority_that_waits_for_the_section_to_begin_is_asked_nothing(cast: Cast) -> None:
    """The Act is made and its commencement not known: a number of the authority's own says whether it keeps to it."""
    case = scene.in_case(cast)
    PracticeStandardChoice.objects.create(
        rule="fgdm.before_court", limit_number=0, since=london(2026, 1, 1), chosen_by=cast.service_manager,
        reason="Not commenced.",
    )  # fmt: skip
    with at(scene.LETTER):
        take(steps.WriteLetter, cast.social_worker, case, scene.LETTER_SAYS)
        assert "does not wait for it yet" in signed_in(cast.social_worker).get(case.href).content.decode()


def test_cp_11_cl_10_proceedings_need_a_decision_run_26_weeks_and_end_with_where_the_child_lives(cast: Cast) -> None:
    case = scene.offered(cast, scene.in_case(cast))
    worker = cast.social_worker
    with at(scene.LETTER):
        take(steps.WriteLetter, worker, case, scene.LETTER_SAYS)
    with acting(worker):
        child = queries.case_children(case)[0].child
    with at(london(2026, 10, 6)):
        with pytest.raises(Refused, match="No legal gateway meeting has decided to issue"):
            take(steps.IssueProceedings, worker, case, scene.ISSUE_SAYS)
        with pytest.raises(Refused, match="Nothing is before the court yet"):
            take(steps.RecordHearing, worker, case, {})
    scene.held(cast, scene.asked(cast, child.person, when=london(2026, 10, 1)), "issue", london(2026, 10, 2))
    with at(london(2026, 10, 6)):
        early = refused(steps.IssueProceedings, worker, case, scene.ISSUE_SAYS | {"issued_on": "2026-07-01"})
        assert "the day on which this began" in early
        take(steps.IssueProceedings, worker, case, scene.ISSUE_SAYS)
    case = scene.fresh(cast, case)
    running = clocks(cast, case)
    assert set(running) == {"care.proceedings"}  # pre-proceedings are over
    due = running["care.proceedings"].due_at
    assert due is not None
    assert due.date().isoformat() == "2027-04-04"  # twenty-six weeks beginning with the day of issue
    with at(london(2026, 11, 2)):
        heard = {"on": "2026-10-19", "kind": "first", "interim": "care", "words": "Amara goes to Nan.", "next_on": ""}
        take(steps.RecordHearing, worker, case, heard)
        with pytest.raises(Refused, match="before the court"):
            take(steps.WriteLetter, worker, case, scene.LETTER_SAYS)
        assert "Interim care order" in signed_in(worker).get(case.href).content.decode()
        assert "Interim care order" in signed_in(worker).get(f"{child.person.href}out-of-hours/").content.decode()
    with at(london(2027, 3, 1)):
        bad = refused(steps.FinalOrder, worker, case, scene.FINAL_SAYS | {"children": [child.ref], "lives": ""})
        assert "where the child lives" in bad
        take(steps.FinalOrder, worker, case, scene.FINAL_SAYS | {"children": [child.ref]})
    case = scene.fresh(cast, case)
    assert case.closed_at == london(2027, 3, 1)
    assert clocks(cast, case) == {}
    with acting(worker):
        (row,) = queries.case_children(case)
        assert (row.ended_as, row.made, row.lives) == ("court", "guardianship", "family")
        with pytest.raises(IntegrityError), transaction.atomic():
            LegalCaseChild.objects.filter(pk=row.pk).update(lives="")


def test_cp_11_no_application_before_the_family_was_offered_a_meeting(cast: Cast) -> None:
    case = scene.in_case(cast, "issue")
    said = scene.ISSUE_SAYS | {"issued_on": "2026-07-30"}
    with at(scene.LETTER):
        assert NO_OFFER in refused(steps.IssueProceedings, cast.social_worker, case, said)
    case = scene.offered(cast, case)
    with at(scene.LETTER):
        take(steps.IssueProceedings, cast.social_worker, case, said)


def test_cp_11_each_child_of_a_case_ends_by_themselves(cast: Cast) -> None:
    plan = scene.planned(cast)
    amara = plan.child.person
    chidi = scene.sibling(cast, amara)
    scene.held(cast, scene.asked(cast, amara, chidi))
    case = scene.case_of(cast, amara)
    end = {"ended_on": "2026-07-31", "ended_as": "support", "ended_words": "He lives with his father."}
    with acting(cast.practice_supervisor), at(scene.HELD):
        made.involve(cast.practice_supervisor, chidi, kind="supervisor")
    with at(scene.LETTER):
        take(steps.EndPreProceedings, cast.practice_supervisor, case, end | {"children": [chidi.ref]})
        assert scene.fresh(cast, case).is_open
        gone = refused(steps.EndPreProceedings, cast.practice_supervisor, case, end | {"children": [chidi.ref]})
        assert "children" in gone
        take(steps.EndPreProceedings, cast.practice_supervisor, case, end | {"children": [amara.ref]})
    assert not scene.fresh(cast, case).is_open
