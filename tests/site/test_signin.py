"""Signing in: who may, what is refused and why, lock-out, sessions, and a session that ran out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kith.access.system import system_user
from kith.kernel.now import LONDON, now
from tests.site.people import PASSWORD, signed_in, somebody

pytestmark = pytest.mark.django_db
NEW = "lantern-pebble-harvest-3"


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    cache.clear()  # failures are counted there
    yield
    cache.clear()


def attempt(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password})


class TestTheDoor:
    def test_a_known_person_signs_in_and_out(self) -> None:
        client = signed_in(somebody())
        assert client.get("/me/").status_code == 200
        client.post("/accounts/logout/")
        assert client.get("/me/").status_code == 302

    def test_capitals_in_an_address_do_not_matter(self) -> None:
        farah = somebody()
        assert attempt(Client(), farah.email.upper()).status_code == 302

    def test_leaving_takes_a_button_so_that_no_link_can_sign_somebody_out(self) -> None:
        client = signed_in(somebody())
        assert client.get("/accounts/logout/").status_code == 200
        assert client.get("/me/").status_code == 200

    @pytest.mark.parametrize("email", ["farah.example@northmere.example", "nobody@northmere.example"])
    def test_a_wrong_password_and_an_unknown_address_look_the_same(self, email: str) -> None:
        somebody("Farah")
        said = attempt(Client(), email, "not the password 1").content.decode()
        assert "The work email address or the password is not right." in said

    def test_a_closed_log_in_stays_closed(self) -> None:
        gone = somebody("Gone", is_active=False)
        client = Client()
        attempt(client, gone.email)
        assert client.get("/me/").status_code == 302

    def test_closing_a_log_in_signs_its_holder_out_at_once(self) -> None:
        farah = somebody()
        client = signed_in(farah)
        type(farah).objects.filter(pk=farah.pk).update(is_active=False)
        assert client.get("/me/").status_code == 302

    def test_kiths_own_log_in_opens_nothing(self) -> None:
        client = Client()
        attempt(client, system_user().email, "!")
        assert client.get("/me/").status_code == 302

    @pytest.mark.parametrize(
        "address",
        [
            "signup/",
            "email/",
            "confirm-email/",
            "password/set/",
            "3rdparty/",
            "3rdparty/signup/",
            "login/code/confirm/",
        ],
    )
    @pytest.mark.parametrize("inside", [True, False])
    def test_nobody_signs_up_or_adds_addresses(self, address: str, inside: bool) -> None:
        client = signed_in(somebody()) if inside else Client()
        for answer in (
            client.get(f"/accounts/{address}"),
            client.post(f"/accounts/{address}", {"email": "a@b.example"}),
        ):
            assert answer.status_code == 404


class TestLockOut:
    def test_five_failures_lock_a_log_in_against_the_right_password_too(self) -> None:
        farah = somebody()
        for _ in range(5):
            assert "is not right" in attempt(Client(), farah.email, "not the password 1").content.decode()
        said = attempt(Client(), farah.email).content.decode()
        assert "this log-in is locked for five minutes" in said

    def test_others_can_still_sign_in_meanwhile(self) -> None:
        farah, tom = somebody("Farah"), somebody("Tom")
        for _ in range(6):
            attempt(Client(), farah.email, "not the password 1")
        assert attempt(Client(), tom.email).status_code == 302

    def test_four_failures_do_not_and_signing_in_is_not_a_failure(self) -> None:
        farah = somebody()
        for _ in range(4):
            attempt(Client(), farah.email, "not the password 1")
        assert [attempt(Client(), farah.email).status_code for _ in range(3)] == [302, 302, 302]


def link_in(message: Any) -> str:
    found = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", message.body)
    assert found
    return found.group(1)


class TestPasswords:
    def test_a_link_by_mail_lets_somebody_choose_one_and_names_nobody(self) -> None:
        farah = somebody("Farah")
        Client().post("/accounts/password/reset/", {"email": farah.email})
        message = mail.outbox[0]
        assert message.to == [farah.email]
        assert not [word for word in ("Farah", farah.email) if word in f"{message.subject} {message.body}"]
        client = Client()
        page = client.get(link_in(message), follow=True)
        assert "Choose a password" in page.content.decode()
        chosen = client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)
        assert "Your password is kept" in chosen.content.decode()
        assert attempt(Client(), farah.email, NEW).status_code == 302

    def test_a_link_works_once(self) -> None:
        farah = somebody()
        Client().post("/accounts/password/reset/", {"email": farah.email})
        client = Client()
        page = client.get(link_in(mail.outbox[0]), follow=True)
        client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
        assert "This link no longer works" in Client().get(link_in(mail.outbox[0]), follow=True).content.decode()

    def test_strangers_get_no_mail_and_learn_nothing(self) -> None:
        farah = somebody()
        known = Client().post("/accounts/password/reset/", {"email": farah.email}, follow=True).content
        unknown = Client().post("/accounts/password/reset/", {"email": "no@northmere.example"}, follow=True).content
        assert b"Look in your mail" in known
        assert len(known) == len(unknown)
        assert len(mail.outbox) == 1

    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ("kettle-9", "at least 12 characters"),
            ("1q2w3e4r5t6y", "thieves already have"),
            ("482916305577", "Figures alone"),
            ("password2026!", "common word with figures"),
            ("farah.example@northmere", "too similar to"),
        ],
    )
    def test_a_weak_one_is_refused_and_the_sentence_says_why(self, typed: str, why: str) -> None:
        client = signed_in(somebody("Farah"))
        said = client.post(
            "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": typed, "password2": typed}
        ).content.decode()
        assert why in said.replace("&#x27;", "'")

    def test_changing_it_needs_the_old_one(self) -> None:
        client = signed_in(somebody())
        said = client.post("/accounts/password/change/", {"oldpassword": NEW, "password1": NEW, "password2": NEW})
        assert b"Enter the password you have now." in said.content
        said = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
        assert said.status_code == 302


class TestSessions:
    def test_they_are_listed_and_any_can_be_ended(self) -> None:
        farah = somebody()
        here, there = signed_in(farah), signed_in(farah, Client(HTTP_USER_AGENT="Lost phone"))
        there.get("/me/")
        page = here.get("/accounts/sessions/").content.decode()
        assert "Lost phone" in page
        chosen = re.search(r'name="session" value="(\d+)"', page)
        assert chosen
        here.post("/accounts/sessions/", {"session": chosen.group(1)})
        assert there.get("/me/").status_code == 302
        assert here.get("/me/").status_code == 200

    def test_all_others_can_be_ended_at_once(self) -> None:
        farah = somebody()
        here, others = signed_in(farah), [signed_in(farah), signed_in(farah)]
        here.post("/accounts/sessions/")
        assert [other.get("/me/").status_code for other in others] == [302, 302]
        assert here.get("/me/").status_code == 200

    def test_nobody_ends_somebody_elses(self) -> None:
        farah, tom = somebody("Farah"), somebody("Tom")
        theirs, mine = signed_in(farah), signed_in(tom)
        page = theirs.get("/accounts/sessions/")
        answer = mine.post("/accounts/sessions/", {"session": str(page.context["sessions"][0].pk)})
        assert answer.status_code == 404
        assert theirs.get("/me/").status_code == 200

    def test_they_end_after_thirty_minutes_without_use(self) -> None:
        client = signed_in(somebody())
        left = Session.objects.get(session_key=client.session.session_key).expire_date - now()
        assert timedelta(minutes=29) < left <= timedelta(minutes=30)

    def test_using_kith_keeps_them_alive(self) -> None:
        client = signed_in(somebody())
        row = Session.objects.filter(session_key=client.session.session_key)
        row.update(expire_date=now() + timedelta(minutes=1))
        client.get("/help/")
        client.get("/me/")
        assert row.get().expire_date > now() + timedelta(minutes=29)

    def test_a_session_in_use_is_written_once_a_minute_and_no_oftener(self) -> None:
        client = signed_in(somebody())
        client.get("/me/")
        row = Session.objects.filter(session_key=client.session.session_key)
        with CaptureQueriesContext(connection) as asked:
            client.get("/me/")
        assert not [one["sql"] for one in asked if one["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
        row.update(expire_date=row.get().expire_date - timedelta(minutes=1, seconds=5))
        seen = UserSession.objects.filter(session_key=client.session.session_key)
        seen.update(last_seen_at=now() - timedelta(minutes=5))
        client.get("/me/")
        assert row.get().expire_date > now() + timedelta(minutes=29, seconds=30)
        assert seen.get().last_seen_at > now() - timedelta(minutes=1)

    def test_one_that_turns_up_in_another_browser_is_listed_so_at_once(self) -> None:
        client = signed_in(somebody())
        client.get("/me/")
        client.get("/me/", HTTP_USER_AGENT="Somebody else's", REMOTE_ADDR="192.0.2.7")
        seen = UserSession.objects.get(session_key=client.session.session_key)
        assert (seen.user_agent, seen.ip) == ("Somebody else's", "192.0.2.7")

    def test_after_a_new_password_the_session_is_still_listed(self) -> None:
        client = signed_in(somebody())
        client.get("/me/")
        client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
        client.get("/me/")
        assert UserSession.objects.filter(session_key=client.session.session_key).exists()

    def test_the_cookie_goes_when_the_browser_is_closed_and_no_script_reads_it(self) -> None:
        cookie = signed_in(somebody()).cookies["sessionid"]
        assert (cookie["expires"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", "", True, "Lax")


class TestASessionThatRanOut:
    def test_the_sign_in_page_says_when_and_that_nothing_typed_was_lost(self) -> None:
        client = signed_in(somebody())
        ended = now() - timedelta(minutes=3)
        Session.objects.filter(session_key=client.session.session_key).update(expire_date=ended)
        said = client.get("/me/", follow=True).content.decode()
        assert "Your writing is safe." in said
        assert f"at {ended.astimezone(LONDON):%H:%M}" in said
        attempt(client, "farah.example@northmere.example")
        client.get("/me/")
        assert "Your writing is safe." not in client.get("/accounts/logout/").content.decode()

    def test_somebody_who_signed_out_is_told_nothing_of_the_kind(self) -> None:
        client = signed_in(somebody())
        client.post("/accounts/logout/")
        assert "Your writing is safe." not in client.get("/accounts/login/").content.decode()

    def test_nor_is_a_stranger_with_a_made_up_cookie_told_a_time(self) -> None:
        client = Client()
        client.cookies["sessionid"] = "madeupmadeupmadeupmadeupmadeup12"
        client.cookies["kith_signed_out"] = "forged"
        assert "You were signed out at" not in client.get("/accounts/login/").content.decode()
