"""What the sharing room offers those who tell a child's story: which agency a talk was with."""

from __future__ import annotations

from kith.record.models import StepEvent
from kith.record.registry import Source, offers_sources
from kith.sharing.models import AgencyDiscussion


def spoken_to(events: list[StepEvent]) -> dict[int, Source]:
    """The agency that was spoken to."""
    rows = AgencyDiscussion.objects.filter(pk__in=[one.result_id for one in events])
    found = {row.pk: Source(row.agency, True, row.agency_kind) for row in rows.only("agency", "agency_kind")}
    return {one.pk: found[one.result_id] for one in events if one.result_id in found}


offers_sources(("sharing.agency_spoken_to",), spoken_to)
