"""What is agreed, authorised and said, in the order it happens."""

from kith.sharing.steps.consent import ConsentRecorded, keep_consent
from kith.sharing.steps.sharing import AgencySpokenTo, AuthorisationEnded, AuthorisedWithoutConsent

__all__ = [
    "AgencySpokenTo",
    "AuthorisationEnded",
    "AuthorisedWithoutConsent",
    "ConsentRecorded",
    "keep_consent",
]
