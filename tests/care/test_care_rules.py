"""Each rule of care by itself: who may, impossible days, who is told, and what each of two children keeps (CP-12)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.access.models import Notice, User
from kith.access.policies import door
from kith.assessment.steps import RecordHomelessDuties
from kith.care import queries, steps
from kith.care.models import CareEpisode, CareReview, PeriodOfCare
from kith.kernel.perform import Breach, allowed
from kith.people.models import Person
from kith.record.models import Clock, StepEvent
from tests.assessment import scene
from tests.assessment.reading import signed_in
from tests.assessment.test_pathways_homeless import ACCEPTED, REFUSED, told
from tests.care.test_care import (
    AGREED,
    BEGAN,
    NOW,
    amara,
    asking,
    by_agreement,
    by_order,
    clocks,
    entered,
    episodes,
    errors,
    fresh,
    known,
    leila,
    worn,
)
from tests.cast import Cast, london, take
from tests.people import made

pytestmark = pytest.mark.django_db
__all__ = ["amara", "leila"]  # its children

LATER = london(2026, 6, 12)
LEFT = {"ended_at": london(2026, 6, 12, 8), "ended_as": "E4A", "ended_words": "Home with Grace."}
ORDER = {"status": "C2", "began_at": london(2026, 6, 11, 10), "rests_on": "The court."}
NAMES = {"child_told": "yes"}
REVIEW = {"child_part": "Amara drew her week.", "said": "Home is the plan."}


@pytest.fixture
def chidi(cast: Cast) -> Person:
    """Another child of whom the same people are near."""
    with acting(cast.social_worker), at(london(2026, 5, 20)):
        found = made.person(cast.social_worker, "Chidi", "Okafor", date(2021, 3, 4))
    return known(cast, found)


def refusal(step: Any, actor: User, target: Any, when: Any = NOW) -> str:
    """Why somebody may not, in words; empty where they may."""
    with acting(actor), at(when):
        may = allowed(step, actor, target)
    return "" if may is True else str(may)


def heard(cast: Cast, period: PeriodOfCare) -> set[str]:
    """Who was told of it, and now forgotten again."""
    rows = Notice.objects.filter(href=period.href, handed_at=None)
    found = {row.user.name for row in rows.select_related("user")}
    rows.update(handed_at=NOW)
    return found


def lines(cast: Cast, period: PeriodOfCare) -> list[tuple[str, Any]]:
    with acting(cast.social_worker):
        return list(StepEvent.objects.filter(matter=period.matter).order_by("pk").values_list("line", "happened_at"))


def test_cp_12_ig_03_nobody_far_from_the_child_does_anything_of_care(cast: Cast, amara: Person) -> None:
    period = entered(cast, amara)
    for step, actor in (
        (steps.ChangeStatus, cast.stranger),
        (steps.NameOfficer, cast.team_manager),
        (steps.EndCare, cast.team_manager),
        (steps.ApprovePlan, cast.head_of_service),
    ):
        assert "You are not involved with this child" in refusal(step, actor, period), step
    for step in (steps.AskForCare, steps.EnterByOrder):
        assert "You are not involved with this child" in refusal(step, cast.stranger, amara.subject)
        assert "This is for" in refusal(step, cast.lead_practitioner, amara.subject)
    # Named, and not near the child any more.
    with at(NOW):
        take(steps.NameOfficer, cast.practice_supervisor, period, NAMES | {"officer": cast.reviewing_officer.ref})
    with acting(cast.social_worker):
        amara.subject.involvements.filter(user=cast.reviewing_officer).update(until=NOW)
    assert "not involved" in refusal(steps.HoldFirstReview, cast.reviewing_officer, fresh(cast, period), LATER)


def test_cp_12_ig_03_a_nominated_manager_decides_once_and_a_manager_or_a_chair_names_the_officer(
    cast: Cast, amara: Person, chidi: Person
) -> None:
    period = entered(cast, amara)
    with acting(cast.social_worker), at(NOW):
        made.involve(cast.conference_chair, amara)
        made.involve(cast.duty_worker, amara)
    assert "This is for" in refusal(steps.NameOfficer, cast.duty_worker, period)
    assert "This is for" in refusal(steps.EndCare, cast.duty_worker, period)
    for actor in (cast.practice_supervisor, cast.nominated_officer, cast.conference_chair):
        assert refusal(steps.NameOfficer, actor, period) == ""
    for actor in (cast.practice_supervisor, cast.nominated_officer):
        assert refusal(steps.EndCare, actor, period) == ""
    with at(NOW):
        take(steps.ApprovePlan, cast.service_manager, period, AGREED)
    assert "No care plan waits" in refusal(steps.ApprovePlan, cast.nominated_officer, fresh(cast, period))
    # What is only asked for has no plan to approve, no status to change, no officer and no end.
    waits = asking(cast, chidi)
    assert "No care plan waits" in refusal(steps.ApprovePlan, cast.service_manager, waits)
    for step, actor in (
        (steps.ChangeStatus, cast.social_worker),
        (steps.NameOfficer, cast.practice_supervisor),
        (steps.HoldFirstReview, cast.reviewing_officer),
        (steps.EndCare, cast.practice_supervisor),
    ):
        assert "not looked after by this period" in refusal(step, actor, waits), step
    with acting(cast.service_manager):
        assert [row.pk for row in queries.to_agree(cast.service_manager)] == [waits.pk]
    with acting(cast.nominated_officer):  # another was asked
        assert not queries.to_agree(cast.nominated_officer).exists()


def test_cp_12_ig_03_whoever_asked_for_care_does_not_end_it(cast: Cast, amara: Person) -> None:
    with at(NOW):
        data = by_order(cast, nominated=cast.nominated_officer.ref)
        period = fresh(cast, take(steps.EnterByOrder, cast.service_manager, amara.subject, data).result)
    assert "Whoever asked for care does not end it" in refusal(steps.EndCare, cast.service_manager, period)
    assert refusal(steps.EndCare, cast.nominated_officer, period) == ""


def test_cp_12_nobody_is_looked_after_before_birth_nor_from_eighteen(cast: Cast, amara: Person, leila: Person) -> None:
    """And a slip of the year is said, whichever way a child comes into care."""
    worker = cast.social_worker
    with acting(worker), at(london(2026, 5, 20)):
        awaited = made.person(worker, kind="unborn", expected_date=date(2026, 9, 2))
        found = made.person(worker, "Rui", "Alves")
    known(cast, awaited)
    known(cast, found)
    for step in (steps.AskForCare, steps.EnterByOrder):
        assert "before they are born" in refusal(step, worker, awaited.subject)
    early = london(2008, 6, 8, 18)  # Amara was born in 2018
    order = errors(steps.EnterByOrder, worker, amara.subject, by_order(cast, began_at=early))
    assert "the day of birth" in order["began_at"]
    for day, said in ((london(2026, 9, 9), "They are eighteen"), (london(2126, 6, 8), "They are eighteen")):
        assert said in errors(steps.AskForCare, worker, leila.subject, by_agreement(cast, began_at=day))["began_at"]
    slip = errors(steps.AskForCare, worker, found.subject, by_agreement(cast, began_at=london(2126, 6, 8)))
    assert "check the year" in slip["began_at"]
    on_the_day = london(2018, 2, 12, 4)
    assert entered(cast, amara, began_at=on_the_day).began_at == on_the_day


def test_cp_12_care_ends_by_the_eighteenth_birthday(cast: Cast, leila: Person) -> None:
    period, when = entered(cast, leila), london(2026, 9, 20)
    for day in (london(2026, 9, 10, 0, 1), london(2026, 9, 19)):
        late = errors(steps.EndCare, cast.practice_supervisor, period, LEFT | {"ended_at": day}, when)
        assert "Wednesday 9 September 2026" in late["ended_at"]
    with at(when):
        take(steps.EndCare, cast.practice_supervisor, period, LEFT | {"ended_at": london(2026, 9, 9, 23, 59)})
    assert fresh(cast, period).state == "ended"


def test_cp_12_of_a_child_whose_birthday_nobody_knows_care_ends_all_the_same(cast: Cast) -> None:
    with acting(cast.social_worker), at(london(2026, 5, 20)):
        found = made.person(cast.social_worker, "Rui", "Alves")
    period = entered(cast, known(cast, found))
    with at(LATER):  # at the moment on which it began, too
        take(steps.EndCare, cast.practice_supervisor, period, LEFT | {"ended_at": BEGAN})
    assert fresh(cast, period).ended_at == BEGAN


def test_cp_12_cl_10_care_agreed_beforehand_counts_from_its_day_and_its_badge_is_worn_from_then(
    cast: Cast, amara: Person
) -> None:
    begins = london(2026, 6, 15, 9)
    period = asking(cast, amara, began_at=begins)
    with at(NOW):
        take(steps.AgreeEntry, cast.service_manager, period, AGREED)
    assert worn(cast, amara) == []
    assert worn(cast, amara, begins) == [("looked-after", "Looked after: section 20")]
    running = clocks(cast, period)
    assert {rule: row.due_at.date() for rule, row in running.items()} == {
        "lac.review.first": date(2026, 7, 13), "iro.appoint": date(2026, 6, 22),
    }  # fmt: skip
    with acting(cast.social_worker):
        (episode,) = CareEpisode.objects.filter(matter=period.matter)
    assert episode.rests_on == "Grace Okafor, mother\nMonday 8 June 2026 at 15:00"
    assert lines(cast, period)[-1] == ("Looked after: section 20, agreed by a nominated manager", NOW)


def test_cp_12_each_child_has_their_own_statuses_review_and_clocks(cast: Cast, amara: Person, chidi: Person) -> None:
    period, other = entered(cast, amara), entered(cast, chidi, began_at=london(2026, 6, 8, 20), status="L1")
    supervisor, officer, at_ten = cast.practice_supervisor, cast.reviewing_officer, london(2026, 6, 11, 10)
    with at(LATER):
        take(steps.ChangeStatus, cast.social_worker, period, ORDER)
        for one in (period, other):
            take(steps.NameOfficer, supervisor, one, NAMES | {"officer": officer.ref})
            take(steps.HoldFirstReview, officer, fresh(cast, one), REVIEW | {"held_at": at_ten})
        take(steps.EndCare, supervisor, fresh(cast, period), LEFT)
    assert episodes(cast, period) == [("C1", "S", "X1"), ("C2", "L", "E4A")]
    assert episodes(cast, other) == [("L1", "S", "")]
    period, other = fresh(cast, period), fresh(cast, other)
    assert (period.status_words, other.status_words) == ("Care order", "Police protection")
    # Each entry stands at its own moment, not at that of writing.
    assert lines(cast, period)[1:] == [
        ("Looked after: care order", ORDER["began_at"]),
        ("Independent reviewing officer named, and the child told", LATER),
        ("First looked-after review held", at_ten),
        (f"Left care: {period.ended_reason}", LEFT["ended_at"]),
    ]
    # What stopped by itself keeps its own reason; of the other child nothing stopped for this end.
    for one in (period, other):
        assert {row.rule: row.not_needed_because for row in clocks(cast, one).values()} == {
            "lac.review.first": "", "iro.appoint": "",
        }  # fmt: skip
    # A council has parental responsibility by a care order while it runs, and by police protection never.
    with at(LATER):
        for one in (period, other):
            assert "The council shares it" not in signed_in(cast.social_worker).get(one.href).content.decode()
    with acting(cast.social_worker):
        assert queries.view_of(period).review is not None
        assert CareReview.objects.count() == 2


def test_cp_12_at_the_moment_at_which_a_status_began_it_may_change(cast: Cast, amara: Person) -> None:
    period = entered(cast, amara)
    with at(LATER):
        take(steps.ChangeStatus, cast.social_worker, period, ORDER | {"began_at": BEGAN})
        officer = {"officer": cast.reviewing_officer.ref}
        take(steps.NameOfficer, cast.practice_supervisor, period, NAMES | officer)
        take(steps.HoldFirstReview, cast.reviewing_officer, fresh(cast, period), REVIEW | {"held_at": BEGAN})
        assert "The council shares it" in signed_in(cast.social_worker).get(period.href).content.decode()
    assert asking_at_the_moment(cast) is not None


def asking_at_the_moment(cast: Cast) -> PeriodOfCare:
    """They consented at the moment at which care began."""
    child = known(cast, scene.child(cast.mash_worker, "Rui Alves", date(2017, 1, 1)))
    return asking(cast, child, consent_at=BEGAN)


def test_cp_12_of_two_at_once_the_second_is_told_and_writes_nothing(cast: Cast, amara: Person) -> None:
    """Whoever opened the form before the other wrote: what it said was good then, and is not any more."""
    period, worker = entered(cast, amara), cast.social_worker
    with at(LATER):
        take(steps.ChangeStatus, worker, period, ORDER)
    for step, said in (
        (steps.ChangeStatus, ORDER | {"began_at": BEGAN + timedelta(hours=1), "status": "E1"}),
        (steps.ChangeStatus, ORDER | {"began_at": LATER}),
        (steps.EndCare, LEFT | {"ended_at": BEGAN + timedelta(hours=1)}),
    ):
        act = made.act(worker)
        act.target = period
        with acting(worker), at(LATER), transaction.atomic(), pytest.raises(Breach, match="Somebody was quicker"):
            step().apply(act, **said)
    assert episodes(cast, period) == [("C1", "S", "X1"), ("C2", "L", "")]


def test_cp_12_those_who_work_with_the_child_are_told_each_time(cast: Cast) -> None:
    child, officer = scene.child(cast.mash_worker), cast.reviewing_officer
    with acting(cast.social_worker), at(london(2026, 5, 20)):
        made.involve(cast.social_worker, child)
        for near in (cast.practice_supervisor, cast.service_manager, officer, cast.second_worker):
            made.involve(near, child, kind="made_record")
    period = entered(cast, child)
    assert heard(cast, period) == {"Wyn Prosser"}  # who is nominated; who recorded it knows
    with at(LATER):
        take(steps.ApprovePlan, cast.service_manager, period, AGREED)
        assert heard(cast, period) == {"Farah Siddiqui"}
        take(steps.NameOfficer, cast.practice_supervisor, period, NAMES | {"officer": officer.ref})
        assert heard(cast, period) == {"Ines Calloway"}
        take(steps.ChangeStatus, cast.second_worker, fresh(cast, period), ORDER)
        assert heard(cast, period) == {"Farah Siddiqui", "Ines Calloway"}
        take(steps.HoldFirstReview, officer, fresh(cast, period), REVIEW | {"held_at": LATER})
        assert heard(cast, period) == {"Farah Siddiqui"}
        take(steps.EndCare, cast.practice_supervisor, fresh(cast, period), LEFT | {"ended_at": LATER})
        assert heard(cast, period) == {"Farah Siddiqui", "Ines Calloway"}


def test_cp_12_a_refusal_leaves_nothing_open_and_the_next_one_begins_anew(cast: Cast, amara: Person) -> None:
    period = asking(cast, amara)
    with at(NOW):
        take(steps.RefuseEntry, cast.service_manager, period, {"decided_words": "Nan has them from tonight."})
        begins = signed_in(cast.social_worker).get(f"/people/{amara.ref}/care/")
    assert begins.status_code == 200


def test_cp_12_pr_06_a_refusal_counts_for_that_young_person_while_it_is_their_last_answer(
    cast: Cast, amara: Person, leila: Person
) -> None:
    found = scene.allocated(cast, scene.referrals(cast, leila)[0])
    approach = told(cast, found)
    with at(london(2026, 6, 4, 15)):
        take(RecordHomelessDuties, cast.social_worker, approach, REFUSED)
    asking(cast, amara)  # of another child nothing was refused
    own = by_agreement(cast, consent="own", consent_by="Leila herself", entered_from="homeless")
    with at(NOW):  # their own new consent is their answer
        take(steps.AskForCare, cast.social_worker, leila.subject, own)
        with acting(cast.social_worker):
            basis = queries.basis_of(leila.subject)
            assert basis.refused is not None
            assert queries.basis_of(amara.subject).refused is None
    with acting(cast.social_worker), at(london(2026, 9, 9)):  # grown up, whatever they said at seventeen
        assert not queries.basis_of(leila.subject).may_consent


def test_cp_12_pr_06_accepted_at_the_last_offer_asks_nothing_more(cast: Cast, leila: Person) -> None:
    found = scene.allocated(cast, scene.referrals(cast, leila)[0])
    with at(london(2026, 6, 4, 15)):
        take(RecordHomelessDuties, cast.social_worker, told(cast, found), ACCEPTED | {"understanding": "She said it."})
    assert asking(cast, leila).consent == "holders"


def test_cp_12_ig_06_nothing_of_care_of_a_restricted_child_is_seen(cast: Cast, amara: Person) -> None:
    period = entered(cast, amara)
    with at(NOW):
        take(steps.NameOfficer, cast.practice_supervisor, period, NAMES | {"officer": cast.reviewing_officer.ref})
        take(steps.HoldFirstReview, cast.reviewing_officer, fresh(cast, period), REVIEW | {"held_at": NOW})
    with acting(cast.social_worker):
        made.restrict(cast.social_worker, amara)
    with acting(cast.service_manager), at(LATER):
        for model in (PeriodOfCare, CareEpisode, CareReview, Clock):
            assert not model.objects.filter(matter=period.matter).exists(), model
        assert not queries.to_agree(cast.service_manager).exists()
        browser = signed_in(cast.service_manager)
        for page in (period.href, f"{period.href}record.pdf", f"{period.href}end/", f"/people/{amara.ref}/care/"):
            assert browser.get(page).status_code == 404, page
    with acting(cast.social_worker), at(LATER):
        assert door(cast.social_worker, amara.subject).state == "open"
        assert signed_in(cast.social_worker).get(period.href).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"consent": ""},
        {"understood": ""},
        {"route": "order"},
        {"state": "open"},
        {"decided_words": "Yes."},
        {"ended_words": "Home."},
        {"state": "ended", "ended_at": NOW, "ended_as": "E8", "ended_words": "Home."},
        {"lives": ""},
        {"holders": ""},
        {"plan_words": ""},
    ],
)
def test_cp_12_the_database_holds_what_a_period_of_care_rests_on(
    cast: Cast, amara: Person, wrong: dict[str, Any]
) -> None:
    period = asking(cast, amara)
    with acting(cast.social_worker), pytest.raises(IntegrityError), transaction.atomic():
        PeriodOfCare.objects.filter(pk=period.pk).update(**wrong)
