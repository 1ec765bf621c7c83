"""The minutes of a conference as an accessible PDF, ready when it ends (CP-06)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from kith.actions import queries as actions
from kith.conferences.models import Conference, ConferenceAgency, ConferenceChild, ConferenceFamily
from kith.conferences.queries import View
from kith.kernel.now import now
from kith.letters.pdf import report
from kith.letters.sheet import pieces
from kith.standards.words import full_day, full_moment, local_day, long_date

OURS_ALONE = "It holds what everybody said: for the record of the council, and not as it is for anybody else."


def printed(view: View) -> bytes:
    """The minutes as they stand, with what was added to them."""
    return report(sheet(view), now())


def sheet(view: View) -> dict[str, Any]:
    """What is printed, in the order in which people spoke."""
    one, moment = view.one, now()
    first = "" if one.state == Conference.State.HELD else "Not held yet: as it stands. "
    sections: list[tuple[str, list[dict[str, Any]]]] = [
        ("What was decided for each child", [part for row in view.children for part in _child(row)]),
        ("Why the chair decided so", [_part("", one.rationale)] if one.rationale else []),
        ("Who sees it differently", [_part("", one.dissent)] if one.dissent else []),
        ("Why it was asked for", [*_advice(one), _part("", one.why)]),
        ("The family", [_relative(row) for row in view.family]
         + ([_part("Who was not there", one.without_them)] if one.without_them else [])),
        ("Agencies that took part, and what each said", [_agency(row) for row in view.took_part]),
        ("Agencies that were invited and took no part", [_agency(row) for row in view.did_not]),
        ("Reports", [_report(row) for row in view.reports]),
        ("What was talked about", _discussed(one)),
        ("What is to be done", [_action(row) for row in actions.on_work(one.matter)]),
        ("Added afterwards", [_part(f"{row.source}, {full_moment(row.at)}", row.words) for row in view.additions]),
    ]  # fmt: skip
    return {
        "authority": settings.AUTHORITY,
        "title": f"{one.get_kind_display()} {one.number}",
        "head": list(_head(view)),
        "draft": f"{first}{OURS_ALONE}",
        "sections": [{"heading": title, "parts": parts, "figures": []} for title, parts in sections if parts],
        "foot": f"{settings.AUTHORITY}. Conference {one.number}, printed {full_day(local_day(moment))}",
    }


def _head(view: View) -> Iterator[str]:
    one = view.one
    yield ", ".join(row.child.person.shown_name for row in view.children)
    if one.held_at and one.ended_at:
        yield f"{one.get_mode_display()}, {full_moment(one.held_at)} to {full_moment(one.ended_at)}"
    if one.brought_in_from and one.held_at:
        day = full_day(local_day(one.held_at))
        yield f"Held {day}. Brought in from {one.brought_in_from}, which says no more than what stands here"
    if one.chair is not None:
        yield f"Chaired by {one.chair.name}"
    if one.next_review_on:
        yield f"Reviewed by {full_day(one.next_review_on)}"


def _part(label: str, text: str) -> dict[str, Any]:
    return {"label": label, "pieces": pieces(text), "source": ""}


def _child(row: ConferenceChild) -> Iterator[dict[str, Any]]:
    name = row.child.person.shown_name
    if not row.outcome:
        return
    label = ". ".join(
        part for part in (row.get_outcome_display(), row.category_words, row.get_instead_display()) if part
    )
    yield _part(f"{name}: {label}", row.why)
    if row.must_change:
        yield _part(f"What must change for {name}", row.must_change)
    if row.part:
        yield _part(f"What {name} wishes and feels. {row.get_part_display()}", row.wishes)
    if row.working:
        yield _part(f"Is the plan working? {row.get_working_display()}", row.working_words)
    if row.recognition:
        said = f"{row.get_recognition_display()}, {row.get_response_display()}, {row.get_cooperation_display()}".lower()
        yield _part(f"The parents recognise the harm, act on it, work with others: {said}", row.limbs)


def _relative(row: ConferenceFamily) -> dict[str, Any]:
    stands = row.get_part_display() or row.get_asked_display()
    because = f" Decided by {row.by.name}: {row.because}" if row.because else ""
    return _part(f"{row.person.person.shown_name}, {row.relation}. {stands}.{because}", row.said)


def _agency(row: ConferenceAgency) -> dict[str, Any]:
    named = f"{row.agency_name}{f', {row.name}' if row.name else ''}. {row.get_part_display()}"
    thinks = f". For: {row.get_thinks_display().lower()}" if row.thinks and row.shared else ""
    return _part(f"{named}{thinks}", row.said)


def _report(row: ConferenceAgency) -> dict[str, Any]:
    due = long_date(row.report_due_on) if row.report_due_on else ""
    came = f"came {long_date(row.report_on)}" if row.report_on else "did not come"
    return _part(f"{row.agency_name}: asked for by {due}, {came}", row.report_words)


def _advice(one: Conference) -> Iterator[dict[str, Any]]:
    if one.adviser is not None:
        yield _part(f"Advice of {one.adviser.name}: {one.get_advice_display()}", one.advice_words)


def _discussed(one: Conference) -> list[dict[str, Any]]:
    if not one.discussed:
        return []
    parts = [_part("", one.discussed), _part(one.basis_words, one.basis_why)]
    return (
        [*parts, _part("Without as many agencies as are asked for", one.inquorate_because)]
        if one.inquorate_because
        else parts
    )


def _action(row: actions.Row) -> dict[str, Any]:
    return _part(row.one.what, f"{row.owner}. By {long_date(row.one.due_on)}")
