"""Which kinds of entry in a chronology are significant unless somebody says otherwise (AS-15), as data."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from kith.standards.tables import DATA, read_table


@lru_cache
def significant() -> Mapping[str, str]:
    """Steps whose entries begin as significant, each with why in a few words."""
    rows = read_table(DATA / "significant.csv", ("step", "because"))
    return MappingProxyType({row["step"]: row["because"] for row in rows})
