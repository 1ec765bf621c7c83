"""A conference beside what else goes on: who is asked to it, what other rooms ended, and what it decides instead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Involvement
from kith.conferences import policies, queries, steps
from kith.conferences.letters import MINUTES
from kith.conferences.models import ConferenceAgency, ConferenceChild, ConferenceFamily
from kith.earlyhelp.models import EarlyHelpHandover
from kith.kernel.perform import Invalid, Refused
from kith.letters.policies import stopped
from kith.letters.queries import envelopes
from kith.people.models import Person
from kith.plans.models import Plan
from kith.plans.steps import AgreeNeedPlan, TransferOut
from kith.protection.steps import ConferenceNotConvened
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take
from tests.conferences.test_conference import (
    ASKED_AT,
    DAY,
    ENDED,
    INVITED,
    about,
    amara,
    arranged,
    asked,
    chidi,
    clocks,
    ended,
    enquiries,
    enquiry_of,
)
from tests.people import made
from tests.plans import scene

__all__ = ["amara", "chidi"]  # the fixtures

pytestmark = pytest.mark.django_db
OVER = {
    "to_authority": "Eastmere", "accepted_on": "2026-07-20", "accepted_by": "T. Quayle, team manager",
    "ended_words": "All of it; her mother was told.",
}  # fmt: skip
AUGUST = london(2026, 8, 3)
CAME_BACK: dict[str, Any] = {"advised_on": "2026-08-03", "again": "They live here again.", "when": AUGUST}
REVIEW = {"kind": "review", "advised_on": "2026-08-03", "again": "He came back.", "when": AUGUST}


def plan_of(cast: Cast, child: Person) -> Plan:
    with acting(cast.social_worker):
        return Plan.objects.select_related("matter", "child__person").filter(child=child.pk).latest("pk")


def reviewed(cast: Cast, *children: Person, **more: Any) -> Any:
    one = asked(cast, *children, **REVIEW)
    one = arranged(cast, one, when=AUGUST, planned_at=london(2026, 8, 20, 10))
    return ended(cast, one, when=london(2026, 8, 20, 12), next_review_on="2027-02-01", **more)


def test_cp_06_a_plan_that_was_handed_over_is_reviewed_there_and_the_child_may_come_back(
    cast: Cast, amara: Person, chidi: Person
) -> None:
    """One review of a plan that is not ours is none; the date of a brother's review still stops with his."""
    enquiries(cast, amara, chidi)
    ended(cast, arranged(cast, asked(cast, amara, chidi)))
    with at(london(2026, 7, 20, 15)):
        take(TransferOut, cast.team_manager, plan_of(cast, amara), OVER)
    with pytest.raises(Invalid, match="has no child protection plan to review"):
        asked(cast, amara, **REVIEW)
    reviewed(cast, chidi)
    assert [one.stopped_at for one in clocks(cast, "cp.review.first")] == [london(2026, 8, 20, 10)]
    moved = {"kind": "transfer", "from_authority": "Eastmere", "from_category": "NEG", "from_since": "2026-07-21"}
    moved["notified_on"] = "2026-08-03"
    one = asked(cast, amara, **CAME_BACK, **moved)
    one = arranged(cast, one, when=AUGUST, planned_at=london(2026, 8, 24, 10))
    ended(cast, one, when=london(2026, 8, 24, 12), next_review_on="2026-11-20")
    with acting(cast.social_worker):
        assert queries.standing_plan(amara.subject) is not None


def test_cp_09_a_plan_from_elsewhere_is_led_by_whoever_asked_and_not_by_its_chair(cast: Cast, amara: Person) -> None:
    with acting(cast.social_worker), at(london(2026, 6, 3)):
        made.involve(cast.social_worker, amara, kind="made_record")
    moved = {"from_authority": "Southmere", "from_category": "NEG", "from_since": "2026-01-09"}
    moved["notified_on"] = "2026-06-12"
    ended(cast, arranged(cast, asked(cast, amara, kind="transfer", **moved)))
    with acting(cast.social_worker):
        (lead,) = Involvement.objects.filter(matter=plan_of(cast, amara).matter, kind="key_worker")
    assert lead.user == cast.social_worker


