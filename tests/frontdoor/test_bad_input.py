"""What a page is sent, it answers in words: never a broken page, never a second row, never a lost sentence."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from lxml import html

from kith.access.actor import acting
from kith.access.system import working
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild, Referral
from kith.frontdoor.queries.recognition import particulars_told
from kith.kernel.perform import perform
from kith.people import queries as people
from kith.people.models import Identifier
from kith.record.models import StepEvent
from tests.cast import Cast, contact_about
from tests.workflow.test_a_worry_arrives import agree, decision, recognise_all

NEW = "/contacts/new/"
TYPED = {
    "method": "phone", "type": "service_request", "source_kind": "school", "safe_now": "yes",
    "worry": "He was seen alone at the bus stop after nine.", "children-0-given": "Leo",
}  # fmt: skip


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def how_many() -> tuple[int, ...]:
    with working():
        return tuple(model.objects.count() for model in (Contact, ContactChild, Referral, StepEvent))


@pytest.fixture
def worker(cast: Cast) -> Client:
    return signed_in(cast.mash_worker)


# One field after another


SAID = [
    ("no such day", {"born-day": "31", "born-month": "2", "born-year": "2019"}, "must be a real date"),
    ("29 February in a common year", {"born-day": "29", "born-month": "2", "born-year": "2019"}, "must be a real date"),
    ("day zero", {"born-day": "0", "born-month": "1", "born-year": "2019"}, "must be a real date"),
    ("tomorrow's child", {"born-day": "1", "born-month": "1", "born-year": "2199"}, "must be today or in the past"),
    ("a year of two figures", {"born-day": "1", "born-month": "1", "born-year": "19"}, "a year of 4 numbers"),
    ("a year before any", {"born-day": "1", "born-month": "1", "born-year": "0001"}, "between 1880 and 2199"),
    ("a grown person", {"born-day": "1", "born-month": "1", "born-year": "1980"}, "more than 25 years ago"),
    ("born and not yet born", {"born": "2019-01-01", "expected": "2199-01-01"}, "not both"),
    ("an age that is none", {"age": "-1"}, "must be 0 or more"),
    ("an age in words", {"age": "seven"}, "must be a whole number"),
    ("an endless age", {"age": "9" * 400}, "must be"),
    ("no phone number", {"phone": "ring her"}, "Enter a telephone number"),
    ("an unknown sex", {"sex": "Ω"}, "Choose one of the answers offered"),
    ("nothing of use", {"given": " \u200f"}, ""),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "sentence"), [said[1:] for said in SAID], ids=[said[0] for said in SAID])
def test_what_is_impossible_about_a_child_is_said_and_the_worry_stays_on_the_page(
    worker: Client, typed: dict[str, str], sentence: str
) -> None:
    before = how_many()
    answer = worker.post(NEW, TYPED | {f"children-0-{name}": value for name, value in typed.items()})
    if not sentence:  # a name that only turns the direction of writing: odd, and taken
        assert answer.status_code in (302, 422)
        return
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert TYPED["worry"] in answer.content.decode()
    assert how_many() == before


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["method", "type", "source_kind", "safe_now", "likelihood"])
def test_an_answer_that_was_never_offered_is_not_taken(worker: Client, field: str) -> None:
    answer = worker.post(NEW, TYPED | {field: "☃"})
    assert answer.status_code == 422
    assert "Choose one of the answers offered" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["Zoë-Łucja O’Mara", "نورة العلي", "נועה בן־דוד", "李小龍", "🙂 Sunny", "e\u0301lodie", "<b>Bo</b>", "';--"]
)
def test_a_name_in_any_writing_is_kept_as_it_was_told(cast: Cast, worker: Client, name: str) -> None:
    answer = worker.post(NEW, TYPED | {"children-0-given": name})
    assert answer.status_code == 302
    with working():
        assert ContactChild.objects.get().told_given == name
    shown = html.fromstring(worker.get(answer.headers["Location"]).content.decode())
    assert name in shown.text_content()  # as text: nothing in it is code


@pytest.mark.django_db
@pytest.mark.parametrize(("upn", "nhs"), [("B123456789012", "1234567890"), ("x" * 20, "999 999 999"), ("٣٣٣", "-")])
def test_a_number_with_a_wrong_check_digit_is_kept_as_told_and_never_taken_for_sound(
    cast: Cast, worker: Client, upn: str, nhs: str
) -> None:
    """It may be a slip of the pen in a worry that is true: the contact is not refused for it."""
    answer = worker.post(NEW, TYPED | {"children-0-upn": upn, "children-0-nhs": nhs})
    assert answer.status_code == 302
    with working(), acting(cast.mash_worker):
        row = ContactChild.objects.get()
        shown, _ = people.show_matches(cast.mash_worker, particulars_told(row))
        perform(steps.RecogniseChild, cast.mash_worker, row, {"answer": "new", "shown": shown.ref})
        row.refresh_from_db()
        assert {number.sound for number in Identifier.objects.filter(person_id=row.child_id)} == {False}


@pytest.mark.django_db
def test_ten_megabytes_are_refused_in_words_with_the_text_still_there(worker: Client) -> None:
    before = how_many()
    answer = worker.post(NEW, TYPED | {"worry": "Long. " * 1_700_000})
    assert answer.status_code == 422
    assert "must be 20,000 characters or fewer" in answer.content.decode()[:20_000]
    assert how_many() == before


@pytest.mark.django_db
def test_more_than_a_request_may_hold_is_refused_in_words(worker: Client) -> None:
    before = how_many()
    for sent in ({"worry": "x" * 13_000_000}, {f"children-{n}-given": "x" for n in range(6000)}):
        answer = worker.generic("POST", NEW, "&".join(f"{k}={v}" for k, v in sent.items()), FORM)
        assert answer.status_code == 400
        assert "Nothing was sent" in answer.content.decode()
    assert how_many() == before


FORM = "application/x-www-form-urlencoded"

# Every page, every field


def fields(page: bytes) -> dict[str, str]:
    """What a browser would send from the page's last form, untouched."""
    forms = html.fromstring(page.decode()).xpath("//main//form[@method='post']")
    sent: dict[str, str] = {}
    for one in forms[-1].xpath(".//input | .//textarea | .//select") if forms else ():
        kind = one.get("type", "")
        if kind not in ("file", "submit") and (kind not in ("radio", "checkbox") or one.get("checked") is not None):
            sent[one.name] = one.value or ""
        else:
            sent.setdefault(one.name, "")
    return {name: value for name, value in sent.items() if value or "csrf" not in name}


