"""What can be done when a child may suffer serious harm."""

from kith.protection.steps.bring_in import BringInEnquiry, enquiry_as_it_stands
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
    "BringInEnquiry",
    "CallDiscussion",
    "CallOff",
    "ConferenceHeld",
    "ConferenceNotConvened",
    "HoldDiscussion",
    "MoveDiscussion",
    "ProposeEnquiry",
    "ReturnEnquiry",
    "StartEnquiry",
    "enquiry_as_it_stands",
]
