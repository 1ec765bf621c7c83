"""`{% checks_on_work matter %}`: the agency checks of a piece of work, on whatever page shows it."""

from __future__ import annotations

from typing import Any

from django import template

from kith.access.models import User
from kith.checks.queries import answered_by, asked_of, checks_of
from kith.checks.queries.asking import ground_words

register = template.Library()


@register.inclusion_tag("checks/parts/on_work.html")
def checks_on_work(work: Any, may_ask: bool = True, any_asked: bool = True) -> dict[str, Any]:
    """A heading, the checks of this piece of work (a matter) with where each stands, and the way to ask more.

    Args:
        work: the matter.
        may_ask: whether whoever reads may ask more agencies here.
        any_asked: False where the page knows already that nobody was asked.
    """
    rows = checks_of(work) if any_asked else []
    return {"work": work, "rows": rows, "waiting": sum(row.waits for row in rows), "may_ask": may_ask}


@register.inclusion_tag("checks/parts/listed.html")
def checks_listed(work: Any) -> dict[str, Any]:
    """Only the checks of this piece of work, with every word that was replied: where all of it is read or printed."""
    return {"rows": checks_of(work), "in_full": True}


@register.inclusion_tag("checks/parts/asked_of_you.html")
def checks_asked_of(actor: User) -> dict[str, Any]:
    """What the agencies somebody signs in for are asked and have not answered, and what they answered themselves."""
    return {"asked": asked_of(actor), "answered": answered_by(actor)}


@register.filter
def rests_on(shared: Any) -> list[str]:
    """What was shared rests on: who agreed or authorised it, and for whom."""
    return list(ground_words(shared.consent or shared.authorisation))
