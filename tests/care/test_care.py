"""A child comes into care: by agreement or by an order, with a plan, and leaves it (CP-12)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.assessment.steps import RecordHomelessDuties
from kith.care import paper, queries, statuses, steps
from kith.care.models import CareEpisode, PeriodOfCare
from kith.emergency.steps import BeginPoliceProtection
from kith.governance.queries import retention
from kith.kernel.perform import Invalid, Refused
from kith.people.models import Person
from kith.people.queries import badges_of
from kith.record.models import Clock, StepEvent
from kith.standards.codesets import codes
from tests.assessment import scene
from tests.assessment.reading import asked, places, signed_in
from tests.assessment.test_pathways_homeless import ACCEPTED, REFUSED, told
from tests.cast import Cast, london, take
from tests.emergency.test_emergency import police
from tests.people import made

pytestmark = pytest.mark.django_db
BEGAN = london(2026, 6, 8, 18)  # a Monday evening
NOW = london(2026, 6, 9, 9)


def known(cast: Cast, child: Person) -> Person:
    """A child whom the social worker and several managers are near."""
    with acting(cast.social_worker), at(london(2026, 5, 20)):
        made.involve(cast.social_worker, child)
        for one in (cast.practice_supervisor, cast.service_manager, cast.reviewing_officer, cast.nominated_officer):
            made.involve(one, child, kind="supervisor")
    return child


@pytest.fixture
def amara(cast: Cast) -> Person:
    return known(cast, scene.child(cast.mash_worker))


@pytest.fixture
def leila(cast: Cast) -> Person:
    """Seventeen."""
    return known(cast, scene.child(cast.mash_worker, "Leila Haddad", date(2008, 9, 9)))


def said(cast: Cast, **more: Any) -> dict[str, Any]:
    """What is asked whichever way a child comes into care."""
    return {
        "began_at": BEGAN,
        "entered_from": "plan",
        "need": "N1",
        "why": "Grace cannot keep Daniel away; Nan cannot have all three.",
        "holders": "Grace Okafor, mother: agrees.",
        "child_says": "I want to be with Chidi.",
        "lives": "Foster carers in Seaview, with Chidi.",
        "plan_words": "Home by Christmas if Daniel stays away; seen every week.",
        "plan_on": "2026-06-08",
        "nominated": cast.service_manager.ref,
        **more,
    }


def by_agreement(cast: Cast, **more: Any) -> dict[str, Any]:
    return said(cast) | {
        "consent": "holders", "consent_by": "Grace Okafor, mother", "consent_at": london(2026, 6, 8, 15),
        "understood": "Sober, with her sister; heard that she may take them home at any time.", "objects": "no", **more,
    }  # fmt: skip


def by_order(cast: Cast, **more: Any) -> dict[str, Any]:
    order = {"entered_from": "gateway", "status": "C1", "rests_on": "Northmere family court, NM26C00012"}
    return said(cast) | order | more


def asking(cast: Cast, child: Person, **more: Any) -> PeriodOfCare:
    with at(NOW):
        found = take(steps.AskForCare, cast.social_worker, child.subject, by_agreement(cast, **more)).result
    return fresh(cast, found)


def entered(cast: Cast, child: Person, **more: Any) -> PeriodOfCare:
    with at(NOW):
        found = take(steps.EnterByOrder, cast.social_worker, child.subject, by_order(cast, **more)).result
    return fresh(cast, found)


def fresh(cast: Cast, period: Any) -> PeriodOfCare:
    with acting(cast.social_worker):
        found = queries.by_ref(period.ref)
    assert found is not None
    return found


def errors(step: Any, actor: Any, target: Any, data: dict[str, Any], when: datetime = NOW) -> dict[str, str]:
    with at(when), pytest.raises(Invalid) as no:
        take(step, actor, target, data)
    return {name: str(words) for name, words in no.value.form.errors.items()}


def episodes(cast: Cast, period: PeriodOfCare) -> list[tuple[str, str, str]]:
    with acting(cast.social_worker):
        rows = CareEpisode.objects.filter(matter=period.matter).order_by("pk")
        return [(row.status, row.began_as, row.ended_as) for row in rows]


def worn(cast: Cast, child: Person, when: datetime = NOW) -> list[tuple[str, str]]:
    with acting(cast.social_worker), at(when):
        return badges_of([child])[child.pk]


def clocks(cast: Cast, period: PeriodOfCare) -> dict[str, Clock]:
    with acting(cast.social_worker):
        return {row.rule: row for row in Clock.objects.filter(matter=period.matter)}


AGREED = {"decided_words": "Consent is informed; relatives were tried; the plan is clear."}


def test_cp_12_ig_03_care_by_agreement_begins_once_another_has_agreed(cast: Cast, amara: Person) -> None:
    period = asking(cast, amara)
    assert (period.state, worn(cast, amara), clocks(cast, period)) == ("asked", [], {})
    with acting(cast.service_manager):
        assert [row.pk for row in queries.to_agree(cast.service_manager)] == [period.pk]
        assert "Entry to care to decide" in signed_in(cast.service_manager).get("/").content.decode()
    with at(NOW), pytest.raises(Refused, match="This is for"):
        take(steps.AgreeEntry, cast.practice_supervisor, period, AGREED)
    with at(NOW):
        take(steps.AgreeEntry, cast.service_manager, period, AGREED)
    period = fresh(cast, period)
    assert (period.state, period.decided_by) == ("open", cast.service_manager)
    assert episodes(cast, period) == [("V2", "S", "")]
    assert worn(cast, amara) == [("looked-after", "Looked after: section 20")]
    # CL-10: counted from the day they became looked after. Visits and placements come with their room.
    running = clocks(cast, period)
    assert {rule: row.due_at.date() for rule, row in running.items()} == {
        "lac.review.first": date(2026, 7, 6), "iro.appoint": date(2026, 6, 15),
    }  # fmt: skip
    again = errors(steps.AskForCare, cast.social_worker, amara.subject, by_agreement(cast))
    assert "is open already" in str(again)


def test_cp_12_ig_03_nobody_agrees_to_what_they_asked_for(cast: Cast, amara: Person) -> None:
    with at(NOW):
        data = by_agreement(cast, nominated=cast.nominated_officer.ref)
        own = errors(steps.AskForCare, cast.service_manager, amara.subject,
                     data | {"nominated": cast.service_manager.ref})  # fmt: skip
        assert list(own) == ["nominated"]
        period = fresh(cast, take(steps.AskForCare, cast.service_manager, amara.subject, data).result)
        with pytest.raises(Refused, match="Nobody agrees to what they asked for"):
            take(steps.AgreeEntry, cast.service_manager, period, AGREED)
    with acting(cast.service_manager), pytest.raises(IntegrityError), transaction.atomic():
        PeriodOfCare.objects.filter(pk=period.pk).update(
            state="open", decided_by=cast.service_manager, decided_at=NOW, decided_words="Yes."
        )
    with at(NOW):
        why = {"decided_words": "Nan can have all three from tonight, with help at night."}
        take(steps.RefuseEntry, cast.nominated_officer, period, why)
        with pytest.raises(Refused, match="Nothing waits"):
            take(steps.AgreeEntry, cast.nominated_officer, fresh(cast, period), AGREED)
    assert (fresh(cast, period).state, worn(cast, amara)) == ("refused", [])
    asking(cast, amara)  # a refusal closes nothing for later


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"objects": "yes"}, "objects", "s20(7)"),
        ({"plan_words": ""}, "plan_words", "nobody comes into care without one"),
        ({"consent_by": ""}, "consent_by", "who consented"),
        ({"consent": "own"}, "consent", ""),
        ({"consent_at": london(2026, 6, 8, 19)}, "consent_at", "before care began"),
        ({"holders": ""}, "holders", "parental responsibility"),
        ({"child_says": ""}, "child_says", "wishes"),
    ],
)
def test_cp_12_no_agreement_without_consent_a_plan_and_the_childs_wishes(
    cast: Cast, amara: Person, more: dict[str, Any], field: str, words: str
) -> None:
    found = errors(steps.AskForCare, cast.social_worker, amara.subject, by_agreement(cast) | more)
    assert list(found) == [field]
    assert words in found[field]


def test_cp_12_by_an_order_care_begins_with_it_and_the_plan_is_approved_after(cast: Cast, amara: Person) -> None:
    period = entered(cast, amara)
    assert (period.state, period.decided_by) == ("open", None)
    assert worn(cast, amara) == [("looked-after", "Looked after: interim care order")]
    assert clocks(cast, period)["lac.review.first"].started_at == BEGAN
    with at(NOW), pytest.raises(Refused, match="This is for"):
        take(steps.ApprovePlan, cast.social_worker, period, AGREED)
    with at(NOW):
        take(steps.ApprovePlan, cast.service_manager, period, AGREED)
        page, questions = asked(signed_in(cast.social_worker), period.href)
        text = page.content.decode()
        for words in ("The council shares it.", "Children Act 1989 s38", "I want to be with Chidi.", "Started to be"):
            assert words in text or words.lower() in text
        assert len(questions) <= 15, "\n".join(questions)
        assert signed_in(cast.social_worker).get(f"{period.href}record.pdf").content.startswith(b"%PDF")
    with acting(cast.social_worker):
        headings = [one["heading"] for one in paper.sheet(queries.view_of(fresh(cast, period)))["sections"]]
        assert headings == ["Legal status", "Coming into care", "Care plan", "The nominated manager"]


def test_cp_12_another_legal_status_is_a_new_episode_of_the_same_period(cast: Cast, amara: Person) -> None:
    period = entered(cast, amara, status="L1", entered_from="emergency")
    worker, order = cast.social_worker, {"status": "L2", "began_at": london(2026, 6, 11, 10), "rests_on": "The court."}
    later = london(2026, 6, 12)
    assert list(errors(steps.ChangeStatus, worker, period, order | {"status": "L1"}, later)) == ["status"]
    early = order | {"began_at": BEGAN - timedelta(hours=1)}
    assert list(errors(steps.ChangeStatus, worker, period, early, later)) == ["began_at"]
    with at(later):
        take(steps.ChangeStatus, worker, period, order)
    assert episodes(cast, period) == [("L1", "S", "X1"), ("L2", "L", "")]
    assert worn(cast, amara, later) == [("looked-after", "Looked after: emergency protection order")]
    with acting(worker), pytest.raises(IntegrityError), transaction.atomic():
        CareEpisode.objects.create(
            matter=period.matter, began_at=later, began_as="L", status="C1", rests_on="-", recorded_by=worker
        )
    with acting(worker), pytest.raises(IntegrityError), transaction.atomic():
        CareEpisode.objects.filter(matter=period.matter, ended_at=None).update(ended_at=BEGAN, ended_as="E8")
    # It ends with the return's reason, by a manager who did not ask for it; what ran is not needed any more.
    left = {"ended_at": london(2026, 6, 12, 8), "ended_as": "E4A", "ended_words": "Home with Grace."}
    with at(later), pytest.raises(Refused, match="This is for"):
        take(steps.EndCare, worker, period, left)
    early = left | {"ended_at": london(2026, 6, 10)}
    assert list(errors(steps.EndCare, cast.practice_supervisor, period, early, later)) == ["ended_at"]
    with at(later):
        take(steps.EndCare, cast.practice_supervisor, period, left)
    period = fresh(cast, period)
    assert (period.state, period.ended_reason) == ("ended", codes("ssda903", "REC")["E4A"])
    assert episodes(cast, period)[-1] == ("L2", "L", "E4A")
    assert worn(cast, amara, later) == []
    assert "left care" in clocks(cast, period)["lac.review.first"].not_needed_because
    again = errors(steps.EndCare, cast.practice_supervisor, _as_open(period), left, later)
    assert "Somebody was quicker" in str(again)


def _as_open(period: PeriodOfCare) -> PeriodOfCare:
    """As it stood before somebody who has not looked since."""
    period.state = PeriodOfCare.State.OPEN
    return period


def test_cp_12_one_period_of_care_is_open_of_a_child(cast: Cast, amara: Person) -> None:
    period = entered(cast, amara)
    assert "is open already" in str(errors(steps.EnterByOrder, cast.social_worker, amara.subject, by_order(cast)))
    with acting(cast.social_worker), at(london(2026, 5, 20)):
        other = made.person(cast.social_worker, "Rui", "Alves", date(2017, 1, 1))
        made.involve(cast.social_worker, other)
    twin = entered(cast, other)
    with acting(cast.social_worker), pytest.raises(IntegrityError), transaction.atomic():
        PeriodOfCare.objects.filter(pk=twin.pk).update(child=period.child_id)
    with at(NOW):
        browser = signed_in(cast.social_worker)
        assert browser.get(f"/people/{amara.ref}/care/").headers["Location"] == period.href
        assert period.href in browser.get(f"/people/{amara.ref}/assessments/").content.decode()


def test_cl_10_the_reviewing_officer_is_named_and_holds_the_first_review(cast: Cast, amara: Person) -> None:
    period, officer = entered(cast, amara), cast.reviewing_officer
    with at(NOW), pytest.raises(Refused, match="Name the independent reviewing officer"):
        take(steps.HoldFirstReview, officer, period, {})
    name = {"officer": officer.ref, "child_told": "yes"}
    untold = errors(steps.NameOfficer, cast.practice_supervisor, period, name | {"child_told": "no"})
    assert list(untold) == ["child_told"]
    with at(NOW):
        take(steps.NameOfficer, cast.practice_supervisor, period, name)
    period, when = fresh(cast, period), london(2026, 7, 2, 14)
    assert clocks(cast, period)["iro.appoint"].stopped_at == NOW
    review = {
        "held_at": when,
        "child_part": "Amara drew her week.",
        "said": "Home is the plan; Nan has them on Sundays.",
    }
    with at(when), pytest.raises(Refused, match="is the independent reviewing officer"):
        take(steps.HoldFirstReview, cast.social_worker, period, review)
    early = errors(steps.HoldFirstReview, officer, period, review | {"held_at": london(2026, 6, 1)}, when)
    assert list(early) == ["held_at"]
    with at(when):
        take(steps.HoldFirstReview, officer, period, review)
    assert clocks(cast, period)["lac.review.first"].stopped_at == when
    assert "is recorded" in str(errors(steps.HoldFirstReview, officer, period, review, when))


def test_cp_12_pr_06_a_young_person_may_consent_for_themselves(cast: Cast, leila: Person) -> None:
    """Over the objection of a parent (s20(11)); what they were offered stands in their assessment."""
    found = scene.allocated(cast, scene.referrals(cast, leila)[0])
    with at(london(2026, 6, 4, 15)):
        take(RecordHomelessDuties, cast.social_worker, told(cast, found), ACCEPTED | {"understanding": "She said it."})
    with at(NOW):
        form = signed_in(cast.social_worker).get(f"/people/{leila.ref}/care/agreement/").content.decode()
    assert "Homeless at 16 or 17: offered, and accepted" in form
    own = {"consent": "own", "consent_by": "Leila herself", "entered_from": "homeless", "objects": "yes"}
    period = asking(cast, leila, **own)
    assert (period.consent, period.entered_from) == ("own", "homeless")


def test_cp_12_pr_06_whoever_refuses_is_not_taken_and_it_is_recorded_where_it_is_offered_again(
    cast: Cast, leila: Person
) -> None:
    refuses = errors(steps.AskForCare, cast.social_worker, leila.subject, by_agreement(cast, consent="refuses"))
    assert "They may refuse. Record the offer" in refuses["consent"]
    found = scene.allocated(cast, scene.referrals(cast, leila)[0])
    with at(london(2026, 6, 4, 15)):
        take(RecordHomelessDuties, cast.social_worker, told(cast, found), REFUSED)
    # Their last answer was no: a parent's consent does not go over it, and the form says when it is offered again.
    over = errors(steps.AskForCare, cast.social_worker, leila.subject, by_agreement(cast))
    assert "It is offered again on Thursday 18 June 2026" in over["consent"]
    with acting(cast.social_worker):
        assert not PeriodOfCare.objects.filter(child=leila.subject).exists()


def test_cp_12_it_follows_emergency_protection_that_runs(cast: Cast, amara: Person) -> None:
    with at(NOW):
        one = take(BeginPoliceProtection, cast.social_worker, amara.subject, police(cast, began_at=BEGAN)).result
        form = signed_in(cast.social_worker).get(f"/people/{amara.ref}/care/order/").content.decode()
        assert f'value="{one.ref}" selected' in form
    period = entered(cast, amara, status="L1", emergency=one.ref, entered_from="emergency")
    assert period.emergency is not None
    assert worn(cast, amara) == [
        ("looked-after", "Looked after: police protection"), ("protection", "Emergency protection"),
    ]  # fmt: skip


def test_cp_12_ig_07_it_stands_in_the_story_the_night_page_the_words_and_the_past(cast: Cast, amara: Person) -> None:
    period = entered(cast, amara)
    with at(NOW + timedelta(hours=1)):
        browser = signed_in(cast.social_worker)
        night = browser.get(f"/people/{amara.ref}/out-of-hours/").content.decode()
        for words in ("Looked after: interim care order", "Foster carers in Seaview", "Home by Christmas"):
            assert words in night
        then = browser.get(f"/people/{amara.ref}/as-known/", {"at": "2026-06-09T09:30"}, follow=True).content.decode()
        before = browser.get(f"/people/{amara.ref}/as-known/", {"at": "2026-06-08T23:00"}, follow=True).content.decode()
    assert "Foster carers in Seaview" in then
    assert "Foster carers in Seaview" not in before
    with acting(cast.social_worker):
        assert [one.href for one in places([amara.pk], "NM26C00012")] == [period.href]
        assert [row.line for row in StepEvent.objects.filter(matter=period.matter)] == [
            "Looked after: interim care order"
        ]


def test_ig_07_a_looked_after_childs_record_is_kept_for_75_years(cast: Cast, amara: Person, leila: Person) -> None:
    """Care Planning Regulations 2010 reg 50; of a child for whom it was only asked, and not agreed, it is not."""
    period = entered(cast, amara)
    asked_for = asking(cast, leila)
    with at(NOW):
        take(steps.RefuseEntry, cast.service_manager, asked_for, {"decided_words": "Her aunt has her."})
    with acting(cast.social_worker), at(NOW):
        kept, other = retention.evaluate([amara, leila])
    assert (kept.day, kept.goes_on) == (date(2093, 2, 12), True)
    assert "care" not in {one.rule.key for one in other.counted}
    assert period.is_open


def test_cp_12_statuses_are_codes_of_the_return_with_their_law() -> None:
    known = statuses.statuses()
    assert {"V2", "C1", "C2", "E1", "L1", "L2", "J1"} <= known.keys() <= codes("ssda903", "LS").keys()
    assert all(one.source for one in known.values())
    assert {one.code for one in known.values() if one.shares} == {"C1", "C2", "E1", "L2"}
    assert statuses.GOES_ON not in dict(statuses.reasons_to_leave())


def test_as_17_a_disagreement_is_recorded_beside_it(cast: Cast, amara: Person) -> None:
    one = asking(cast, amara)
    with at(NOW):
        assert f"/disagreements/on/{one.ref}/" in signed_in(cast.social_worker).get(one.href).content.decode()
