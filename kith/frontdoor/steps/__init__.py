"""What is done at the front door, in the order it happens."""

from kith.frontdoor.steps.decide import ConcludeContact, DecideContact, SendBack
from kith.frontdoor.steps.police_file import MatchColumns, PutFileBy, ReceivePoliceFile, ThrowFileAway
from kith.frontdoor.steps.receive import AddChild, ClaimContact, HandOverContact, ReceiveContact
from kith.frontdoor.steps.recognise import RecogniseChild
from kith.frontdoor.steps.refer import AcknowledgeReferrer, DecideReferral, ReceiveReferral, ReferredChildBorn
from kith.frontdoor.steps.safety import CrimeSuspected, PoliceAreTold, TakeBackCrime
from kith.frontdoor.steps.submit import AnswerRead, ServicesComeFirst, SubmitReferral
from kith.frontdoor.steps.told import BirthExpected, HomelessnessTold, PregnancyTold

__all__ = [
    "AcknowledgeReferrer",
    "AddChild",
    "AnswerRead",
    "BirthExpected",
    "ClaimContact",
    "ConcludeContact",
    "CrimeSuspected",
    "DecideContact",
    "DecideReferral",
    "HandOverContact",
    "HomelessnessTold",
    "MatchColumns",
    "PoliceAreTold",
    "PregnancyTold",
    "PutFileBy",
    "ReceiveContact",
    "ReceivePoliceFile",
    "ReceiveReferral",
    "RecogniseChild",
    "ReferredChildBorn",
    "SendBack",
    "ServicesComeFirst",
    "SubmitReferral",
    "TakeBackCrime",
    "ThrowFileAway",
]
