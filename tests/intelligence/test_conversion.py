"""From contact to help: the numbers, what lies behind each, and who sees what (FD-13)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Subject, User
from kith.assessment.models import Assessment
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild, Referral
from kith.frontdoor.queries.recognition import particulars_told
from kith.intelligence import queries
from kith.kernel.perform import perform
from kith.people.queries import show_matches
from kith.sharing.models import Consent
from tests.assessment.reading import asked, signed_in
from tests.assessment.scene import allocated
from tests.cast import Cast, contact_about, london
from tests.query_plans import read_whole, read_whole_within, statements

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 20)
JUNE = "since=2026-06&until=2026-06"
POLICE = {"source_kind": "police", "agency": "", "type": "domestic_abuse", "referrer_name": "PC Marsh"}
GIVEN = ("Amara", "Benedikt", "Coralie", "Dragan", "Eluned", "Fabrizio", "Gwilym", "Hortense")


def told(cast: Cast, place: int, day: int, **more: Any) -> Contact:
    """A contact about one child, received at nine on a day of June, recognised as new."""
    child = {
        "given": GIVEN[place],
        "family": f"{GIVEN[-place - 1]}son",
        "born": london(2010 + place, 2, 12).date(),
        "sex": "F",
    }
    with at(london(2026, 6, day)), acting(cast.mash_worker):
        data = contact_about(child, address_line=f"{place + 1} Quay Street", **more)
        contact = perform(steps.ReceiveContact, cast.mash_worker, None, data).result
        row = ContactChild.objects.get(matter=contact.matter)
        shown, _ = show_matches(cast.mash_worker, particulars_told(row))
        perform(steps.RecogniseChild, cast.mash_worker, row, {"answer": "new", "shown": shown.ref})
        return Contact.objects.get(pk=contact.pk)


def decided(cast: Cast, contact: Contact, day: int, hour: int, outcome: str = "advice") -> Contact:
    """Decided by the MASH worker, signed by the manager where it must be, both at that hour."""
    refer = outcome == "referral"
    with at(london(2026, 6, day, hour)), acting(cast.mash_worker):
        row = ContactChild.objects.get(matter=contact.matter)
        Consent.objects.create(
            matter=contact.matter, asked_of="Grace, mother", state="given", asked_at=contact.received_at,
            recorded_by=cast.mash_worker, recorded_at=contact.received_at,
        )  # fmt: skip
        said = {
            "level": "intensive" if refer else "universal",
            "criteria": ["intensive.likely_impaired" if refer else "universal.needs_met"],
            "rationale": "The worry has moved from one argument to most weekends.",
            "tell_referrer": "outcome",
            "late_reason": "We waited for the school to ring back.",
            f"means_{row.ref}": "Tired and watchful at night.",
            f"outcome_{row.ref}": outcome,
        }
        perform(steps.DecideContact, cast.mash_worker, contact, said)
        contact.refresh_from_db()
    if refer:
        with at(london(2026, 6, day, hour)), acting(cast.mash_manager):
            perform(steps.ConcludeContact, cast.mash_manager, contact)
            contact.refresh_from_db()
    return contact


@pytest.fixture
def world(cast: Cast) -> dict[str, Contact]:
    """Three contacts from a school and two from the police: assessed, referred, closed late, two waiting."""
    assessed = decided(cast, told(cast, 0, 1), 1, 13, "referral")
    with acting(cast.mash_manager):
        referral = Referral.objects.get(contact=assessed)
    allocated(cast, referral, london(2026, 6, 2))
    return {
        "assessed": assessed,
        "referred": decided(cast, told(cast, 1, 3), 3, 17, "referral"),
        "late": decided(cast, told(cast, 2, 8), 9, 15),
        "waiting": told(cast, 3, 10, **POLICE),
        "police": told(cast, 4, 11, **POLICE),
    }


def numbers_of(contacts: Any) -> set[str]:
    return {contact.number for contact in contacts}


def test_the_figures_of_a_small_world_are_right(cast: Cast, world: dict[str, Contact]) -> None:
    """FD-13: each number as its definition on the page says."""
    with at(NOW), acting(cast.mash_manager):
        asks = queries.asked({"since": "2026-06", "until": "2026-06"})
        total = queries.together(asks)
        assert total.counts == {
            "contacts": 5, "referral": 2, "assessment": 1, "plan": 0, "decided": 3, "in_time": 2, "late": 1,
            "waiting": 2, "domestic_abuse": 2,
        }  # fmt: skip
        assert total.median == 8
        assert total.ninth == pytest.approx(8 + 0.8 * (30 - 8))
        kinds = {row.words: row for row in queries.by_kind(asks)}
        assert list(kinds) == ["Police", "Schools and education"]
        assert [kinds["Police"].number, kinds["Police"].median, kinds["Police"].baseline] == [2, None, 6]
        assert [row.words for row in queries.by_month(asks)] == ["June 2026"]
        screeners = queries.by_decider(asks)
        assert [(row.words, row.counts["decided"]) for row in screeners] == [("Joanne Pike", 3)]
        assert [row.words for row in queries.by_agency(asks.but(kind="schools"))] == ["Larkfield Primary"]
        Assessment.objects.update(state="authorised", authorised_on=NOW.date(), outcome="cin_plan")
        assert queries.together(asks).counts["plan"] == 1


def test_every_number_opens_to_exactly_the_contacts_it_counts(cast: Cast, world: dict[str, Contact]) -> None:
    """FD-13: the page's own links, followed."""
    with at(NOW):
        browser = signed_in(cast.mash_manager)
        page = browser.get(f"/conversion/?{JUNE}&kind=schools").content.decode()
        page += browser.get(f"/conversion/?{JUNE}").content.decode()
        links = set(re.findall(r'href="(/conversion/contacts/\?[^"]*)">([0-9,]+)</a>', page))
        assert len(links) > 20
        for href, number in links:
            listed = browser.get(href.replace("&amp;", "&"))
            assert listed.context["page"].paginator.count == int(number), href
        opened = browser.get(f"/conversion/contacts/?{JUNE}&stage=late")
        assert numbers_of(row["contact"] for row in opened.context["rows"]) == {world["late"].number}
        waiting = browser.get(f"/conversion/contacts/?{JUNE}&kind=police&stage=waiting")
        expected = {world["waiting"].number, world["police"].number}
        assert numbers_of(row["contact"] for row in waiting.context["rows"]) == expected
        assert f'/contacts/{waiting.context["rows"][0]["contact"].ref}/"' in waiting.content.decode()
        everything = browser.get(f"/conversion/contacts/?{JUNE}").context["rows"]
        became = {row["contact"].number: row["became"] for row in everything}
        assert [became[world[name].number] for name in ("assessed", "referred", "late", "waiting")] == [
            "Assessment", "Referral", "Decided, no referral", "Not yet decided",
        ]  # fmt: skip


