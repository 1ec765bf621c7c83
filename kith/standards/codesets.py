"""The codes that national returns accept, and the few lists of Kith's own, with the words people see."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from kith.standards.tables import DATA, StandardsError, read_table

COLUMNS = ("dataset", "field", "code", "description")
AGENCY_COLUMNS = ("kind", "label", "referral_source")
FILES = ("codesets.csv", "kith_codesets.csv")
UNVERIFIED = "?"
# Kinds that are the family, the public or nobody: they are not agencies and are not asked to share.
NOT_AGENCIES = ("family", "acquaintance", "self", "public", "anonymous", "unknown")


@dataclass(frozen=True)
class AgencyKind:
    """A kind of agency or person that tells us things, and the census's code for it as a source of referral."""

    key: str
    label: str
    referral_source: str


def codes(dataset: str, field: str) -> Mapping[str, str]:
    """Code to label, in the published order: `codes("cin", "Ethnicity")["WBRI"]` is "White British".

    `dataset` is "cin", "ssda903" or "kith". Raises LookupError for a list that does not exist.
    """
    return _found(dataset, field)[0]


def unverified(dataset: str, field: str) -> frozenset[str]:
    """The codes of a list whose meaning was not confirmed when the list was compiled."""
    return _found(dataset, field)[1]


def fields(dataset: str) -> tuple[str, ...]:
    """The lists a dataset has, in order."""
    return tuple(field for name, field in _lists() if name == dataset)


@lru_cache
def agency_kinds() -> Mapping[str, AgencyKind]:
    """Every kind of agency by its key, each with its referral source code (children in need census)."""
    kinds = {
        row["kind"]: AgencyKind(row["kind"], row["label"], row["referral_source"])
        for row in read_table(DATA / "agency_kinds.csv", AGENCY_COLUMNS)
    }
    known = codes("cin", "ReferralSource")
    wrong = [f"{kind.key}: {kind.referral_source!r}" for kind in kinds.values() if kind.referral_source not in known]
    if wrong:
        raise StandardsError("agency_kinds.csv", [f"not a referral source code: {one}" for one in wrong])
    return MappingProxyType(kinds)


def kinds_of_agency() -> list[tuple[str, str]]:
    """The kinds of agency that may be spoken to about a child, with their labels."""
    return [(kind.key, kind.label) for kind in agency_kinds().values() if kind.key not in NOT_AGENCIES]


def _found(dataset: str, field: str) -> tuple[Mapping[str, str], frozenset[str]]:
    try:
        return _lists()[dataset, field]
    except KeyError:
        raise LookupError(f"There is no list of codes {field!r} in {dataset!r}.") from None


@lru_cache
def _lists() -> Mapping[tuple[str, str], tuple[Mapping[str, str], frozenset[str]]]:
    labels: dict[tuple[str, str], dict[str, str]] = {}
    doubtful: dict[tuple[str, str], set[str]] = {}
    faults: list[str] = []
    for name in FILES:
        for row in read_table(DATA / name, COLUMNS):
            where, code, label = (row["dataset"], row["field"]), row["code"], row["description"]
            if code in labels.setdefault(where, {}):
                faults.append(f"{name}: {'.'.join(where)} has {code} twice")
            if label.startswith(UNVERIFIED):
                doubtful.setdefault(where, set()).add(code)
            labels[where][code] = label.removeprefix(UNVERIFIED).strip() or code
    if faults:
        raise StandardsError("the code lists", faults)
    return MappingProxyType(
        {where: (MappingProxyType(found), frozenset(doubtful.get(where, ()))) for where, found in labels.items()}
    )
