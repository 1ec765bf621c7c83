"""Another system sends a contact and reads what became of it, by the same step as the page (FD-01, FD-03)."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import ApiToken, RoleGrant, User
from kith.access.steps import KeyEnded, KeyGiven
from kith.access.system import working
from kith.api import v1
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild
from kith.kernel.now import now
from kith.kernel.perform import Refused, perform
from kith.record.models import StepEvent
from tests.cast import TODAY, Cast, take
from tests.workflow.test_a_worry_arrives import decision, recognise_all

pytestmark = pytest.mark.django_db
URL = "/api/v1/contacts"
WORRY = "Leo said that he sleeps in the car."
LEO = {"given": "Leo", "family": "Marsh", "born": "2019-04-30", "sex": "M"}
GOOD: dict[str, Any] = {
    "type": "service_request", "source_kind": "school", "worry": WORRY, "children": [LEO], "safe_now": "yes",
}  # fmt: skip


def key_of(user: User, **term: Any) -> str:
    """A token of this log-in, in force for a day unless said otherwise."""
    return ApiToken.issue(user, "their system", term.get("until", now() + timedelta(days=1)))[1]


class System:
    """Another system, with its key."""

    def __init__(self, key: str = "") -> None:
        self.client = Client(headers={"authorization": f"Bearer {key}"} if key else {})

    def send(self, body: Any = None, **headers: str) -> Any:
        content = body if isinstance(body, (bytes, str)) else json.dumps(GOOD if body is None else body)
        kind = headers.pop("content_type", "application/json")
        return self.client.post(URL, content, content_type=kind, headers=headers)

    def read(self, ref: str) -> Any:
        return self.client.get(f"{URL}/{ref}")


@pytest.fixture
def system(cast: Cast) -> System:
    return System(key_of(cast.duty_worker))


def held() -> int:
    with working():
        return Contact.objects.count()


def test_a_contact_lands_in_the_one_queue_in_the_name_of_its_sender(cast: Cast, system: System) -> None:
    answer = system.send({**GOOD, "external_ref": "SYS-7", "received_at": "2026-06-03T08:15:00+01:00"})
    assert answer.status_code == 201
    said = answer.json()
    assert said["number"].startswith("C-")
    assert said["repeated"] is False
    with working(), acting(cast.mash_worker):
        contact = Contact.objects.get()
        assert (contact.ref, contact.method, contact.recorded_by) == (said["ref"], "api", cast.duty_worker)
        assert (contact.worry, contact.external_ref, contact.safe_now) == (WORRY, "SYS-7", "yes")
        child = ContactChild.objects.get()
        assert (child.told_given, child.told_birth_date.isoformat(), child.recognition) == (
            "Leo",
            "2019-04-30",
            "waiting",
        )
        event = StepEvent.objects.get(step="frontdoor.contact_received")
        assert (event.actor, event.matter) == (cast.duty_worker, contact.matter)
        assert event.line == "Contact received from school, 08:15 on 3 June 2026"
    page = Client()
    page.force_login(cast.mash_worker)
    assert "Leo" in page.get("/front-door/").content.decode()


@pytest.mark.parametrize("key", ["", "no-such-key", "ended", "x" * 5000, "é"])
def test_without_a_token_in_force_nothing_is_said_and_nothing_written(cast: Cast, key: str) -> None:
    if key == "ended":
        key = key_of(cast.duty_worker, until=now() - timedelta(seconds=1))
    for answer in (System(key).send(), System(key).read("tqkz7f4m2pwc9x")):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert set(answer.json()) == {"error"}
    assert held() == 0


def test_a_token_that_was_ended_and_one_of_a_closed_log_in_open_nothing(cast: Cast) -> None:
    ended, closed = key_of(cast.duty_worker), key_of(cast.second_worker)
    assert System(ended).read("x").status_code == System(closed).read("x").status_code == 404  # both were in force
    ApiToken.objects.filter(user=cast.duty_worker).update(until=now())
    User.objects.filter(pk=cast.second_worker.pk).update(is_active=False)
    assert System(ended).send().status_code == System(closed).send().status_code == 401
    assert held() == 0


def test_a_key_is_given_and_ended_by_those_who_keep_log_ins_and_it_is_written_down(cast: Cast) -> None:
    until = (now() + timedelta(days=9)).date()
    token = take(KeyGiven, cast.system_administrator, cast.duty_worker, {"name": "Arbor", "until": until}).result
    system = System(token.key)
    assert system.read("x").status_code == 404
    take(KeyEnded, cast.system_administrator, ApiToken.objects.get())
    assert system.read("x").status_code == 401
    with pytest.raises(Refused, match="Ask"):
        take(KeyGiven, cast.mash_manager, cast.duty_worker, {"name": "Arbor", "until": until})
    with acting(cast.system_administrator):
        written = StepEvent.objects.filter(actor=cast.system_administrator).order_by("pk")
        assert [event.step for event in written] == ["access.key_given", "access.key_ended"]


def test_a_key_is_never_kept(cast: Cast) -> None:
    key = key_of(cast.duty_worker)
    assert key not in str(list(ApiToken.objects.values()))


def test_somebody_signed_in_at_a_page_is_not_a_system(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.mash_worker)
    assert client.post(URL, json.dumps(GOOD), content_type="application/json").status_code == 401


@pytest.mark.parametrize("role", ["referrer", "data_analyst", "system_administrator"])
def test_a_system_may_do_only_what_its_role_may(cast: Cast, role: str) -> None:
    answer = System(key_of(getattr(cast, role))).send()
    assert answer.status_code == 403
    assert "Ask one of them" in answer.json()["error"]
    assert held() == 0


def test_the_same_key_twice_is_one_contact_and_the_same_answer(system: System) -> None:
    first = system.send(idempotency_key="their-4711")
    again = system.send({**GOOD, "worry": "Something else."}, idempotency_key="their-4711")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"repeated": True}
    assert held() == 1


def test_a_key_belongs_to_its_sender(cast: Cast, system: System) -> None:
    system.send(idempotency_key="1")
    assert System(key_of(cast.second_worker)).send(idempotency_key="1").status_code == 201
    assert held() == 2


def test_a_reference_that_came_before_is_refused_with_its_number(system: System) -> None:
    number = system.send({**GOOD, "external_ref": "SYS-7"}).json()["number"]
    answer = system.send({**GOOD, "external_ref": "SYS-7"})
    assert answer.status_code == 422
    assert number in answer.json()["fields"]["external_ref"][0]
    assert held() == 1


def test_a_reference_that_comes_twice_at_once_or_is_out_of_sight_is_refused_in_words(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the database knows that it is there: what is looked at first does not show it."""
    system.send({**GOOD, "external_ref": "SYS-7"})
    monkeypatch.setattr("kith.frontdoor.steps.receive._not_twice", lambda *_: None)
    answer = system.send({**GOOD, "external_ref": "SYS-7"})
    assert answer.status_code == 422
    assert answer.json()["fields"] == {"external_ref": ["We have this already. Check the reference."]}
    assert held() == 1


