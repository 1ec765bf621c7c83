"""What can be done round a legal gateway meeting and the case that follows it."""

from kith.legal.steps.case import EndCase, EndPreProceedings, Extend, HoldPreMeeting, OpenCase, WriteLetter
from kith.legal.steps.court import FinalOrder, IssueProceedings, RecordHearing
from kith.legal.steps.family import AnswerOffer, DoNotOffer, OfferFamilyMeeting
from kith.legal.steps.gateway import AskForGateway, CallOffGateway, GatewayDecided, HoldGateway, RecordAdvice

__all__ = [
    "AnswerOffer",
    "AskForGateway",
    "CallOffGateway",
    "DoNotOffer",
    "EndCase",
    "EndPreProceedings",
    "Extend",
    "FinalOrder",
    "GatewayDecided",
    "HoldGateway",
    "HoldPreMeeting",
    "IssueProceedings",
    "OfferFamilyMeeting",
    "OpenCase",
    "RecordAdvice",
    "RecordHearing",
    "WriteLetter",
]
