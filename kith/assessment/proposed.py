"""The conclusions that were proposed for an assessment."""

from __future__ import annotations

from kith.access.asked_once import once
from kith.access.prepared import Prepared
from kith.assessment.models import Assessment, ProposedConclusion


def proposals(assessment: Assessment) -> list[ProposedConclusion]:
    """Every conclusion that was proposed, newest first: those sent back too."""
    return once(("proposals", assessment.pk), lambda: proposals_of(matter=assessment.pk))


proposals_of = Prepared(
    lambda matter: (
        ProposedConclusion.objects.filter(matter_id=matter)
        .select_related("sent_by", "answered_by")
        .order_by("-sent_at", "-pk")
    ),
    "matter",
)
