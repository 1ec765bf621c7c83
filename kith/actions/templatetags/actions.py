"""`{% actions_on_work matter %}`: what is to be done on a piece of work, on any page."""

from __future__ import annotations

from typing import Any

from django import template

from kith.actions.queries import on_work

register = template.Library()


@register.inclusion_tag("actions/parts/on_work.html")
def actions_on_work(work: Any, may_agree: bool = True, any_agreed: bool = True) -> dict[str, Any]:
    """A heading, the actions on this piece of work (a matter) with who, by when and what was done, and the way to agree
    one.

    Args:
        work: the matter.
        may_agree: whether whoever reads may agree another here.
        any_agreed: False where the page knows already that there is none.
    """
    rows = on_work(work) if any_agreed else []
    return {
        "work": work,
        "rows": [row for row in rows if row.open],
        "ended": [row for row in rows if not row.open],
        "may_agree": may_agree,
    }


@register.inclusion_tag("actions/parts/listed.html")
def actions_listed(work: Any) -> dict[str, Any]:
    """Only the actions, each with how it stands or ended: where all of it is read or printed."""
    return {"rows": on_work(work)}