def test_cp_08_a_child_in_need_plan_begins_from_the_conference_that_decided_it_instead(
    cast: Cast, amara: Person
) -> None:
    enquiries(cast, amara)
    one = arranged(cast, asked(cast, amara))
    ref = about(cast, one, amara).ref
    one = ended(cast, one, **{f"outcome_{ref}": "no_plan", f"instead_{ref}": "cin", "dissent": "DS Wright: a plan."})
    with at(ENDED):
        worker = signed_in(cast.social_worker)
        assert f"{amara.href}need-plan/" in worker.get(one.href).content.decode()
        page = worker.get(f"{amara.href}need-plan/").content.decode()
        assert "instead of a child protection plan" in page
        assert "Which authority does the child come from?" not in page
    early = scene.words(cast, agreed_at=london(2026, 6, 24, 9))
    with at(ENDED), pytest.raises(Invalid, match="after what asked for it"):
        take(AgreeNeedPlan, cast.social_worker, amara.subject, early)
    with at(ENDED):
        take(AgreeNeedPlan, cast.social_worker, amara.subject, scene.words(cast, agreed_at=ENDED))
    with acting(cast.social_worker):
        assert Plan.objects.get(child=amara.pk).from_authority == ""


def test_cp_07_a_review_asks_each_limb_again_of_harm_outside_the_home(cast: Cast, amara: Person) -> None:
    enquiries(cast, amara)
    one = arranged(cast, asked(cast, amara))
    with acting(cast.social_worker):
        ConferenceChild.objects.filter(matter=one.matter).update(outside=True)
    ref = about(cast, one, amara).ref
    ended(cast, one, **{f"{limb}_{ref}": "yes" for limb in ("recognition", "response", "cooperation", "limbs")})
    with pytest.raises(Invalid) as refused:
        reviewed(cast, amara)
    assert any(name.startswith("recognition_") for name in refused.value.form.errors)


def test_eh_08_a_review_ends_a_plan_that_no_core_group_wrote_and_early_help_takes_over(
    cast: Cast, amara: Person
) -> None:
    """The family has said nothing to a plan that has no words: the hand-over says so, and the conference ends."""
    enquiries(cast, amara)
    ended(cast, arranged(cast, asked(cast, amara)))
    one = asked(cast, amara, **REVIEW)
    one = arranged(cast, one, when=AUGUST, planned_at=london(2026, 8, 20, 10))
    ref = about(cast, one, amara).ref
    ends = {f"outcome_{ref}": "ends", f"instead_{ref}": "early_help", "dissent": "DS Wright: not yet."}
    ended(cast, one, when=london(2026, 8, 20, 12), **ends)
    with acting(cast.team_manager):
        assert "Not asked yet" in EarlyHelpHandover.objects.get(person=amara.pk).family_agrees
    assert plan_of(cast, amara).ended_as == "early"


def test_cp_06_none_is_convened_only_while_none_is_asked_for(cast: Cast, amara: Person) -> None:
    enquiries(cast, amara)
    asked(cast, amara)
    with at(ASKED_AT), pytest.raises(Refused, match="is asked for already"):
        take(ConferenceNotConvened, cast.team_manager, enquiry_of(cast, amara), {"not_convened_because": "They moved."})


def test_whoever_advised_reaches_it_until_another_is_to_chair_it(cast: Cast, amara: Person) -> None:
    enquiries(cast, amara)
    one = asked(cast, amara)
    with acting(cast.social_worker):
        assert policies.reaches(cast.conference_chair, one.matter)
    one = arranged(cast, one)
    with acting(cast.social_worker):
        assert policies.reaches(cast.conference_chair, one.matter)
        one.chair = cast.service_manager
        one.save(update_fields=["chair"])
        assert not policies.reaches(cast.conference_chair, one.matter)
        assert not policies.reaches(cast.service_manager, one.matter)  # who does not chair conferences any more


