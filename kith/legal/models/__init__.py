"""What the legal room keeps."""

from kith.legal.models.case import FamilyMeeting, LegalCase, LegalCaseChild
from kith.legal.models.gateway import Gateway, GatewayChild, LegalAdvice
from kith.legal.models.happened import Extension, Hearing, LetterBefore, PreMeeting

__all__ = [
    "Extension",
    "FamilyMeeting",
    "Gateway",
    "GatewayChild",
    "Hearing",
    "LegalAdvice",
    "LegalCase",
    "LegalCaseChild",
    "LetterBefore",
    "PreMeeting",
]
