"""The one door to the arithmetic of timescales: when a rule is due, where it stands, how it was counted and why."""

from kith.standards.counting import CountedDay, count
from kith.standards.due import (
    Due,
    add_months,
    check_local_target,
    check_needed_by,
    court_noon,
    due,
    effective_due,
    end_of_day,
    start_of_day,
)
from kith.standards.explain import Explanation, explain, says
from kith.standards.standing import Standing, State, standing

__all__ = [
    "CountedDay",
    "Due",
    "Explanation",
    "Standing",
    "State",
    "add_months",
    "check_local_target",
    "check_needed_by",
    "count",
    "court_noon",
    "due",
    "effective_due",
    "end_of_day",
    "explain",
    "says",
    "standing",
    "start_of_day",
]
