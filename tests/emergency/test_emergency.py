"""A child is protected at once: by which power, until when by law, on whose word, and what followed (CP-05)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.assessment.models import Assessment, FollowOn
from kith.assessment.queries.following import discussions_asked
from kith.assessment.steps import EmergencyDecided
from kith.emergency import law, paper, queries, steps
from kith.emergency.models import EmergencyProtection, LegalAdvice
from kith.kernel.perform import Invalid, Refused
from kith.people.models import Person
from kith.people.queries import badges_of
from kith.record.models import Clock, StepEvent
from tests.assessment import scene
from tests.assessment.reading import asked, places, signed_in
from tests.cast import Cast, london, take
from tests.people import made
from tests.protection.test_strategy_discussion import called, held, near

pytestmark = pytest.mark.django_db
# Monday 1 June 2026, when PC Orrin took the child; an hour later it is written down.
TAKEN = london(2026, 6, 1, 14, 10)
NOW = TAKEN + timedelta(hours=1)


@pytest.fixture
def amara(cast: Cast) -> Person:
    """A child whom the social worker is near, since before it happened."""
    found = scene.child(cast.mash_worker)
    with acting(cast.social_worker), at(london(2026, 5, 20)):
        made.involve(cast.social_worker, found)
        made.involve(cast.practice_supervisor, found, kind="supervisor")
    return found


def said(cast: Cast, **more: Any) -> dict[str, Any]:
    """What every power is asked."""
    return {
        "began_at": TAKEN,
        "why": "Daniel was drunk and had hit her; nobody sober was at home.",
        "where": "With her grandmother in Seaview.",
        "told": "Grace by phone at 14:20; Daniel by the police.",
        "child_says": "I want to stay with Nan. I was told I can ring Mum.",
        "decided_by": cast.practice_supervisor.ref,
        "no_advice_because": "Nobody answers before six.",
        **more,
    }


def police(cast: Cast, **more: Any) -> dict[str, Any]:
    return said(cast, used_by="PC Orrin, 4471, Seaview", designated_officer="Insp. Malik, 01632 960 233", **more)


def order(cast: Cast, **more: Any) -> dict[str, Any]:
    return said(
        cast, used_by="Northmere family court, on our application", on_police_application="no",
        ends_at=TAKEN + timedelta(days=7), exclusion="Daniel stays away from 14 Rowan Walk.", **more,
    )  # fmt: skip


def taken(cast: Cast, child: Person, when: datetime = NOW, **more: Any) -> EmergencyProtection:
    """Police protection, as it was recorded."""
    with at(when):
        found = take(steps.BeginPoliceProtection, cast.social_worker, child.subject, police(cast, **more)).result
    return fresh(cast, found)


def ordered(cast: Cast, child: Person, when: datetime = NOW, **more: Any) -> EmergencyProtection:
    """An emergency protection order, as it was recorded."""
    with at(when):
        found = take(steps.BeginOrder, cast.social_worker, child.subject, order(cast) | more).result
    return fresh(cast, found)


def fresh(cast: Cast, one: Any) -> EmergencyProtection:
    with acting(cast.social_worker):
        found = queries.by_ref(one.ref)
    assert found is not None
    return found


def errors(step: Any, actor: Any, target: Any, data: dict[str, Any], when: datetime = NOW) -> dict[str, str]:
    with at(when), pytest.raises(Invalid) as no:
        take(step, actor, target, data)
    return {name: str(words) for name, words in no.value.form.errors.items()}


def clock(cast: Cast, one: EmergencyProtection, rule: str) -> Clock:
    with acting(cast.social_worker):
        return Clock.objects.get(matter=one.matter, rule=rule)


def ending(when: datetime, **more: Any) -> dict[str, Any]:
    return {"ended_at": when, "followed": "home", "ended_words": "Home with Grace; Daniel is bailed away.", **more}


def test_cp_05_cl_10_police_protection_ends_by_law_72_hours_after_it_began(cast: Cast, amara: Person) -> None:
    one = taken(cast, amara)
    assert (one.number[:5], one.ends_at) == ("X-26-", london(2026, 6, 4, 14, 10))
    running = clock(cast, one, "police.protection")
    assert (running.started_at, running.due_at) == (TAKEN, one.ends_at)
    with at(NOW):
        page, questions = asked(signed_in(cast.social_worker), one.href)
        assert "Police protection ends Thursday 4 June 2026 at 14:10" in " ".join(page.content.decode().split())
        assert len(questions) <= 15, "\n".join(questions)
    # It cannot be said to have gone on longer, nor to have ended before it began, nor can anybody extend it.
    late = errors(steps.EndPoliceProtection, cast.social_worker, one, ending(TAKEN + timedelta(hours=73)),
                  TAKEN + timedelta(hours=80))  # fmt: skip
    assert "Children Act 1989 s46(6)" in late["ended_at"]
    before = errors(steps.EndPoliceProtection, cast.social_worker, one, ending(TAKEN - timedelta(minutes=1)))
    assert "cannot end before it began" in before["ended_at"]
    with at(NOW), pytest.raises(Refused, match="ends by law"):
        take(steps.ExtendOrder, cast.social_worker, one, {})
    ended = TAKEN + timedelta(hours=50)
    with at(ended + timedelta(hours=1)):
        take(steps.EndPoliceProtection, cast.social_worker, one, ending(ended, followed="accommodated"))
    one = fresh(cast, one)
    assert (one.ended_at, one.followed, one.ended_by) == (ended, "accommodated", cast.social_worker)
    assert clock(cast, one, "police.protection").stopped_at == ended


def test_cp_05_the_database_holds_each_end_in_law(cast: Cast, amara: Person) -> None:
    """Whoever goes round the forms: too long, an end before the beginning, and two of one kind."""
    one = taken(cast, amara)
    for wrong in (
        {"ends_at": TAKEN + timedelta(hours=73)},
        {"ended_at": TAKEN - timedelta(hours=1), "followed": "home", "ended_words": "Home.", "ended_by": 1},
        {"ended_at": TAKEN + timedelta(hours=73), "followed": "home", "ended_words": "Home.", "ended_by": 1},
        {"designated_officer": ""},
        {"extended_at": NOW},
    ):
        by = {"ended_by": cast.social_worker} if "ended_by" in wrong else {}
        with acting(cast.social_worker), pytest.raises(IntegrityError), transaction.atomic():
            EmergencyProtection.objects.filter(pk=one.pk).update(**wrong | by)
    with at(NOW), pytest.raises(Invalid, match="is open already"):
        take(steps.BeginPoliceProtection, cast.social_worker, amara.subject, police(cast))
    with acting(cast.social_worker), at(NOW):
        twin = EmergencyProtection.objects.get(pk=one.pk)
        twin.matter, twin.number = ordered(cast, amara).matter, "X-26-99999"
        twin.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)


def test_cp_05_an_order_keeps_the_end_that_the_court_wrote_within_eight_days(cast: Cast, amara: Person) -> None:
    child = amara.subject
    long = errors(steps.BeginOrder, cast.social_worker, child, order(cast) | {"ends_at": TAKEN + timedelta(days=9)})
    assert "Children Act 1989 s45(1)-(3)" in long["ends_at"]
    early = errors(steps.BeginOrder, cast.social_worker, child, order(cast) | {"ends_at": TAKEN})
    assert "must end after it began" in early["ends_at"]
    one = ordered(cast, amara, ends_at=london(2026, 6, 8, 12))
    running = clock(cast, one, "epo.duration")
    # What presses is the court's own end, not the longest that the law would have let it say.
    assert (running.needed_by, running.due_at.date()) == (london(2026, 6, 8, 12), london(2026, 6, 9).date())
    # Extended once, by at most seven days from that end; what ran on the first is not needed and says why.
    when = london(2026, 6, 7, 10)
    too_long = errors(steps.ExtendOrder, cast.social_worker, one,
                      {"until": london(2026, 6, 16, 12), "extended_why": "More time."}, when)  # fmt: skip
    assert "Children Act 1989 s45(4)-(6)" in too_long["until"]
    short = errors(steps.ExtendOrder, cast.social_worker, one,
                   {"until": london(2026, 6, 8, 11), "extended_why": "More time."}, when)  # fmt: skip
    assert "after the end that stands" in short["until"]
    with at(when):
        until = london(2026, 6, 12, 12)
        take(steps.ExtendOrder, cast.social_worker, one, {"until": until, "extended_why": "The medical is not in."})
        one = fresh(cast, one)
        with pytest.raises(Refused, match="allows that once"):
            take(steps.ExtendOrder, cast.social_worker, one, {})
    assert (one.ends_at, one.latest_at.date() if one.latest_at else None) == (until, london(2026, 6, 15).date())
    assert "The court extended it" in clock(cast, one, "epo.duration").not_needed_because
    assert clock(cast, one, "epo.extension").needed_by == until
    with at(until + timedelta(hours=1)):
        take(steps.EndOrder, cast.social_worker, one, ending(until, followed="interim"))
    assert clock(cast, one, "epo.extension").stopped_at == until


def test_cp_05_where_the_police_applied_the_days_begin_with_their_first(cast: Cast, amara: Person) -> None:
    made_at = TAKEN + timedelta(hours=40)
    later = made_at + timedelta(hours=1)
    applied = order(cast, began_at=made_at) | {"on_police_application": "yes", "ends_at": london(2026, 6, 9, 12)}
    first = errors(steps.BeginOrder, cast.social_worker, amara.subject, applied, later)
    assert "Record the police protection first" in first["on_police_application"]
    before = taken(cast, amara)
    # Monday 1 June is the first of the eight days: the last is Monday 8 June.
    over = errors(steps.BeginOrder, cast.social_worker, amara.subject, applied, later)
    assert "Monday 8 June 2026" in over["ends_at"]
    one = ordered(cast, amara, later, **applied | {"ends_at": london(2026, 6, 8, 16)})
    assert one.follows == before


def test_cp_05_an_order_whose_last_day_is_no_court_day_may_end_at_noon_after_it() -> None:
    """Section 45(2): the eighth day of one made on 15 August 2026 is a Sunday; of one on 17 December, Christmas Day."""
    assert law.latest_of_order(london(2026, 8, 15, 10)) == london(2026, 8, 24, 12)
    assert law.latest_of_order(london(2026, 12, 17, 10)) == london(2026, 12, 26, 12)
    assert law.latest_of_order(london(2026, 6, 1, 10)).date() == london(2026, 6, 9).date()


def test_cp_05_the_clock_of_an_order_shows_the_end_that_the_court_wrote_past_a_sunday(
    cast: Cast, amara: Person
) -> None:
    """Section 45(2), on the child's page as well: not the eight days, and not what the law would have allowed."""
    made_at = london(2026, 8, 15, 10)
    one = ordered(cast, amara, made_at, began_at=made_at, ends_at=london(2026, 8, 24, 11))
    running = clock(cast, one, "epo.duration")
    assert (running.due_at, running.needed_by) == (london(2026, 8, 24, 12), london(2026, 8, 24, 11))
    with acting(cast.social_worker), at(london(2026, 8, 24, 10)):
        (face,) = queries.view_of(one).dates
        assert face.state != "late"
        assert face.words == "Due today at 11:00"


