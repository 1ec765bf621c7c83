"""What the authority has chosen: which profile of a timescale it follows, and its own numbers (CL-01, FD-12)."""

from __future__ import annotations

from datetime import datetime

from kith.access.asked_once import settled
from kith.access.prepared import Prepared
from kith.record.models import PracticeStandardChoice


def chosen_at(moment: datetime) -> dict[str, PracticeStandardChoice]:
    """The choice in force at a moment for each rule and number that the authority has chosen anything for."""
    return {row.rule: row for row in every_choice() if row.since <= moment}  # the newest stands


def every_choice() -> list[PracticeStandardChoice]:
    """All that was ever chosen, the oldest first: once in a transaction."""
    return settled(PracticeStandardChoice.SETTLED, _all)


_all = Prepared(lambda: PracticeStandardChoice.objects.order_by("since", "id").select_related("chosen_by"))
