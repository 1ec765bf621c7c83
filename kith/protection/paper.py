"""The minutes of a strategy discussion as an accessible PDF, ready when it ends (CP-03)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from kith.actions import queries as actions
from kith.kernel.now import now
from kith.letters.pdf import report
from kith.letters.sheet import pieces
from kith.protection.models import DiscussionAgency, StrategyDiscussion
from kith.protection.queries import View
from kith.standards.words import full_day, full_moment, local_day, long_date

OURS_ALONE = "It holds what every agency said: for the record of the council, and not as it is for anybody else."


def printed(view: View) -> bytes:
    """The minutes as they stand, with what was added to them."""
    return report(sheet(view), now())


def sheet(view: View) -> dict[str, Any]:
    """What is printed, in the six parts of the record."""
    one, moment = view.one, now()
    first = "" if one.state == StrategyDiscussion.State.HELD else "Not held yet: as it stands. "
    sections = [
        ("What was suspected", _suspected(view)),
        ("What was decided for each child", _children(view)),
        ("Who took part, and what each agency knows", [_agency(row) for row in view.took_part]),
        (
            "Who was invited and took no part",
            [_part(_named(row), f"{row.get_part_display()}.") for row in view.did_not],
        ),
        ("The threshold, and what allows us to share", _threshold(view)),
        ("The police", _police(view)),
        ("Other children", _others(view)),
        ("What is to be done", [_action(row) for row in actions.on_work(one.matter)]),
        ("Why it was decided", [_part("", one.rationale)] if one.rationale else []),
        ("Added afterwards", [_part(f"{row.source}, {full_moment(row.at)}", row.words) for row in view.additions]),
    ]
    return {
        "authority": settings.AUTHORITY,
        "title": f"Strategy discussion {one.number}",
        "head": list(_head(view)),
        "draft": f"{first}{OURS_ALONE}",
        "sections": [{"heading": title, "parts": list(parts), "figures": []} for title, parts in sections if parts],
        "foot": f"{settings.AUTHORITY}. Strategy discussion {one.number}, printed {full_day(local_day(moment))}",
    }


def _head(view: View) -> Iterator[str]:
    one = view.one
    yield ", ".join(row.child.person.shown_name for row in view.children)
    if one.held_at and one.ended_at:
        yield f"{one.get_mode_display()}, {full_moment(one.held_at)} to {full_moment(one.ended_at)}"
    yield f"Chaired by {one.chair.name}"


def _part(label: str, text: str) -> dict[str, Any]:
    return {"label": label, "pieces": pieces(text), "source": ""}


def _suspected(view: View) -> list[dict[str, Any]]:
    one = view.one
    return [
        _part(f"{one.harm}. {one.get_where_display()}", one.suspected),
        _part("First suspected", full_moment(one.suspected_at)),
        _part("Who kept each child safe until it was held", one.safe_until),
    ]


def _children(view: View) -> list[dict[str, Any]]:
    return [
        _part(f"{row.child.person.shown_name}: {row.get_outcome_display()}", row.why)
        for row in view.children
        if row.outcome
    ]


def _named(row: DiscussionAgency) -> str:
    return f"{row.agency_name}{f', {row.name}' if row.name else ''}"


def _agency(row: DiscussionAgency) -> dict[str, Any]:
    return _part(f"{_named(row)}. {row.get_part_display()}", row.knows)


def _threshold(view: View) -> list[dict[str, Any]]:
    one = view.one
    if not one.threshold:
        return []
    met = "There is" if one.threshold_met else "There is no"
    parts = [
        _part(f"{met} reasonable cause to suspect significant harm", one.threshold),
        _part(one.basis_words, one.basis_why),
    ]
    return [*parts, _part("Without the police or health", one.without)] if one.without else parts


def _police(view: View) -> list[dict[str, Any]]:
    one = view.one
    return [_part(one.get_police_display(), one.police_words)] if one.police else []


def _action(row: actions.Row) -> dict[str, Any]:
    return _part(row.one.what, f"{row.owner}. By {long_date(row.one.due_on)}")


def _others(view: View) -> list[dict[str, Any]]:
    said = [_part("Considered", view.one.others)] if view.one.others else []
    return said + [_part(label, "\n".join(lines)) for label, lines in view.spread.on_paper()]