def test_as_17_a_disagreement_is_recorded_beside_it(cast: Cast, amara: Person) -> None:
    one = taken(cast, amara)
    with at(NOW):
        assert f"/disagreements/on/{one.ref}/" in signed_in(cast.social_worker).get(one.href).content.decode()


def test_cp_05_who_recorded_it_is_not_who_decided_it(cast: Cast, amara: Person) -> None:
    """The manager who is named confirms it by themselves; nothing waits for that (IG-03)."""
    one = taken(cast, amara)
    assert one.confirmed_at is None
    with acting(cast.practice_supervisor):
        assert [row.pk for row in queries.to_confirm(cast.practice_supervisor)] == [one.pk]
        assert "Emergency protection that you decided" in signed_in(cast.practice_supervisor).get("/").content.decode()
    with at(NOW), pytest.raises(Refused, match="is named as having decided it"):
        take(steps.ConfirmDecision, cast.social_worker, one, {})
    with at(NOW):
        take(steps.ConfirmDecision, cast.practice_supervisor, one, {})
    assert fresh(cast, one).confirmed_at == NOW
    with at(NOW):
        own = take(steps.BeginAgreement, cast.practice_supervisor, amara.subject, agreement(cast)).result
    assert own.confirmed_at == NOW  # who decided recorded it


