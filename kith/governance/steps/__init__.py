from kith.governance.steps.retention import PlaceHold, ReleaseHold, ReviewHold
from kith.governance.steps.unusual import AnswerReading, ExplainReading

__all__ = ["AnswerReading", "ExplainReading", "PlaceHold", "ReleaseHold", "ReviewHold"]
