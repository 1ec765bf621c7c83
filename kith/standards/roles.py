"""The roles people hold in Kith (decision 18), and which of them each name in the list of timescales means."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from kith.standards.tables import DATA, StandardsError, read_table

COLUMNS = ("name", "roles", "note")
EXTERNAL, NOBODY = "external", "none"


class Role(StrEnum):
    """What someone may be in Kith. The value is the key that is stored; `label` is what people read."""

    MASH_WORKER = "mash_worker"
    MASH_MANAGER = "mash_manager"
    SOCIAL_WORKER = "social_worker"
    PRACTICE_SUPERVISOR = "practice_supervisor"
    TEAM_MANAGER = "team_manager"
    SERVICE_MANAGER = "service_manager"
    HEAD_OF_SERVICE = "head_of_service"
    NOMINATED_OFFICER = "nominated_officer"
    CONFERENCE_CHAIR = "conference_chair"
    REVIEWING_OFFICER = "reviewing_officer"
    DUTY_WORKER = "duty_worker"
    LEAD_PRACTITIONER = "lead_practitioner"
    REFERRER = "referrer"
    RETURNS_OFFICER = "returns_officer"
    DATA_ANALYST = "data_analyst"
    INFORMATION_GOVERNANCE_OFFICER = "information_governance_officer"
    SYSTEM_ADMINISTRATOR = "system_administrator"

    @property
    def label(self) -> str:
        """The role's name as the field says it."""
        return LABELS.get(self, self.value.replace("_", " ").capitalize())


LABELS = {
    Role.MASH_WORKER: "MASH worker",
    Role.MASH_MANAGER: "MASH manager",
    Role.NOMINATED_OFFICER: "Director or nominated officer",
    Role.REVIEWING_OFFICER: "Independent reviewing officer",
    Role.DUTY_WORKER: "Duty worker, out of hours",
    Role.LEAD_PRACTITIONER: "Lead practitioner in early help",
    Role.REFERRER: "Referrer in a partner agency",
    Role.DATA_ANALYST: "Data analyst, pseudonymised",
}


@dataclass(frozen=True)
class Answerable:
    """Who a name means: roles in Kith, somebody outside it, or nobody (a limit that no one can extend)."""

    name: str
    roles: tuple[Role, ...]
    external: bool
    nobody: bool
    note: str


def answerable(name: str) -> Answerable:
    """Who an owner or approver named in `deadlines.csv` is. Raises LookupError for a name nobody has mapped."""
    try:
        return names()[name]
    except KeyError:
        raise LookupError(f"{name!r} is in no row of roles.csv.") from None


@lru_cache
def names() -> Mapping[str, Answerable]:
    """Every mapped name. Raises StandardsError naming each row whose roles do not exist."""
    found: dict[str, Answerable] = {}
    faults: list[str] = []
    allowed = {*Role, EXTERNAL, NOBODY}
    for row in read_table(DATA / "roles.csv", COLUMNS):
        keys = row["roles"].split(";")
        faults += [f"{row['name']}: there is no role {key!r}" for key in keys if key not in allowed]
        if row["name"] in found:
            faults.append(f"{row['name']}: listed twice")
        if NOBODY in keys and len(keys) > 1:
            faults.append(f"{row['name']}: 'none' stands alone")
        roles = tuple(Role(key) for key in keys if key in set(Role))
        found[row["name"]] = Answerable(row["name"], roles, EXTERNAL in keys, NOBODY in keys, row["note"])
    if faults:
        raise StandardsError("roles.csv", faults)
    return MappingProxyType(found)
