"""Each rule of the legal room by itself: who decides, impossible days, whose decision counts, what is shut (CP-11)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.access.models import Involvement, Notice, User
from kith.access.policies import door
from kith.kernel.perform import Breach, Invalid, Refused, allowed
from kith.legal import queries, steps
from kith.legal.letters import LETTER
from kith.legal.models import (
    Extension,
    FamilyMeeting,
    Gateway,
    GatewayChild,
    Hearing,
    LegalAdvice,
    LegalCase,
    LegalCaseChild,
    LetterBefore,
    PreMeeting,
)
from kith.people.models import Person
from kith.record.models import Clock, StepEvent
from kith.record.registry import tonight
from tests.assessment.reading import places, signed_in
from tests.cast import Cast, london, take, user
from tests.legal import scene
from tests.people import made

pytestmark = pytest.mark.django_db
OVER = {"ended_on": "2026-07-31", "ended_as": "support", "ended_words": "He lives with his father."}
ADVICE = {"adviser": "Ola Brandt", "given_on": "2026-07-22", "words": "Winnable, said quietly."}


def errors(step: Any, actor: User, target: Any, data: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as no:
        take(step, actor, target, data)
    return {name: str(words) for name, words in no.value.form.errors.items()}


def refusal(step: Any, actor: User, target: Any) -> str:
    """Why somebody may not, in words; empty where they may."""
    with acting(actor):
        may = allowed(step, actor, target)
    return "" if may is True else str(may or "No.")


def heard(href: str) -> set[str]:
    """Who was told of it since this was asked the last time."""
    rows = Notice.objects.filter(href=href, handed_at=None)
    found = {row.user.name for row in rows.select_related("user")}
    rows.update(handed_at=scene.HELD)
    return found


def child_of(cast: Cast, case: LegalCase) -> Person:
    with acting(cast.social_worker):
        return queries.case_children(case)[0].child.person


def moments(cast: Cast, case: LegalCase) -> dict[str, Any]:
    """When each thing happened, by its step."""
    with acting(cast.social_worker):
        return dict(StepEvent.objects.filter(matter=case.matter).values_list("step", "happened_at"))


def test_cp_11_ig_03_neither_who_leads_nor_who_is_far_holds_or_calls_off(cast: Cast) -> None:
    plan = scene.planned(cast)
    amara = plan.child.person
    one = scene.asked(cast, amara)
    assert heard(one.href) == {"Nell Abara"}  # who supervises; who asked knows
    # Only asked for: nothing of it is decided, no case begins.
    with acting(cast.social_worker):
        (row,) = queries.gateway_children(one)
    assert "decided at the legal gateway meeting" in refusal(steps.GatewayDecided, cast.service_manager, row)
    assert "meeting decides it" in refusal(steps.OpenCase, cast.service_manager, one)
    far = user("Pat Lorne", "practice_supervisor", registration_number="SW10010")
    for actor, words in ((far, "not involved"), (cast.conference_chair, "This is for")):
        assert words in refusal(steps.CallOffGateway, actor, one)
    for actor in (cast.service_manager, cast.head_of_service):  # they read what waits for them, near or not
        assert refusal(steps.HoldGateway, actor, one) == refusal(steps.CallOffGateway, actor, one) == ""
        assert refusal(steps.RecordAdvice, actor, one) == ""
    assert "not involved" in refusal(steps.RecordAdvice, cast.stranger, one)
    assert "This is for" in refusal(steps.AskForGateway, cast.lead_practitioner, amara.subject)
    for kind in ("supervisor", "key_worker"):
        with acting(cast.social_worker), at(scene.ASKED):
            made.involve(cast.service_manager, amara, kind=kind)
        assert "You lead or supervise" in refusal(steps.HoldGateway, cast.service_manager, one)
        with acting(cast.social_worker):
            Involvement.objects.filter(user=cast.service_manager).update(until=scene.ASKED)
    one = scene.held(cast, one)
    assert heard(one.href) == {"Nell Abara", "Farah Siddiqui"}
    with acting(cast.social_worker):
        (row,) = queries.gateway_children(one)
    # Held: what follows is whoever's who decided, and nobody else's; nor is their door open for ever.
    for actor in (cast.head_of_service, cast.social_worker):
        assert refusal(steps.GatewayDecided, actor, row) != ""
        assert "follows from what" in refusal(steps.OpenCase, actor, one)
    assert "not involved" in refusal(steps.RecordAdvice, cast.head_of_service, one)
    case = scene.case_of(cast, amara)
    assert "once it has ended for each child" in refusal(steps.EndCase, cast.service_manager, case)
    with acting(cast.social_worker):
        entry = StepEvent.objects.get(step="legal.gateway_decided", matter=one.matter)
    assert entry.happened_at == scene.HELD


def test_cp_11_a_meeting_that_was_called_off_takes_no_advice_and_is_open_to_nobody_far(cast: Cast) -> None:
    amara = scene.planned(cast).child.person
    one = scene.asked(cast, amara)
    assert signed_in(cast.service_manager).get(one.href).status_code == 200
    with at(scene.HELD):
        take(steps.CallOffGateway, cast.service_manager, one, {"off_because": "He was sent to prison."})
    assert heard(one.href) == {"Nell Abara", "Farah Siddiqui"}
    one = scene.again(cast, one)
    for step, actor in (
        (steps.RecordAdvice, cast.social_worker),
        (steps.HoldGateway, cast.service_manager),
        (steps.CallOffGateway, cast.service_manager),
    ):
        assert "It was called off" in refusal(step, actor, one), step
    assert "/reason/" in signed_in(cast.service_manager).get(one.href).headers["Location"]
    # Who held the page open is told; a meeting held before it was asked for is a slip.
    for step, said in ((steps.CallOffGateway, {"off_because": "Twice."}),):
        act = made.act(cast.service_manager)
        act.target = one
        with acting(cast.service_manager), transaction.atomic(), pytest.raises(Breach, match="was quicker"):
            step().apply(act, **said)
    again = scene.asked(cast, amara, when=scene.LETTER)
    with at(scene.LETTER + timedelta(hours=1)):
        early = scene.holding(cast, again, held_at=scene.LETTER - timedelta(minutes=1))
        assert "after it was asked for" in errors(steps.HoldGateway, cast.service_manager, again, early)["held_at"]


def test_cp_11_an_application_needs_the_newest_decision_of_every_child_who_is_left(cast: Cast) -> None:
    plan = scene.planned(cast)
    amara = plan.child.person
    chidi = scene.sibling(cast, amara)
    with acting(cast.practice_supervisor), at(scene.HELD):
        made.involve(cast.practice_supervisor, chidi, kind="supervisor")
    one = scene.asked(cast, amara, chidi)
    with acting(cast.social_worker):
        _, second = queries.gateway_children(one)
    scene.held(cast, one, "issue", **{f"outcome_{second.ref}": "pre"})
    case = scene.offered(cast, scene.case_of(cast, amara))
    assert "for every child here" in refusal(steps.IssueProceedings, cast.social_worker, case)
    # The other stays out of court: those who are left were all decided on.
    with at(scene.LETTER):
        take(steps.EndPreProceedings, cast.practice_supervisor, case, OVER | {"children": [chidi.ref]})
    case = scene.fresh(cast, case)
    assert refusal(steps.IssueProceedings, cast.social_worker, case) == ""
    # A newer decision takes the place of the older.
    scene.held(cast, scene.asked(cast, amara, when=london(2026, 9, 1)), "support", london(2026, 9, 3))
    assert "for every child here" in refusal(steps.IssueProceedings, cast.social_worker, case)
    scene.held(cast, scene.asked(cast, amara, when=london(2026, 9, 8)), "issue", london(2026, 9, 9))
    with acting(cast.social_worker):
        amara.kind, amara.expected_date, amara.date_of_birth = "unborn", date(2026, 12, 1), None
        amara.save(update_fields=["kind", "expected_date", "date_of_birth"])
    assert "is born yet" in refusal(steps.IssueProceedings, cast.social_worker, scene.fresh(cast, case))


def test_cp_11_nobody_far_from_the_family_writes_in_its_case(cast: Cast) -> None:
    case = scene.offered(cast, scene.in_case(cast))
    with acting(cast.social_worker):
        offer = queries.case_view(case).offer
    assert offer is not None
    with acting(cast.social_worker):
        row = queries.family_meeting(case, offer.ref)
        assert row is not None
    for step in (steps.OfferFamilyMeeting, steps.WriteLetter, steps.HoldPreMeeting, steps.RecordAdvice):
        assert "not involved" in refusal(step, cast.stranger, case), step
        assert refusal(step, cast.social_worker, case) == ""
    assert "not involved" in refusal(steps.AnswerOffer, cast.stranger, row)
    for step in (steps.DoNotOffer, steps.Extend, steps.EndPreProceedings):
        assert "not involved" in refusal(step, cast.head_of_service, case), step
        assert "This is for" in refusal(step, cast.social_worker, case), step
    assert "This is for" in refusal(steps.OfferFamilyMeeting, cast.lead_practitioner, case)
    # What was not offered has no answer; an offer of another case is in no other's pages.
    with at(scene.LETTER):
        no = {"because": "Her uncle threatened her.", "review_on": "2026-09-15"}
        take(steps.DoNotOffer, cast.service_manager, case, no)
        with acting(cast.social_worker):
            exception = queries.case_view(case).offer
            assert exception is not None
            not_offered = queries.family_meeting(case, exception.ref)
        assert "was not offered" in refusal(steps.AnswerOffer, cast.social_worker, not_offered)
        assert signed_in(cast.social_worker).get(f"{case.href}family-meeting/nothing/").status_code == 404


def test_cp_11_each_day_of_a_case_is_one_that_can_be(cast: Cast) -> None:
    case, worker = scene.offered(cast, scene.in_case(cast, "issue")), cast.social_worker
    with acting(worker):
        offer = queries.family_meeting(case, queries.case_view(case).offer.ref)  # type: ignore[union-attr]  # made above
    letter = scene.LETTER_SAYS
    with at(scene.LETTER):
        with acting(worker):
            assert LETTER.may_write(worker, case.matter) == "Write the letter before proceedings first."
        for wrong, field in (
            ({"dated_on": "2026-07-27"}, "dated_on"),  # before the case began
            ({"dated_on": "2026-08-01"}, "dated_on"),
            ({"change_by": "2126-09-30"}, "change_by"),
            ({"change_by": letter["dated_on"]}, "change_by"),
            ({"meets_at": london(2126, 8, 12, 10)}, "meets_at"),
            ({"meets_at": london(2026, 7, 31, 23, 59)}, "meets_at"),
        ):
            assert list(errors(steps.WriteLetter, worker, case, letter | wrong)) == [field], wrong
        # Just after midnight of the next day it is after the letter, also in summer.
        take(steps.WriteLetter, worker, case, letter | {"meets_at": london(2026, 8, 1, 0, 30)})
        for wrong, field in (
            ({"answered_on": "2026-07-29"}, "answered_on"),  # before it was offered
            ({"answered_on": "2026-07-31", "held_on": "2026-07-30", "plan": "Nan."}, "held_on"),
            ({"answered_on": "2026-07-31", "plan": "Nan."}, "held_on"),
            ({"answered_on": "2026-07-31", "answer": "no", "held_on": "2026-07-31", "plan": "Nan."}, "answer"),
        ):
            assert list(errors(steps.AnswerOffer, worker, offer, {"answer": "yes"} | wrong)) == [field], wrong
        take(steps.AnswerOffer, worker, offer, {"answer": "no", "answered_on": "2026-07-31"})
        with acting(worker):
            assert not queries.case_view(case).waits_for_answer
        for wrong, field in (
            ({"held_at": london(2026, 7, 30, 10)}, "held_at"),  # before the letter
            ({"next_on": "2026-07-30"}, "next_on"),
            ({"next_on": "2126-07-30"}, "next_on"),
        ):
            met = scene.MET_SAYS | {"held_at": scene.LETTER} | wrong
            assert list(errors(steps.HoldPreMeeting, worker, case, met)) == [field], wrong
        more = {"until": "2026-12-18", "why": "The hair test."}
        for until in ("2026-07-30", "2126-12-18"):
            assert list(errors(steps.Extend, cast.practice_supervisor, case, more | {"until": until})) == ["until"]
        end = OVER | {"children": [child_of(cast, case).ref], "ended_on": "2026-07-27"}
        assert list(errors(steps.EndPreProceedings, cast.practice_supervisor, case, end)) == ["ended_on"]
    heard_on = {"on": "2026-10-05", "kind": "first", "interim": "none", "words": "Listed."}
    with at(london(2026, 10, 6)):
        take(steps.IssueProceedings, worker, case, scene.ISSUE_SAYS)
        case = scene.fresh(cast, case)
        for wrong, field in (
            ({"on": "2026-10-04"}, "on"),  # before the application
            ({"next_on": "2026-10-05"}, "next_on"),
            ({"next_on": "2126-10-05"}, "next_on"),
        ):
            assert list(errors(steps.RecordHearing, worker, case, heard_on | wrong)) == [field], wrong
        take(steps.RecordHearing, worker, case, heard_on | {"next_on": "2026-10-06"})
        final = scene.FINAL_SAYS | {"children": [child_of(cast, case).ref], "ended_on": "2026-10-04"}
        assert list(errors(steps.FinalOrder, worker, case, final)) == ["ended_on"]
        take(steps.FinalOrder, worker, case, final | {"ended_on": "2026-10-05"})
    # Each stands at the beginning of its own day; the letter, not before its case.
    stood = moments(cast, case)
    assert stood["legal.letter_before_proceedings"] == london(2026, 7, 31, 0)
    for step in ("legal.proceedings_issued", "legal.hearing_recorded", "legal.final_order_recorded"):
        assert stood[step] == london(2026, 10, 5, 0)
    case = scene.fresh(cast, case)
    for step in (steps.RecordHearing, steps.FinalOrder, steps.RecordAdvice, steps.WriteLetter, steps.IssueProceedings):
        assert "This case has ended" in refusal(step, worker, case), step
    assert "This case has ended" in refusal(steps.DoNotOffer, cast.service_manager, case)
    assert refusal(steps.EndCase, cast.service_manager, case) != ""
    with acting(worker):
        stopped = dict(Clock.objects.filter(matter=case.matter).values_list("rule", "stopped_at"))
    assert stopped["preproceedings.finish"] == london(2026, 10, 5, 0)


def test_cp_11_of_two_at_once_the_second_is_told_and_writes_nothing(cast: Cast) -> None:
    case, worker = scene.offered(cast, scene.in_case(cast, "issue")), cast.social_worker
    with acting(worker):
        offer = queries.family_meeting(case, queries.case_view(case).offer.ref)  # type: ignore[union-attr]  # made above
    with at(london(2026, 10, 6)):
        take(steps.AnswerOffer, worker, offer, {"answer": "no", "answered_on": "2026-08-02"})
        _second(worker, steps.AnswerOffer, offer, answer="yes", answered_on=date(2026, 8, 2))
        take(steps.IssueProceedings, worker, case, scene.ISSUE_SAYS)
        _second(worker, steps.WriteLetter, case, dated_on=date(2026, 7, 31))
        _second(worker, steps.IssueProceedings, case, issued_on=date(2026, 10, 5))
        final = scene.FINAL_SAYS | {"children": [child_of(cast, case).ref], "ended_on": "2026-10-05"}
        take(steps.FinalOrder, worker, scene.fresh(cast, case), final)
        _second(worker, steps.RecordHearing, case, on=date(2026, 10, 5), kind="first", interim="none", words="Listed.")
    with acting(worker):
        assert not Hearing.objects.exists()
        assert not LetterBefore.objects.exists()


def _second(actor: User, step: Any, target: Any, **said: Any) -> None:
    act = made.act(actor)
    act.target = target
    with acting(actor), transaction.atomic(), pytest.raises(Breach, match="was quicker"):
        step().apply(act, **said)


def test_cp_11_ig_06_nothing_of_the_way_to_court_of_a_restricted_child_is_seen(cast: Cast) -> None:
    case, worker = scene.offered(cast, scene.in_case(cast)), cast.social_worker
    child = child_of(cast, case)
    with at(scene.LETTER):
        take(steps.RecordAdvice, worker, case, ADVICE)
        take(steps.WriteLetter, worker, case, scene.LETTER_SAYS)
    with at(london(2026, 8, 12, 12)):
        take(steps.HoldPreMeeting, worker, case, scene.MET_SAYS)
        take(steps.Extend, cast.practice_supervisor, case, {"until": "2026-12-18", "why": "The hair test."})
    with acting(worker):
        gateway = case.gateway
        made.restrict(worker, child)
    kept = (LegalCase, LegalCaseChild, LetterBefore, PreMeeting, Extension, FamilyMeeting, LegalAdvice, Clock)
    with acting(cast.practice_supervisor), at(london(2026, 8, 13)):
        for model in kept:
            assert not model.objects.filter(matter=case.matter).exists(), model
        for model in (Gateway, GatewayChild, LegalAdvice):
            assert not model.objects.filter(matter=gateway.matter).exists(), model
        assert places({child.pk}, "hair test") == []
        assert tonight([child.pk], cast.practice_supervisor) == []
        browser = signed_in(cast.practice_supervisor)
        for page in (case.href, gateway.href, f"{gateway.href}minutes.pdf", f"{case.href}end/"):
            assert browser.get(page).status_code == 404, page
    with acting(worker), at(london(2026, 8, 13)):
        for model in kept:
            assert model.objects.filter(matter=case.matter).exists(), model
        assert door(worker, child.subject).state == "open"


def test_cp_11_the_database_holds_what_a_case_and_a_meeting_rest_on(cast: Cast) -> None:
    case, met = scene.offered(cast, scene.in_case(cast)), date(2026, 8, 1)
    with acting(cast.social_worker):
        one = case.gateway
        wrong: tuple[tuple[Any, Any, dict[str, Any]], ...] = (
            (Gateway, one.pk, {"took_part": ""}),
            (Gateway, one.pk, {"discussed": ""}),
            (Gateway, one.pk, {"off_because": "Late."}),
            (Gateway, one.pk, {"state": "off", "held_at": None, "decided_by": None}),
            (Gateway, one.pk, {"follows": False, "asked_by": cast.service_manager}),
            (LegalCase, case.pk, {"issued_on": date(2026, 8, 1)}),
            (LegalCase, case.pk, {"sought": ["care"]}),
            (LegalCase, case.pk, {"closed_at": scene.LETTER}),
        )
        for model, pk, said in wrong:
            with pytest.raises(IntegrityError), transaction.atomic():
                model.objects.filter(pk=pk).update(**said)
        rows: tuple[tuple[Any, dict[str, Any]], ...] = (
            (GatewayChild, {"wishes": ""}),
            (GatewayChild, {"threshold_words": ""}),
            (GatewayChild, {"tried": ""}),
            (GatewayChild, {"why": ""}),
            (GatewayChild, {"open": True}),
            (GatewayChild, {"outcome": "issue", "threshold": "not_met"}),
            (LegalCaseChild, {"ended_on": date(2026, 8, 1)}),
            (LegalCaseChild, {"ended_words": "So."}),
            (LegalCaseChild, {"made": "care"}),
            (FamilyMeeting, {"to": ""}),
            (FamilyMeeting, {"answer": "yes"}),
            (FamilyMeeting, {"answered_on": date(2026, 8, 1)}),
            (FamilyMeeting, {"plan": "Nan."}),
            (FamilyMeeting, {"answer": "no", "answered_on": met, "held_on": met, "plan": "Nan."}),
            (FamilyMeeting, {"offered": False, "to": "", "because": "No.", "review_on": date(2026, 7, 30)}),
        )  # fmt: skip
        for model, said in rows:
            with pytest.raises(IntegrityError), transaction.atomic():
                model.objects.filter(matter__in=[one.pk, case.pk]).update(**said)


def test_cp_11_advice_is_written_once_by_whoever_may_read_it(cast: Cast) -> None:
    """Row security refuses a row from whoever may not read one, whatever page it came by; nobody changes one."""
    case = scene.in_case(cast)
    with acting(cast.social_worker), at(scene.LETTER):
        made.involve(cast.conference_chair, child_of(cast, case))
    with acting(cast.conference_chair), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        LegalAdvice.objects.create(
            matter=case.matter, adviser="Me", given_on=date(2026, 7, 1), words="So.", by=cast.conference_chair
        )
    with acting(cast.social_worker):
        for change in ({"words": "Other."}, {"adviser": "Somebody"}):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                LegalAdvice.objects.update(**change)
    with pytest.raises(Refused, match="This is for"):
        take(steps.RecordAdvice, cast.conference_chair, case, ADVICE)
