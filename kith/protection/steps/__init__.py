"""What can be done when a child may suffer serious harm."""

from kith.protection.steps.discussion import (
    AFTERWARDS,
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
    "AFTERWARDS",
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
