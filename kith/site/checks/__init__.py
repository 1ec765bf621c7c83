"""What the doctor looks at, in this order: the database, this machine, and what runs beside Kith."""

from kith.site.checks import database, machine, outside

__all__ = ["database", "machine", "outside"]
