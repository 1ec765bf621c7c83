"""An assessment of Amara, open, with nothing on its board."""

from __future__ import annotations

import pytest

from kith.assessment.models import Assessment
from tests.assessment.scene import allocated, child, referrals
from tests.cast import Cast


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return allocated(cast, referrals(cast, child(cast.mash_worker))[0])
