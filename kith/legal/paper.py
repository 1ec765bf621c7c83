"""The minutes of a legal gateway meeting as an accessible PDF. It holds legal advice where its reader may read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from kith.actions import queries as actions
from kith.kernel.now import now
from kith.legal.models import GatewayChild
from kith.legal.queries import GatewayView
from kith.letters.pdf import pdf
from kith.letters.sheet import pieces
from kith.standards.words import full_day, full_moment, local_day, long_date

OURS_ALONE = "Privileged and confidential: for those who hold or manage the case, and for nobody else."


def printed(view: GatewayView) -> bytes:
    """The minutes as they stand.

    Raises:
        Unprintable: something in them is in no typeface of ours.
    """
    return pdf("report", sheet(view), now())


def sheet(view: GatewayView) -> dict[str, Any]:
    """What is printed: the decision first, and what it rests on."""
    one, moment = view.one, now()
    sections: list[tuple[str, list[dict[str, Any]]]] = [
        ("What was decided for each child", [part for row in view.children for part in _child(row)]),
        ("Why it was asked for", [_part("", one.why)]),
        ("What was talked about", [_part("", one.discussed)] if one.discussed else []),
        ("Legal advice", [_part(f"{row.adviser}, {long_date(row.given_on)}", row.words) for row in view.advice]),
        ("What is to be done", [
            _part(row.one.what, f"{row.owner}. By {long_date(row.one.due_on)}") for row in actions.on_work(one.matter)
        ]),
    ]  # fmt: skip
    return {
        "authority": settings.AUTHORITY,
        "title": str(one),
        "head": list(_head(view)),
        "draft": OURS_ALONE,
        "sections": [{"heading": title, "parts": parts, "figures": []} for title, parts in sections if parts],
        "foot": f"{settings.AUTHORITY}. {one}, printed {full_day(local_day(moment))}",
    }


def _head(view: GatewayView) -> Iterator[str]:
    one = view.one
    yield ", ".join(row.child.person.shown_name for row in view.children)
    if one.held_at and one.decided_by:
        yield f"{full_moment(one.held_at)}. Chaired and decided by {one.decided_by.name}"
        yield f"Took part: {one.took_part}"


def _child(row: GatewayChild) -> Iterator[dict[str, Any]]:
    name = row.child.person.shown_name
    if not row.outcome:
        return
    yield _part(f"{name}: {row.get_outcome_display()}", row.why)
    yield _part(f"The threshold: {row.get_threshold_display()}", row.threshold_words)
    yield _part(f"What was tried for {name}", row.tried)
    yield _part(f"What {name} wishes and feels", row.wishes)
    if row.prompts:
        asked = " ".join(f"{one['because']}. {one['asks']}" for one in row.prompts)
        yield _part(f"Asked by rule: {asked}", row.distance)


def _part(label: str, text: str) -> dict[str, Any]:
    return {"label": label, "pieces": pieces(text), "source": ""}
