"""Keeping the people who work here; everybody's own page; help that anybody may read; settings behind TLS."""

from __future__ import annotations

import runpy
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client

from kith.access import steps
from kith.access.locked_out import SecondStepRemoved
from kith.access.models import Agency, Team, User
from kith.access.system import system_user, working
from kith.kernel.now import today
from kith.kernel.perform import Invalid, Refused, perform
from kith.record.models import Refusal, StepEvent
from kith.site import help as help_pages
from kith.site import people_who_work
from tests.conftest import ROOT
from tests.site.people import a_team, an_agency, signed_in, somebody

pytestmark = pytest.mark.django_db
HOME = "/people-who-work-here/"


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def ada() -> User:
    return somebody("Ada", "system_administrator")


def grant(role: str, **more: Any) -> dict[str, Any]:
    return {"role": role, "team": "", "agency": "", "since": today().isoformat(), "until": "", **more}


class TestKeepingPeople:
    def test_somebody_new_gets_a_log_in_a_role_and_a_link_to_choose_a_password(self, ada: User) -> None:
        client, team = signed_in(ada), a_team()
        about = {"name": "Una Example", "email": "Una@northmere.example", "job_title": "Social worker"}
        answer = client.post(f"{HOME}add/", about, follow=True)
        una = User.objects.get(email="una@northmere.example")
        assert answer.redirect_chain[-1][0] == f"{HOME}{una.ref}/"
        client.post(f"{HOME}{una.ref}/give-a-role/", grant("social_worker", team=team.pk, since="4 June 2026"))
        page = client.get(f"{HOME}{una.ref}/").content.decode()
        assert "Assessment east" in page
        assert "4 June 2026" in page
        client.post(f"{HOME}{una.ref}/link/")
        assert mail.outbox[0].to == [una.email]
        assert "Una" not in mail.outbox[0].body

    def test_every_act_is_written_down_with_who_did_it(self, ada: User) -> None:
        tom = somebody("Tom")
        client = signed_in(ada)
        client.post(f"{HOME}{tom.ref}/give-a-role/", grant("mash_worker"))
        client.post(f"{HOME}{tom.ref}/end-a-role/{tom.role_grants.get().pk}/", {"until": today().isoformat()})
        client.post(f"{HOME}{tom.ref}/close/")
        with working():
            done = list(StepEvent.objects.filter(actor=ada).order_by("id").values_list("step", "line"))
        assert done == [
            ("access.role_granted", "Gave the role of MASH worker"),
            ("access.role_ended", "Ended the role of MASH worker"),
            ("access.log_in_closed", "Closed a log-in"),
        ]
        assert tom.history.count() >= 2

    def test_a_role_begins_on_its_first_day_and_ends_after_its_last(self, ada: User) -> None:
        tom = somebody("Tom")
        day = today()
        perform(steps.RoleGranted, ada, tom, grant("mash_worker", since=(day + timedelta(1)).isoformat()))
        perform(
            steps.RoleGranted,
            ada,
            tom,
            grant("social_worker", since=(day - timedelta(9)).isoformat(), until=(day - timedelta(1)).isoformat()),
        )
        perform(steps.RoleGranted, ada, tom, grant("duty_worker", until=day.isoformat()))
        assert [role.key for role in User.objects.get(pk=tom.pk).roles] == ["duty_worker"]

    @pytest.mark.parametrize(
        ("given", "field", "sentence"),
        [
            ({"role": ""}, "role", "Choose a role."),
            ({"role": "referrer"}, "agency", "Choose the agency"),
            ({"since": "31 2 2026"}, "since", "must be a date, such as 4 6 2026"),
            ({"until": "1 1 2020"}, "until", "The last day must be the day it starts, or later."),
        ],
    )
    def test_what_is_wrong_with_a_grant_is_said_beside_its_box(
        self, ada: User, given: dict[str, str], field: str, sentence: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            perform(steps.RoleGranted, ada, somebody("Tom"), grant("mash_worker") | given)
        assert sentence in str(refused.value.form.errors[field])

    def test_an_authoritys_role_names_no_agency_and_a_partners_role_does(self, ada: User) -> None:
        tom, school = somebody("Tom"), an_agency()
        with pytest.raises(Invalid, match="Leave the agency empty"):
            perform(steps.RoleGranted, ada, tom, grant("mash_worker", agency=school.pk))
        perform(steps.RoleGranted, ada, tom, grant("referrer", agency=school.pk))
        assert User.objects.get(pk=tom.pk).agency_ids == {school.pk}

    def test_nobody_holds_one_role_twice_at_a_time(self, ada: User) -> None:
        tom = somebody("Tom")
        perform(steps.RoleGranted, ada, tom, grant("mash_worker"))
        with pytest.raises(Invalid, match="hold this role in those days already"):
            perform(steps.RoleGranted, ada, tom, grant("mash_worker"))

    def test_two_people_never_share_an_address_whatever_its_capitals(self, ada: User) -> None:
        tom = somebody("Tom")
        with pytest.raises(Invalid, match="already signs in with this address"):
            perform(steps.UserAdded, ada, None, {"name": "Thomas", "email": tom.email.upper()})

    def test_a_changed_name_stays_with_the_same_person(self, ada: User) -> None:
        tom = somebody("Tom")
        signed_in(ada).post(f"{HOME}{tom.ref}/change/", {"name": "Tom Married", "email": tom.email})
        assert User.objects.get(pk=tom.pk).name == "Tom Married"

    def test_a_leaver_is_signed_out_at_once_and_may_be_let_in_again(self, ada: User) -> None:
        tom = somebody("Tom", "social_worker")
        theirs, client = signed_in(tom), signed_in(ada)
        client.post(f"{HOME}{tom.ref}/close/")
        assert theirs.get("/me/").status_code == 302
        assert User.objects.get(pk=tom.pk).role_grants.get().until == today()
        client.post(f"{HOME}{tom.ref}/link/")
        assert mail.outbox == []
        client.post(f"{HOME}{tom.ref}/open/")
        assert User.objects.get(pk=tom.pk).is_active

    def test_teams_and_agencies_are_added(self, ada: User) -> None:
        client = signed_in(ada)
        client.post(f"{HOME}add-a-team/", {"name": "MASH", "kind": "mash", "phone": ""})
        client.post(f"{HOME}add-an-agency/", {"name": "Northmere High", "kind": "school", "phone": ""})
        assert Team.objects.get().name == "MASH"
        assert Agency.objects.get().source_code == "2A"
        with pytest.raises(Invalid, match="team of this name already"):
            perform(steps.TeamAdded, ada, None, {"name": "mash", "kind": "mash"})

    def test_the_list_may_be_narrowed_to_a_team_a_role_or_those_who_left(self, ada: User) -> None:
        team = a_team()
        tom, _ = somebody("Tom", "social_worker", team=team), somebody("Una", "mash_worker")
        client = signed_in(ada)

        def names(query: str) -> set[str]:
            return {row["person"].name for row in client.get(f"{HOME}?{query}").context["rows"]}

        assert names("") == {"Ada Example", "Tom Example", "Una Example"}
        assert names(f"team={team.ref}") == names("role=social_worker") == {"Tom Example"}
        User.objects.filter(pk=tom.pk).update(is_active=False)
        assert names("closed=1") == {"Tom Example"}

    def test_kiths_own_log_in_is_not_among_them(self, ada: User) -> None:
        kith = system_user()
        client = signed_in(ada)
        assert "system.invalid" not in client.get(HOME).content.decode()
        assert client.get(f"{HOME}{kith.ref}/").status_code == 404


class TestWhoMayNot:
    ADDRESSES = [str(pattern.pattern) for pattern in people_who_work.urls]

    @pytest.mark.parametrize("role", ["social_worker", "service_manager", "information_governance_officer", ""])
    def test_nobody_without_the_role_reads_or_changes_anything(self, role: str) -> None:
        tom = somebody("Tom", "mash_worker")
        client = signed_in(somebody("Eve", *filter(None, [role])))
        before = (User.objects.count(), tom.role_grants.get().until)
        for address in self.ADDRESSES:
            path = "/" + address.replace("<str:ref>", tom.ref).replace("<int:grant>", str(tom.role_grants.get().pk))
            for answer in (client.get(path), client.post(path, grant("system_administrator"))):
                assert answer.status_code in (403, 405), f"{path}: {answer.status_code}"
                assert "tom.example" not in answer.content.decode()
        assert (User.objects.count(), tom.role_grants.get().until) == before

    def test_a_refusal_says_who_may_and_is_kept(self) -> None:
        eve, tom = somebody("Eve", "team_manager"), somebody("Tom")
        with pytest.raises(Refused, match="System administrator"):
            perform(steps.RoleGranted, eve, tom, grant("system_administrator"))
        assert Refusal.objects.filter(actor=eve, what="access.role_granted", target_ref=tom.ref).exists()

    @pytest.mark.parametrize("step", [steps.RoleGranted, steps.LogInClosed, steps.UserChanged, SecondStepRemoved])
    def test_nobody_changes_their_own_log_in(self, ada: User, step: Any) -> None:
        with pytest.raises(Refused, match="another system administrator"):
            perform(step, ada, ada, grant("director"))
        assert "This is you." in signed_in(ada).get(f"{HOME}{ada.ref}/").content.decode()

    def test_kiths_own_log_in_is_given_no_role(self, ada: User) -> None:
        with pytest.raises(Refused, match="Kith's own log-in"):
            perform(steps.RoleGranted, ada, system_user(), grant("mash_worker"))


class TestYourOwnPage:
    def test_it_says_what_you_may_do_in_words(self) -> None:
        said = signed_in(somebody("Ruth", "mash_manager")).get("/me/").content.decode()
        assert "MASH manager" in said
        assert "sign a threshold decision" in said
        assert "Change your password" in said

    def test_it_counts_what_kith_keeps_about_you_and_nobody_else(self, ada: User) -> None:
        perform(steps.UserAdded, ada, None, {"name": "Una", "email": "una@northmere.example"})
        said = signed_in(ada).get("/me/").content.decode()
        assert "opened pages of records 0 times and written or changed something 1 time" in said
        other = signed_in(somebody("Tom")).get("/me/").content.decode()
        assert "written or changed something 0 times" in other

    @pytest.mark.parametrize("address", ["/me/density/", "/preferences/density/"])
    def test_how_pages_look_stays_with_the_person(self, address: str) -> None:
        tom = somebody("Tom")
        client = signed_in(tom)
        answer = client.post(address, {"density": "compact", "next": "/help/"})
        assert answer.headers["Location"] == "/help/"
        assert 'data-density="compact"' in signed_in(tom).get("/me/").content.decode()
        client.post(address, {"density": "enormous"})
        assert User.objects.get(pk=tom.pk).density == "compact"

    @pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x()"])
    def test_the_switch_never_leads_out_of_kith(self, elsewhere: str) -> None:
        answer = signed_in(somebody("Tom")).post("/me/density/", {"density": "roomy", "next": elsewhere})
        assert answer.headers["Location"] == "/me/"


class TestHelp:
    @pytest.mark.parametrize("address", ["", *filter(None, help_pages.PAGES)])
    def test_anybody_reads_it_signed_in_or_not(self, address: str) -> None:
        for client in (Client(), signed_in(somebody())):
            assert client.get(f"/help/{address}").status_code == 200

    def test_it_gives_the_service_desks_number_where_one_is_set(self, settings: Any) -> None:
        settings.SERVICE_DESK = "01632 960 111"
        for address in ("/help/", "/help/accessibility/", "/accounts/login/", "/accounts/password/reset/"):
            assert 'href="tel:01632960111"' in Client().get(address).content.decode()

    def test_health_says_well_and_nothing_else(self) -> None:
        answer = Client().get("/health/")
        assert (answer.status_code, answer.json()) == (200, {"well": True})

    def test_health_says_when_the_database_is_gone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Gone:
            def cursor(self) -> Any:
                raise DatabaseError("gone")

        monkeypatch.setattr(help_pages, "connection", Gone())
        answer = Client().get("/health/")
        assert (answer.status_code, answer.json()) == (503, {"well": False})


class TestSettingsBehindTls:
    def read(self, monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
        for name in ("KITH_TLS", "KITH_HOSTS", "KITH_ADDRESS", "KITH_PROXIES"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "kith" / "site" / "settings.py"))

    def test_everything_is_for_tls_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        read = self.read(monkeypatch, KITH_TLS="1", KITH_ADDRESS="https://kith.example/", KITH_HOSTS="kith.example")
        assert read["SECURE_HSTS_SECONDS"] >= 31536000
        assert read["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
        assert (read["SESSION_COOKIE_SECURE"], read["CSRF_COOKIE_SECURE"]) == (True, True)
        assert read["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
        assert read["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
        assert read["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False
        assert (read["ADDRESS"], read["ALLOWED_HOSTS"]) == ("https://kith.example", ["kith.example"])

    def test_on_this_machine_there_is_no_hsts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        read = self.read(monkeypatch)
        assert (read["SECURE_HSTS_SECONDS"], read["SESSION_COOKIE_SECURE"]) == (0, False)

    def test_nothing_is_for_show(self, monkeypatch: pytest.MonkeyPatch) -> None:
        read = self.read(monkeypatch)
        assert read["DEBUG"] is False
        assert read["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
        assert read["SESSION_COOKIE_AGE"] == 30 * 60
        assert read["AUTH_PASSWORD_VALIDATORS"][0]["OPTIONS"] == {"min_length": 12}
        assert read["ACCOUNT_RATE_LIMITS"]["login_failed"].startswith("5/5m/key")
        assert "database" in str(read["CACHES"]) or "DatabaseCache" in str(read["CACHES"])


def test_hsts_is_sent_over_tls_and_only_there(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_PROXY_SSL_HEADER = 31536000, ("HTTP_X_FORWARDED_PROTO", "https")
    over_tls = Client(headers={"x-forwarded-proto": "https"}).get("/help/")
    assert over_tls.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "Strict-Transport-Security" not in Client().get("/help/").headers