def agreement(cast: Cast, **more: Any) -> dict[str, Any]:
    return said(
        cast, used_by="Grace Okafor, mother, who alone has parental responsibility",
        terms="Amara stays with Nan until Friday; Grace may end it by ringing us.",
        understood="Sober, at home, in her own words; she was told that she may say no.", **more,
    )  # fmt: skip


def test_cp_05_legal_advice_is_whole_or_somebody_says_why_there_is_none(cast: Cast, amara: Person) -> None:
    child, worker = amara.subject, cast.social_worker
    none = errors(steps.BeginPoliceProtection, worker, child, police(cast, no_advice_because=""))
    assert list(none) == ["no_advice_because"]
    half = errors(steps.BeginPoliceProtection, worker, child, police(cast, adviser="Ms Achebe, legal services"))
    assert set(half) == {"given_at", "words"}
    one = taken(cast, amara)
    with at(NOW):
        said = {"adviser": "Ms Achebe, legal services", "given_at": NOW, "words": "Apply for an order tomorrow."}
        take(steps.AddAdvice, worker, one, said)
    with acting(worker):
        (row,) = LegalAdvice.objects.filter(matter=one.matter)
        assert [place.href for place in places([amara.pk], "Apply for an order")] == [one.href]
        assert [place.href for place in places([amara.pk], "Orrin")] == [one.href]
        printed = paper.sheet(queries.view_of(one))
    assert row.words == "Apply for an order tomorrow."
    assert [part["heading"] for part in printed["sections"]] == ["What was done", "Legal advice"]
    with at(NOW):
        pdf = signed_in(worker).get(f"{one.href}record.pdf")
    assert pdf.content.startswith(b"%PDF")


