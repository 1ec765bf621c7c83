"""What stands beside the question: what sharing rests on here, how that is mended, and by when they usually answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.checks.kinds import Asking
from kith.kernel.now import now, today
from kith.record.own_numbers import number
from kith.sharing.kinds import kind_words
from kith.sharing.models import Authorisation, Consent
from kith.sharing.queries import grounds_among, said
from kith.standards.calendar import england
from kith.standards.words import long_date


def due_unless_said() -> date:
    """By when an agency answers unless another day is agreed: so many working days, a number of the authority's own."""
    return england().add_working_days(today(), number("agency_checks.reply", now()))


def asked_beside(asking: Asking) -> dict[str, Any]:
    """Each agreement and authorisation in force, in words, and where they are recorded."""
    grounds = grounds_among(asking.kind.rests_on(asking.matter))
    return {
        "grounds": [ground_words(one) for one in grounds],
        "mend": asking.kind.mend(asking.matter),
    }


def ground_words(ground: Consent | Authorisation) -> tuple[str, str]:
    """What sharing rests on: who agreed or authorised it and when, and for whom and on what conditions."""
    if isinstance(ground, Consent):
        more = [f"On condition: {ground.conditions}"] if ground.conditions else []
        return said(ground), ". ".join([f"For {kind_words(ground.agencies)}", *more])
    may_share = f"For {kind_words(ground.agencies)}. May be shared: {ground.may_be_shared}"
    return f"{ground.approver.name} authorised it, to be looked at again by {long_date(ground.review_on)}", may_share
