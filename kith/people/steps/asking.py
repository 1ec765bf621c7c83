"""Opening a record one is not involved with: a reason, for a time, seen by those who look after it (screen 13)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from kith.access.models import Involvement, ReasonedAccess, User
from kith.access.notices import tell
from kith.access.policies import identity_of, live
from kith.kernel.now import LONDON, today
from kith.kernel.step import Act, Step
from kith.people import policies
from kith.people.forms import ReasonForm
from kith.people.forms.deciding import WEEK
from kith.people.models import Person


class AccessReasoned(Step):
    """Open the record"""

    name = "people.access_reasoned"
    form = ReasonForm
    may = policies.may_ask
    done = "Record opened for a reason: {why}"

    def apply(self, act: Act, why: str, covering_for: str, words: str, until: str) -> ReasonedAccess:
        row = ReasonedAccess.objects.create(
            person_id=act.target.pk,
            user=act.actor,
            why=why,
            covering_for=covering_for,
            words=words,
            since=act.now,
            until=closes_at(until),
        )
        act.people, act.words = [act.target.pk], {"why": row.get_why_display().lower()}
        for user in those_who_hold(act.target):
            if user.pk != act.actor.pk:
                tell(user, f"/people/{act.target.ref}/access/")
        return row


def those_who_hold(person: Person) -> list[User]:
    """The key worker and whoever supervises them: told at once that somebody else opened the record."""
    kinds = (Involvement.Kind.KEY_WORKER, Involvement.Kind.SUPERVISOR)
    rows = Involvement.objects.filter(live(), person_id__in=identity_of(person.subject), kind__in=kinds)
    return list({row.user_id: row.user for row in rows.select_related("user") if row.user is not None}.values())


def closes_at(until: str) -> datetime:
    """When a reasoned access ends: midnight in London tonight, or seven days on for "week"."""
    days = 7 if until == WEEK else 1
    return datetime.combine(today() + timedelta(days=days), time.min, LONDON)
