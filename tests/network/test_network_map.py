"""The child's own network: placed, moved, taken out, each version kept, nobody in it who is hidden (FA-02, FA-04)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kith.access.actor import acting, at
from kith.kernel.perform import Invalid, perform
from kith.network import queries, steps
from kith.network.models import NetworkMember
from kith.network.rings import CORNERS, LETTER, LINE, MIDDLE, SIDE, Friend, drawn_rings, label, placed
from kith.record.models import StepEvent
from tests.cast import TODAY, Cast
from tests.network.conftest import Okafors
from tests.people import made
from tests.site.people import signed_in

NAN = {
    "name": "Nan", "role": "grandmother", "circle": "family", "closeness": 1, "can_do": "Have all three, day or night",
    "limits": "No car", "contact": "Next street", "said_by": "Amara, at home", "said_on": date(2026, 5, 26),
}  # fmt: skip


def faults(raised: Any) -> str:
    return str(raised.value.form.errors)


def add(worker: Any, child: Any, **more: Any) -> NetworkMember:
    member: NetworkMember = perform(steps.MemberAdded, worker, child, {**NAN, **more}).result
    return member


@pytest.mark.django_db
def test_somebody_is_placed_by_name_or_by_record(worker: Any, okafors: Okafors) -> None:
    """FA-02: person, closeness, role, what they can do, limits, and how to reach them; who said so and when."""
    add(worker, okafors.amara, person=okafors.patience.ref)
    add(worker, okafors.amara, name="Mrs Obi", role="next door", circle="friends", closeness=2)
    nan, obi = queries.network_of(okafors.amara).members
    assert (nan.name, nan.closeness_words, nan.can_do, nan.limits) == (
        "Nan", "Very close", "Have all three, day or night", "No car",
    )  # fmt: skip
    assert nan.href == okafors.patience.href
    assert (obi.name, obi.href, obi.circle_words, obi.said_by) == (
        "Mrs Obi", "", "Friends and neighbours", "Amara, at home",
    )  # fmt: skip
    page = signed_in(worker).get(f"/people/{okafors.amara.ref}/family/").content.decode()
    for words in ("The network in words", "Have all three, day or night", "Mrs Obi", "26 May 2026"):
        assert words in page
    assert StepEvent.objects.filter(step="network.member_added").count() == 2


@pytest.mark.django_db
def test_what_cannot_be_is_said_so(worker: Any, okafors: Okafors) -> None:
    with pytest.raises(Invalid) as nobody:
        add(worker, okafors.amara, name="")
    assert "Choose somebody on the record, or enter" in faults(nobody)
    add(worker, okafors.amara, person=okafors.grace.ref)
    with pytest.raises(Invalid) as twice:
        add(worker, okafors.amara, person=okafors.grace.ref)
    assert "in the network already" in faults(twice)
    member = NetworkMember.objects.get()
    perform(steps.MemberEnded, worker, member, {"until": TODAY.date(), "reason": "Moved away"})
    with pytest.raises(Invalid) as gone:
        perform(steps.MemberChanged, worker, member, NAN)
    assert "taken out of the network already" in faults(gone)


@pytest.mark.django_db
def test_who_changes_somebody_just_taken_out_does_not_put_them_back(worker: Any, okafors: Okafors) -> None:
    """Both had the map open; the second of them holds what it said before."""
    before = add(worker, okafors.amara)
    taken_out = NetworkMember.objects.get(pk=before.pk)
    perform(steps.MemberEnded, worker, taken_out, {"until": TODAY.date(), "reason": "Moved away"})
    with pytest.raises(Invalid) as gone:
        perform(steps.MemberChanged, worker, before, NAN)
    assert "taken out of the network already" in faults(gone)
    assert NetworkMember.objects.get(pk=before.pk).ended_because == "Moved away"


@pytest.mark.django_db
def test_every_version_is_kept_and_shown_as_it_stood(worker: Any, okafors: Okafors) -> None:
    nan = add(worker, okafors.amara)
    with at(TODAY + timedelta(days=3)):
        perform(steps.MemberChanged, worker, nan, {**NAN, "closeness": 3, "limits": "In hospital"})
    with at(TODAY + timedelta(days=6)):
        perform(steps.MemberEnded, worker, nan, {"until": date(2026, 6, 9), "reason": "Went abroad"})
    with at(TODAY + timedelta(days=9)):
        assert queries.network_of(okafors.amara).members == ()
        day = TODAY.date()
        for days, said in ((0, [(1, "No car")]), (2, [(1, "No car")]), (3, [(3, "In hospital")]), (6, []), (-1, [])):
            then = queries.network_of(okafors.amara, day + timedelta(days=days))
            assert [(one.closeness, one.limits) for one in then.members] == said, days
        assert queries.network_of(okafors.amara).versions == tuple(day + timedelta(days=n) for n in (6, 3, 0))
        page = signed_in(worker).get(f"/people/{okafors.amara.ref}/family/?on=2026-06-04").content.decode()
        assert "As it stood at the end of 4 June 2026" in page
        assert "No car" in page
        for nonsense in ("2026-13-40", "tomorrow", "2099-01-01"):
            page = signed_in(worker).get(f"/people/{okafors.amara.ref}/family/?on={nonsense}")
            assert page.status_code == 200


@pytest.mark.django_db
def test_the_pages_change_and_end_and_belong_to_their_child(worker: Any, okafors: Okafors) -> None:
    nan = add(worker, okafors.amara)
    browser = signed_in(worker)
    home = f"/people/{okafors.amara.ref}/network/"
    page = browser.get(f"{home}{nan.ref}/").content.decode()
    assert "Have all three, day or night" in page
    answer = browser.post(f"{home}{nan.ref}/end/", {"reason": "A slip", "until_0": "1"})
    assert answer.status_code == 422
    assert "A slip" in answer.content.decode()
    assert browser.get(f"/people/{okafors.chidi.ref}/network/{nan.ref}/").status_code == 404
    assert browser.get(f"{home}nobody/").status_code == 404


@pytest.mark.django_db
def test_whoever_is_hidden_is_absent_from_the_map_and_from_its_past(cast: Cast, worker: Any, okafors: Okafors) -> None:
    add(worker, okafors.amara, person=okafors.patience.ref)
    add(worker, okafors.amara, name="Mrs Obi", role="next door", circle="friends")
    with acting(cast.head_of_service):
        made.restrict(cast.head_of_service, okafors.patience)
    with at(TODAY + timedelta(days=1)):
        for on in (None, TODAY.date()):
            found = queries.network_of(okafors.amara, on)
            assert [one.name for one in found.members] == ["Mrs Obi"]
            assert "1 person round" in found.svg
    assert okafors.patience.ref not in [ref for ref, _ in queries.may_be_placed(okafors.amara)]


friends = some.lists(
    some.builds(
        Friend,
        key=some.uuids().map(str),
        name=some.text("abcdefgh ", min_size=1, max_size=40),
        role=some.sampled_from(["", "nan", "best friend", "the designated safeguarding lead at her brother's school"]),
        circle=some.sampled_from(sorted(CORNERS)),
        closeness=some.integers(1, 3),
    ),
    max_size=40,
    unique_by=lambda one: one.key,
)


@given(friends)
def test_everybody_stands_on_their_ring_in_their_quarter_and_no_words_over_others(found: list[Friend]) -> None:
    dots, rings = placed(found)
    assert set(dots) == {one.key for one in found}
    assert list(rings) == sorted(rings)
    for one in found:
        at_, (across, down, _) = dots[one.key], CORNERS[one.circle]
        assert at_.x * across > 0
        assert at_.y * down > 0
        assert abs((at_.x**2 + at_.y**2) ** 0.5 - rings[one.closeness - 1]) < 1
        assert at_.x**2 + at_.y**2 > MIDDLE**2
    for circle in CORNERS:
        words = sorted((dots[one.key].y, len(label(one))) for one in found if one.circle == circle)
        assert all(after - before >= LINE * tall for (before, tall), (after, _) in pairwise(words))
    again = drawn_rings("Amara", found[::-1], name="n", about="a")
    assert again == drawn_rings("Amara", found, name="n", about="a")


@given(friends)
def test_fa02_every_name_and_role_is_whole_and_inside_the_picture(found: list[Friend]) -> None:
    """Also on paper, where no table opens beside it and nothing can be scrolled."""
    dots, rings = placed(found)
    edge = rings[-1] + SIDE
    for one in found:
        lines = label(one)
        said = "".join(word for line in lines for word, _ in line)
        assert said == "".join(f"{one.name},{one.role}".split() if one.role else one.name.split())
        for line in lines:
            wide = len(" ".join(word for word, _ in line)) * LETTER
            assert abs(dots[one.key].x) + 12 + wide <= edge
        assert abs(dots[one.key].y) <= rings[-1]
    assert "…" not in drawn_rings("Maximiliano-Alexander Konstantin", found, name="n", about="a")
