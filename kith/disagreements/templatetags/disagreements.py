"""`{% disagreements_on_work matter %}`: what professionals see differently on a piece of work, on any page."""

from __future__ import annotations

from typing import Any

from django import template

from kith.disagreements.queries import on_work

register = template.Library()


@register.inclusion_tag("disagreements/parts/on_work.html")
def disagreements_on_work(work: Any, may_raise: bool = True, any_raised: bool = True) -> dict[str, Any]:
    """A heading, the disagreements on this piece of work (a matter) with each view and stage, and the way to raise one.

    Args:
        work: the matter.
        may_raise: whether whoever reads may raise another here.
        any_raised: False where the page knows already that there is none.
    """
    return {"work": work, "rows": on_work(work) if any_raised else [], "may_raise": may_raise}


@register.inclusion_tag("disagreements/parts/listed.html")
def disagreements_listed(work: Any) -> dict[str, Any]:
    """Only the disagreements, with every view: where all of it is read or printed."""
    return {"rows": on_work(work)}
