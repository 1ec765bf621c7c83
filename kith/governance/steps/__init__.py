from kith.governance.steps.access_request import (
    AskForCheck,
    CheckBundle,
    CloseRequest,
    ExtendRequest,
    GatherBundle,
    GiveAfterAll,
    IdentityKnown,
    ReceiveRequest,
    ReopenBundle,
    SendBundle,
    Withhold,
)
from kith.governance.steps.retention import PlaceHold, ReleaseHold, ReviewHold
from kith.governance.steps.unusual import AnswerReading, ExplainReading

__all__ = [
    "AnswerReading", "AskForCheck", "CheckBundle", "CloseRequest", "ExplainReading", "ExtendRequest", "GatherBundle",
    "GiveAfterAll", "IdentityKnown", "PlaceHold", "ReceiveRequest", "ReleaseHold", "ReopenBundle", "ReviewHold",
    "SendBundle", "Withhold",
]  # fmt: skip
