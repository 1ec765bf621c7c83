"""Visits: where the child sleeps, in which language, and in a way the child can use (AS-05, AS-09, AS-10)."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Notice
from kith.assessment.models import Assessment, Visit
from kith.assessment.paper import sheet
from kith.assessment.queries.lacking import lacking
from kith.assessment.steps import DecideNextStep, RecordParentSeen, RecordSeen, RecordTried, WaiveInterpreter
from kith.frontdoor.models import Contact
from kith.kernel.perform import Invalid, Refused
from kith.people.steps import RelationshipAdded
from kith.record.models import Clock
from tests.assessment.reading import signed_in
from tests.assessment.scene import allocated, child, referrals
from tests.assessment.test_work import REVIEWED, VISIT
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 5, 18)


def opened(cast: Cast, **about: Any) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker, **about))[0])


def test_as_05_a_visit_says_whether_the_childs_bedroom_was_seen(cast: Cast) -> None:
    assessment = opened(cast)
    with at(NOW):
        visit = take(RecordSeen, cast.social_worker, assessment, VISIT | {"bedroom": "yes"}).result
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
    assert visit.bedroom is True
    assert "Saw where the child sleeps." in page


def test_as_09_ig_03_nobody_is_seen_in_a_language_not_shared_without_an_interpreter_or_a_waiver(cast: Cast) -> None:
    assessment = opened(cast, first_language="POL", interpreter_needed=True)
    with at(NOW):
        with pytest.raises(Invalid) as no:
            take(RecordSeen, cast.social_worker, assessment, VISIT)
        assert "interpreted" in no.value.form.errors
        with pytest.raises(Invalid) as no:
            take(RecordSeen, cast.social_worker, assessment, VISIT | {"interpreted": "waived"})
        assert "interpreted" in no.value.form.errors
        with pytest.raises(Invalid) as no:
            take(RecordSeen, cast.social_worker, assessment, VISIT | {"interpreted": "professional"})
        assert "interpreter" in no.value.form.errors
        waiver = {"reason": "Her aunt's Polish is the worker's own.", "until": "2026-06-30"}
        for nobody in (cast.social_worker, cast.practice_supervisor):
            with pytest.raises(Refused, match="Team manager"):
                take(WaiveInterpreter, nobody, assessment, waiver)
        take(WaiveInterpreter, cast.team_manager, assessment, waiver)
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
        for said in ("Seen without an interpreter until 30 June 2026", "own.</bdi> Agreed by Marcus Bell"):
            assert said in page
        visit = take(RecordSeen, cast.social_worker, assessment, VISIT | {"interpreted": "waived"}).result
    assert visit.interpreted == "waived"
    with at(london(2026, 7, 1)), pytest.raises(Invalid):
        take(RecordSeen, cast.social_worker, assessment, VISIT | {"interpreted": "waived"})


def test_as_09_a_parents_language_counts_and_a_relative_who_interprets_is_flagged(cast: Cast) -> None:
    assessment = opened(cast)
    mother = child(
        cast.mash_worker, "Grace Okafor", born=london(1991, 3, 2).date(), kind="adult", first_language="POL",
        interpreter_needed=True,
    )  # fmt: skip
    with acting(cast.social_worker):
        person = assessment.child.person
    with at(NOW):
        take(RelationshipAdded, cast.social_worker, person, {"other": mother.subject.ref, "kind": "mother"})
        said = {"interpreted": "family", "interpreter": "Chidi, her brother"}
        take(RecordSeen, cast.social_worker, assessment, VISIT | said)
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
    assert "Not independent: check what was said" in page


def test_as_10_how_a_child_communicates_is_shown_and_how_it_went_is_asked(cast: Cast) -> None:
    assessment = opened(cast, communication_needs=["makaton"])
    with at(NOW):
        form = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/seen/").context["form"]
        assert "Makaton" in form.fields["communication"].help_text
        with pytest.raises(Invalid) as no:
            take(RecordSeen, cast.social_worker, assessment, VISIT)
        assert list(no.value.form.errors) == ["communication", "followed", "helped", "advocate"]
        said = {"communication": "Makaton, with Mrs Hale from school", "followed": "no", "helped": "yes"}
        with pytest.raises(Invalid) as no:
            take(RecordSeen, cast.social_worker, assessment, VISIT | said | {"advocate": "had"})
        assert set(no.value.form.errors) == {"why_not_followed", "facilitator", "facilitator_family"}
        said |= {"why_not_followed": "Her own board was at school.", "facilitator": "Her aunt Ada"}
        said |= {"facilitator_family": "yes", "advocate": "declined"}
        kept = take(RecordSeen, cast.social_worker, assessment, VISIT | said).result
        page = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
        with acting(cast.social_worker):
            paper = str(sheet(assessment))
    assert (kept.communication, kept.followed, kept.facilitator_family) == (said["communication"], False, True)
    assert "Her aunt Ada</bdi>. <strong>Not independent: check what was said" in page
    for told in ("Her own board was at school.", "Offered, and they did not want one".lower()):
        assert told in page
        assert told in paper
    assert "not independent: Her aunt Ada" in paper


def test_as_10_of_a_child_who_speaks_nothing_of_this_is_asked_and_a_visit_stays_short(cast: Cast) -> None:
    assessment = opened(cast)
    with at(NOW):
        form = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/seen/").context["form"]
        assert list(form.fields) == [
            "at", "place", "present", "alone", "why_not_alone", "words", "observed", "bedroom",
        ]  # fmt: skip
        assert take(RecordSeen, cast.social_worker, assessment, VISIT).result.followed is None


def test_cl_04_a_first_visit_after_its_limit_says_why_and_one_in_time_does_not(cast: Cast) -> None:
    with at(london(2026, 6, 15)):  # due by 10 June
        for when in ("2026-06-09T16:00", "2026-06-14T16:00"):
            assessment = opened(cast)
            browser, where = signed_in(cast.social_worker), f"/assessments/{assessment.ref}/seen/"
            assert "The first visit was due by" in browser.get(where).content.decode()
            said = VISIT | {"at": when, "request_key": assessment.ref}
            if when > "2026-06-11":
                no = browser.post(where, said)
                assert (no.status_code, "Say why the child was not seen by then" in no.content.decode()) == (422, True)
                said["late_reason"] = "She was at her grandmother's until Sunday."
            assert browser.post(where, said).status_code == 302
            with acting(cast.social_worker):
                clock = Clock.objects.get(matter_id=assessment.referral_id, rule="assessment.first_visit")
            assert clock.late_reason == said.get("late_reason", "")
        assert "grandmother&#x27;s until Sunday" in browser.get(f"/assessments/{assessment.ref}/").content.decode()
        assert "late_reason" not in browser.get(where).context["form"].fields


def test_cl_05_a_review_held_after_its_day_says_why(cast: Cast) -> None:
    assessment = opened(cast)
    said = REVIEWED | {"review_words": "The clinic answers in July.", "request_key": "one"}
    with at(london(2026, 7, 10)):
        browser, where = signed_in(cast.practice_supervisor), f"/assessments/{assessment.ref}/review/"
        no = browser.post(where, said)
        assert list(no.context["form"].errors) == ["late_reason"]
        assert browser.post(where, said | {"late_reason": "Nell was ill."}).status_code == 302
        assert "Nell was ill." in browser.get(f"/assessments/{assessment.ref}/").content.decode()


REFUSED = {"at": "2026-06-05T16:00", "place": "At home", "why_not_seen": "The door stayed shut.", "obstructed": "yes"}
KEPT_FROM = "The family keeps us from Amara: what happens next?"


def labels(cast: Cast, assessment: Assessment) -> list[str]:
    with acting(cast.social_worker):
        return [lack.label for lack in lacking(assessment)]


def test_cl_04_a_family_that_keeps_us_from_a_child_waits_for_a_managers_decision(cast: Cast) -> None:
    assessment = opened(cast)
    home = f"/assessments/{assessment.ref}/"
    with at(NOW):
        worker, manager = signed_in(cast.social_worker), signed_in(cast.practice_supervisor)
        out = REFUSED | {"why_not_seen": "They were out.", "obstructed": "no"}
        worker.post(f"{home}tried/", out | {"request_key": "out"})
        assert KEPT_FROM not in labels(cast, assessment)
        assert "next-step" not in manager.get("/").content.decode()
        for key in ("one", "two", "three"):
            assert worker.post(f"{home}tried/", REFUSED | {"request_key": key}).status_code == 302
        assert KEPT_FROM in labels(cast, assessment)
        with acting(cast.practice_supervisor):
            assert Notice.objects.filter(user=cast.practice_supervisor, href=f"{home}next-step/").exists()
        assert "Kept from the child 3 times: what happens next?" in manager.get("/").content.decode()
        assert f'href="{home}next-step/"' in worker.get(home).content.decode()
        assert worker.get(f"{home}next-step/").status_code == 403
        assert manager.post(f"{home}next-step/", {"next_step": "", "request_key": "no"}).status_code == 422
        said = {"next_step": "With the health visitor tomorrow at 8; else a strategy discussion.", "request_key": "go"}
        assert said["next_step"] in manager.post(f"{home}next-step/", said, follow=True).content.decode()
        assert KEPT_FROM not in labels(cast, assessment)
        assert "next-step" not in manager.get("/").content.decode()
        with acting(cast.social_worker):
            assert Notice.objects.filter(user=cast.social_worker, href=home).exists()
            assert set(Visit.objects.values_list("obstructed", "next_by__name")) == {
                (False, None), (True, cast.practice_supervisor.name),
            }  # fmt: skip
        with pytest.raises(Invalid, match="No visit waits for a decision"):
            take(DecideNextStep, cast.practice_supervisor, assessment, said)


def test_cl_04_once_the_child_is_seen_nothing_waits(cast: Cast) -> None:
    assessment = opened(cast)
    with at(NOW):
        take(RecordTried, cast.social_worker, assessment, REFUSED | {"at": "2026-06-05T10:00"})
        assert KEPT_FROM in labels(cast, assessment)
        take(RecordSeen, cast.social_worker, assessment, VISIT)
        assert KEPT_FROM not in labels(cast, assessment)
        assert "next-step" not in signed_in(cast.practice_supervisor).get("/").content.decode()


def test_as_07_09_each_parent_is_seen_by_name_with_an_interpreter_where_they_need_one(cast: Cast) -> None:
    assessment = opened(cast)
    born = london(1991, 3, 2).date()
    grace = child(
        cast.mash_worker, "Grace Okafor", born=born, kind="adult", first_language="POL", interpreter_needed=True
    )
    emeka = child(cast.mash_worker, "Emeka Okafor", born=born, kind="adult")
    home = f"/assessments/{assessment.ref}/"
    with acting(cast.social_worker):
        person = assessment.child.person
    with at(NOW):
        for one, kind in ((grace, "mother"), (emeka, "father")):
            take(RelationshipAdded, cast.social_worker, person, {"other": one.subject.ref, "kind": kind})
        browser = signed_in(cast.social_worker)
        asked = dict(browser.get(f"{home}parent/").context["form"].fields["whom"].choices)
        assert list(asked.values()) == ["Grace Okafor, mother", "Emeka Okafor, father", "Somebody else"]
        said = {"at": "2026-06-05T16:00", "place": "At home", "whom": grace.subject.ref, "child_there": "yes"}
        said |= {"views": "She wants help with nights.", "told": "All but who told us.", "request_key": "one"}
        no = browser.post(f"{home}parent/", said)
        assert set(no.context["form"].errors) == {"why_together", "interpreted"}
        said |= {"why_together": "Amara asked for it.", "interpreted": "professional", "interpreter": "Ola, Words Ltd"}
        page = browser.post(f"{home}parent/", said, follow=True).content.decode()
        for there in ("Grace Okafor</bdi></strong>, parent or carer, with the child there", "All but who told us.",
                      "She wants help with nights.", "Amara asked for it.", "Ola, Words Ltd"):  # fmt: skip
            assert there in page
        other = {"whom": emeka.subject.ref, "child_there": "no", "views": "He is sorry.", "request_key": "two"}
        alone = {name: said[name] for name in ("at", "place", "told")}
        assert browser.post(f"{home}parent/", alone | other).status_code == 302  # he needs no interpreter
        other |= {"whom": "other", "request_key": "three"}
        assert list(browser.post(f"{home}parent/", alone | other).context["form"].errors) == ["name"]
        assert browser.post(f"{home}parent/", alone | other | {"name": "Ada, her aunt"}).status_code == 302
        with acting(cast.social_worker):
            paper = str(sheet(assessment))
    for there in ("Ada, her aunt", "He is sorry.", "Ola, Words Ltd", "with the child there: Amara asked for it."):
        assert there in paper


def test_as_07_where_there_is_abuse_at_home_a_plan_for_the_adult_is_asked_too(cast: Cast) -> None:
    assessment = opened(cast)
    title = "Write “Keeping the harmed adult safe”"
    with at(NOW):
        assert title not in labels(cast, assessment)
        browser = signed_in(cast.social_worker)
        assert browser.get(f"/assessments/{assessment.ref}/write/adult_safety/").status_code == 404
        browser.post(f"/assessments/{assessment.ref}/applies/", {"applies": ["abuse_at_home"], "request_key": "one"})
        assert title in labels(cast, assessment)
        form = browser.get(f"/assessments/{assessment.ref}/write/adult_safety/").context["form"]
        assert [name for name in form.fields if name in ("seen_alone", "adult_plan", "not_told")] == [
            "seen_alone", "adult_plan", "not_told",
        ]  # fmt: skip


def test_as_07_abuse_at_home_that_the_contact_told_of_counts_without_a_tick(cast: Cast) -> None:
    assessment = opened(cast)
    with acting(cast.mash_manager):
        Contact.objects.filter(referrals=assessment.referral_id).update(type="domestic_abuse")
    assert "Write “Keeping the harmed adult safe”" in labels(cast, assessment)


def test_as_07_a_stranger_records_no_visit_of_a_parent(cast: Cast) -> None:
    assessment = opened(cast)
    with at(NOW), pytest.raises(Refused, match="not involved"):
        take(RecordParentSeen, cast.stranger, assessment, {})
