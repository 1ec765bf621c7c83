from kith.governance.models.retention import LegalHold
from kith.governance.models.unusual import UnusualAnswer, UnusualReading, UnusualSearch, UnusualSighting

__all__ = ["LegalHold", "UnusualAnswer", "UnusualReading", "UnusualSearch", "UnusualSighting"]
