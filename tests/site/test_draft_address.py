"""Where autosave is sent: whatever a browser, or somebody who plays one, may send there (promise 1)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting
from kith.frontdoor.models import Contact
from tests.cast import Cast

pytestmark = pytest.mark.django_db
URL = "/drafts/frontdoor.new/"
GOOD: dict[str, Any] = {"version": 0, "data": {"worry": ["He was alone."]}, "href": "/contacts/new/", "title": "New"}


@pytest.fixture
def worker(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.mash_worker)
    return client


def put(client: Client, body: Any, url: str = URL) -> Any:
    content = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.put(url, content, content_type="application/json")


def how_many(cast: Cast) -> int:
    with acting(cast.mash_worker):
        return Contact.objects.count()


BAD = [
    "", "[]", "null", "{", b"\xff", "[" * 50_000, '{"data": []}', '{"data": {"a": 1}}', '{"data": {"a": null}}',
    '{"data": {}, "version": 1e999}', '{"data": {}, "version": "x"}', '{"data": {"a": ["\\u0000"]}}',
    {**GOOD, "href": "/\x00"}, {**GOOD, "title": "a\x00"}, {**GOOD, "data": {"a": ["x" * 400_001]}},
    "x" * 2_000_000, "x" * 13_000_000,
]  # fmt: skip


@pytest.mark.parametrize("body", BAD, ids=lambda body: str(body)[:30])
def test_what_is_no_draft_is_refused_and_what_was_kept_stays(worker: Client, body: Any) -> None:
    assert put(worker, GOOD).status_code == 200
    assert put(worker, body).status_code in (400, 413)
    assert worker.get(URL).json()["data"] == GOOD["data"]


def test_half_a_character_is_marked_and_the_rest_is_kept(worker: Client) -> None:
    """An emoji that a limit cut in two, in the text or in the page's title."""
    text = "He was \\ud83d\\ude42 alone \\ud83d"
    cut = f'{{"version": 0, "title": "T\\ud83d", "href": "/x\\ud83d", "data": {{"worry": ["{text}"]}}}}'
    assert put(worker, cut).status_code == 200
    assert worker.get(URL).json()["data"] == {"worry": ["He was 🙂 alone \ufffd"]}


@pytest.mark.parametrize("key", ["%00", "a%00b", "x" * 161, "x" * 4000])
def test_a_key_that_no_form_has_is_not_there(worker: Client, key: str) -> None:
    for answer in (
        put(worker, GOOD, f"/drafts/{key}/"),
        worker.get(f"/drafts/{key}/"),
        worker.delete(f"/drafts/{key}/"),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize("key", ["x" * 160, "نورة", "a b", "a%2Fb"])
def test_any_other_key_keeps_a_draft(worker: Client, key: str) -> None:
    answer = put(worker, GOOD, f"/drafts/{key}/")
    assert answer.status_code in (200, 404)  # a slash is not part of a key


@pytest.mark.parametrize("data", [{}, {"no such field": ["x"]}, {"type": ["☃"], "children-0-given": []}, {"worry": []}])
def test_whatever_is_kept_the_form_is_drawn(worker: Client, data: dict[str, Any]) -> None:
    assert put(worker, {**GOOD, "data": data}).status_code == 200
    page = worker.get("/contacts/new/")
    assert page.status_code == 200
    assert "There is a problem" not in page.content.decode()


def test_ig_05_who_else_writes_is_told_of_the_very_form_and_of_no_other(cast: Cast, worker: Client) -> None:
    """A key that only begins as others do is no way to ask who writes about whom."""
    other = Client()
    other.force_login(cast.social_worker)
    put(other, GOOD, "/drafts/assessment.section.4fkq.day/")
    assert put(worker, GOOD, "/drafts/assessment.section./").json()["others"] == []
    assert put(worker, GOOD, "/drafts/assessment.section.4fkq.day/").json()["others"] == [cast.social_worker.name]


def test_an_accepted_form_is_told_to_the_next_page_once(worker: Client) -> None:
    put(worker, GOOD)
    said = {"method": "phone", "type": "service_request", "source_kind": "school", "safe_now": "yes",
            "worry": "He was alone.", "children-0-given": "Leo"}  # fmt: skip
    page = worker.post("/contacts/new/", said, follow=True)
    assert f'data-draft-accepted="{URL}"' in page.content.decode()
    assert "data-draft-accepted" not in worker.get("/front-door/").content.decode()
    assert worker.get(URL).status_code == 404


def test_a_form_that_was_sent_is_no_draft_again_however_late_its_save_comes(cast: Cast, worker: Client) -> None:
    """Promise 1: what was typed is kept until it is taken in, and not a moment longer."""
    page = worker.get("/contacts/new/")
    key = page.context["request_key"]
    said = {"method": "phone", "type": "service_request", "source_kind": "school", "safe_now": "yes",
            "worry": "He was alone.", "children-0-given": "Leo", "request_key": key}  # fmt: skip
    assert put(worker, {**GOOD, "form": key}).status_code == 200
    first = worker.post("/contacts/new/", said)
    assert put(worker, {**GOOD, "form": key}).status_code == 410
    assert worker.get(URL).status_code == 404
    assert worker.post("/contacts/new/", said)["Location"] == first["Location"]
    assert how_many(cast) == 1
    assert put(worker, {**GOOD, "form": worker.get("/contacts/new/").context["request_key"]}).status_code == 200


def test_a_draft_is_sent_under_one_key_in_however_many_windows_it_is_open(worker: Client) -> None:
    first = worker.get("/contacts/new/").context["request_key"]
    put(worker, {**GOOD, "form": first})
    assert [worker.get("/contacts/new/").context["request_key"] for _ in range(2)] == [first, first]


def test_the_same_words_from_a_form_that_was_drawn_anew_are_the_same_contact(cast: Cast, worker: Client) -> None:
    """The back button may ask for a fresh form, which the browser fills as it was."""
    said = {"method": "phone", "type": "service_request", "source_kind": "school", "safe_now": "yes",
            "worry": "He was alone.", "children-0-given": "Leo"}  # fmt: skip
    sent = [
        worker.post("/contacts/new/", {**said, "request_key": worker.get("/contacts/new/").context["request_key"]})
        for _ in range(2)
    ]
    assert sent[0]["Location"] == sent[1]["Location"]
    assert how_many(cast) == 1
    worker.post("/contacts/new/", {**said, "worry": "He was alone again.", "request_key": "another"})
    assert how_many(cast) == 2
