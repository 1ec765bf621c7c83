"""What is agreed, authorised and said, in the order it happens."""

from kith.sharing.steps.consent import ConsentRecorded, keep_consent
from kith.sharing.steps.sharing import (
    AgencySpokenTo,
    AuthorisationEnded,
    AuthorisedWithoutConsent,
    AuthorityAskedFor,
    AuthorityRefused,
    keep_shared,
)

__all__ = [
    "AgencySpokenTo",
    "AuthorisationEnded",
    "AuthorisedWithoutConsent",
    "AuthorityAskedFor",
    "AuthorityRefused",
    "ConsentRecorded",
    "keep_consent",
    "keep_shared",
]
