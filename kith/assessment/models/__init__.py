"""What the assessment room keeps."""

from kith.assessment.models.assessment import Assessment
from kith.assessment.models.concluding import (
    FamilyAsDrawn,
    NewInformation,
    PlanAgreement,
    ProposedConclusion,
    Supervision,
)
from kith.assessment.models.visit import InterpreterWaiver, Visit
from kith.assessment.models.writing import SectionText

__all__ = [
    "Assessment",
    "FamilyAsDrawn",
    "InterpreterWaiver",
    "NewInformation",
    "PlanAgreement",
    "ProposedConclusion",
    "SectionText",
    "Supervision",
    "Visit",
]