CHILD = "children"
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("no worry", {"worry": ""}, "worry"),
    ("a blank worry", {"worry": " \n "}, "worry"),
    ("an object for text", {"worry": {"a": 1}}, "worry"),
    ("nothing at all for text", {"worry": None}, "worry"),
    ("too long", {"worry": "x" * 20_001}, "worry"),
    ("a hidden character", {"worry": "a\x00b"}, "worry"),
    ("half a character", {"worry": "a\ud800"}, "worry"),
    ("an unknown kind", {"type": "nonsense"}, "type"),
    ("an unknown source", {"source_kind": "martian"}, "source_kind"),
    ("words for yes or no", {"urgent": "no"}, "urgent"),
    ("urgent without why", {"urgent": True}, "urgent_because"),
    ("a day that is none", {"received_at": "2026-02-30T10:00:00Z"}, "received_at"),
    ("tomorrow", {"received_at": "2199-01-01T10:00:00Z"}, "received_at"),
    ("no postcode", {"postcode": "NOT ONE"}, "postcode"),
    ("a field that is not there", {"childs_word": "I am scared."}, "childs_word"),
    ("no children", {CHILD: []}, CHILD),
    ("children who are no list", {CHILD: LEO}, CHILD),
    ("a child in words", {CHILD: ["Leo"]}, CHILD),
    ("a child with nothing said", {CHILD: [{}]}, CHILD),
    ("a field that no child has", {CHILD: [{**LEO, "name": "Leo"}]}, CHILD),
    ("born in the future", {CHILD: [{**LEO, "born": "2199-01-01"}]}, CHILD),
    ("born on no day", {CHILD: [{**LEO, "born": "2019-13-01"}]}, CHILD),
    ("an age that is none", {CHILD: [{"given": "Leo", "age": -1}]}, CHILD),
    ("an age in words", {CHILD: [{"given": "Leo", "age": "seven"}]}, CHILD),
    ("an unknown sex", {CHILD: [{**LEO, "sex": "X"}]}, CHILD),
    ("one good child and one bad", {CHILD: [LEO, {"given": "x" * 500}]}, CHILD),
    ("too many children", {CHILD: [LEO] * 21}, CHILD),
]


