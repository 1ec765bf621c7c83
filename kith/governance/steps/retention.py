"""A record is held whatever its day, the hold is looked at again, and it ends (IG-07)."""

from __future__ import annotations

from datetime import date

from kith.governance import policies
from kith.governance.forms import HoldForm, ReleaseForm, ReviewForm
from kith.governance.models import LegalHold
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people.models import Person


class PlaceHold(Step):
    """Hold this record

    It is not to be destroyed, whatever its day, until the hold is released. Everybody to whom it opens sees that.
    """

    name = "governance.hold_placed"
    form = HoldForm
    may = policies.hold
    done = "A legal hold was placed on the record: {kind}"

    def apply(self, act: Act, kind: str, reason: str, authority: str, review_on: date) -> LegalHold:
        """Raises: Breach: the same hold stands already."""
        person: Person = act.target
        lock(person.subject)
        if LegalHold.objects.filter(person=person.subject, released_at=None, kind=kind, authority=authority).exists():
            raise Breach("This record is held for that already, by the same authority.", "authority")
        act.people = [person.pk]
        act.words = {"kind": LegalHold.Kind(kind).label.lower()}
        return LegalHold.objects.create(
            person=person.subject, kind=kind, reason=reason, authority=authority, review_on=review_on,
            placed_by=act.actor, placed_at=act.now,
        )  # fmt: skip


class ReviewHold(Step):
    """Let this hold stand

    Somebody has looked at it again, and says why it stands. What was said before stays in the record as it was known.
    """

    name = "governance.hold_reviewed"
    form = ReviewForm
    may = policies.end_hold
    done = "A legal hold on the record was looked at again, and stands"

    def apply(self, act: Act, words: str, review_on: date) -> LegalHold:
        hold = _standing(act)
        hold.review_on, hold.reason = review_on, words
        hold.save(update_fields=["review_on", "reason"])
        return hold


class ReleaseHold(Step):
    """Release this hold

    The record is kept by the rules again. Nothing is deleted by it.
    """

    name = "governance.hold_released"
    form = ReleaseForm
    may = policies.end_hold
    done = "A legal hold on the record was released: {kind}"

    def apply(self, act: Act, because: str) -> LegalHold:
        hold = _standing(act)
        act.words = {"kind": hold.get_kind_display().lower()}
        hold.released_at, hold.released_by, hold.released_because = act.now, act.actor, because
        hold.save(update_fields=["released_at", "released_by", "released_because"])
        return hold


def _standing(act: Act) -> LegalHold:
    hold: LegalHold = lock(act.target)
    act.people = [hold.person_id]
    if hold.released_at is not None:
        raise Breach("Somebody released this hold a moment ago. Look at it again.")
    return hold
