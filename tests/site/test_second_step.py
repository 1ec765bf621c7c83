"""The second step: set up, asked for, required where records are real, and taken off when a phone is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client

from kith.access.locked_out import PasswordSet, SecondStepRemoved
from kith.access.models import Notice
from kith.access.system import working
from kith.kernel.perform import Invalid, Refused, perform
from kith.record.models import StepEvent
from kith.site import signin
from kith.site.jobs import notice_message
from tests.site.people import PASSWORD, signed_in, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the clock of codes stands still: at the end of its half-minute a code would be refused, rightly."""
    cache.clear()
    counters = list(auth.yield_hotp_counters_from_time())
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter(counters))


def code(secret: str) -> str:
    """What an app would show now. Each code works once, so the cache that remembers used ones is emptied."""
    cache.clear()
    counters = list(auth.yield_hotp_counters_from_time())
    return auth.format_hotp_value(auth.hotp_value(secret, counters[len(counters) // 2]))


def set_up(client: Client) -> str:
    """Set up an app; gives back its secret."""
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r'id="totp-secret">([A-Z2-7]+)<', page)
    assert found, page
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code(found.group(1))})
    assert answer.status_code == 302, answer.content.decode()
    return found.group(1)


def half_way(email: str) -> Client:
    """A browser whose password was taken and whose second step is asked for."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    return client


class TestAnApp:
    def test_its_picture_is_a_file_of_its_own_and_nothing_inline(self) -> None:
        client = signed_in(somebody())
        page = client.get("/accounts/2fa/totp/activate/").content.decode()
        assert 'src="/accounts/2fa/totp/qr.svg"' in page
        assert "data:" not in page
        picture = client.get("/accounts/2fa/totp/qr.svg")
        assert picture.headers["Content-Type"] == "image/svg+xml"
        assert picture.content.count(b"<svg") == 1
        assert "no-store" in picture.headers["Cache-Control"]

    def test_the_picture_is_for_that_browser_alone(self) -> None:
        farah = somebody()
        signed_in(farah).get("/accounts/2fa/totp/activate/")
        assert signed_in(farah).get("/accounts/2fa/totp/qr.svg").status_code == 404
        assert Client().get("/accounts/2fa/totp/qr.svg").status_code == 302

    def test_a_wrong_code_does_not_set_it_up(self) -> None:
        client = signed_in(somebody())
        client.get("/accounts/2fa/totp/activate/")
        said = client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).content.decode()
        assert "That code is not right." in said
        assert not Authenticator.objects.exists()

    def test_once_set_up_a_password_alone_no_longer_opens_kith(self) -> None:
        farah = somebody()
        secret = set_up(signed_in(farah))
        client = half_way(farah.email)
        assert client.get("/me/").status_code == 302
        assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
        client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
        assert client.get("/me/").status_code == 200

    def test_its_secret_cannot_be_read_in_the_database(self) -> None:
        farah = somebody()
        secret = set_up(signed_in(farah))
        kept = str(Authenticator.objects.get(type=Authenticator.Type.TOTP).data)
        assert secret not in kept

    def test_recovery_codes_open_kith_once_each(self) -> None:
        farah = somebody()
        client = signed_in(farah)
        set_up(client)
        page = client.get("/accounts/2fa/recovery-codes/").content.decode()
        codes = re.findall(r'kith-num">([0-9a-f]{8})<', page)
        assert len(codes) == 10
        again = half_way(farah.email)
        again.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert again.get("/me/").status_code == 200
        twice = half_way(farah.email)
        assert twice.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 200

    def test_taking_it_away_later_asks_who_it_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        client = signed_in(somebody())
        set_up(client)
        monkeypatch.setattr(signin, "JUST_SIGNED_IN", -1)
        answer = client.get("/accounts/2fa/totp/deactivate/")
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
        said = client.get(answer.headers["Location"]).content.decode()
        assert "Is it still you?" in said
        assert "a code" in said


class TestWhereItIsRequired:
    @pytest.fixture(autouse=True)
    def _required(self, settings: Any) -> None:
        settings.REQUIRE_MFA = True

    def test_without_one_every_page_leads_to_setting_one_up(self) -> None:
        client = signed_in(somebody("Ada", "system_administrator"))
        for page in ("/", "/me/", "/people-who-work-here/", "/drafts/x/"):
            assert client.get(page).headers["Location"] == "/accounts/2fa/"
        said = client.get("/accounts/2fa/").content.decode()
        assert "Set up a second step before you go on" in said

    def test_help_signing_out_and_setting_up_stay_open(self) -> None:
        client = signed_in(somebody())
        for page in ("/help/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/logout/"):
            assert client.get(page).status_code == 200

    def test_with_one_kith_opens(self) -> None:
        client = signed_in(somebody())
        set_up(client)
        assert client.get("/me/").status_code == 200

    def test_recovery_codes_alone_are_not_one(self) -> None:
        farah = somebody()
        client = signed_in(farah)
        set_up(client)
        client.post("/accounts/2fa/totp/deactivate/")
        assert client.get("/me/").headers["Location"] == "/accounts/2fa/"


def test_it_is_required_where_records_are_real_and_not_in_a_training_copy(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REQUIRE_MFA = None
    assert signin.second_step_required() is False
    monkeypatch.setattr(signin, "is_simulated", lambda: False)
    assert signin.second_step_required() is True
    settings.REQUIRE_MFA = False
    assert signin.second_step_required() is False


LOST = {"reason": "Phone stolen on Friday; rang her back on her desk number"}


class TestALostPhone:
    def test_a_system_administrator_takes_it_off_and_it_is_written_down_with_the_reason(self) -> None:
        ada, farah = somebody("Ada", "system_administrator"), somebody("Farah")
        set_up(signed_in(farah))
        admin = signed_in(ada)
        page = f"/people-who-work-here/{farah.ref}/second-step/"
        without = admin.post(page, {"reason": " "})
        assert "Say what happened" in without.content.decode()
        assert Authenticator.objects.filter(user=farah).exists()
        admin.post(page, LOST)
        assert not Authenticator.objects.filter(user=farah).exists()
        with working():
            event = StepEvent.objects.get(step=SecondStepRemoved.name, actor=ada)
        assert event.line == f"Took the second step off a log-in: {LOST['reason']}"
        assert signed_in(farah).get("/me/").status_code == 200

    def test_whoever_has_the_phone_is_signed_out_and_she_is_told_without_a_name(self) -> None:
        ada, farah = somebody("Ada", "system_administrator"), somebody("Farah")
        thief = signed_in(farah)
        set_up(thief)
        assert thief.get("/me/").status_code == 200
        perform(SecondStepRemoved, ada, farah, LOST)
        assert thief.get("/me/").headers["Location"].startswith("/accounts/login/")
        notice = Notice.objects.get(user=farah)
        assert notice.href == "/accounts/2fa/"
        said = str(notice_message(notice).body)
        assert not [word for word in ("Farah", "Ada", "stolen", "second step") if word in said]

    def test_there_is_nothing_to_take_off_a_log_in_without_one(self) -> None:
        ada, farah = somebody("Ada", "system_administrator"), somebody("Farah")
        with pytest.raises(Invalid, match="no second step"):
            perform(SecondStepRemoved, ada, farah, LOST)

    def test_nobody_else_can_and_nobody_takes_off_their_own(self) -> None:
        ada, tom, farah = somebody("Ada", "system_administrator"), somebody("Tom", "team_manager"), somebody("Farah")
        for actor, target in ((tom, farah), (ada, ada)):
            with pytest.raises(Refused):
                perform(SecondStepRemoved, actor, target, LOST)

    def test_a_password_is_set_at_the_terminal_only(self) -> None:
        ada, farah = somebody("Ada", "system_administrator"), somebody("Farah")
        with pytest.raises(Refused, match="Send them a link"):
            perform(PasswordSet, ada, farah, {"password": PASSWORD})
