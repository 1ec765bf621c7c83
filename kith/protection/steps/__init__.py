"""What can be done when a child may suffer serious harm."""

from kith.protection.steps.discussion import (
    AddToMinutes,
    CallDiscussion,
    CallOff,
    HoldDiscussion,
    MoveDiscussion,
)
from kith.protection.steps.enquiry import (
    AuthoriseEnquiry,
    ConferenceHeld,
    ConferenceNotConvened,
    ProposeEnquiry,
    ReturnEnquiry,
    StartEnquiry,
)

__all__ = [
    "AddToMinutes",
    "AuthoriseEnquiry",
    "CallDiscussion",
    "CallOff",
    "ConferenceHeld",
    "ConferenceNotConvened",
    "HoldDiscussion",
    "MoveDiscussion",
    "ProposeEnquiry",
    "ReturnEnquiry",
    "StartEnquiry",
]
