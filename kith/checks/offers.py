"""What the room of agency checks offers the pages that gather a child's story."""

from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Concat

from kith.checks.models import AgencyCheck
from kith.record.registry import Titled, offers_matters


def pages(matters: list[int]) -> Titled:
    """How checks are named and reached."""
    rows = AgencyCheck.objects.filter(matter_id__in=matters).order_by()
    address = Concat(Value("/checks/"), F("matter__ref"), Value("/"))
    return rows.values_list("matter_id", Concat(Value("Check: "), F("agency_name")), address)


offers_matters("agency_check", pages)
