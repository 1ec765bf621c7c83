"""What the assessment room keeps."""

from kith.assessment.models.abroad import OverseasEnquiry
from kith.assessment.models.assessment import Assessment
from kith.assessment.models.concluding import (
    FamilyAsDrawn,
    LengthReview,
    NewInformation,
    PlanAgreement,
    ProposedConclusion,
    Supervision,
)
from kith.assessment.models.crime import StrategyConsidered
from kith.assessment.models.following import FollowOn
from kith.assessment.models.homeless import BedAndBreakfast, HomelessApproach, HomelessDuties
from kith.assessment.models.pathways import ChildPathway, Prebirth, PrebirthDisclosure
from kith.assessment.models.specialist import SpecialistReferral
from kith.assessment.models.visit import InterpreterWaiver, ParentSeen, Visit
from kith.assessment.models.writing import SectionText

__all__ = [
    "Assessment",
    "BedAndBreakfast",
    "ChildPathway",
    "FamilyAsDrawn",
    "FollowOn",
    "HomelessApproach",
    "HomelessDuties",
    "InterpreterWaiver",
    "LengthReview",
    "NewInformation",
    "OverseasEnquiry",
    "ParentSeen",
    "PlanAgreement",
    "Prebirth",
    "PrebirthDisclosure",
    "ProposedConclusion",
    "SectionText",
    "SpecialistReferral",
    "StrategyConsidered",
    "Supervision",
    "Visit",
]
