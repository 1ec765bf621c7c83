"""Who looked at which record and why, for the one who watches over it (IG-06)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from kith.access.actor import acting, at
from kith.access.models import ReasonedAccess, Subject
from kith.access.policies import Door
from kith.access.roles import Ability, who_may
from kith.people.models import Person
from kith.record.models import Refusal, Sighting
from kith.record.sightings import saw
from kith.site import access_page, jobs
from tests.assessment.reading import asked, signed_in
from tests.assessment.scene import child
from tests.cast import Cast, london

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 9)


@pytest.fixture
def amara(cast: Cast) -> Person:
    """Farah looked because the child is hers; Kit gave a reason."""
    found = child(cast.mash_worker)
    with at(london(2026, 6, 8)), acting(cast.social_worker):
        saw(cast.social_worker, found.subject, "overview", Door("open", "You are involved: key worker"))
    with at(london(2026, 6, 8, 11)), acting(cast.stranger):
        reason = ReasonedAccess.objects.create(
            person=found.subject,
            user=cast.stranger,
            why="cover",
            words="=Her worker is away",
            until=NOW + timedelta(days=1),
        )
        saw(cast.stranger, found.subject, "chronology", Door("open", "You said why: I am covering for someone", reason))
    return found


def test_the_officer_sees_who_looked_and_no_name_of_a_child(cast: Cast, amara: Person) -> None:
    """IG-06: reference and initials only, newest first, and no way into the record."""
    with at(NOW):
        page = signed_in(cast.information_governance_officer).get("/access/")
    words = page.content.decode()
    assert [row.actor.name for row, _ in page.context["rows"]] == ["Kit Farrow", "Farah Siddiqui"]
    assert "A. O." in words
    assert amara.subject.ref in words
    assert "Okafor" not in words
    assert f"/people/{amara.subject.ref}/" not in words
    assert "You are involved: key worker" in words
    assert "=Her worker is away" in words


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("person={ref}", {"Kit Farrow", "Farah Siddiqui"}),
        ("person=zzzz", set()),
        ("worker=farah", {"Farah Siddiqui"}),
        ("worker=kit.farrow@northmere.example", {"Kit Farrow"}),
        ("reasoned=1", {"Kit Farrow"}),
        ("worker=%00&page=x", {"Kit Farrow", "Farah Siddiqui"}),
        ("page=2", set()),
    ],
)
def test_looks_are_narrowed_as_the_address_says(cast: Cast, amara: Person, query: str, names: set[str]) -> None:
    with at(NOW):
        page = signed_in(cast.information_governance_officer).get(f"/access/?{query.format(ref=amara.subject.ref)}")
    assert {row.actor.name for row, _ in page.context["rows"]} == names


def test_reasons_that_wait_lead_to_what_was_opened(cast: Cast, amara: Person) -> None:
    with at(NOW):
        browser = signed_in(cast.information_governance_officer)
        (waits,) = browser.get("/access/").context["waiting"]
        opened = browser.get(f"/access/?{waits[2]}")
        assert [row.page for row, _ in opened.context["rows"]] == ["chronology"]
        with acting(cast.team_manager):
            ReasonedAccess.objects.update(reviewed_by=cast.team_manager, reviewed_at=NOW, found_right=True)
        assert browser.get("/access/").context["waiting"] == []


def test_the_page_says_whether_the_chain_is_whole(cast: Cast, amara: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decision 8."""
    with at(NOW):
        browser = signed_in(cast.information_governance_officer)
        cache.delete(access_page.FOLLOWED)
        chain = browser.get("/access/").context["chain"]
        assert (chain.whole, chain.sealed, chain.waiting) == (True, 0, 2)
        jobs.seal.func()
        assert browser.get("/access/").context["chain"].sealed == 0, "a page does not follow a long chain itself"
        jobs.follow.func()
        chain = browser.get("/access/").context["chain"]
        assert (chain.whole, chain.sealed, chain.waiting) == (True, 2, 0)
        monkeypatch.setattr(access_page, "chain", lambda: access_page.Chain(7, 2, 5, NOW))
        assert "The chain is broken at link 5" in browser.get("/access/").content.decode()


