"""What the assessment room keeps."""

from kith.assessment.models.assessment import Assessment
from kith.assessment.models.visit import Visit

__all__ = ["Assessment", "Visit"]
