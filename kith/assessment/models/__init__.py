"""What the assessment room keeps."""

from kith.assessment.models.assessment import Assessment
from kith.assessment.models.concluding import PlanAgreement, ProposedConclusion, Supervision
from kith.assessment.models.visit import InterpreterWaiver, Visit
from kith.assessment.models.writing import SectionText

__all__ = [
    "Assessment",
    "InterpreterWaiver",
    "PlanAgreement",
    "ProposedConclusion",
    "SectionText",
    "Supervision",
    "Visit",
]
