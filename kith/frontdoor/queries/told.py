"""What a decision on a contact says of one of its children that has a timescale of its own."""

from __future__ import annotations

from kith.frontdoor.models import ContactChild, ThresholdDecision

HOMELESS = "intensive.homeless_16_17"  # of the threshold document


def homeless_at_16_or_17(row: ContactChild) -> bool:
    """Whether the decision names homelessness at 16 or 17, and this child is of that age (PR-05)."""
    decision = ThresholdDecision.objects.filter(matter_id=row.matter_id).first()
    named = decision is not None and HOMELESS in decision.criteria
    return named and row.child is not None and row.child.person.age in (16, 17)
