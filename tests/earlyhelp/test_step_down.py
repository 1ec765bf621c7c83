"""An assessment that ends in early help hands the child over (EH-08)."""

from __future__ import annotations

import pytest

from kith.access.actor import acting, at
from kith.earlyhelp.models import EarlyHelpHandover
from tests.assessment.scene import allocated, child, concluded, referrals
from tests.cast import Cast, london

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("outcome", ["early_help", "cin_plan"])
def test_eh08_a_child_is_handed_over_when_and_only_when_the_outcome_is_early_help(cast: Cast, outcome: str) -> None:
    amara = child(cast.mash_manager)
    (referral,) = referrals(cast, amara)
    assessment = allocated(cast, referral)
    with at(london(2026, 6, 12)):
        conclusion = {
            "outcome": outcome, "conclusion": "Grace has help from her mother; evenings are hard.", "factors": ["9A"],
            "not_seen_because": "Seen at school by her teacher only",
        }  # fmt: skip
        concluded(cast, cast.team_manager, assessment, **conclusion)
    with acting(cast.team_manager):
        found = list(EarlyHelpHandover.objects.filter(person=amara.subject))
    assert len(found) == (1 if outcome == "early_help" else 0)
    if found:
        assert found[0].reason == "Grace has help from her mother; evenings are hard."
        assert found[0].family_agrees == "Nobody has been asked yet"
