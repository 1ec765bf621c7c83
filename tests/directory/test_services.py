"""The directory of local services (EH-06) and what is found for a family (FD-08)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import User
from kith.directory import steps
from kith.directory.models import LocalService, SignPost
from kith.directory.queries import find, services_for
from kith.kernel.perform import Invalid, Refused
from tests.cast import TODAY, Cast, london, take

pytestmark = pytest.mark.django_db


def entry(**more: Any) -> dict[str, Any]:
    """What a keeper types for a family hub."""
    return {
        "name": "Family Hub East",
        "says": "Drop-in play, and somebody to help with forms and worries.",
        "reach": "universal",
        "needs": ["early_years", "parenting", "money"],
        "youngest": "0",
        "oldest": "19",
        "place": "Seaholm Parade",
        "cost": "Free",
        "how_to_refer": "Just come in",
        "waiting_weeks": "0",
        "phone": "01632 960 270",
        **more,
    }


def added(keeper: User, **more: Any) -> LocalService:
    """A service, added on 3 June 2026 unless the clock says otherwise."""
    service = take(steps.ServiceAdded, keeper, None, entry(**more)).result
    assert isinstance(service, LocalService)
    return service


@pytest.fixture
def services(cast: Cast) -> dict[str, LocalService]:
    """Four services of a small town."""
    keeper = cast.system_administrator
    with at(TODAY):
        return {
            "hub": added(keeper),
            "steps": added(keeper, name="Steps Together", needs=["parenting", "behaviour"], youngest="3", oldest="12",
                           place="Family Hub East", waiting_weeks="6", reach="targeted"),
            "teens": added(keeper, name="Talking With Your Teenager", needs=["parenting"], youngest="11", oldest="17",
                           place="Tidewell School", cost="£2", waiting_weeks="4"),
            "larder": added(keeper, name="The Larder", needs=["food", "money"], place="Quay Street", reach="voluntary"),
        }  # fmt: skip


def test_eh06_services_are_found_by_words_need_age_place_cost_and_reach(services: dict[str, LocalService]) -> None:
    def names(**asked: Any) -> set[str]:
        return {one.name for one in find(**asked)}

    assert names(text="larder") == {"The Larder"}
    assert names(need="behaviour") == {"Steps Together"}
    assert names(age=2) == {"Family Hub East", "The Larder"}
    assert names(place="quay") == {"The Larder"}
    assert names(free=True, need="parenting") == {"Family Hub East", "Steps Together"}
    assert names(reach="voluntary") == {"The Larder"}


def test_fd08_the_best_fit_comes_first_and_another_age_is_left_out(services: dict[str, LocalService]) -> None:
    assert [one.name for one in services_for(["parenting", "money"], age=5)] == [
        "Family Hub East", "The Larder", "Steps Together",
    ]  # fmt: skip
    assert [one.name for one in services_for(["parenting"], age=15)] == [
        "Family Hub East",
        "Talking With Your Teenager",
    ]
    near = services_for(["money"], place="quay street")
    assert [one.name for one in near] == ["The Larder", "Family Hub East"]
    assert services_for([]) == []


def test_eh06_an_ended_service_is_offered_to_nobody(cast: Cast, services: dict[str, LocalService]) -> None:
    with at(TODAY):
        take(steps.ServiceEnded, cast.system_administrator, services["larder"], {"ended_on": "2026-06-03"})
    with at(london(2026, 6, 4)):
        assert "The Larder" not in {one.name for one in find()}
        services["larder"].refresh_from_db()
        with pytest.raises(Refused, match="has ended"):
            take(steps.ServiceSignposted, cast.referrer, services["larder"], {})
        with pytest.raises(Refused, match="Add it as a new one"):
            take(steps.ServiceChanged, cast.system_administrator, services["larder"], entry())


def test_eh06_only_a_keeper_writes_in_the_directory(cast: Cast, services: dict[str, LocalService]) -> None:
    for nobody in (cast.social_worker, cast.referrer, cast.head_of_service):
        with pytest.raises(Refused, match="System administrator"):
            take(steps.ServiceAdded, nobody, None, entry())
        with pytest.raises(Refused):
            take(steps.ServiceVerified, nobody, services["hub"])


def test_eh06_an_entry_nobody_checked_for_six_months_says_so_until_it_is_checked(
    cast: Cast, services: dict[str, LocalService], client: Client
) -> None:
    client.force_login(cast.system_administrator)
    with at(london(2026, 12, 4)):
        assert "Not checked since 3 June 2026" in client.get("/services/").content.decode()
        assert "Not checked since" in client.get(f"/services/{services['hub'].ref}/").content.decode()
        done = client.post(f"/services/{services['hub'].ref}/checked/", follow=True).content.decode()
        assert "last checked 4 December 2026" in done
        assert "Not checked since" not in done


def test_eh06_a_change_is_a_check_only_when_somebody_says_so(cast: Cast, services: dict[str, LocalService]) -> None:
    hub = services["hub"]
    with at(london(2026, 9, 1)):
        take(steps.ServiceChanged, cast.system_administrator, hub, entry(waiting_weeks="2", owner=cast.school.ref))
        hub.refresh_from_db()
        assert (hub.waiting_weeks, hub.owner, hub.verified_on) == (2, cast.school, date(2026, 6, 3))
        take(steps.ServiceChanged, cast.system_administrator, hub, entry(checked="on"))
        hub.refresh_from_db()
        assert (hub.owner, hub.verified_on) == (None, date(2026, 9, 1))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"youngest": "12", "oldest": "3"}, "The oldest age must be the youngest or more"),
        ({"needs": ["a pony"]}, "Choose"),
        ({"needs": []}, "needs"),
        ({"phone": "ring us"}, "telephone number"),
        ({"name": ""}, "name of the service"),
    ],
)
def test_eh06_what_is_wrong_is_said(cast: Cast, wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        added(cast.system_administrator, **wrong)


def test_eh06_telling_a_family_is_counted_once_and_names_nobody(cast: Cast, services: dict[str, LocalService]) -> None:
    for _ in range(2):
        take(steps.ServiceSignposted, cast.referrer, services["hub"], {"needs": ["money"]}, request_key="once")
    with acting(cast.referrer):
        kept = SignPost.objects.get()
    assert (kept.service, kept.needs, kept.by) == (services["hub"], ["money"], cast.referrer)
    assert {field.name for field in SignPost._meta.fields} == {"id", "service", "where", "needs", "by", "at"}


def test_eh06_anybody_may_read_the_directory_signed_in_or_not(
    services: dict[str, LocalService], client: Client
) -> None:
    shown = client.get("/services/?need=money&age=5&cost=free&place=quay")
    assert shown.status_code == 200
    page = shown.content.decode()
    assert "The Larder" in page
    assert "Family Hub East" not in page
    one = client.get(f"/services/{services['hub'].ref}/")
    assert one.status_code == 200
    assert "Helps with" in one.content.decode()
    assert "/told/" not in one.content.decode()
    assert client.get("/services/nowhere/").status_code == 404
    assert client.get("/services/new/").status_code == 302


@pytest.mark.parametrize(
    "query", ["age=abc", "age=-1", "age=999999", "need=%00", "q=%00", "q=" + "x" * 5000, "reach=x"]
)
def test_an_odd_address_shows_the_directory_all_the_same(
    services: dict[str, LocalService], client: Client, query: str
) -> None:
    assert client.get(f"/services/?{query}").status_code == 200


def test_eh06_a_keeper_adds_and_changes_a_service_on_the_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.system_administrator)
    wrong = client.post("/services/new/", entry(name=""))
    assert wrong.status_code == 422
    done = client.post("/services/new/", entry(), follow=True)
    assert "Added to the directory" in done.content.decode()
    ref = LocalService.objects.get().ref
    form = client.get(f"/services/{ref}/change/").content.decode()
    assert 'value="Family Hub East"' in form
    client.post(f"/services/{ref}/change/", entry(cost="50p"))
    assert LocalService.objects.get().cost == "50p"
