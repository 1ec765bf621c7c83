"""The authority chooses its practice standards, within the law (CL-01, decision 4)."""

from __future__ import annotations

import pytest

from kith.access.actor import acting, at
from kith.assessment.steps import ChooseProfile
from kith.assessment.steps.standards import Rule
from kith.kernel.perform import Invalid, Refused
from kith.record.models import Clock
from tests.assessment.reading import signed_in
from tests.assessment.scene import child, referrals
from tests.cast import Cast, london, take

pytestmark = pytest.mark.django_db
TIGHTER = {"profile": "in_force", "limit_number": "40", "unit": "working_days", "reason": "Agreed by the partnership."}


def test_cl_01_a_running_case_keeps_the_rule_it_began_under(cast: Cast) -> None:
    first = referrals(cast, child(cast.mash_worker))[0]
    with at(london(2026, 6, 4)):
        take(ChooseProfile, cast.service_manager, Rule("assessment.conclude"), TIGHTER)
    second = referrals(cast, child(cast.mash_worker, "Leo Hartnell"), when=london(2026, 6, 5))[0]
    with acting(cast.social_worker):
        limits = [Clock.objects.get(matter=r.matter, rule="assessment.conclude").limit_number for r in (first, second)]
    assert limits == [45, 40]


def test_cl_07_a_target_is_never_looser_than_guidance(cast: Cast) -> None:
    with pytest.raises(Invalid) as no:
        take(ChooseProfile, cast.service_manager, Rule("assessment.conclude"), {**TIGHTER, "limit_number": "60"})
    assert "may not be looser" in no.value.form.errors["limit_number"][0]


def test_a_local_standard_may_be_set_freely(cast: Cast) -> None:
    data = {"profile": "in_force", "limit_number": "2", "unit": "working_days", "reason": "We are two offices."}
    chosen = take(ChooseProfile, cast.head_of_service, Rule("assessment.allocate"), data).result
    assert (chosen.limit_number, chosen.unit) == (2, "working_days")


def test_only_those_who_answer_for_the_service_choose(cast: Cast) -> None:
    for role in ("social_worker", "team_manager", "returns_officer"):
        with pytest.raises(Refused):
            take(ChooseProfile, getattr(cast, role), Rule("assessment.conclude"), TIGHTER)


def test_how_far_a_timescale_was_checked_is_said_calmly(cast: Cast) -> None:
    words = signed_in(cast.service_manager).get("/standards/").content.decode()
    assert "Taken from a document that describes it" in words
    assert "its text has not been set beside it yet" in words
    assert "before relying on it" not in words
