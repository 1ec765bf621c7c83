"""What several steps do with a case: hold it, choose its children, and let it end with the last of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from kith.access.leading import people_of
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act
from kith.legal import queries
from kith.legal.models import LegalCase, LegalCaseChild
from kith.standards.words import local_day


def held(act: Act, case: LegalCase, *, in_court: bool | None = None) -> LegalCase:
    """The case, locked, as long as it stands where the page showed it.

    Args:
        in_court: whether an application must have been issued, or must not.

    Raises:
        Breach: it ended, or an application was issued, a moment ago.
    """
    one: LegalCase = lock(case)
    act.matter, act.people = one.matter, people_of(one)
    if not one.is_open:
        raise Breach("Somebody was quicker: this case ended a moment ago. What you wrote is kept; look at it again.")
    if in_court is not None and bool(one.issued_on) is not in_court:
        raise Breach("Somebody was quicker: an application was issued a moment ago. Look at the case again.")
    return one


def day(moment: datetime) -> date:
    """The day of a moment, as it is written down."""
    return local_day(moment)


def ended(act: Act, case: LegalCase, refs: Collection[str], ended_as: str, **said: object) -> list[LegalCaseChild]:
    """It ends for these children; with the last of them the case ends, which `kith.journeys` writes down.

    Raises:
        Breach: it ended for one of them a moment ago.
    """
    rows = [row for row in queries.case_children(case) if row.child.ref in refs]
    for row in rows:
        if row.ended_on is not None:
            raise Breach("Somebody was quicker: it ended for one of these children a moment ago.", "children")
        row.ended_as, row.ended_by = ended_as, act.actor
        for name, value in said.items():
            setattr(row, name, value)
        row.save()
    act.people = [row.child for row in rows]
    if not LegalCaseChild.objects.filter(matter=case.matter, ended_on=None).exists():
        case.closed_at, case.closed_by = act.now, act.actor
        case.save(update_fields=["closed_at", "closed_by"])
    return rows
