"""What is done in an assessment and to its clocks, in the order it happens."""

from kith.assessment.steps.afterwards import AnswerWhetherItStands, RecordNewInformation
from kith.assessment.steps.allocate import AllocateReferral, Reallocate
from kith.assessment.steps.bring_in import BringInAssessment
from kith.assessment.steps.clocks import ExplainLate, SetNeededBy
from kith.assessment.steps.conclude import Authorise, ProposeConclusion, SendBack, close_case
from kith.assessment.steps.crime import ConsiderStrategy, TakeBackCrime
from kith.assessment.steps.following import (
    AnswerFollowOn,
    ConcludedChildInNeed,
    EmergencyActionTaken,
    EmergencyDecided,
    HarmSuspected,
    NeedPlanAgreed,
    StrategyDiscussionHeld,
)
from kith.assessment.steps.homeless import (
    AllowBedAndBreakfast,
    RecordApproach,
    RecordHomelessDuties,
    Section20Refused,
)
from kith.assessment.steps.pathways import (
    ApproveTravel,
    AskOverseas,
    RecordOverseasAnswer,
    ReferToSpecialist,
    SayWhatApplies,
)
from kith.assessment.steps.prebirth import (
    AnswerPrebirth,
    BeginPrebirth,
    DisclosePrebirth,
    LodgePapers,
    PlanProceedings,
)
from kith.assessment.steps.standards import ChooseNumber, ChooseProfile, OwnNumber, Rule
from kith.assessment.steps.supervise import AgreePlan, Supervise
from kith.assessment.steps.visits import (
    DecideNextStep,
    RecordParentSeen,
    RecordSeen,
    RecordTried,
    ReviewLength,
    WaiveInterpreter,
)
from kith.assessment.steps.write import Page, WriteSection

__all__ = [
    "AgreePlan",
    "AllocateReferral",
    "AllowBedAndBreakfast",
    "AnswerFollowOn",
    "AnswerPrebirth",
    "AnswerWhetherItStands",
    "ApproveTravel",
    "AskOverseas",
    "Authorise",
    "BeginPrebirth",
    "BringInAssessment",
    "ChooseNumber",
    "ChooseProfile",
    "ConcludedChildInNeed",
    "ConsiderStrategy",
    "DecideNextStep",
    "DisclosePrebirth",
    "EmergencyActionTaken",
    "EmergencyDecided",
    "ExplainLate",
    "HarmSuspected",
    "LodgePapers",
    "NeedPlanAgreed",
    "OwnNumber",
    "Page",
    "PlanProceedings",
    "ProposeConclusion",
    "Reallocate",
    "RecordApproach",
    "RecordHomelessDuties",
    "RecordNewInformation",
    "RecordOverseasAnswer",
    "RecordParentSeen",
    "RecordSeen",
    "RecordTried",
    "ReferToSpecialist",
    "ReviewLength",
    "Rule",
    "SayWhatApplies",
    "Section20Refused",
    "SendBack",
    "SetNeededBy",
    "StrategyDiscussionHeld",
    "Supervise",
    "TakeBackCrime",
    "WaiveInterpreter",
    "WriteSection",
    "close_case",
]
