"""What one timescale is: the shape of a row of `data/deadlines.csv` and the words it may use."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from kith.standards.words import plural


class Profile(StrEnum):
    """Which rule-book a row belongs to. BOTH means one rule serves the two."""

    AS_DESCRIBED = "as_described"
    IN_FORCE = "in_force"
    BOTH = "both"


class Unit(StrEnum):
    """What a limit is counted in."""

    CLOCK_HOURS = "clock_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"

    @property
    def noun(self) -> str:
        """The unit in the singular, as it is said."""
        return {"clock_hours": "hour", "calendar_days": "day"}.get(self.value, self.value[:-1].replace("_", " "))


class Bound(StrEnum):
    """What kind of limit it is."""

    NO_LATER_THAN = "no later than"
    INTERVAL = "at intervals of"
    REVIEW_AT = "review at"


class Force(StrEnum):
    """What stands behind a rule; the tag at the head of its notes."""

    STATUTE = "STATUTE"
    STATUTORY_GUIDANCE = "STATUTORY GUIDANCE"
    GUIDANCE = "GUIDANCE"
    COURT_GOOD_PRACTICE = "COURT GOOD PRACTICE"
    LOCAL = "LOCAL"
    SOURCE_DOCUMENT = "SOURCE DOCUMENT"
    PROPOSAL = "PROPOSAL"
    PROSPECTIVE = "PROSPECTIVE"


class Verified(StrEnum):
    """How far the text behind a row was read when it was written down."""

    TEXT_READ = "text read"
    SECONDARY_SOURCE = "secondary source"
    GENERAL_KNOWLEDGE = "general knowledge"


class Counting(StrEnum):
    """Where a rule departs from "leave the first day out, due at the end of the last" (README rules 3, 8, 10)."""

    DAY_ZERO = ""
    BEGINNING_WITH = "beginning_with"
    CALENDAR_PERIOD = "calendar_period"
    ROLLS_FORWARD = "rolls_forward"
    COURT_NOON = "court_noon"


LOCALLY_FREE = frozenset({Force.LOCAL, Force.SOURCE_DOCUMENT, Force.PROPOSAL})


@dataclass(frozen=True)
class Deadline:
    """One timescale: what starts it, what stops it, how long it allows, and on whose authority.

    `limit_number` None means the law gives no number: show elapsed time and never invent a date. Negative counts back
    from the start event; 0 means strictly before it. `edition` is what a clock keeps, so that an old case keeps the
    rule it began under. `unborn_from`: for a child who is not born yet it begins with this event instead, since
    nobody could do before the birth what it asks.
    """

    key: str
    title: str
    profile: Profile
    starts: str
    stops: str
    limit_number: int | None
    unit: Unit | None
    bound: Bound
    applies_to: str
    owner_role: str
    approver: str
    source: str
    url: str
    in_force_from: date | None
    in_force_to: date | None
    verified: Verified
    force: Force
    notes: str
    starts_event: str
    stops_event: str
    counting: Counting = Counting.DAY_ZERO
    unborn_from: str = ""
    edition: str = field(default="")

    @property
    def binding(self) -> bool:
        """Whether law, guidance or the courts stand behind it, so that nothing local may make it looser."""
        return self.force not in LOCALLY_FREE

    @property
    def switched_on(self) -> bool:
        """False for law that is made but not shown to be in force: it is listed, and runs no clock."""
        return self.force is not Force.PROSPECTIVE

    @property
    def counts_back(self) -> bool:
        """Whether the limit lies before the start event, as before a birth or a placement."""
        return self.limit_number is not None and self.limit_number <= 0

    @property
    def on_its_own_day(self) -> bool:
        """Whether somebody sets the day for each by itself: a review of which the rule gives no number."""
        return self.bound is Bound.REVIEW_AT and self.limit_number is None

    @property
    def limit(self) -> str:
        """How long it allows, as it is said: `45 working days`, `4 weeks`; empty where the law gives no number."""
        if self.limit_number is None or self.unit is None:
            return ""
        return plural(abs(self.limit_number), self.unit.noun)

    @property
    def recurs(self) -> bool:
        """Whether meeting it once starts it again: an interval from the last event that counted (rule 9)."""
        return self.bound is Bound.INTERVAL and self.counting is not Counting.CALENDAR_PERIOD

    def beginning_with(self) -> "Deadline":
        """The same rule with its start day counted as day 1, for an order that says so.

        An emergency protection order made on the police officer's application begins with the first day of police
        protection (Children Act 1989 section 45).
        """
        return replace(self, counting=Counting.BEGINNING_WITH)

    def serves(self, profile: Profile) -> bool:
        """Whether the rule is in a profile, directly or because one rule serves both."""
        return self.profile in (profile, Profile.BOTH)


def began(row: Deadline) -> date:
    """The first day of a row, long ago where none is given."""
    return row.in_force_from or date.min
