"""How long records are kept, by whose word, and what holds them: shown, never done (IG-07)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.access.models import Matter, MatterSubject, User
from kith.governance.models import LegalHold
from kith.governance.queries import retention as queries
from kith.governance.retention import rules
from kith.governance.steps import PlaceHold, ReleaseHold, ReviewHold
from kith.kernel.now import now
from kith.kernel.perform import Invalid, Refused
from kith.people.models import Person
from kith.plans.models import Plan
from kith.record.models import Sighting, StepEvent, StepEventPerson
from kith.standards.tables import StandardsError
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take
from tests.people import made

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 9)
HELD = {
    "kind": "inquiry", "reason": "Evidence was called for.", "authority": "The Inquiry, letter of 2 June 2026",
    "review_on": "2027-06-01",
}  # fmt: skip
POLICE = HELD | {"kind": "police", "authority": "Operation Larkfield"}


def child(cast: Cast, born: date | None, name: str = "Ottoline", **more: Any) -> Person:
    with at(london(2026, 6, 1)), acting(cast.social_worker):
        return made.person(cast.social_worker, name, "Brambleby", born, **more)


def plan(actor: User, person: Person, kind: str = "need", *, closed: bool = True) -> Plan:
    with at(NOW), acting(actor):
        matter = Matter.objects.create(kind="plan")
        MatterSubject.objects.create(matter=matter, person_id=person.pk)
        ended = {"closed_at": now(), "closed_by": actor, "ended_as": "closed", "ended_words": "It is better.",
                 "closure": "RC1"} if closed else {}  # fmt: skip
        return Plan.objects.create(
            matter=matter, number=f"P-{matter.pk}", kind=kind, child_id=person.pk, opened_at=now(), opened_by=actor,
            agreed_at=now(), agreed_by=actor, contingency="A meeting.", sees="Weekly.", consent="all",
            family_says="Yes.", child_says="Yes.", **ended,
        )  # fmt: skip


def entry(actor: User, person: Person, moment: Any) -> None:
    with at(moment), acting(actor):
        event = StepEvent.objects.create(step="people.changed", actor=actor, person_id=person.pk, line="Something")
        StepEventPerson.objects.create(event=event, person_id=person.pk)


def kept(cast: Cast, person: Person) -> queries.Kept:
    with at(NOW), acting(cast.information_governance_officer):
        (found,) = queries.evaluate([Person.objects.select_related("subject").get(pk=person.pk)])
    return found


def come(cast: Cast) -> list[int]:
    with at(NOW), acting(cast.information_governance_officer):
        return [one.person.pk for one in queries.come().rows]


def test_ig_07_each_rule_says_whose_word_it_is_and_where_that_stands() -> None:
    for one in rules().values():
        assert one.citation, one.key
        assert one.why, one.key
        assert one.standing == "LOCAL" or one.address, one.key
    care = rules()["care"]
    assert (care.years, care.start, care.standing) == (75, "birth", "STATUTE")
    assert "reg 50" in care.citation
    assert {one.standing for one in rules().values() if one.key in ("need", "protection", "contact")} == {"LOCAL"}
    assert care.day(date(2004, 2, 29)) == date(2079, 2, 28)


def test_ig_07_a_rule_without_its_citation_is_refused(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "key,title,applies,from,years,standing,citation,address,why"
    (tmp_path / "retention.csv").write_text(
        f"{head}\na,A,need,birth,25,STATUTE,An Act,,So\nb,B,need,never,5,LOCAL,x,,So\n"
    )
    monkeypatch.setattr("kith.governance.retention.DATA", tmp_path)
    with pytest.raises(StandardsError) as no:
        rules.__wrapped__()
    assert len(no.value.faults) == 2


def test_ig_07_the_longest_rule_that_applies_counts(cast: Cast) -> None:
    one = child(cast, date(1999, 3, 1))
    assert [row.rule.key for row in kept(cast, one).counted] == ["contact"]
    plan(cast.social_worker, one)
    assert (kept(cast, one).day, [row.rule.key for row in kept(cast, one).counted]) == (date(2024, 3, 1), ["need"])
    plan(cast.social_worker, one, "need")
    assert kept(cast, one).has_come
    assert come(cast) == [one.pk]


def test_ig_07_of_two_days_the_later_counts_and_where_one_is_not_known_none_does() -> None:
    born, (need, abuse) = date(1999, 3, 1), (rules()[key] for key in ("need", "sexual_abuse"))
    both = tuple(queries.Counted(rule, born, rule.day(born)) for rule in (need, abuse))
    one = queries.Kept(Person(), both, (), goes_on=False)
    assert (one.day, one.has_come) == (date(2074, 3, 1), False)
    assert queries.Kept(Person(), (*both, queries.Counted(abuse, None, None)), (), goes_on=False).day is None


def test_ig_07_a_contact_counts_from_the_last_thing_written(cast: Cast) -> None:
    quiet, busy = child(cast, date(2015, 3, 1)), child(cast, date(2015, 3, 1), "Tobias")
    entry(cast.social_worker, quiet, london(2018, 5, 4))
    for moment in (london(2018, 5, 4), london(2021, 5, 4)):
        entry(cast.social_worker, busy, moment)
    assert (kept(cast, quiet).day, kept(cast, busy).day) == (date(2024, 5, 4), date(2027, 5, 4))
    assert come(cast) == [quiet.pk]


def test_ig_07_what_cannot_be_counted_or_goes_on_has_come_to_no_day(cast: Cast) -> None:
    nameless, open_still = child(cast, None), child(cast, date(1995, 3, 1), "Tobias")
    plan(cast.social_worker, nameless)
    plan(cast.social_worker, open_still, closed=False)
    assert kept(cast, nameless).day is None
    assert (kept(cast, open_still).day, kept(cast, open_still).has_come) == (date(2020, 3, 1), False)
    assert come(cast) == []


def test_ig_07_a_hold_keeps_a_record_whatever_its_day_until_it_is_released(cast: Cast) -> None:
    officer, one = cast.information_governance_officer, child(cast, date(1995, 3, 1))
    plan(cast.social_worker, one)
    assert come(cast) == [one.pk]
    with at(NOW):
        hold: Any = take(PlaceHold, officer, one, HELD).result
        with pytest.raises(Invalid) as no:
            take(PlaceHold, officer, one, HELD)
        assert "already" in str(no.value.form.errors)
        second: Any = take(
            PlaceHold, officer, one, HELD | {"kind": "police", "authority": "Operation Larkfield"}
        ).result
        take(ReleaseHold, officer, hold, {"because": "The Inquiry has ended."})
    assert come(cast) == []
    with at(london(2028, 6, 9)), acting(officer):
        assert LegalHold.objects.get(pk=second.pk).stands  # its day to be looked at has passed
    with at(NOW):
        take(ReleaseHold, officer, second, {"because": "It is over."})
        with acting(officer):
            again = LegalHold.objects.select_related("person__person").get(pk=second.pk)
        with pytest.raises(Refused, match="released already"):
            take(ReleaseHold, officer, again, {"because": "Again."})
    assert come(cast) == [one.pk]
    with acting(officer):
        assert Person.objects.filter(pk=one.pk).exists()  # nothing goes by itself


@pytest.mark.parametrize("day", ["2026-06-09", "2028-06-10", "2020-01-01"])
def test_ig_07_a_hold_is_looked_at_again_within_two_years(cast: Cast, day: str) -> None:
    one = child(cast, date(1995, 3, 1))
    with at(NOW), pytest.raises(Invalid) as no:
        take(PlaceHold, cast.information_governance_officer, one, HELD | {"review_on": day})
    assert list(no.value.form.errors) == ["review_on"]


def test_ig_07_a_hold_that_still_stands_says_why_and_its_history_stays(cast: Cast) -> None:
    officer, one = cast.information_governance_officer, child(cast, date(1995, 3, 1))
    with at(NOW):
        hold: Any = take(PlaceHold, officer, one, HELD).result
    with at(london(2027, 6, 1)):
        take(ReviewHold, officer, hold, {"words": "The report is not out.", "review_on": "2028-06-01"})
        page = signed_in(officer).get(f"/retention/{one.ref}/").content.decode()
        assert "The report is not out." in page
        with acting(officer):
            kept_words = list(LegalHold.objects.get(pk=hold.pk).history.values_list("reason", flat=True))  # type: ignore[attr-defined]  # tracked
    assert sorted(kept_words) == ["Evidence was called for.", "The report is not out."]


def test_ig_07_whoever_opens_the_record_sees_that_it_is_held(cast: Cast) -> None:
    one = child(cast, date(2016, 3, 1))
    with at(london(2026, 6, 1)), acting(cast.social_worker):
        made.involve(cast.social_worker, one)
    with at(NOW):
        assert "Legal hold" not in signed_in(cast.social_worker).get(one.href).content.decode()
        take(PlaceHold, cast.information_governance_officer, one, HELD)
        assert "Legal hold" in signed_in(cast.social_worker).get(one.href).content.decode()


def test_ig_05_the_officer_sees_initials_and_opens_no_record(cast: Cast) -> None:
    one = child(cast, date(1995, 3, 1))
    plan(cast.social_worker, one)
    browser = signed_in(cast.information_governance_officer)
    with at(NOW):
        for where in ("/retention/", f"/retention/{one.ref}/"):
            page = browser.get(where).content.decode()
            assert "O. B." in page, where
            assert "Brambleby" not in page, where
            assert one.href not in page.replace(f"/retention/{one.ref}/", ""), where
        assert browser.get(f"/retention/?person={one.ref}").headers["Location"] == f"/retention/{one.ref}/"
        assert "No record that you can see" in browser.get("/retention/?person=zzzz%00").content.decode()
        assert browser.get("/retention/?after=x").status_code == 200
        assert signed_in(cast.social_worker).get("/retention/").status_code == 403
    with acting(cast.information_governance_officer):
        assert Sighting.objects.filter(person_id=one.pk, page="How long the record is kept").exists()


def test_ig_05_a_restricted_record_is_on_no_list_and_its_named_reader_may_hold_it(cast: Cast) -> None:
    one = child(cast, date(1995, 3, 1))
    plan(cast.social_worker, one)
    with at(london(2026, 6, 2)), acting(cast.team_manager):
        made.restrict(cast.team_manager, one)
    assert come(cast) == []
    officer = signed_in(cast.information_governance_officer)
    with at(NOW):
        with acting(cast.team_manager):
            one = Person.objects.select_related("subject").get(pk=one.pk)
        hold: Any = take(PlaceHold, cast.team_manager, one, HELD).result
        assert officer.get(f"/retention/{one.ref}/").status_code == 404
        assert officer.get(f"/retention/holds/{hold.ref}/release/").status_code == 404
        assert one.ref not in officer.get("/retention/").content.decode()
        assert signed_in(cast.team_manager).get(f"/retention/{one.ref}/").status_code == 200
        with pytest.raises(Refused, match="Holding a record"):
            take(PlaceHold, cast.social_worker, one, HELD)


def test_ig_07_the_database_holds_what_a_hold_and_a_release_must_say(cast: Cast) -> None:
    one, officer = child(cast, date(1995, 3, 1)), cast.information_governance_officer
    about = {"person_id": one.pk, "kind": "police", "reason": "So.", "authority": "They", "review_on": date(2027, 1, 1),
             "placed_by": officer}  # fmt: skip
    with acting(officer):
        for wrong in ({"authority": ""}, {"reason": ""}, {"released_at": now()}, {"released_because": "So."}):
            with pytest.raises(IntegrityError), transaction.atomic():
                LegalHold.objects.create(**{**about, **wrong})
