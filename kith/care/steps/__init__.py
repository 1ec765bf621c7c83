"""What is done when a child comes into care, while they are looked after, and when they leave."""

from kith.care.steps.caring import ChangeStatus, EndCare, HoldFirstReview, NameOfficer
from kith.care.steps.entering import AgreeEntry, ApprovePlan, AskForCare, EnterByOrder, RefuseEntry

__all__ = [
    "AgreeEntry",
    "ApprovePlan",
    "AskForCare",
    "ChangeStatus",
    "EndCare",
    "EnterByOrder",
    "HoldFirstReview",
    "NameOfficer",
    "RefuseEntry",
]
