"""Professionals see it differently: recorded, due, passed on when its day passes, settled by somebody (AS-17)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Involvement, MatterSubject, Notice, User
from kith.access.system import working
from kith.assessment.models import Assessment
from kith.assessment.paper import sheet
from kith.assessment.queries.lacking import lacking
from kith.disagreements import queries, standing
from kith.disagreements.models import Disagreement, DisagreementView
from kith.disagreements.stages import stages
from kith.disagreements.steps import AddView, PassOn, RaiseDisagreement, Settle, send_word_of_passed
from kith.frontdoor.steps import ClaimContact, ReceiveContact
from kith.kernel.perform import Invalid, Refused
from kith.record.models import PracticeStandardChoice
from kith.standards.local_practice import parameter
from tests.assessment.reading import places, signed_in
from tests.assessment.scene import allocated, child, referrals
from tests.cast import Cast, contact_about, london, take

pytestmark = pytest.mark.django_db
RAISED = london(2026, 6, 8, 10)  # a Monday
VIEWS = [
    {"who": "Ms Hale, the school", "words": "A plan for longer."},
    {"who": "Dr Ferncombe, the GP", "words": "Early help is enough."},
]
ISSUE = "Whether early help is enough"
SETTLED = {
    "decision": "A child in need plan for three months.",
    "why": "The school sees her every day. The GP differs.",
}


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker))[0])


@pytest.fixture
def raised(cast: Cast, assessment: Assessment) -> Disagreement:
    with at(RAISED):
        one = take(RaiseDisagreement, cast.social_worker, assessment.matter, {"issue": ISSUE, "views": VIEWS}).result
    assert isinstance(one, Disagreement)
    return one


def stage(cast: Cast, one: Disagreement, moment: datetime) -> tuple[str, str]:
    with at(moment), acting(cast.social_worker):
        found = queries.by_ref(one.ref)
        assert found is not None
        last = standing.stood(found)[-1]
        return last.stage.key, last.due_on.isoformat()


def due_to(user: User, moment: datetime) -> bool:
    with at(moment):
        return ISSUE in signed_in(user).get("/").content.decode()


def waits_for(user: User, moment: datetime) -> bool:
    """As `due_to`, for somebody to whom the record is not open."""
    with at(moment):
        return "A disagreement waits" in signed_in(user).get("/").content.decode()


def test_as_17_stages_are_data_and_each_has_a_number_of_the_authoritys_own() -> None:
    assert [one.key for one in stages()] == ["practitioners", "managers", "seniors"]
    for one in stages():
        assert parameter(f"disagreement.{one.key}").unit == "working days"


def test_as_17_two_views_are_asked_for(cast: Cast, assessment: Assessment) -> None:
    with at(RAISED), pytest.raises(Invalid) as no:
        take(RaiseDisagreement, cast.social_worker, assessment.matter, {"issue": ISSUE, "views": VIEWS[:1]})
    assert list(no.value.form.errors) == ["views"]


def test_as_17_it_goes_to_the_next_manager_when_its_day_passes(cast: Cast, raised: Disagreement) -> None:
    """Two working days with the lead, three with their managers, five with whoever oversees."""
    assert stage(cast, raised, RAISED) == ("practitioners", "2026-06-10")
    assert stage(cast, raised, london(2026, 6, 10, 23)) == ("practitioners", "2026-06-10")
    assert stage(cast, raised, london(2026, 6, 11)) == ("managers", "2026-06-15")
    assert stage(cast, raised, london(2026, 6, 16)) == ("seniors", "2026-06-22")
    assert stage(cast, raised, london(2026, 7, 16)) == ("seniors", "2026-06-22")  # nobody is above: it stays late


def test_as_17_it_is_due_on_the_my_work_of_whoever_settles_it_then(cast: Cast, raised: Disagreement) -> None:
    first, second, third = RAISED, london(2026, 6, 11), london(2026, 6, 16)
    assert [due_to(cast.social_worker, moment) for moment in (first, second, third)] == [True, False, False]
    assert [due_to(cast.practice_supervisor, moment) for moment in (first, second, third)] == [False, True, False]
    assert [waits_for(cast.service_manager, moment) for moment in (first, second, third)] == [False, False, True]
    assert not due_to(cast.stranger, second)


def test_as_17_who_and_what_it_is_about_is_told_to_a_senior_manager_only_once_the_record_is_open(
    cast: Cast, raised: Disagreement
) -> None:
    """My work and its export say that one waits; the page asks why, and writes down who looked."""
    browser = signed_in(cast.service_manager)
    with acting(cast.service_manager):
        child, name = raised.matter.subjects.get().person, raised.matter.subjects.get().person.person.shown_name

    def told(where: str) -> str:
        with at(london(2026, 6, 16, 11)):
            return browser.get(where).content.decode()

    for where in ("/", "/work/export/"):
        page = told(where)
        assert raised.href in page or where != "/"
        assert "A disagreement waits" in page
        assert (ISSUE in page, name in page) == (False, False), where
    with at(london(2026, 6, 16, 10)):
        asked = browser.get(raised.href)["Location"]
        assert asked.startswith(f"/people/{child.ref}/reason/")
        key = str(browser.get(asked).context["request_key"])
        answer = browser.post(asked, {"why": "review", "words": "I settle a disagreement.", "request_key": key})
        assert answer.status_code == 302
        assert ISSUE in browser.get(answer["Location"]).content.decode()
    for where in ("/", "/work/export/"):
        assert (ISSUE in told(where), name in told(where)) == (True, True), where


def told_of(raised: Disagreement, moment: datetime) -> list[str]:
    """Who is sent word on a morning, in order; the job may come twice."""
    with at(moment):
        before = set(Notice.objects.values_list("pk", flat=True))
        Notice.objects.filter(handed_at=None).update(handed_at=moment)  # as when they are sent
        for _ in range(2):
            with working():
                send_word_of_passed()
        new = Notice.objects.exclude(pk__in=before)
        assert {one.href for one in new} <= {raised.href}, "no name and no words"
        return sorted(one.user.name for one in new.select_related("user"))


def test_as_17_whoever_settles_it_since_its_day_passed_is_sent_word_once(cast: Cast, raised: Disagreement) -> None:
    lead, manager = cast.social_worker.name, cast.practice_supervisor.name
    assert told_of(raised, london(2026, 6, 10, 6)) == [], "its day has not passed"
    assert told_of(raised, london(2026, 6, 11, 6)) == sorted([lead, manager])
    assert told_of(raised, london(2026, 6, 12, 6)) == []
    seniors = sorted(user.name for user in (cast.service_manager, cast.head_of_service, cast.nominated_officer))
    assert told_of(raised, london(2026, 6, 18, 6)) == sorted([manager, *seniors]), "also after mornings without a job"
    assert told_of(raised, london(2026, 6, 19, 6)) == []
    assert told_of(raised, london(2026, 6, 23, 6)) == seniors, "nobody is above: those who are late hear of it"
    assert told_of(raised, london(2026, 6, 24, 6)) == []


def test_as_17_nobody_is_sent_word_of_what_is_settled_or_was_passed_on_in_time(
    cast: Cast, raised: Disagreement
) -> None:
    with at(london(2026, 6, 9, 10)):
        take(PassOn, cast.social_worker, raised, {"to": "managers", "reason": "He is away."})
    assert told_of(raised, london(2026, 6, 11, 6)) == []
    with at(london(2026, 6, 11, 10)):
        take(Settle, cast.practice_supervisor, raised, SETTLED)
    assert told_of(raised, london(2026, 6, 30, 6)) == []


def test_as_17_the_days_are_the_authoritys_own(cast: Cast, assessment: Assessment) -> None:
    with at(london(2026, 6, 1)), acting(cast.service_manager):
        PracticeStandardChoice.objects.create(
            rule="disagreement.practitioners", profile="", limit_number=4, unit="working days",
            since=london(2026, 6, 1), chosen_by=cast.service_manager, reason="Our procedure",
        )  # fmt: skip
    with at(RAISED):
        one = take(RaiseDisagreement, cast.social_worker, assessment.matter, {"issue": ISSUE, "views": VIEWS}).result
    assert isinstance(one, Disagreement)
    assert stage(cast, one, RAISED) == ("practitioners", "2026-06-12")


def test_as_17_whoever_leads_other_work_on_the_child_neither_settles_it_nor_hears_of_it(
    cast: Cast, assessment: Assessment
) -> None:
    """Another worry about the same child waits with the front door: that is no part of the assessment."""
    with at(RAISED):
        told = take(ReceiveContact, cast.mash_worker, None, contact_about()).result
        with acting(cast.mash_worker):
            MatterSubject.objects.create(matter=told.matter, person=assessment.child)  # as recognising her does
        take(ClaimContact, cast.mash_worker, told)
        with acting(cast.mash_worker):
            assert Involvement.objects.filter(user=cast.mash_worker, matter=told.matter, kind="front_door").exists()
        one = take(RaiseDisagreement, cast.social_worker, assessment.matter, {"issue": ISSUE, "views": VIEWS}).result
        with acting(cast.mash_worker):
            assert not Notice.objects.filter(user=cast.mash_worker, href=one.href).exists()
        assert not due_to(cast.mash_worker, RAISED)
        with pytest.raises(Refused, match="whoever leads the work"):
            take(Settle, cast.mash_worker, one, SETTLED)
        own = take(RaiseDisagreement, cast.social_worker, told.matter, {"issue": "Level", "views": VIEWS}).result
        take(Settle, cast.mash_worker, own, SETTLED)  # of their own contact they are the lead


def test_as_17_whoever_leads_the_assessment_leads_what_it_came_from_and_what_hangs_on_it(
    cast: Cast, assessment: Assessment
) -> None:
    with acting(cast.social_worker):
        works = [assessment.matter, assessment.referral.matter, assessment.referral.contact.matter]
    for work in works:
        with at(RAISED):
            one = take(RaiseDisagreement, cast.practice_supervisor, work, {"issue": ISSUE, "views": VIEWS}).result
            with acting(cast.social_worker):
                assert Notice.objects.filter(user=cast.social_worker, href=one.href).exists()
            take(Settle, cast.social_worker, one, SETTLED)


def test_as_17_whoever_settles_it_reads_each_view_beside_the_question(cast: Cast, raised: Disagreement) -> None:
    with acting(cast.social_worker):
        views = [one.words for one in raised.views.all()]
    for where, who in (("settle", cast.social_worker), ("pass-on", cast.social_worker), ("view", cast.social_worker)):
        with at(RAISED):
            page = signed_in(who).get(f"{raised.href}{where}/").content.decode()
        assert all(words in page for words in views), where


def test_as_17_it_is_settled_with_a_decision_and_who_and_every_view_stays(cast: Cast, raised: Disagreement) -> None:
    with at(london(2026, 6, 11)):
        with pytest.raises(Refused, match="managers settle it"):
            take(Settle, cast.social_worker, raised, SETTLED)
        with pytest.raises(Invalid):
            take(Settle, cast.practice_supervisor, raised, SETTLED | {"decision": " "})
        take(Settle, cast.practice_supervisor, raised, SETTLED)
        page = signed_in(cast.social_worker).get(raised.href).content.decode()
        with acting(cast.social_worker):
            assert Notice.objects.filter(user=cast.social_worker, href=raised.href).exists()
            assert DisagreementView.objects.count() == 2
            raised.refresh_from_db()
        with pytest.raises(Refused, match="settled"):
            take(AddView, cast.social_worker, raised, {"who": "Nan", "words": "Later."})
    for words in (*SETTLED.values(), cast.practice_supervisor.name, *(view["words"] for view in VIEWS)):
        assert words in page
    assert "Passed on by itself on 10 June 2026" in page
    assert not due_to(cast.practice_supervisor, london(2026, 6, 12))


def test_as_17_it_is_passed_on_by_hand_before_its_day(cast: Cast, raised: Disagreement) -> None:
    with at(RAISED):
        with pytest.raises(Invalid):
            take(PassOn, cast.social_worker, raised, {"to": "practitioners", "reason": "Back again."})
        take(PassOn, cast.social_worker, raised, {"to": "seniors", "reason": "She goes home on Friday."})
    assert stage(cast, raised, RAISED) == ("seniors", "2026-06-15")
    assert waits_for(cast.service_manager, RAISED)
    with at(RAISED):
        page = signed_in(cast.social_worker).get(raised.href).content.decode()
    assert "She goes home on Friday." in page
    assert f"{raised.href}pass-on/" not in page  # nobody is above


def test_as_17_another_view_stands_after_the_others_and_none_is_changed(cast: Cast, raised: Disagreement) -> None:
    with at(RAISED):
        take(AddView, cast.social_worker, raised, {"who": "Nan", "words": "Both are right."})
        with acting(cast.social_worker):
            assert list(raised.views.order_by("pk").values_list("words", flat=True)) == [
                "A plan for longer.", "Early help is enough.", "Both are right.",
            ]  # fmt: skip


def test_as_17_the_views_stand_in_the_assessment_its_paper_and_the_words_found(
    cast: Cast, assessment: Assessment, raised: Disagreement
) -> None:
    with at(RAISED):
        browser = signed_in(cast.social_worker)
        for where in ("", "write/agencies/", "whole/"):
            page = browser.get(f"/assessments/{assessment.ref}/{where}").content.decode()
            assert "Early help is enough." in page, where
        with acting(cast.social_worker):
            printed = next(one for one in sheet(assessment)["sections"] if one["heading"] == "What agencies told us")
            assert "Early help is enough." in str(printed)
            assert "Not settled. Those who disagree settle it" in str(printed)
            found = [place.href for place in places([assessment.child_id], '"early help is enough"')]
    assert raised.href in found


def test_as_17_what_is_not_settled_is_missing_before_approval(
    cast: Cast, assessment: Assessment, raised: Disagreement
) -> None:
    def missing() -> list[str]:
        with at(RAISED), acting(cast.social_worker):
            return [lack.words for lack in lacking(assessment)]

    words = f"Professional disagreement: {ISSUE} is not settled"
    assert words in missing()
    with at(RAISED):
        take(Settle, cast.social_worker, raised, SETTLED)
    assert words not in missing()


def test_as_17_it_is_raised_on_its_page_without_scripts(cast: Cast, assessment: Assessment) -> None:
    with at(RAISED):
        browser = signed_in(cast.social_worker)
        href = f"/disagreements/on/{assessment.matter.ref}/"
        key = str(browser.get(href).context["request_key"])
        sent: dict[str, Any] = {"issue": ISSUE, "request_key": key}
        for number, view in enumerate(VIEWS):
            sent |= {f"views-{number}-{name}": value for name, value in view.items()}
        answer = browser.post(href, sent)
        assert answer.status_code == 302
        assert ISSUE in browser.get(answer["Location"]).content.decode()
        assert signed_in(cast.stranger).get(answer["Location"]).status_code == 302  # asked why first


def test_who_is_not_involved_raises_none(cast: Cast, assessment: Assessment) -> None:
    with pytest.raises(Refused, match="not involved"):
        take(RaiseDisagreement, cast.stranger, assessment.matter, {"issue": ISSUE, "views": VIEWS})
