"""The pages of the people room: who meets which door, what shows, and what is written down (promises 2, 8 and 9)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kith.access.actor import acting, at
from kith.access.models import ReasonedAccess, SameSubject, Subject
from kith.people.models import Address, MatchAnswer, Person
from kith.record import drafts
from kith.record.models import Sighting
from tests.cast import TODAY, Cast
from tests.people import made

pytestmark = pytest.mark.django_db
STAMPS = ("select set_config", "SAVEPOINT", "RELEASE")


@pytest.fixture(autouse=True)
def _today(cast: Cast) -> Iterator[None]:
    with at(TODAY):
        yield


@pytest.fixture
def amara(cast: Cast) -> Person:
    with acting(cast.social_worker):
        child = made.amara(cast.social_worker, phone="07700 900318")
        made.involve(cast.social_worker, child)
        return child


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def plain(response: Any, ref: str) -> str:
    """A page without its own address and without what is new each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", words(response)).replace(ref, "")


# Search


def test_the_search_page_says_who_and_why_within_fifteen_queries(cast: Cast, amara: Person) -> None:
    with acting(cast.social_worker):
        for number in range(12):
            made.person(cast.social_worker, "Amara", f"Okafor{'abcdefghijkl'[number]}", date(2017, 3, number + 1))
    client = sign_in(cast.social_worker)
    client.get("/search/", {"q": "warm up"})
    for typed in ("amara okafor", "amarra okafur 2018", "12/2/2018", "nobody at all"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = client.get("/search/", {"q": typed})
        assert response.status_code == 200
        # The stamp of who is acting begins every transaction: it reads no record.
        statements = [
            q["sql"]
            for q in asked.captured_queries
            if not q["sql"].startswith(("select set_config", "SAVEPOINT", "RELEASE"))
        ]
        assert len(statements) <= 15, "\n".join(statements)
    page = words(client.get("/search/", {"q": "amara okafor 12/2/2018"}))
    assert f'<a class="govuk-link" href="/people/{amara.ref}/"><bdi>Amara Okafor</bdi></a>' in page
    for said in (
        "Same name. Same date of birth",
        "12 February 2018",
        "14 Rowan Walk, NM4 2QT",
        cast.social_worker.name,
    ):
        assert said in page


def test_an_empty_search_says_how_to_look_and_what_else_to_do(cast: Cast) -> None:
    page = words(sign_in(cast.mash_worker).get("/search/", {"q": "zzyzx"}))
    assert "No record found" in page
    assert "/contacts/new/" in page
    assert "three letters from inside one" in page


@pytest.mark.parametrize("typed", ["\x00", "😀" * 500, "<script>", "%27", "a b c d e f g h i j k l m n o p q r s t"])
def test_the_search_page_takes_anything(typed: str, cast: Cast, amara: Person) -> None:
    response = sign_in(cast.social_worker).get("/search/", {"q": typed})
    assert response.status_code == 200
    assert "<script>" not in words(response)


@pytest.mark.parametrize("role", ["lead_practitioner", "data_analyst", "system_administrator"])
@pytest.mark.parametrize("where", ["/search/?q=amara", "/people/new/", "/people/repeated-identifiers/"])
def test_search_is_for_those_who_may_hold_cases(role: str, where: str, cast: Cast, amara: Person) -> None:
    response = sign_in(getattr(cast, role)).get(where)
    assert response.status_code == 403
    assert "Okafor" not in words(response)


# Doors


def test_signed_out_leads_to_signing_in(amara: Person) -> None:
    for page in ("/search/?q=amara", f"/people/{amara.ref}/edit/", f"/people/{amara.ref}/reason/"):
        assert Client().get(page).url.startswith("/accounts/login/")


def test_the_involved_walk_in_and_it_is_written_down(cast: Cast, amara: Person) -> None:
    """Promise 9, IG-06."""
    response = sign_in(cast.social_worker).get(f"/people/{amara.ref}/edit/")
    assert response.status_code == 200
    with acting(cast.social_worker):
        seen = Sighting.objects.get()
        assert (seen.page, seen.because) == ("Details", "You are involved: key worker")


def test_the_uninvolved_are_asked_why_and_go_on_to_where_they_were_going(cast: Cast, amara: Person) -> None:
    """Screen 13: name and year of birth show, and whom to ask instead; nothing else does."""
    client = sign_in(cast.stranger)
    asked = client.get(f"/people/{amara.ref}/edit/")
    assert asked.status_code == 302
    assert asked.url == f"/people/{amara.ref}/reason/?next=%2Fpeople%2F{amara.ref}%2Fedit%2F"
    page = words(client.get(asked.url))
    assert "Amara Okafor</bdi>, born 2018" in page
    assert cast.social_worker.name in page
    for secret in ("Rowan Walk", "9990142203", "12 February", "07700"):
        assert secret not in page
    with acting(cast.stranger):
        assert not Sighting.objects.exists()
    refused = client.post(asked.url, {"why": "other"})
    assert refused.status_code == 422
    opened = client.post(asked.url, {"why": "danger", "next": f"/people/{amara.ref}/edit/"})
    assert opened.url == f"/people/{amara.ref}/edit/"
    assert client.get(opened.url).status_code == 200
    with acting(cast.stranger):
        assert Sighting.objects.get().reasoned_access == ReasonedAccess.objects.get()


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
def test_nobody_is_sent_out_of_the_house(next_page: str, cast: Cast, amara: Person) -> None:
    response = sign_in(cast.stranger).post(f"/people/{amara.ref}/reason/", {"why": "danger", "next": next_page})
    assert response.url == f"/people/{amara.ref}/"


@pytest.mark.parametrize("role", ["lead_practitioner", "referrer", "data_analyst", "system_administrator"])
def test_where_no_record_ever_opens_there_is_no_such_page(role: str, cast: Cast, amara: Person) -> None:
    client = sign_in(getattr(cast, role))
    for page in ("edit/", "reason/", "edit/details/", "restrict/"):
        assert client.get(f"/people/{amara.ref}/{page}").status_code == 404


def test_a_restricted_record_and_no_record_look_alike(cast: Cast, amara: Person) -> None:
    with acting(cast.social_worker):
        made.restrict(cast.social_worker, amara)
    client = sign_in(cast.mash_worker)
    there, nowhere = client.get(f"/people/{amara.ref}/edit/"), client.get("/people/bcdfghjkmnpqrs/edit/")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert plain(there, amara.ref) == plain(nowhere, "bcdfghjkmnpqrs")
    assert "Okafor" not in words(client.get("/search/", {"q": "amara okafor"}))


# Changing


@pytest.mark.parametrize(
    "where",
    ["", "details/", "few-words/", "name/", "number/", "address/", "take-back/", "family/", "family/ended/",
     "household/", "household/left/"],
)  # fmt: skip
def test_each_page_shows_what_is_known_and_whose_it_is(where: str, cast: Cast, amara: Person) -> None:
    response = sign_in(cast.social_worker).get(f"/people/{amara.ref}/edit/{where}")
    assert response.status_code == 200
    assert "Amara Okafor" in words(response)


def test_details_are_put_right_on_their_page_and_a_stale_page_is_caught(cast: Cast, amara: Person) -> None:
    client = sign_in(cast.social_worker)
    page = f"/people/{amara.ref}/edit/details/"
    typed = {
        "date_of_birth-day": "21", "date_of_birth-month": "2", "date_of_birth-year": "2018",
        "sex": "F", "phone": "07700 900318", "seen_version": "1", "request_key": "one",
    }  # fmt: skip
    assert 'value="12"' in words(client.get(page))
    assert client.post(page, typed).url == f"/people/{amara.ref}/edit/"
    assert client.post(page, {**typed, "request_key": "two", "sex": "M"}).status_code == 409
    partly = {**typed, "seen_version": "2", "request_key": "three", "died_on-year": "2017"}
    assert client.post(page, partly).status_code == 422
    with acting(cast.social_worker):
        assert Person.objects.get(pk=amara.pk).date_of_birth == date(2018, 2, 21)


def test_what_was_taken_back_says_what_stands_again(cast: Cast, amara: Person) -> None:
    """Promise 8: the page says before and after what becomes of the home that the mistake had ended."""
    client = sign_in(cast.social_worker)
    moved = {
        "line": "3 Quay Street", "kind": "home", "since-day": "1", "since-month": "5", "since-year": "2026",
        "request_key": "one",
    }  # fmt: skip
    assert client.post(f"/people/{amara.ref}/edit/address/", moved).status_code == 302
    page = f"/people/{amara.ref}/edit/take-back/"
    shown = words(client.get(page))
    assert "it took the place of stands again" in shown
    assert "Address: 14 Rowan Walk, NM4 2QT (until 1 May 2026)" in shown
    with acting(cast.social_worker):
        wrong = Address.objects.get(person_id=amara.pk, line="3 Quay Street")
    data = {"entry": f"address:{wrong.pk}", "reason": "Her sister moved", "request_key": "two"}
    assert "What stood before it stands again." in words(client.post(page, data, follow=True))


def test_somebody_is_added_to_the_family_by_finding_them_first(cast: Cast, amara: Person) -> None:
    with acting(cast.social_worker):
        grace = made.person(cast.social_worker, "Grace", "Okafor", kind="adult", sex="F")
    client = sign_in(cast.social_worker)
    page = f"/people/{amara.ref}/edit/family/"
    assert f"?other={grace.ref}" in words(client.get(page, {"q": "grace"}))
    assert "What are they to Amara?" in words(client.get(page, {"other": grace.ref}))
    done = client.post(page, {"other": grace.ref, "kind": "mother", "request_key": "k"})
    assert done.url == f"/people/{amara.ref}/edit/"
    assert "mother" in words(client.get(done.url))


# Beginning a record


def test_a_record_begins_after_the_page_that_shows_who_it_may_be(cast: Cast, amara: Person) -> None:
    client = sign_in(cast.mash_worker)
    typed = {
        "kind": "child", "given": "Amara", "family": "Okafour", "sex": "F", "request_key": "k1",
        "date_of_birth-day": "12", "date_of_birth-month": "2", "date_of_birth-year": "2018",
    }  # fmt: skip
    page = words(client.post("/people/new/", typed))
    assert "Is it one of these?" in page
    assert f"/people/{amara.ref}/" in page
    shown = page.split('name="shown" value="')[1].split('"')[0]
    assert client.post("/people/new/", {**typed, "none-of-these": "1", "shown": "forged"}).status_code == 422
    done = client.post("/people/new/", {**typed, "none-of-these": "1", "shown": shown})
    assert done.status_code == 302
    assert "Okafour" in words(client.get(done.url))


def test_a_record_like_nobody_begins_at_once(cast: Cast) -> None:
    typed = {"kind": "adult", "given": "Patience", "family": "Eze", "request_key": "k2"}
    client = sign_in(cast.social_worker)
    done = client.post("/people/new/", typed)
    assert done.status_code == 302
    assert client.post("/people/new/", typed).status_code in (200, 302)
    assert client.post("/people/new/", {"kind": "adult"}).status_code == 422


def test_fa_08_a_father_nobody_had_on_record_is_begun_and_led_back_to_the_family(cast: Cast, amara: Person) -> None:
    client = sign_in(cast.social_worker)
    choosing = f"/people/{amara.ref}/edit/family/"
    assert f"/people/new/?from={choosing}" in words(client.get(choosing, {"q": "Nobody At All"}))
    typed = {"kind": "adult", "given": "Emeka", "family": "Eze", "request_key": "k3"}
    done = client.post(f"/people/new/?from={choosing}", typed)
    assert done.url.startswith(f"{choosing}?other=")
    assert "What are they to Amara?" in words(client.get(done.url))
    for astray in ("https://elsewhere.example/", "//elsewhere.example", f"{choosing}ended/"):
        other = typed | {"given": "Obi", "family": f"Eze {len(astray)}", "request_key": f"k{len(astray)}x"}
        assert client.post(f"/people/new/?from={astray}", other).url.endswith("/edit/")


# Joining and restricting


def test_two_records_are_compared_joined_and_parted_on_their_pages(cast: Cast, amara: Person) -> None:
    with acting(cast.mash_worker):
        other = made.person(cast.mash_worker, "Mara", "Okafour", date(2018, 2, 12))
        made.involve(cast.mash_worker, amara, other)
    client = sign_in(cast.mash_worker)
    match = f"/people/{amara.ref}/match/{other.ref}/"
    assert "Is this the same person?" in words(client.get(match))
    join = client.post(match, {"other": other.ref, "answer": "same", "request_key": "a"}).url
    assert join == f"/people/{amara.ref}/join/{other.ref}/"
    assert "What joining does" in words(client.get(join))
    client.post(join, {"other": other.ref, "reason": "Same mother", "request_key": "b"})
    with acting(cast.mash_worker):
        assert MatchAnswer.objects.filter(answer="same").exists()
        assert SameSubject.objects.filter(kept_id=amara.pk, other_id=other.pk, until=None).exists()
    assert "Okafor" in words(client.get(f"/people/{other.ref}/edit/"))
    part = f"/people/{amara.ref}/part/{other.ref}/"
    assert "Written since they were joined" in words(client.get(part))
    parted = client.post(part, {"other": other.ref, "reason": "Cousins", "request_key": "c"}).url
    assert "To sort between the two records" in words(client.get(parted))


def test_a_record_is_restricted_and_its_readers_kept_on_their_pages(cast: Cast, amara: Person) -> None:
    with acting(cast.team_manager):
        made.involve(cast.team_manager, amara)
    client = sign_in(cast.team_manager)
    assert cast.social_worker.name in words(client.get(f"/people/{amara.ref}/restrict/"))
    client.post(
        f"/people/{amara.ref}/restrict/",
        {"reason": "Kept safe", "readers": [cast.social_worker.ref], "request_key": "r"},
    )
    with acting(cast.mash_worker):
        assert not Subject.objects.filter(pk=amara.pk).exists()
    page = words(client.get(f"/people/{amara.ref}/readers/"))
    assert cast.social_worker.name in page
    with acting(cast.mash_worker):
        made.amara(cast.mash_worker, identifiers={})
    desk = words(client.get("/people/restricted-matches/"))
    assert "A new record" in desk
    answer = desk.split('href="/people/restricted-matches/')[1].split('"')[0]
    assert "Is this the restricted person?" in words(client.get(f"/people/restricted-matches/{answer}"))
    assert sign_in(cast.mash_worker).get(f"/people/restricted-matches/{answer}").status_code == 404
    done = client.post(f"/people/restricted-matches/{answer}", {"answer": "same", "reason": "Her", "request_key": "s"})
    assert done.url == "/people/restricted-matches/"
    assert client.post(f"/people/{amara.ref}/lift/", {"reason": "Over", "request_key": "t"}).status_code == 302


def test_numbers_held_twice_are_listed_with_the_way_to_compare(cast: Cast, amara: Person) -> None:
    with acting(cast.social_worker):
        noah = made.person(cast.social_worker, "Noah", "Reid", identifiers={"nhs": "9990142203"})
    page = words(sign_in(cast.social_worker).get("/people/repeated-identifiers/"))
    assert f"/people/{amara.ref}/match/{noah.ref}/" in page


def test_comparing_is_no_way_round_the_door(cast: Cast, amara: Person) -> None:
    """Decision 5, IG-06: what is not open is not shown; where it is shown, that is written down on both records."""
    with acting(cast.stranger):
        other = made.person(cast.stranger, "Amara", "Okafour", date(2018, 2, 12), identifiers={"nhs": "9990142009"})
        made.involve(cast.stranger, other)
        made.involve(cast.mash_worker, other)
    where = f"/people/{other.ref}/match/{amara.ref}/"
    guarded = words(sign_in(cast.stranger).get(where))
    assert "9990142009" in guarded
    assert "9990142203" not in guarded
    assert "07700" not in guarded
    assert "9990142203" in words(sign_in(cast.mash_worker).get(where))
    with acting(cast.mash_worker):
        assert Sighting.objects.filter(actor=cast.mash_worker, person_id=amara.pk).exists()
        assert not Sighting.objects.filter(actor=cast.stranger, person_id=amara.pk).exists()


def test_a_record_begun_on_another_machine_is_gone_on_with(cast: Cast) -> None:
    """Promise 1: what was typed is on the form again wherever its author opens it, and in no other's."""
    with acting(cast.social_worker):
        drafts.keep(cast.social_worker, "people.new", "/people/new/", "New", {"given": ["Amara"], "sex": ["F"]}, 0)
    page = words(sign_in(cast.social_worker).get("/people/new/", {"given": "Noah"}))
    assert 'value="Amara"' in page
    assert "Your draft" in page
    assert "There is a problem" not in page
    assert "Amara" not in words(sign_in(cast.stranger).get("/people/new/"))
