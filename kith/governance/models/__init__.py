from kith.governance.models.access_request import AccessRequest, BundleEntry, BundleSent, Withholding
from kith.governance.models.retention import LegalHold
from kith.governance.models.unusual import UnusualAnswer, UnusualReading, UnusualSearch, UnusualSighting

__all__ = [
    "AccessRequest",
    "BundleEntry",
    "BundleSent",
    "LegalHold",
    "UnusualAnswer",
    "UnusualReading",
    "UnusualSearch",
    "UnusualSighting",
    "Withholding",
]
