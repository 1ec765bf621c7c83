"""A manager looks at an assessment on its way, with what the record shows beside each line (AS-18, AS-21)."""

from __future__ import annotations

from datetime import date

import pytest

from kith.access.actor import acting, at
from kith.access.models import Notice, RoleGrant, Team
from kith.assessment.models import Assessment
from kith.assessment.queries.evidence import evidence
from kith.assessment.steps import RecordParentSeen, RecordSeen, Supervise, WriteSection
from kith.kernel.perform import Invalid
from kith.people.models import Household, HouseholdMember
from tests.assessment.reading import signed_in
from tests.assessment.scene import allocated, child, referrals
from tests.assessment.test_work import VISIT, seen
from tests.assessment.test_workspace import CHECKED, NOW, page
from tests.cast import LONG_AGO, Cast, take
from tests.people import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker))[0])


def test_as_21_reflection_and_a_challenge_belong_to_every_supervision(cast: Cast, assessment: Assessment) -> None:
    for missing in ("reflection", "challenge"):
        with at(NOW), pytest.raises(Invalid) as no:
            take(Supervise, cast.practice_supervisor, assessment, CHECKED | {missing: ""})
        assert list(no.value.form.errors) == [missing]


def test_as_18_whether_the_child_must_be_protected_now_is_asked_again(cast: Cast, assessment: Assessment) -> None:
    with at(NOW):
        for missing in ("protect_now", "protect_why"):
            with pytest.raises(Invalid) as no:
                take(Supervise, cast.practice_supervisor, assessment, CHECKED | {missing: ""})
            assert list(no.value.form.errors) == [missing]
        said = {"protect_now": "yes", "protect_why": "He has a key: she sleeps at her Nan's, and the police are rung."}
        kept = take(Supervise, cast.practice_supervisor, assessment, CHECKED | said).result
        told = signed_in(cast.social_worker).get(f"/assessments/{assessment.ref}/").content.decode()
    assert kept.protect_now is True
    assert "To be protected now" in told
    assert "she sleeps at her Nan" in told
    with acting(cast.social_worker):
        assert Notice.objects.filter(user=cast.social_worker, href=f"/assessments/{assessment.ref}/").exists()


def shown(cast: Cast, assessment: Assessment) -> dict[str, str]:
    with at(NOW), acting(cast.practice_supervisor):
        return evidence(
            Assessment.objects.select_related("child__person").get(pk=assessment.pk), cast.practice_supervisor
        )


def test_as_21_each_line_says_what_the_record_shows(cast: Cast, assessment: Assessment) -> None:
    before, href = shown(cast, assessment), f"/assessments/{assessment.ref}/supervision/"
    assert before["spoken_alone"] == "No visit says that Amara was seen alone."
    assert before["home"] == "No visit says that the bedroom was seen."
    assert before["analysis"] == "Nothing is written of the analysis."
    assert before["evidence"] == "Nothing is written yet that says how we know it."
    needs, analysis = page(assessment, "needs"), page(assessment, "analysis")
    assert before["parents"] == "No parent or carer is recorded as seen."
    seen(cast, assessment, bedroom="yes")
    said = {"views": "Weekends are hard.", "told": "All of it.", "child_there": "no", "place": "At home"}
    with at(NOW):
        took = {"at": "2026-06-05T17:00", "whom": "other", "name": "Grace, her mother", **said}
        take(RecordParentSeen, cast.social_worker, assessment, took)
    take(WriteSection, cast.social_worker, needs, {"health": "Well, says the nurse."})
    take(WriteSection, cast.social_worker, analysis, {"interaction": "Drink, then shouting."})
    after = shown(cast, assessment)
    assert after["analysis"].startswith("Missing: ")
    assert after["spoken_alone"] == f"Seen alone on 5 June 2026. Last said: “{VISIT['words']}”"
    assert after["home"] == "Where the child sleeps was seen on 5 June 2026."
    assert after["parents"] == "Seen: Grace, her mother, 5 June 2026."
    assert after["evidence"] == "1 answer does not say how we know it."
    with at(NOW):
        opened = signed_in(cast.practice_supervisor).get(href)
    for key, words in after.items():
        assert opened.context["form"].fields[key].help_text == words
    assert "Where the child sleeps was seen on 5 June 2026." in opened.content.decode()


def test_as_21_every_child_of_the_home_is_named_with_when_they_were_seen(cast: Cast, assessment: Assessment) -> None:
    """One with no assessment among them; of whoever is hidden nothing is said."""
    seen(cast, assessment)
    efe = child(cast.mash_worker, "Efe Okafor", born=date(2022, 5, 2))
    hidden = child(cast.mash_worker, "Ola Secretname", born=date(2020, 5, 2))
    with acting(cast.mash_worker):
        home = Household.objects.create()
        for person in (assessment.child, efe.subject, hidden.subject):
            HouseholdMember.objects.create(household=home, person=person, since=date(2024, 1, 1))
    assert "Ola Secretname" in shown(cast, assessment)["all_children"]
    with acting(cast.team_manager):
        made.restrict(cast.team_manager, hidden)
    found = shown(cast, assessment)["all_children"]
    assert "Amara Okafor (8): last seen 5 June 2026" in found
    assert "Efe Okafor (4): open the record to see" in found
    assert "Secretname" not in found


def test_as_21_when_another_child_of_the_home_was_seen_is_behind_their_door(cast: Cast, assessment: Assessment) -> None:
    """Unless it was seen for brothers and sisters who are assessed together, or the record is open to whoever asks."""
    efe, lia = child(cast.mash_worker, "Efe Okafor"), child(cast.mash_worker, "Lia Okafor")
    other = {"lead": cast.stranger.ref, "supervisor": cast.team_manager.ref, "override_reason": "Near."}
    with acting(cast.mash_worker):
        west = Team.objects.create(name="West assessment team", kind=Team.Kind.ASSESSMENT)
        RoleGrant.objects.create(user=cast.stranger, role="social_worker", team=west, since=LONG_AGO)
        home = Household.objects.create()
        for person in (assessment.child, efe.subject, lia.subject):
            HouseholdMember.objects.create(household=home, person=person, since=date(2024, 1, 1))
    for one in (efe, lia):
        theirs = allocated(cast, referrals(cast, one)[0], team=west.ref, **other)
        with at(NOW):
            take(RecordSeen, cast.stranger, theirs, VISIT)
        if one is lia:
            with acting(cast.stranger):
                Assessment.objects.filter(pk__in=[theirs.pk, assessment.pk]).update(sibling_group="C-26-00009")
    found = shown(cast, assessment)["all_children"]
    assert "Efe Okafor (8): open the record to see" in found
    assert "Lia Okafor (8): last seen 5 June 2026" in found
    with at(NOW):
        browser = signed_in(cast.practice_supervisor)
        opened = browser.get(f"/assessments/{assessment.ref}/supervision/").content.decode()
        assert "Efe Okafor (8): open the record to see" in opened
        asked = f"/people/{efe.ref}/reason/?next=/"
        said = {"why": "family", "words": "Her sister.", "request_key": str(browser.get(asked).context["request_key"])}
        assert browser.post(asked, said).status_code == 302
    assert "Efe Okafor (8): last seen 5 June 2026" in shown(cast, assessment)["all_children"]