def test_fa_08_ig_08_each_parent_is_invited_in_a_letter_of_their_own_children(
    cast: Cast, amara: Person, chidi: Person
) -> None:
    """A mother of sixteen is a parent; a father of one child alone is written to; nobody reads who else is invited."""
    enquiries(cast, amara, chidi)
    with acting(cast.social_worker), at(london(2026, 6, 4)):
        mother = made.person(cast.social_worker, "Grace", "Okafor", date(2009, 11, 2))
        made.related(mother, "mother", amara)
        his = made.person(cast.social_worker, "Ben", "Adeyemi", date(1990, 1, 2), kind="adult")
        made.related(his, "father", chidi)
    one = asked(cast, amara, chidi)
    refuge = {"agency_kind": "voluntary", "agency_name": "Northmere Refuge"}
    with acting(cast.social_worker), at(ASKED_AT):
        assert MINUTES.may_write(cast.social_worker, one.matter) == "It has no day yet: arrange it first."
    one = arranged(cast, one)
    listed = {"agencies": [*INVITED, refuge], f"asked_{mother.ref}": "invited", f"asked_{his.ref}": "invited"}
    with at(ASKED_AT):
        take(steps.InviteToConference, cast.social_worker, one, listed)
        page = signed_in(cast.social_worker).get(f"/letters/to/{one.ref}/").content.decode()
        assert "Ben Adeyemi" in page
    with acting(cast.social_worker), at(ASKED_AT):
        to = {each.recipient.name: each.recipient for each in envelopes(one.matter)}
        ben = str(MINUTES.propose(one.matter, to["Ben Adeyemi"]))
        assert "Room 4" in ben
        assert "Chidi" in ben
        for hidden in ("Amara", "Refuge", "Grace", "could keep him away"):
            assert hidden not in ben
        assert not stopped(one.matter, to["Ben Adeyemi"])
        assert "19 June 2026" in str(MINUTES.propose(one.matter, to["Northmere Police"]))
    ended(cast, one)
    with acting(cast.social_worker), at(ENDED):
        assert "too late" in stopped(one.matter, to["Ben Adeyemi"])
        after = {each.recipient.name: each.recipient for each in envelopes(one.matter)}
        assert "took part" in str(MINUTES.propose(one.matter, after["Ben Adeyemi"]))  # he was there
        ConferenceFamily.objects.filter(person=his.pk).update(part="absent")
        assert "took part" not in str(MINUTES.propose(one.matter, after["Ben Adeyemi"]))


def test_minutes_print_with_what_no_typeface_of_ours_holds(cast: Cast, amara: Person) -> None:
    """Minutes never change: what cannot be printed is left open and said, and nobody meets an error."""
    enquiries(cast, amara)
    one = ended(cast, arranged(cast, asked(cast, amara)), discussed="আমি \N{TEDDY BEAR} came.")
    with at(ENDED):
        page = signed_in(cast.social_worker).get(f"{one.href}minutes.pdf")
    assert page.content[:5] == b"%PDF-"


def test_days_that_are_slips_are_said(cast: Cast, amara: Person) -> None:
    """A conference in the next century, a report that is asked for after the day on which it is read."""
    enquiries(cast, amara)
    one = asked(cast, amara)
    with pytest.raises(Invalid, match="check the year"):
        arranged(cast, one, planned_at=london(2062, 6, 24, 10))
    one = arranged(cast, one)
    late = [{**INVITED[0], "report_due_on": "2026-06-25"}]
    with at(ASKED_AT), pytest.raises(Invalid, match="asked for after the conference"):
        take(steps.InviteToConference, cast.social_worker, one, {"agencies": late})


def test_ig_10_a_report_is_written_down_once_by_whoever_was_quicker(cast: Cast, amara: Person) -> None:
    enquiries(cast, amara)
    one = arranged(cast, asked(cast, amara))
    came = {"report_on": "2026-06-20", "report_words": "Two calls."}
    with at(ASKED_AT):
        take(steps.InviteToConference, cast.social_worker, one, {"agencies": INVITED})
    with acting(cast.social_worker):
        police = ConferenceAgency.objects.get(matter=one.matter, agency_kind="police")
    with at(DAY):
        take(steps.ReportReceived, cast.social_worker, police, came)
        with pytest.raises(Invalid, match="Somebody was quicker"):
            take(steps.ReportReceived, cast.team_manager, police, came)
