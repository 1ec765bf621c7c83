"""The invitation to a conference, to each of the family and to each agency, in their own letter (CP-06, FA-08, IG-08).

It says when, where and about which of the children who are this reader's; never why, nor who else is invited: the name
of an agency may say where somebody lives.
"""

from __future__ import annotations

from collections.abc import Iterator

from kith.conferences.models import ConferenceAgency, ConferenceChild, ConferenceFamily
from kith.conferences.queries import View
from kith.letters.envelopes import Recipient, Wording
from kith.letters.models import Letter
from kith.standards.words import full_day, full_moment, listed

# An invitation is one letter and what was decided another, each with its own versions.
KEY = "invitation-"
WHY_NOT = "Why it was asked for, and who else is invited. Tell them why yourself, before they read it"
YOUR_PART = (
    "You are asked to say what you think, in the room or in another way. Before it your social worker reads the report "
    "with you, and asks you about it. You may bring somebody who helps you to speak. Tell us if you need an "
    "interpreter, help with the way, or somebody to look after a child."
)
SAFE = (
    "If you would not feel safe, or there is somebody whom you cannot meet, ring your social worker. Nobody is told "
    "that you did. You can be heard apart from them."
)
REPORT = "Say what you know of each child, what works well, what worries you and what must change. The family reads it."
FOR_NOTHING_ELSE = "This is shared with you to safeguard these children, and for nothing else. Do not pass it on."


def is_one(to: Recipient) -> bool:
    """Whether this letter is an invitation."""
    return to.key.startswith(KEY)


def recipients(view: View) -> list[Recipient]:
    """Whoever is invited: nobody who is kept out."""
    family = [row for row in view.family if row.asked == ConferenceFamily.Asked.INVITED]
    return [*(_relative(row) for row in family), *(_agency(row) for row in view.agencies)]


def _relative(row: ConferenceFamily) -> Recipient:
    name = row.person.person.shown_name
    return Recipient(f"{KEY}{row.ref}", Letter.Audience.FAMILY, name, row.relation, person=row.person)


def _agency(row: ConferenceAgency) -> Recipient:
    name, about = row.agency_name, row.kind_words
    return Recipient(f"{KEY}{row.ref}", Letter.Audience.AGENCY, name, about, agency=row.agency)


def wording(view: View, theirs: list[ConferenceChild], to: Recipient) -> Wording:
    """The words proposed to this reader, about the children who are theirs."""
    names = listed([row.child.person.shown_name for row in theirs])
    family = to.audience == Letter.Audience.FAMILY
    greeting = f"Dear {to.name}" if family else ""
    parts = tuple(_to_family(view) if family else _to_agency(view, to))
    return Wording(f"Child protection conference about {names}", greeting, parts, left_out=(WHY_NOT,))


def _when(view: View) -> tuple[str, str]:
    one = view.one
    on = full_moment(one.planned_at) if one.planned_at else ""
    return "When and where", f"{on}. {one.get_mode_display()}. {one.place}".strip()


def _to_family(view: View) -> Iterator[tuple[str, str]]:
    yield _when(view)
    chair = view.one.chair.name if view.one.chair else ""
    yield "Who leads it", f"{chair}, who does not otherwise work with your family, and decides at the end."
    yield "Your part in it", YOUR_PART
    yield "If you would not feel safe", SAFE


def _to_agency(view: View, to: Recipient) -> Iterator[tuple[str, str]]:
    yield _when(view)
    row = next((one for one in view.agencies if f"{KEY}{one.ref}" == to.key), None)
    if row is not None and row.report_due_on:
        yield "Your report", f"Please send it by {full_day(row.report_due_on)}. {REPORT}"
    yield "Before you share this", FOR_NOTHING_ELSE
