"""A period of care on paper: under which status, with whose consent, by which plan, who decided, and how it ended."""

from __future__ import annotations

from typing import Any

from kith.care.queries import View
from kith.kernel.now import now
from kith.letters.pdf import pdf
from kith.letters.sheet import record_sheet
from kith.standards.words import capital, full_moment, long_date


def printed(view: View) -> bytes:
    """The whole of it as it stands now.

    Raises:
        Unprintable: something in it is in no typeface of ours.
    """
    return pdf("report", sheet(view), now())


def sheet(view: View) -> dict[str, Any]:
    """What is printed, in the order in which it is asked about."""
    one = view.one
    consent = f"{one.get_consent_display()}, {full_moment(one.consent_at)}\n{one.consent_by}" if one.consent_at else ""
    entry = [
        ("What led to it", one.get_entered_from_display()),
        ("Main reason", one.need_words),
        ("Why care is needed, and what was tried", one.why),
        ("Who has parental responsibility", one.holders),
        ("Consent", consent),
        ("How we know that they understood", one.understood),
        ("What the child wishes and feels", one.child_says),
    ]
    plan = [
        ("Where the child lives", one.lives),
        (f"Care plan of {long_date(one.plan_on)}", one.plan_words),
        ("", one.plan_ref),
    ]
    status = [
        (f"{capital(row.words)}, since {full_moment(row.began_at)}", row.rests_on) for row in reversed(view.episodes)
    ]
    decided = [(one.decided_by.name, one.decided_words)] if one.decided_by else []
    review = [
        (f"{row.chaired_by}, {full_moment(row.held_at)}", f"{row.child_part}\n{row.said}") for row in view.reviews
    ]
    ended = [(one.ended_reason, one.ended_words)] if one.ended_at else []
    sections = [
        ("Legal status", status), ("Coming into care", entry), ("Care plan", plan), ("The nominated manager", decided),
        ("First review", review), ("Leaving care", ended),
    ]  # fmt: skip
    return record_sheet(f"{one.child.person.shown_name}: {one}", [one.stands], sections, one)
