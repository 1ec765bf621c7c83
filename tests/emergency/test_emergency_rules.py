"""Each rule of emergency protection by itself: who may, moments at the edge of the law, who is told, what is privileged
and what stays hidden (CP-05)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.access.models import Involvement, Notice, User
from kith.emergency import law, queries, steps
from kith.emergency.models import EmergencyProtection, LegalAdvice
from kith.governance import gathering
from kith.kernel.perform import Breach, allowed
from kith.people.models import Person
from kith.people.queries import badges_of
from kith.record.models import Clock, StepEvent
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take
from tests.emergency.test_emergency import (
    NOW,
    TAKEN,
    agreement,
    amara,
    clock,
    ending,
    errors,
    fresh,
    order,
    ordered,
    taken,
)
from tests.people import made
from tests.protection.test_strategy_discussion import called, held

pytestmark = pytest.mark.django_db
__all__ = ["amara"]  # its child
ADVICE = {"adviser": "Ms Achebe, legal services", "given_at": NOW, "words": "The case for an order is thin so far."}
SECRET = "thin so far"


@pytest.fixture
def chidi(cast: Cast, amara: Person) -> Person:
    """Her brother, whom the same people are near."""
    with acting(cast.social_worker), at(london(2026, 5, 20)):
        found = made.person(cast.social_worker, "Chidi", "Okafor", date(2021, 3, 4))
        made.related(amara, "sibling", found)
        made.involve(cast.social_worker, found)
        made.involve(cast.practice_supervisor, found, kind="supervisor")
    return found


def agreed(cast: Cast, child: Person) -> EmergencyProtection:
    with at(NOW):
        found = take(steps.BeginAgreement, cast.social_worker, child.subject, agreement(cast)).result
    return fresh(cast, found)


def refusal(step: Any, actor: User, target: Any, when: Any = NOW) -> str:
    """Why somebody may not, in words; empty where they may."""
    with acting(actor), at(when):
        may = allowed(step, actor, target)
    return "" if may is True else str(may)


def heard(one: EmergencyProtection) -> set[str]:
    """Who was told of it since this was asked the last time."""
    rows = Notice.objects.filter(href=one.href, handed_at=None)
    found = {row.user.name for row in rows.select_related("user")}
    rows.update(handed_at=NOW)
    return found


def test_cp_05_nobody_far_from_the_child_writes_anything_of_it(cast: Cast, amara: Person) -> None:
    one, court = taken(cast, amara), ordered(cast, amara)
    for step in (steps.BeginPoliceProtection, steps.BeginOrder, steps.BeginAgreement):
        assert "You are not involved with this child" in refusal(step, cast.stranger, amara.subject), step
        assert "This is for" in refusal(step, cast.lead_practitioner, amara.subject), step
    for step, target in (
        (steps.AddAdvice, one),
        (steps.LinkDiscussion, one),
        (steps.EndPoliceProtection, one),
        (steps.EndOrder, court),
        (steps.ExtendOrder, court),
        (steps.EndAgreement, agreed(cast, amara)),
    ):
        assert "You are not involved with this child" in refusal(step, cast.stranger, target), step
    # Who decided confirms it while the record is open to them.
    with acting(cast.social_worker):
        Involvement.objects.filter(person=amara.subject, user=cast.practice_supervisor).update(until=NOW)
    assert "You are not involved" in refusal(steps.ConfirmDecision, cast.practice_supervisor, one, NOW)


def test_cp_05_each_power_has_its_own_end_and_an_order_alone_is_extended(cast: Cast, amara: Person) -> None:
    worker, found = cast.social_worker, {"police": taken(cast, amara), "order": ordered(cast, amara)}
    found["agreement"] = agreed(cast, amara)
    own = {"police": steps.EndPoliceProtection, "order": steps.EndOrder, "agreement": steps.EndAgreement}
    for power, one in found.items():
        for other, step in own.items():
            said = refusal(step, worker, one)
            assert (said == "") is (power == other), (power, other)
        assert (refusal(steps.ExtendOrder, worker, one) == "") is (power == "order")
    with at(NOW):
        take(steps.ConfirmDecision, cast.practice_supervisor, found["police"], {})
        take(steps.EndOrder, worker, found["order"], ending(NOW))
    assert "This was confirmed" in refusal(
        steps.ConfirmDecision, cast.practice_supervisor, fresh(cast, found["police"])
    )
    for step in (steps.ExtendOrder, steps.AddAdvice, steps.LinkDiscussion, steps.EndOrder):
        assert "It has ended" in refusal(step, worker, fresh(cast, found["order"])), step


def test_cp_05_no_power_protects_a_child_who_is_not_born(cast: Cast) -> None:
    with acting(cast.social_worker), at(london(2026, 5, 20)):
        awaited = made.person(cast.social_worker, kind="unborn", expected_date=date(2026, 9, 2))
        made.involve(cast.social_worker, awaited)
    for step in (steps.BeginPoliceProtection, steps.BeginOrder, steps.BeginAgreement):
        assert "before birth" in refusal(step, cast.social_worker, awaited.subject), step
    with at(NOW):
        page = signed_in(cast.social_worker).get(f"/people/{awaited.ref}/emergency/")
    assert "before birth" in page.content.decode()


def test_cp_05_at_the_edge_of_the_law_a_moment_counts_and_the_next_does_not(cast: Cast, amara: Person) -> None:
    worker, child, minute = cast.social_worker, amara.subject, timedelta(minutes=1)
    one = ordered(cast, amara)
    latest = one.latest_at
    assert latest is not None
    with at(NOW):
        take(steps.EndOrder, worker, one, ending(TAKEN))  # at the moment at which it was made
    over = errors(steps.BeginOrder, worker, child, order(cast) | {"ends_at": latest + minute})
    assert "The law allows no more" in over["ends_at"]
    longest = ordered(cast, amara, ends_at=latest)
    assert longest.ends_at == latest
    until = {"until": latest, "extended_why": "More time."}
    assert "after the end that stands" in errors(steps.ExtendOrder, worker, longest, until)["until"]
    with at(latest - minute):
        most = latest + timedelta(days=7)
        beyond = errors(steps.ExtendOrder, worker, longest, until | {"until": most + timedelta(days=1)}, latest)
        assert "The law allows no more" in beyond["until"]
        take(steps.ExtendOrder, worker, longest, until | {"until": longest_of(longest)})
    # What ran out says its own moment, and ends at it.
    after = longest_of(longest) + timedelta(days=1)
    longest = fresh(cast, longest)
    with at(after):
        form = steps.EndOrder.build_form(worker, longest)
        assert form.initial["ended_at"] == longest.ends_at
    assert longest.ends_at is not None
    late = errors(steps.EndOrder, worker, longest, ending(longest.ends_at + minute), after)
    assert "s45(4)-(6)" in late["ended_at"]  # the law of the extension, by which it ends
    with at(after):
        take(steps.EndOrder, worker, longest, ending(longest.ends_at))


def longest_of(one: EmergencyProtection) -> Any:
    """The furthest end of an extension."""
    assert one.ends_at is not None
    return law.latest_of_extension(one.ends_at) if one.extended_at is None else one.ends_at


def test_cp_05_an_order_follows_police_protection_that_came_just_before_it(cast: Cast, amara: Person) -> None:
    worker, child = cast.social_worker, amara.subject
    before = taken(cast, amara)
    applied = {"on_police_application": "yes", "ends_at": london(2026, 6, 8, 16)}
    # Made before the constable came, or long after the 72 hours: it followed something else.
    for made_at in (TAKEN - timedelta(minutes=1), TAKEN + timedelta(hours=73, minutes=1)):
        said = order(cast, began_at=made_at) | applied
        wrong = errors(steps.BeginOrder, worker, child, said, TAKEN + timedelta(days=4))
        assert "Record the police protection first" in wrong["on_police_application"]
    # Where we applied it follows nothing, whatever came before.
    with at(NOW):
        take(steps.EndPoliceProtection, worker, before, ending(NOW, followed="order"))
    own = ordered(cast, amara)
    assert (own.follows, own.on_police_application) == (None, False)
    with at(NOW):
        take(steps.EndOrder, worker, own, ending(NOW))
    for made_at in (TAKEN, TAKEN + timedelta(hours=73)):
        found = ordered(cast, amara, TAKEN + timedelta(days=4), **order(cast, began_at=made_at) | applied)
        assert (found.follows, found.on_police_application) == (before, True)
        with at(TAKEN + timedelta(days=5)):
            take(steps.EndOrder, worker, found, ending(TAKEN + timedelta(hours=80)))


def test_cp_05_a_manager_confirms_what_names_them_and_nothing_else(cast: Cast, amara: Person, chidi: Person) -> None:
    with at(NOW):
        with acting(cast.social_worker):
            made.involve(cast.team_manager, chidi)
        mine = taken(cast, amara)
        other = taken(cast, chidi, decided_by=cast.team_manager.ref)
        with acting(cast.practice_supervisor):
            assert [row.pk for row in queries.to_confirm(cast.practice_supervisor)] == [mine.pk]
        take(steps.ConfirmDecision, cast.practice_supervisor, mine, {})
        with acting(cast.practice_supervisor):
            assert not queries.to_confirm(cast.practice_supervisor).exists()
        assert "is named as having decided it" in refusal(steps.ConfirmDecision, cast.practice_supervisor, other)


def test_cp_05_an_agreement_protects_until_it_is_ended(cast: Cast, amara: Person) -> None:
    one = agreed(cast, amara)
    with acting(cast.social_worker):
        for when in (NOW, NOW + timedelta(days=60)):
            with at(when):
                assert badges_of([amara])[amara.pk] == [("protection", "Emergency protection")]
    with at(NOW):
        take(steps.EndAgreement, cast.social_worker, one, ending(NOW))
        with acting(cast.social_worker):
            assert badges_of([amara])[amara.pk] == []
            assert queries.open_of(amara.subject) == []
        night = signed_in(cast.social_worker).get(f"/people/{amara.ref}/out-of-hours/").content.decode()
    assert "Amara stays with Nan until Friday" not in night


def test_cp_05_of_brothers_and_sisters_the_same_power_that_runs_is_offered(
    cast: Cast, amara: Person, chidi: Person
) -> None:
    one = taken(cast, amara)
    agreed(cast, amara)
    with at(NOW), acting(cast.social_worker):
        offered = queries.siblings_protected(cast.social_worker, chidi, "police")
        assert [row.pk for row in offered] == [one.pk]
        made.involve(cast.mash_worker, chidi)
    with at(NOW), acting(cast.mash_worker):  # her record is not open to them
        assert queries.siblings_protected(cast.mash_worker, chidi, "police") == []
        page = signed_in(cast.mash_worker).get(f"/people/{chidi.ref}/emergency/police/?like={one.ref}")
        assert "PC Orrin" not in page.content.decode()
    with at(NOW):
        take(steps.EndPoliceProtection, cast.social_worker, one, ending(NOW))
    with at(NOW), acting(cast.social_worker):
        assert queries.siblings_protected(cast.social_worker, chidi, "police") == []


def test_cp_05_it_shows_its_own_advice_and_the_enquiries_of_its_own_discussion(
    cast: Cast, amara: Person, chidi: Person
) -> None:
    one, other = taken(cast, amara), taken(cast, chidi)
    with at(NOW):
        take(steps.AddAdvice, cast.social_worker, other, ADVICE)
    discussion = held(cast, called(cast, amara), amara)
    with acting(cast.social_worker):
        assert queries.view_of(fresh(cast, one)).advice == []
        assert [row.discussion_id for row in queries.view_of(fresh(cast, one)).enquiries] == [discussion.pk]
        assert queries.view_of(fresh(cast, other)).enquiries == []
        assert [row.rule for row in queries.view_of(fresh(cast, other)).clocks] == ["police.protection"]
        assert dict(queries.discussions_for(amara.subject)).keys() == {discussion.ref}
        assert queries.discussions_for(chidi.subject) == []


def test_cp_05_advice_given_leaves_no_reason_why_there_is_none(cast: Cast, amara: Person) -> None:
    one = taken(cast, amara, **ADVICE)
    assert one.no_advice_because == ""
    with acting(cast.social_worker):
        assert [row.words for row in LegalAdvice.objects.filter(matter=one.matter)] == [ADVICE["words"]]


def test_cp_05_ig_01_whoever_asks_to_see_their_record_is_given_no_legal_advice(cast: Cast, amara: Person) -> None:
    """It is privileged here as it is at the gateway; what was done, and why, is given."""
    taken(cast, amara, **ADVICE)
    with acting(cast.social_worker), at(NOW + timedelta(hours=1)):
        given = "\n".join(one.words for one in gathering._everything(amara, NOW + timedelta(hours=1)))
    assert "Daniel was drunk" in given
    assert SECRET not in given


def test_cp_05_ig_06_nothing_of_it_of_a_restricted_child_is_seen(cast: Cast, amara: Person) -> None:
    one = taken(cast, amara, **ADVICE)
    with acting(cast.social_worker):
        made.restrict(cast.social_worker, amara)
    with acting(cast.practice_supervisor), at(NOW):
        for model in (EmergencyProtection, LegalAdvice, Clock, StepEvent):
            assert not model.objects.filter(matter=one.matter).exists(), model
        assert not queries.to_confirm(cast.practice_supervisor).exists()
        browser = signed_in(cast.practice_supervisor)
        for page in (one.href, f"{one.href}record.pdf", f"{one.href}end/", f"/people/{amara.ref}/emergency/"):
            assert browser.get(page).status_code == 404, page
        assert one.ref not in browser.get("/").content.decode()


def test_cp_05_each_entry_stands_at_its_own_moment_and_those_who_work_with_the_child_are_told(
    cast: Cast, amara: Person
) -> None:
    one, ended = taken(cast, amara), TAKEN + timedelta(minutes=90)
    assert heard(one) == {"Nell Abara"}
    later = NOW + timedelta(hours=5)
    with at(later):
        take(steps.AddAdvice, cast.practice_supervisor, one, ADVICE)
        take(steps.EndPoliceProtection, cast.practice_supervisor, one, ending(ended))
    assert heard(one) == {"Farah Siddiqui"}
    with acting(cast.social_worker):
        rows = StepEvent.objects.filter(matter=one.matter).order_by("pk").values_list("line", "happened_at")
        assert list(rows) == [
            ("Police protection began: it ends Thursday 4 June 2026 at 14:10 at the latest", TAKEN),
            ("Emergency protection: legal advice from Ms Achebe, legal services", NOW),
            ("Police protection ended: returned home, with what keeps the child safe there", ended),
        ]
    assert clock(cast, one, "police.protection").stopped_at == ended


def test_cp_05_of_two_who_extend_it_the_second_is_told(cast: Cast, amara: Person) -> None:
    one, stale = ordered(cast, amara), ordered_again(cast, amara)
    assert one.ends_at is not None
    until = one.ends_at + timedelta(days=2)
    with at(NOW):
        take(steps.ExtendOrder, cast.social_worker, one, {"until": until, "extended_why": "The medical is not in."})
    act = made.act(cast.social_worker)
    act.target = stale
    with acting(cast.social_worker), at(NOW), transaction.atomic(), pytest.raises(Breach, match="was quicker"):
        steps.ExtendOrder().apply(act, until=until, extended_why="Twice.")


def ordered_again(cast: Cast, child: Person) -> EmergencyProtection:
    """The order as it stands for somebody who opened it now."""
    with acting(cast.social_worker):
        return fresh(cast, queries.emergencies_about([child.pk]).get(power="order"))


@pytest.mark.parametrize(
    ("power", "wrong"),
    [
        ("police", {"ends_at": None}),
        ("police", {"latest_at": None}),
        ("police", {"ends_at": TAKEN - timedelta(hours=1)}),
        ("police", {"ended_at": NOW, "followed": "home", "ended_words": "Home."}),
        ("police", {"ended_words": "Home."}),
        ("police", {"terms": "Something.", "understood": "So."}),
        ("agreement", {"terms": ""}),
        ("agreement", {"understood": ""}),
        ("agreement", {"ends_at": NOW, "latest_at": NOW}),
        ("agreement", {"designated_officer": "Insp. Malik"}),
        ("agreement", {"extended_at": NOW}),
    ],
)
def test_cp_05_the_database_holds_what_each_power_rests_on(
    cast: Cast, amara: Person, power: str, wrong: dict[str, Any]
) -> None:
    one = taken(cast, amara) if power == "police" else agreed(cast, amara)
    with acting(cast.social_worker), pytest.raises(IntegrityError), transaction.atomic():
        EmergencyProtection.objects.filter(pk=one.pk).update(**wrong)
