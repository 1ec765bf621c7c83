"""Words are found in everything written about one child, and in nothing of another (issue: text matters)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import TextField
from pghistory.models import Event

from kith.access.actor import acting, at
from kith.assessment.models import Assessment, FamilyAsDrawn, FollowOn
from kith.assessment.queries.texts import KEPT
from kith.assessment.steps import AskOverseas, RecordSeen, ReferToSpecialist
from tests.assessment.reading import places, signed_in
from tests.assessment.scene import allocated, child, referrals
from tests.assessment.test_pathways_others import ENQUIRY, REFERRED
from tests.assessment.test_work import VISIT
from tests.assessment.test_workspace import write
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 12, 10)


def test_words_are_found_in_sections_visits_and_contacts(cast: Cast) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    other = allocated(cast, referrals(cast, child(cast.mash_worker, "Chidi Okafor"))[0])
    write(cast.social_worker, assessment, "day", day="She cried before school.")
    write(cast.social_worker, assessment, "day", day="She was crying on Monday & <b>again</b>.", base="1")
    write(cast.social_worker, other, "day", day="He cries too.")
    with at(NOW):
        take(RecordSeen, cast.social_worker, assessment, VISIT | {"observed": "Tears, and then crying."})
        page = signed_in(cast.social_worker).get(f"/people/{assessment.child.ref}/words/?q=cry").content.decode()
    assert "A day in the child&#x27;s life" in page
    assert "<mark>crying</mark> on Monday &amp;" in page
    assert "<b>again" not in page
    assert "then <mark>crying</mark>" in page
    assert "before school" not in page  # an earlier version is not how it stands
    assert "He cries" not in page


def test_what_the_front_door_was_told_is_found(cast: Cast) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    with acting(cast.social_worker):
        worry = assessment.referral.contact.worry
        found = places([assessment.child_id], f'"{" ".join(worry.split()[:3])}"')
    assert [place.title for place in found] == [f"Contact {assessment.referral.contact.number}"]


def test_pr_01_to_pr_12_what_special_pathways_keep_is_found(cast: Cast) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    with at(NOW):
        take(AskOverseas, cast.social_worker, assessment, ENQUIRY)
        take(ReferToSpecialist, cast.social_worker, assessment, REFERRED)
        with acting(cast.social_worker):
            found = places([assessment.child_id], '"taken abroad" or "see her at home"')
        for place in found:
            assert signed_in(cast.social_worker).get(place.href).status_code == 200
    assert {place.title for place in found} == {
        "Authority abroad",
        "Specialist referral",
        "Letters to the family stopped",
    }


def test_everything_kept_beside_the_sections_is_found_and_leads_to_a_page() -> None:
    """Every free text of an assessment's own records is searched: one that is added later is not forgotten."""
    searched = {(model, column) for model, _, _, _, columns in KEPT for column in columns}
    held = {
        (model, field.name)
        for model in apps.get_app_config("assessment").get_models()
        if not issubclass(model, Event) and model not in (Assessment, FamilyAsDrawn)
        for field in model._meta.fields
        if isinstance(field, TextField)
    }
    copied = {(FollowOn, "why")}  # found where it was written
    assert held - searched == copied


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "'", '"', "((", "a" * 5000, "or -", "💙", "<script>"])
def test_anything_typed_is_answered(cast: Cast, typed: str) -> None:
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    with at(NOW):
        answer = signed_in(cast.social_worker).get(f"/people/{assessment.child.ref}/words/", {"q": typed})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().split("<main", 1)[1]


def test_of_more_places_than_are_shown_the_newest_are(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kith.record.words.MOST", 3)
    assessment = allocated(cast, referrals(cast, child(cast.mash_worker))[0])
    for day in (5, 9, 11, 6, 10, 8):
        seen = {"at": london(2026, 6, day, 9), "observed": f"Crying on day {day}."}
        with at(london(2026, 6, 12, 10)):
            take(RecordSeen, cast.social_worker, assessment, VISIT | seen)
    with acting(cast.social_worker):
        found = places([assessment.child_id], "crying")
    assert [place.at.day for place in found] == [11, 10, 9]
