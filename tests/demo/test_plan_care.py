"""CP-05, CP-12: a few children of the made-up authority come into care, the newest of those who may not be safe."""

import pytest

from kith.site.demo.plan.caring import WAYS
from kith.site.demo.plan.events import EnquiryEnded
from tests.demo.northmere import northmere


@pytest.mark.parametrize("size", [0.1, 1.0])
def test_the_newest_enquiries_that_end_in_a_conference_end_in_care_by_each_way(size: float) -> None:
    asked = [one for one in northmere(size=size).happened if isinstance(one, EnquiryEnded) and one.conference]
    in_care = [one for one in asked if one.care]
    assert in_care == asked[-len(WAYS) :]
    assert [one.care for one in reversed(in_care)] == list(WAYS)[: len(in_care)]