@pytest.fixture
def pages(cast: Cast) -> list[tuple[Client, str]]:
    """Every page of the front door that takes something, with somebody who may."""
    worker, manager, referrer = map(signed_in, (cast.mash_worker, cast.mash_manager, cast.referrer))
    with acting(cast.mash_worker):
        waiting, to_decide, to_sign = (
            perform(steps.ReceiveContact, cast.mash_worker, None, contact_about()).result for _ in range(3)
        )
        criminal = perform(steps.ReceiveContact, cast.mash_worker, None, contact_about(crime_suspected="on")).result
        row = ContactChild.objects.get(matter=waiting.matter)
        for contact in (to_decide, to_sign):
            recognise_all(cast.mash_worker, contact)
            agree(cast.mash_worker, contact)
        perform(steps.DecideContact, cast.mash_worker, to_sign, decision(to_sign))
    of = f"/contacts/{waiting.ref}"
    return [
        (worker, NEW),
        (referrer, "/portal/new/"),
        (referrer, "/portal/new/form/"),
        (manager, f"{of}/take/"),
        (worker, f"{of}/hand-over/"),
        (worker, f"{of}/child/"),
        (worker, f"{of}/children/{row.ref}/"),
        (worker, f"{of}/consent/"),
        (manager, f"{of}/authorise/"),
        (worker, f"/contacts/{to_decide.ref}/discussion/"),
        (worker, f"{of}/crime/"),
        (manager, f"/contacts/{criminal.ref}/crime/take-back/"),
        (worker, f"/contacts/{criminal.ref}/police/"),
        (worker, "/contacts/police-file/"),
        (worker, f"/contacts/{to_decide.ref}/decide/"),
        (manager, f"/contacts/{to_sign.ref}/send-back/"),
        (manager, f"/contacts/{to_sign.ref}/sign/"),
    ]


