"""The layout of each census year: which elements and codes a file of that year may use. A past year never changes.

A year is the one the census ends in: 2026 is 1 April 2025 to 31 March 2026. Source: the published rules of the
sector's own validator, whose first set is 2022-23; 2022 is read by that set too, as no public set is older.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from kith.standards.codesets import codes

YEARS = range(2022, 2028)

SEX_CODES: Mapping[str, Mapping[str, str]] = {
    "Sex": {"M": "M", "F": "F", "U": "U"},
    # Sex replaced GenderCurrent with 2025. Not yet born (0) and indeterminate (9) both answer to U, unknown or unborn.
    "GenderCurrent": {"1": "M", "2": "F", "0": "U", "9": "U"},
}
"""What the codes of either element say as M, F or U."""

_UPN_AUTHORITIES = (
    "001-005 201-213 301-320 330-336 340-344 350-359 370-373 380-384 390-394 420 660-681 701-708 800-803 805-808 "
    "810-813 815 816 820-823 825 826 830 831 835-841 845 846 850-852 855-857 860 861 865-896 908 909 916 919 921 "
    "925 926 928 929 931 933 935-938 940 941"
)
_UPN_AUTHORITIES_FROM_2024 = "942 943"  # Cumberland, and Westmorland and Furness

LATER_MODULES: Mapping[str, str] = {
    "PreProceedingsandFGDM": "pre-proceedings and family group decision-making",
}
"""The modules of a referral whose rooms do not exist yet, and what practitioners call them."""


@dataclass(frozen=True)
class Layout:
    """One year's layout. `sex_elements` has the year's own element first, then the one other years use instead.

    `queried_factors` are factor codes the Department asks about, with the rule that does. `checks_child_id` says
    whether rules 1570 and 1580 on the form of LAchildID apply. `upn_authorities` are the numbers rule 1530 knows in
    characters 2 to 4 of a UPN, with those of authorities that are no more. `modules` are those of `LATER_MODULES` that
    belong to the year.
    """

    year: int
    sex_elements: tuple[str, str]
    queried_factors: Mapping[str, str]
    checks_child_id: bool
    modules: frozenset[str]
    referral_sources: frozenset[str]
    primary_needs: frozenset[str]
    closure_reasons: frozenset[str]
    factors: frozenset[str]
    ethnicities: frozenset[str]
    disabilities: frozenset[str]
    abuse: frozenset[str]
    upn_unknown: frozenset[str]
    upn_authorities: frozenset[str]

    @property
    def ends(self) -> date:
        """The last day of the census period, which the header gives again as ReferenceDate (rule 100)."""
        return date(self.year, 3, 31)

    @property
    def begins(self) -> date:
        """The first day of the census period."""
        return date(self.year - 1, 4, 1)


@cache
def layout_of(year: int) -> Layout:
    """The layout of a census year from 2022 to 2027. Raises KeyError for any other."""
    if year not in YEARS:
        raise KeyError(year)
    has_sex = year >= 2025
    return Layout(
        year=year,
        sex_elements=("Sex", "GenderCurrent") if has_sex else ("GenderCurrent", "Sex"),
        queried_factors={"18A": "8945Q", "19A": "8950Q"} if has_sex else {},
        checks_child_id=has_sex,
        modules=frozenset(LATER_MODULES) - (set() if year >= 2027 else {"PreProceedingsandFGDM"}),
        referral_sources=frozenset(codes("cin", "ReferralSource")),
        primary_needs=frozenset(codes("cin", "PrimaryNeedCode")),
        closure_reasons=frozenset(codes("cin", "ReasonForClosure")),
        factors=frozenset(codes("cin", "AssessmentFactors")),
        ethnicities=frozenset(codes("cin", "Ethnicity")),
        disabilities=frozenset(codes("cin", "Disability")),
        abuse=frozenset(codes("cin", "CategoryOfAbuse")),
        # The published list runs to UN7; UN8 stands in it only because a test of the validator uses it.
        upn_unknown=frozenset(codes("cin", "UPNunknown")) - {"UN8"},
        upn_authorities=_numbers(_UPN_AUTHORITIES + (f" {_UPN_AUTHORITIES_FROM_2024}" if year >= 2024 else "")),
    )


def _numbers(ranges: str) -> frozenset[str]:
    found: set[str] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        found.update(f"{number:03}" for number in range(int(first), int(last or first) + 1))
    return frozenset(found)
