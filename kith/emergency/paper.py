"""Emergency protection on paper, for the record and for court: what was done, when, by whom, and what was advised."""

from __future__ import annotations

from typing import Any

from kith.emergency.models import EmergencyProtection
from kith.emergency.queries import View
from kith.kernel.now import now
from kith.letters.pdf import pdf
from kith.letters.sheet import record_sheet
from kith.standards.words import full_moment


def printed(view: View) -> bytes:
    """The whole of it as it stands now.

    Raises:
        Unprintable: something in it is in no typeface of ours.
    """
    return pdf("report", sheet(view), now())


def sheet(view: View) -> dict[str, Any]:
    """What is printed, in the order in which it is asked about."""
    one = view.one
    rows = [
        ("What made it necessary", one.why),
        ("By whom", one.used_by),
        ("Designated officer", one.designated_officer),
        ("Who must stay away, and what the court directs", one.exclusion),
        ("What was agreed, and how it ends", one.terms),
        ("How we know that they understood", one.understood),
        ("Where the child was taken", one.where),
        ("Who was told", one.told),
        ("What the child says and was told", one.child_says),
        ("Why without legal advice", one.no_advice_because),
    ]
    advice = [(f"{row.adviser}, {full_moment(row.given_at)}", row.words) for row in view.advice]
    ended = [(one.get_followed_display(), one.ended_words)] if one.ended_at else []
    title = f"{one.get_power_display()} of {one.child.person.shown_name}"
    return record_sheet(
        title, _head(one), [("What was done", rows), ("Legal advice", advice), ("What followed", ended)], one
    )


def _head(one: EmergencyProtection) -> list[str]:
    said = [f"Began {full_moment(one.began_at)}"]
    if one.ends_at:
        said.append(f"Ends by itself {full_moment(one.ends_at)}")
    if one.ended_at:
        said.append(f"Ended {full_moment(one.ended_at)}")
    confirmed = f", confirmed {full_moment(one.confirmed_at)}" if one.confirmed_at else ", not confirmed yet"
    said.append(f"Decided by {one.decided_by.name}{confirmed}")
    if one.discussion:
        said.append(str(one.discussion))
    return said
