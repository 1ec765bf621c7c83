"""What a referral tells that has a timescale of its own: a pregnancy, and the day a birth is expected (PR-01, 02)."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.frontdoor.models import Referral
from kith.kernel.step import Act, Step
from kith.people.policies import may_change
from kith.standards.words import full_day
from kith.ui.forms import DateParts, KithForm


def follows_what_is_known(actor: User, referral: Any) -> bool | str:
    """It follows in the same act from what somebody wrote on the child's record, or Kith itself writes it down."""
    return actor.is_system or may_change(actor, referral.child)


class PregnancyTold(Step):
    """Say since when social workers have known of a pregnancy."""

    name = "frontdoor.pregnancy_told"
    form = KithForm
    may = follows_what_is_known
    done = "Social workers learned of a pregnancy: its assessment is to begin at once"

    def apply(self, act: Act) -> Referral:
        """Counted from the moment the worry reached us, not from the decision on it (PR-01)."""
        referral: Referral = act.target
        act.matter = referral.matter
        act.happened_at = referral.contact.received_at if referral.contact else referral.received_at
        return referral


class HomelessnessTold(Step):
    """Say since when social workers have known that a young person is homeless, or may become so."""

    name = "frontdoor.homelessness_told"
    form = KithForm
    may = follows_what_is_known
    done = "A young person is homeless, or may become so: what we owe them is to be assessed at once"

    def apply(self, act: Act) -> Referral:
        """Counted from the moment the worry reached us (PR-05)."""
        referral: Referral = act.target
        act.matter = referral.matter
        act.happened_at = referral.contact.received_at if referral.contact else referral.received_at
        return referral


class DayForm(KithForm):
    """The day a birth is expected."""

    expected_date = DateParts("Expected date of delivery")


class BirthExpected(Step):
    """Count back from the day a birth is expected."""

    name = "frontdoor.birth_expected"
    event = "people.expected_delivery_date_set"
    form = DayForm
    may = follows_what_is_known
    done = "Birth expected on {day}: the dates before it are counted from there"

    def apply(self, act: Act, expected_date: Any) -> Referral:
        """Dates counted from another day before are counted again; their history keeps what they were (PR-02)."""
        referral: Referral = act.target
        act.matter, act.counts_from, act.words = referral.matter, expected_date, {"day": full_day(expected_date)}
        assessment = getattr(referral, "assessment", None)
        act.clocks_of = [assessment.matter] if assessment else []
        return referral
