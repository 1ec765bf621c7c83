from kith.governance.queries import retention, unusual

__all__ = ["retention", "unusual"]
