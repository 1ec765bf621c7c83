from kith.governance.queries import access_request, retention, unusual

__all__ = ["access_request", "retention", "unusual"]
