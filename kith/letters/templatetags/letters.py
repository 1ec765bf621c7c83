"""`{% letters_stopped person user %}`: what stops letters to a family, on whatever page shows the child."""

from __future__ import annotations

from typing import Any

from django import template

from kith.kernel.perform import allowed
from kith.letters import policies, steps

register = template.Library()


@register.inclusion_tag("letters/parts/stops.html")
def letters_stopped(person: Any, user: Any) -> dict[str, Any]:
    """Each flag that stops letters, with the way to let them go; where there is none, the way to stop them."""
    flags = policies.flags_of(person.subject)
    return {
        "person": person,
        "flags": flags,
        "may_lift": [one.pk for one in flags if allowed(steps.LetLettersGo, user, one) is True],
        "may_stop": not flags and allowed(steps.StopLetters, user, person) is True,
    }
