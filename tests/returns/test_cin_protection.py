"""Enquiries, conferences and plans of a census fill their rooms, once however often a file is sent (CP-04 to CP-10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from kith.access.actor import acting
from kith.access.system import system_user
from kith.conferences.models import Conference, ConferenceChild
from kith.conferences.queries import standing_plan
from kith.kernel.perform import perform
from kith.kernel.step import Act, Step
from kith.plans.models import Plan
from kith.protection.models import Enquiry
from kith.record.models import Clock, StepEvent
from kith.returns.cin.load import load_file
from kith.returns.cin.records import Treatment
from kith.returns.cin.report import Report
from kith.returns.models import KeptPart
from kith.standards.words import local_day
from kith.ui.forms import KithForm
from tests.returns.census import CLEAN, child, message, referral
from tests.returns.modules import enquiry, need_plan, protection_plan

pytestmark = pytest.mark.django_db
Load = Callable[..., Report]
HELD = enquiry(held="2025-06-25")
OPEN = HELD + protection_plan(reviews=["2025-09-20"])


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Load]:
    """Bring in one child with these modules, as the command does."""

    def bring(*modules: str, year: int = 2026, referred: str = "2025-06-02") -> Report:
        file = tmp_path / "census.xml"
        one = child(referral("".join(modules)).replace("2025-06-02", referred))
        file.write_text(message(one, year=year), encoding="utf-8")
        return load_file(file, system_user())

    with acting(system_user()):
        yield bring


def left_out(report: Report) -> list[str]:
    return [row.why for row in report.rows if row.treatment is Treatment.LEFT_OUT]


def conferences() -> list[tuple[str, str, str, str]]:
    rows = ConferenceChild.objects.select_related("matter__conference").order_by("matter__conference__held_at")
    return [(row.kind, local_day(row.matter.conference.held_at).isoformat(), row.outcome, row.category) for row in rows]


class Written(Step):
    """Write in a plan, as any step of Kith's own may."""

    name = "tests.plan_written_after_import"
    form = KithForm
    may = staticmethod(lambda actor, target: True)
    done = "Written"

    def apply(self, act: Act) -> Plan:
        """What the plans room writes when a plan is agreed."""
        plan: Plan = act.target
        plan.child_says = "I want my mum to be well."
        plan.save()
        act.matter = plan.matter
        return plan


def test_cp_04_an_enquiry_comes_in_with_its_dates_and_says_what_it_does_not_know(load: Load) -> None:
    load(HELD, enquiry("2025-08-01", not_required="1"), enquiry("2025-11-03"))
    held, without, going_on = Enquiry.objects.order_by("started_at")
    assert (held.state, held.conference_on, held.outcome) == ("ended", date(2025, 6, 25), "")
    assert (without.state, without.conference_on) == ("ended", None)
    assert without.not_convened_because.startswith("No initial conference was required.")
    assert (going_on.state, going_on.not_convened_because) == ("open", "")
    assert {one.brought_in_from for one in (held, without, going_on)} == {"CIN census"}
    assert {(one.discussion, one.lead, one.joint, one.authorised_by) for one in (held, without)} == {(None,) * 4}


def test_cp_06_its_conference_was_held_and_the_plan_rests_on_it(load: Load) -> None:
    load(OPEN)
    conference = Conference.objects.get(kind="initial")
    assert (conference.state, conference.chair, conference.adviser, conference.quorate) == ("held", None, None, None)
    plan = Plan.objects.get()
    assert (plan.kind, plan.closed_at, plan.agreed_at) == ("protection", None, None)
    assert plan.conference is not None
    assert plan.conference.matter_id == conference.pk
    assert plan.conference.enquiry == Enquiry.objects.get()
    assert conferences() == [("initial", "2025-06-25", "plan", "NEG"), ("review", "2025-09-20", "continues", "NEG")]
    assert standing_plan(plan.child) == ConferenceChild.objects.get(kind="review")


def test_cp_13_the_category_of_a_review_between_is_not_made_up(load: Load) -> None:
    load(HELD, protection_plan(latest="SAB", reviews=["2025-09-20", "2026-01-15", "2026-03-02"]))
    assert [row[3] for row in conferences()] == ["NEG", "", "", "SAB"]


def test_cp_06_a_conference_without_a_plan_decided_on_none(load: Load) -> None:
    load(HELD)
    assert conferences() == [("initial", "2025-06-25", "no_plan", "")]


def test_cp_06_where_a_plan_of_the_child_was_kept_aside_it_is_not_said_what_was_decided(load: Load) -> None:
    load(HELD, protection_plan(first="XYZ"))
    assert conferences() == [("initial", "2025-06-25", "", "")]
    assert not Plan.objects.exists()
    assert KeptPart.objects.get().module == "ChildProtectionPlans"