def test_cp_05_what_asked_for_it_is_answered_and_a_discussion_is_owed(cast: Cast, amara: Person) -> None:
    """A manager asked for it: its clock stops when the child was protected. None was held yet: one is owed (WT)."""
    (referral,) = scene.referrals(cast, amara, when=london(2026, 5, 27))
    opened = london(2026, 5, 28)
    found: Assessment = scene.allocated(cast, referral, opened, first_visit_on="2026-06-02")
    with at(TAKEN - timedelta(hours=1)):
        take(EmergencyDecided, cast.practice_supervisor, found, {"why": "A bruise, and nobody sober."})
    one = taken(cast, amara)
    with acting(cast.social_worker):
        answered = FollowOn.objects.get(matter=found.matter, kind="emergency")
        assert (answered.answer, answered.done_at) == ("done", TAKEN)
        assert Clock.objects.get(matter=found.matter, rule="emergency.act").stopped_at == TAKEN
        assert len(discussions_asked(amara.subject)) == 1
    # The discussion that is held afterwards answers it, and what was done before is part of it.
    when = held(cast, called(cast, amara), amara)
    assert fresh(cast, one).discussion == when
    with acting(cast.social_worker):
        assert discussions_asked(amara.subject) == []


def test_cp_05_whoever_is_on_duty_tonight_reads_what_protects_the_child_and_until_when(
    cast: Cast, amara: Person
) -> None:
    one = taken(cast, amara)
    with at(NOW):
        browser = signed_in(cast.social_worker)
        night = browser.get(f"/people/{amara.ref}/out-of-hours/").content.decode()
        assert "It ends Thursday 4 June 2026 at 14:10" in night
        assert "With her grandmother in Seaview." in night
        assert one.href in browser.get(f"/people/{amara.ref}/assessments/").content.decode()
        with acting(cast.social_worker):
            assert ("protection", "Emergency protection") in badges_of([amara])[amara.pk]
            events = StepEvent.objects.filter(matter=one.matter)
            assert [row.line for row in events] == [
                "Police protection began: it ends Thursday 4 June 2026 at 14:10 at the latest"
            ]
        known = browser.get(f"/people/{amara.ref}/as-known/", {"at": "2026-06-01T15:10"}, follow=True)
        before = browser.get(f"/people/{amara.ref}/as-known/", {"at": "2026-06-01T14:00"}, follow=True)
        assert "PC Orrin" in known.content.decode()
        assert "PC Orrin" not in before.content.decode()
    # Once it has run out it protects nobody, and says that nobody has said what followed.
    with at(TAKEN + timedelta(hours=72)):
        browser = signed_in(cast.social_worker)
        assert "nobody has said what followed" in browser.get(f"/people/{amara.ref}/out-of-hours/").content.decode()
        with acting(cast.social_worker):
            assert badges_of([amara])[amara.pk] == []


def test_cp_05_of_two_who_say_how_it_ended_one_is_told_and_nothing_is_written(cast: Cast, amara: Person) -> None:
    one = taken(cast, amara)
    with at(NOW):
        take(steps.EndPoliceProtection, cast.social_worker, one, ending(NOW))
    again = errors(steps.EndPoliceProtection, cast.practice_supervisor, one, ending(NOW, followed="other"))
    assert "Somebody was quicker" in str(again)
    assert fresh(cast, one).followed == "home"
    with at(NOW), pytest.raises(Refused, match="has ended"):
        take(steps.AddAdvice, cast.social_worker, fresh(cast, one), {})


def test_cp_05_what_is_the_same_for_a_brother_is_written_once(cast: Cast, amara: Person) -> None:
    with acting(cast.social_worker), at(london(2026, 5, 20)):
        chidi = made.person(cast.social_worker, "Chidi", "Okafor", london(2021, 3, 4).date())
        made.related(amara, "sibling", chidi)
        made.involve(cast.social_worker, chidi)
    one = taken(cast, amara)
    with at(NOW):
        browser = signed_in(cast.social_worker)
        begun = browser.get(f"/people/{chidi.ref}/emergency/police/").content.decode()
        assert f"?like={one.ref}" in begun
        like = browser.get(f"/people/{chidi.ref}/emergency/police/?like={one.ref}").content.decode()
        assert "PC Orrin, 4471, Seaview" in like
        assert "I want to stay with Nan" not in like  # what a child says is theirs
    assert taken(cast, chidi).child_id == chidi.pk
    # A restricted brother is not told of: not there, and not in the list.
    near(cast.mash_worker, amara)
    with acting(cast.social_worker):
        made.restrict(cast.social_worker, chidi)
    with at(NOW), acting(cast.mash_worker):
        assert queries.siblings_protected(cast.mash_worker, amara, "police") == []