@pytest.mark.parametrize(("change", "field"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_what_must_be_mended_is_said_by_field_and_nothing_is_half_written(
    system: System, change: dict[str, Any], field: str
) -> None:
    answer = system.send({**GOOD, **change})
    assert answer.status_code == 422
    said = answer.json()
    assert list(said["fields"]) == [field]
    assert all(isinstance(text, str) and text for text in said["fields"][field])
    assert held() == 0
    with working():
        assert not StepEvent.objects.filter(step="frontdoor.contact_received").exists()


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("", {}, 415),
        ("{", {}, 400),
        ("[]", {}, 400),
        ("null", {}, 400),
        (b"\xff\xfe{}", {}, 400),
        ("[" * 100_000, {}, 400),
        ('{"worry": NaN}', {}, 400),
        ('{"worry": ' + "9" * 10_000 + "}", {}, 400),
        (json.dumps(GOOD), {"content_type": "text/plain"}, 415),
        ("worry=x", {"content_type": "application/x-www-form-urlencoded"}, 415),
        (json.dumps(GOOD), {"content_type": "application/json; charset=utf-8"}, 201),
        (json.dumps(GOOD), {"idempotency_key": "k" * 81}, 400),
        (json.dumps({**GOOD, "tried": "x" * 2_000_000}), {}, 413),
        ("x" * 13_000_000, {}, 413),
    ],
    ids=lambda value: str(value)[:20] if isinstance(value, (str, bytes)) else None,
)
def test_what_is_no_contact_at_all_is_refused_in_words(
    system: System, body: Any, headers: dict[str, str], status: int
) -> None:
    answer = system.send(body, **headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/json")
    assert held() == (status == 201)


def test_a_system_reads_how_its_own_contact_stands_and_what_was_answered(cast: Cast, system: System) -> None:
    ref = system.send().json()["ref"]
    waiting = system.read(ref).json()
    assert (waiting["ref"], waiting["state"]) == (ref, "We have it")
    with acting(cast.mash_worker):
        contact = Contact.objects.get()
    take(steps.AcknowledgeReferrer, cast.mash_worker, contact, {"kind": "outcome", "words": "We gave advice."})
    assert "We gave advice." in system.read(ref).json()["answers"]


def test_a_system_reads_its_answer_long_after_the_page_asks_why(cast: Cast) -> None:
    """FD-03: what it sent stays its own, also when the contact is no longer the front door's."""
    with at(TODAY):
        system = System(key_of(cast.duty_worker, until=TODAY + timedelta(days=60)))
        ref = system.send().json()["ref"]
        with acting(cast.mash_worker):
            contact = Contact.objects.get()
            recognise_all(cast.mash_worker, contact)
            perform(steps.DecideContact, cast.mash_worker, contact, decision(contact, "advice", "universal"))
            words = {"kind": "outcome", "words": "We gave advice."}
            perform(steps.AcknowledgeReferrer, cast.mash_worker, contact, words)
    with at(TODAY + timedelta(days=29)):
        stands = system.read(ref).json()
        assert (stands["state"], "We gave advice." in stands["answers"]) == ("Decided: read our answer", True)
        RoleGrant.objects.filter(user=cast.duty_worker).update(until=TODAY.date())
        assert system.read(ref).status_code == 404


def test_nobody_reads_what_another_sent(cast: Cast, system: System) -> None:
    ref = system.send().json()["ref"]
    manager = System(key_of(cast.mash_manager))  # who may read it on the page
    for answer in (manager.read(ref), system.read("tqkz7f4m2pwc9x"), system.read("a'b"), system.read("x" * 3000)):
        assert answer.status_code == 404
        assert set(answer.json()) == {"error"}


def test_a_failure_leaves_nothing_and_tells_the_log_nothing_of_the_child(
    system: System, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("kith.frontdoor.steps.receive.ContactChild.objects.bulk_create", fail)
    system.client.raise_request_exception = False
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        assert system.send().status_code == 500
        assert system.send({**GOOD, "type": WORRY}).status_code == 422
    written = "\n".join([caplog.text, *(logging.Formatter().format(record) for record in caplog.records)])
    assert "the disk is full" in written
    assert not [word for word in ("Leo", "Marsh", WORRY, "2019-04-30") if word in written]
    assert held() == 0


def test_the_description_names_every_answer(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()
    post = told["paths"]["/api/v1/contacts"]["post"]
    assert set(post["responses"]) == {"200", "201", "400", "401", "403", "413", "415", "422"}
    takes = post["requestBody"]["content"]["application/json"]["schema"]
    assert takes == json.loads(json.dumps(v1.TAKES))
    assert "method" not in takes["properties"]
