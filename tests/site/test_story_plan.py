"""A child's story stays quick in a record of any size: their events are reached by key, never by reading them all."""

import pytest

from kith.access.actor import acting
from kith.record.models import StepEvent
from kith.record.registry import events_of
from tests.assessment.scene import allocated, child, referrals
from tests.cast import Cast
from tests.query_plans import read_whole

pytestmark = pytest.mark.django_db


def test_the_events_of_a_child_are_reached_by_key_and_none_is_missed(cast: Cast) -> None:
    amara, chidi = child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor")
    first, _ = referrals(cast, amara, chidi)
    allocated(cast, first)
    with acting(cast.social_worker):
        newest = events_of([amara.pk]).order_by("-happened_at", "-pk")
        about = set(StepEvent.objects.filter(people__person_id=amara.pk).values_list("pk", flat=True))
        on_work = set(StepEvent.objects.filter(matter__subjects__person_id=amara.pk).values_list("pk", flat=True))
        assert {event.pk for event in newest} == about | on_work
        assert not read_whole(lambda: list(newest[:50])) & {"record_stepevent", "record_stepeventperson"}