def test_cp_06_a_conference_that_stands_with_the_referral_alone_is_held_too(load: Load) -> None:
    load("<DateOfInitialCPC>2025-06-25</DateOfInitialCPC>", protection_plan())
    row = ConferenceChild.objects.get()
    assert (row.enquiry, row.outcome) == (None, "plan")
    assert "no section 47 enquiry" in row.matter.conference.why


def test_cp_08_a_child_in_need_plan_comes_in_without_words(load: Load) -> None:
    load(need_plan("2025-06-10", "2025-12-01"), need_plan("2026-02-01"))
    ended, going_on = Plan.objects.order_by("opened_at")
    assert (ended.kind, ended.ended_as, local_day(ended.closed_at)) == ("need", "unsaid", date(2025, 12, 1))
    assert (going_on.closed_at, going_on.stands) == (None, "In force; its words stand in CIN census")


def test_cl_10_nothing_brought_in_starts_a_clock(load: Load) -> None:
    """As with referrals and assessments: what is past is the other system's to account for."""
    load(OPEN, enquiry("2025-11-03"))
    assert not Clock.objects.exists()


@pytest.mark.parametrize("whole", [True, False])
def test_the_same_file_twice_changes_nothing(load: Load, whole: bool) -> None:
    def bring() -> None:
        load_file(CLEAN, system_user()) if whole else load(OPEN, enquiry("2025-11-03"), need_plan(end="2025-06-24"))

    bring()
    kinds = (Enquiry, Conference, ConferenceChild, Plan)
    rows = {model: list(model.objects.order_by("pk").values()) for model in kinds}
    events = StepEvent.objects.count()
    bring()
    assert {model: list(model.objects.order_by("pk").values()) for model in kinds} == rows
    assert StepEvent.objects.count() == events
    assert all(rows.values())


def test_cp_09_a_later_years_file_ends_the_plan_that_went_on(load: Load) -> None:
    load(OPEN)
    later = protection_plan(end="2026-05-11", latest="EMO", reviews=["2025-09-20", "2026-01-15", "2026-05-11"])
    report = load(later, year=2027)
    assert left_out(report) == []
    plan = Plan.objects.get()
    assert (plan.ended_as, local_day(plan.closed_at)) == ("unsaid", date(2026, 5, 11))
    assert [row[2] for row in conferences()] == ["plan", "continues", "continues", "ends"]
    assert ConferenceChild.objects.get(kind="initial").enquiry == Enquiry.objects.get(), "as the first file had it"
    assert standing_plan(plan.child) is None


def test_cp_09_a_plan_of_an_earlier_year_says_that_its_conference_is_not_in_the_file(load: Load) -> None:
    load(protection_plan("2024-11-06"), referred="2024-10-01")
    assert Conference.objects.get().why.endswith("The conference that decided it is of an earlier census.")
    assert Plan.objects.get().conference is not None


def test_a_later_file_closes_an_enquiry_that_went_on(load: Load) -> None:
    load(enquiry("2026-03-20"))
    load(enquiry("2026-03-20", held="2026-04-10"), year=2027)
    one = Enquiry.objects.get()
    assert (one.state, one.conference_on) == ("ended", date(2026, 4, 10))


def test_a_plan_written_in_kith_since_stays_as_it_is_and_the_report_says_so(load: Load) -> None:
    load(OPEN)
    plan = Plan.objects.get()
    perform(Written, system_user(), plan, {})
    report = load(protection_plan(end="2026-05-11", reviews=["2025-09-20", "2026-05-11"]), year=2027)
    assert left_out(report) == [f"{plan}: changed in Kith since: kept."]
    assert (Plan.objects.get().closed_at, len(conferences())) == (None, 2)


def test_cp_08_beside_a_plan_that_is_open_in_kith_nothing_of_another_is_written(load: Load) -> None:
    load(need_plan("2025-06-10"))
    plan = Plan.objects.get()
    (said,) = left_out(load(OPEN))
    assert "Nothing was written of the child protection plan from 25 June 2025 (line 1)" in said
    assert f"{plan} is the plan of this child for that time." in said
    assert "import it again" in said
    assert Plan.objects.get() == plan
    assert not Conference.objects.exists(), "nothing half-written"
    assert Enquiry.objects.get().conference_on == date(2025, 6, 25)
    load(need_plan("2025-06-10", "2025-06-25"), OPEN)
    assert [(one.kind, one.closed_at is None) for one in Plan.objects.order_by("opened_at")] == [
        ("need", False), ("protection", True),
    ]  # fmt: skip


def test_a_review_from_before_one_that_is_held_is_left_out_and_said(load: Load) -> None:
    load(OPEN)
    (said,) = left_out(load(HELD, protection_plan(reviews=["2025-08-01", "2025-09-20"])))
    assert said.startswith("The review of 1 August 2025 was not written")
    assert len(conferences()) == 2