def test_the_front_door_counts_what_is_not_yet_decided_as_these_figures_do(
    cast: Cast, world: dict[str, Contact]
) -> None:
    """One definition: without a decision in force, a signature that is waited for included; urgent or not."""
    with acting(cast.mash_manager):
        Contact.objects.filter(pk=world["waiting"].pk).update(state=Contact.State.TO_SIGN)
        Contact.objects.filter(pk=world["police"].pk).update(urgent=True)
    with at(NOW):
        browser = signed_in(cast.mash_manager)
        door = browser.get("/front-door/")
        figures = browser.get(f"/conversion/?{JUNE}").context["total"].counts
    assert door.context["tally"]["undecided"] == figures["waiting"] == 2
    assert len(door.context["urgent"]) + len(door.context["rows"]) == 2
    assert "<b>2</b> not yet decided" in door.content.decode()


def test_a_contact_in_which_somebody_hidden_sits_is_not_counted(cast: Cast, world: dict[str, Contact]) -> None:
    """Decisions 5 and 7: absent everywhere, counts included."""
    with acting(cast.mash_manager):
        child = ContactChild.objects.get(matter=world["late"].matter).child
        Subject.objects.filter(pk=child.pk).update(restricted=True)
    with at(NOW):
        page = signed_in(cast.head_of_service).get(f"/conversion/?{JUNE}")
        assert page.context["total"].number == 4
        assert page.context["total"].counts["late"] == 0


@pytest.mark.parametrize("role", ["social_worker", "team_manager", "referrer", "information_governance_officer"])
def test_those_who_see_no_figures_are_told_who_does(cast: Cast, role: str) -> None:
    with at(NOW):
        browser = signed_in(getattr(cast, role))
        for href in ("/conversion/", "/conversion/export/", "/conversion/contacts/"):
            assert browser.get(href).status_code == 403


def test_the_export_is_guarded_and_says_what_the_page_says(cast: Cast, world: dict[str, Contact]) -> None:
    User.objects.filter(pk=cast.mash_worker.pk).update(name="=cmd|'x'!A1")
    with at(NOW):
        text = signed_in(cast.mash_manager).get(f"/conversion/export/?{JUNE}").content.decode()
    assert "By who told us,2026-06,2026-06,Police,2,,0,0%,0,0%" in text
    assert "'=cmd|" in text
    assert ",=cmd|" not in text


def test_the_page_asks_few_questions_and_reads_any_address(cast: Cast, world: dict[str, Contact]) -> None:
    """At most 15, however many contacts."""
    with at(NOW):
        browser = signed_in(cast.mash_manager)
        page, questions = asked(browser, f"/conversion/?{JUNE}&kind=schools")
        assert len(questions) <= 15, questions
        words = page.content.decode()
        for said in ("From contact to help", "8.0 h", "What these words mean", "22%", "<svg"):
            assert said in words
        assert "style=" not in words
        for odd in (
            "since=x&until=9999-99",
            "kind=zz&stage=zz&page=zz",
            "since=2026-07&until=2020-01",
            "agency=%00",
            "since=0001-01&until=0001-01",
        ):
            assert browser.get(f"/conversion/?{odd}").status_code == 200, odd
            assert browser.get(f"/conversion/contacts/?{odd}").status_code == 200, odd


def test_the_figures_cost_the_same_whatever_the_record_holds(cast: Cast, world: dict[str, Contact]) -> None:
    """One reading for every table, each contact reached by index: a large record must not be read whole."""
    with acting(cast.head_of_service):
        whole = read_whole(lambda: list(queries.listed(queries.asked({}), cast.head_of_service)[:100]))
        with read_whole_within() as within:
            put = statements(lambda: queries.counted(queries.asked({})))
    assert not whole & {"intelligence_course", "frontdoor_contact"}
    assert not within & {"intelligence_course", "frontdoor_contact", "frontdoor_referral", "assessment_assessment"}
    assert len(put) == 1