WORST = ("nothing is a character", "half a character", "endless figures", "code")
HIDDEN = ("request_key", "seen_version", "person", "shown", "services")
NASTY = {
    "nothing is a character": "a%00b",
    "half a character": "a%ED%A0%80b",
    "bytes that are no text": "%FF%FE",
    "the other direction": "%E2%80%AE%D7%A0%D7%95%D7%A2%D7%94",
    "emoji": "%F0%9F%99%82%F0%9F%87%AC%F0%9F%87%A7",
    "endless figures": "9" * 400,
    "other figures": "%D9%A3",
    "less than nothing": "-1",
    "the thirty-first": "31",
    "half a name": "%",
    "code": "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "empty": "",
}


@pytest.mark.django_db
def test_every_page_answers_whatever_stands_in_its_fields(pages: list[tuple[Client, str]]) -> None:
    """In all fields at once, and in the hidden ones alone; every answer is one that a person can read."""
    wrong = []
    for client, address in pages:
        there = client.get(address)
        assert there.status_code == 200, address
        own = fields(there.content)
        some = [[name for name in own if name in HIDDEN], ["children-remove"] if "children-0-given" in own else []]
        for what, nasty in NASTY.items():
            for names in (list(own), *(some if what in WORST else [])):
                answer = undone(client, address, own | dict.fromkeys(names, nasty)) if names else None
                if answer and (answer.status_code not in READABLE or b"<script>alert" in answer.content):
                    wrong.append((address, what, names, answer.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_every_page_that_takes_writing_keeps_it_while_it_is_written(pages: list[tuple[Client, str]]) -> None:
    """Promise 1. The few words of a recognition are the exception: they belong to the matches shown at that moment."""
    kept = 0
    for client, address in pages:
        page = html.fromstring(client.get(address).content.decode())
        if "/children/" not in address and page.xpath("//main//form//textarea"):
            assert page.xpath("//main//form[.//textarea]/@data-draft"), address
            kept += 1
    assert kept > 7


@pytest.mark.django_db
def test_every_page_that_was_overtaken_says_so_and_writes_nothing(pages: list[tuple[Client, str]]) -> None:
    seen = 0
    for client, address in pages:
        own = fields(client.get(address).content)
        if own.get("seen_version"):
            before = how_many()
            answer = client.post(address, own | {"seen_version": "99"})
            assert (answer.status_code, how_many()) == (409, before), address
            assert "Somebody else changed this while you were writing" in answer.content.decode(), address
            seen += 1
    assert seen > 6


READABLE = (200, 302, 400, 403, 404, 409, 422)


def undone(client: Client, address: str, sent: dict[str, str]) -> Any:
    """The answer to a form, whose doing is then undone."""
    savepoint = transaction.savepoint()
    try:
        return client.generic("POST", address, "&".join(f"{name}={value}" for name, value in sent.items()), FORM)
    finally:
        transaction.savepoint_rollback(savepoint)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/contacts/%00/", "/contacts/a%00b/decide/", "/portal/%F0%9F%99%82/", f"/contacts/{'x' * 4000}/",
                "/front-door/?page=%00", "/front-door/?page=9999999999999999999999", "/portal/?page=٣",
                "/portal/new/?place=%00&needs=%00&age=%D9%A3", "/search/?q=%00"],
)  # fmt: skip
def test_an_address_that_nobody_wrote_leads_nowhere(worker: Client, cast: Cast, address: str) -> None:
    for client in (worker, signed_in(cast.referrer)):
        assert client.get(address).status_code in (200, 302, 403, 404)


# Twice


@pytest.mark.django_db
def test_a_double_click_is_one_contact_and_the_same_page(worker: Client) -> None:
    sent = fields(worker.get(NEW).content) | TYPED
    first, second = worker.post(NEW, sent), worker.post(NEW, sent)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    with working():
        assert Contact.objects.count() == 1


@pytest.mark.django_db
def test_back_changed_and_sent_again_is_asked_about_and_loses_nothing(worker: Client) -> None:
    sent = fields(worker.get(NEW).content) | TYPED
    first = worker.post(NEW, sent)
    again = worker.post(NEW, sent | {"worry": "He was seen again, with a bruise."})
    assert again.status_code == 409
    page = again.content.decode()
    assert "You sent this before" in page
    assert first.headers["Location"] in page
    assert "He was seen again, with a bruise." in page
    with working():
        assert Contact.objects.count() == 1
    meant = fields(again.content)
    assert meant["request_key"] != sent["request_key"]
    assert worker.post(NEW, meant).status_code == 302
    with working():
        assert Contact.objects.count() == 2