@pytest.mark.parametrize(
    "role", ["head_of_service", "team_manager", "data_analyst", "system_administrator", "referrer"]
)
def test_nobody_else_sees_who_looked(cast: Cast, role: str) -> None:
    with at(NOW):
        browser = signed_in(getattr(cast, role))
        for href in ("/access/", "/access/refusals/", "/access/export/"):
            assert browser.get(href).status_code == 403


def test_a_restricted_record_is_absent_from_the_officers_page(cast: Cast, amara: Person) -> None:
    """Decision 5: absent everywhere but to its named readers."""
    with acting(cast.team_manager):
        Subject.objects.filter(pk=amara.pk).update(restricted=True)
    with at(NOW):
        page = signed_in(cast.information_governance_officer).get("/access/")
    assert page.context["rows"] == []
    assert page.context["waiting"] == []


def test_refusals_are_listed_and_everything_is_exported_guarded(cast: Cast, amara: Person) -> None:
    with at(NOW):
        Refusal.objects.create(
            actor=cast.stranger, what="people.record_joined", target_ref=amara.subject.ref, why="Not yours."
        )
        browser = signed_in(cast.information_governance_officer)
        assert "people.record_joined" in browser.get("/access/refusals/?worker=kit").content.decode()
        assert "people.record_joined" not in browser.get("/access/refusals/?worker=farah").content.decode()
        looks = browser.get("/access/export/?reasoned=1").content.decode()
        assert "'=Her worker is away" in looks
        assert "Farah" not in looks
        assert "Okafor" not in looks
        assert "people.record_joined" in browser.get("/access/export/?list=refusals").content.decode()


def test_a_page_that_was_refused_or_not_there_is_listed_by_reference_alone(cast: Cast, amara: Person) -> None:
    """IG-06: not only steps are tried. Nothing that somebody typed in an address is kept, but a reference."""
    with acting(cast.team_manager):
        Subject.objects.filter(pk=amara.pk).update(restricted=True)
    with at(NOW):
        kit = signed_in(cast.stranger)
        assert kit.get(f"/people/{amara.subject.ref}/").status_code == 404
        assert kit.get("/people/amara-okafor/").status_code == 404
        assert kit.get("/front-door/").status_code == 403
        assert kit.get("/no/such/address/").status_code == 404
        assert kit.get("/drafts/nothing.kept/").status_code == 404
        page = signed_in(cast.information_governance_officer).get("/access/refusals/?worker=kit")
    rows = [(tried, row.target_ref, row.why) for row, tried in page.context["rows"]]
    absent = "Not there, or not open to them: both look alike"
    assert rows == [
        ("Page: frontdoor, queue", "", f"This is for {who_may(Ability.WORK_CONTACTS)} to do. Ask one of them."),
        ("Page: child, overview", "", absent),
        ("Page: child, overview", amara.subject.ref, absent),
    ]
    assert "okafor" not in page.content.decode().lower()


def test_a_step_that_was_refused_is_listed_once(cast: Cast, amara: Person) -> None:
    with at(NOW):
        assert signed_in(cast.referrer).post("/contacts/new/", {"worry": "Not mine."}).status_code == 403
        page = signed_in(cast.information_governance_officer).get("/access/refusals/?worker=hale")
    assert [tried for _, tried in page.context["rows"]] == ["Record a contact"]


def test_a_hundred_rows_a_page_in_few_questions(cast: Cast, amara: Person) -> None:
    with at(NOW), acting(cast.social_worker):
        for _ in range(101):
            saw(cast.social_worker, amara.subject, "overview", Door("open", "You are involved: key worker"))
    with at(NOW):
        page, questions = asked(signed_in(cast.information_governance_officer), "/access/")
        assert len(page.context["rows"]) == 100
        assert page.context["beside"] == {"earlier": 2, "later": 0}
        assert len(questions) <= 12, questions
    with acting(cast.information_governance_officer):
        assert Sighting.objects.count() == 103
