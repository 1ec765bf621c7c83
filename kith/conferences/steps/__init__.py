"""What can be done round a child protection conference."""

from kith.conferences.steps.asking import (
    ArrangeConference,
    AskForConference,
    CallOffConference,
    MoveConference,
    TransferNotified,
)
from kith.conferences.steps.bring_in import BringInConference
from kith.conferences.steps.holding import DECIDED, AddToConferenceMinutes, HoldConference, ReviewSet
from kith.conferences.steps.inviting import InviteToConference, ReportReceived

__all__ = [
    "DECIDED",
    "AddToConferenceMinutes",
    "ArrangeConference",
    "AskForConference",
    "BringInConference",
    "CallOffConference",
    "HoldConference",
    "InviteToConference",
    "MoveConference",
    "ReportReceived",
    "ReviewSet",
    "TransferNotified",
]
