"""The forms of the legal room."""

from kith.legal.forms.case import (
    AnswerForm,
    EndForm,
    ExtendForm,
    FinalForm,
    HearingForm,
    IssueForm,
    LetterForm,
    MeetingForm,
    NotOfferedForm,
    OfferForm,
)
from kith.legal.forms.gateway import AdviceForm, AskForm, CallOffForm
from kith.legal.forms.hold import HoldForm

__all__ = [
    "AdviceForm",
    "AnswerForm",
    "AskForm",
    "CallOffForm",
    "EndForm",
    "ExtendForm",
    "FinalForm",
    "HearingForm",
    "HoldForm",
    "IssueForm",
    "LetterForm",
    "MeetingForm",
    "NotOfferedForm",
    "OfferForm",
]
