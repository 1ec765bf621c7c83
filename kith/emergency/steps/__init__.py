"""What is done when a child is protected at once."""

from kith.emergency.steps.beginning import BeginAgreement, BeginOrder, BeginPoliceProtection
from kith.emergency.steps.following import (
    AddAdvice,
    ConfirmDecision,
    EndAgreement,
    EndOrder,
    EndPoliceProtection,
    ExtendOrder,
    LinkDiscussion,
)

__all__ = [
    "AddAdvice",
    "BeginAgreement",
    "BeginOrder",
    "BeginPoliceProtection",
    "ConfirmDecision",
    "EndAgreement",
    "EndOrder",
    "EndPoliceProtection",
    "ExtendOrder",
    "LinkDiscussion",
]
