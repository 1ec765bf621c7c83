"""Word that something waits: to those who sign in for an agency, and to whoever asked. Never what, nor about whom."""

from __future__ import annotations

from kith.access.models import User
from kith.access.notices import tell
from kith.checks import kinds
from kith.checks.models import AgencyCheck
from kith.checks.queries.portal import opens_in_portal, readers_of


def send_word(check: AgencyCheck) -> None:
    """Those who sign in for the agency are told that something waits in the portal, where it opens to them there."""
    if opens_in_portal(check):
        for reader in readers_of(check.agency_id):
            tell(reader, f"/portal/asked/{check.ref}/")


def say_that_they_replied(check: AgencyCheck) -> None:
    """Whoever asked, and whoever leads the work today, are told that something waits."""
    found = kinds.asking(check.work)
    lead = found.kind.lead(check.work) if found else None
    told: dict[int, User] = {one.pk: one for one in (check.asked_by, lead) if one is not None}
    for one in told.values():
        tell(one, check.href)
