"""The plan on paper, for the family: what must change, by when, who does what, and what happens if it does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from kith.actions import queries as actions
from kith.assessment.letters.unfit import hidden_addresses
from kith.kernel.now import now
from kith.letters.forms import unfit_in
from kith.letters.pdf import report
from kith.letters.sheet import pieces
from kith.people.queries import family_of, household_of
from kith.plans.models import Goal, Plan
from kith.plans.queries import View
from kith.standards.words import full_day, local_day, long_date


def printed(view: View) -> bytes:
    """The plan as it stands today. Nothing of its meetings, of who visited, or of what other agencies said."""
    return report(sheet(view), now())


def sheet(view: View) -> dict[str, Any]:
    """What is printed, in the order in which a family asks."""
    one = view.one
    child = one.child.person.first_name
    rows = [row for row in actions.on_work(one.matter) if row.open]
    sections = [
        ("What must change", [part for goal in view.open_goals for part in _goal(goal)]),
        ("Who does what", [_part(row.one.what, f"{row.owner}, by {long_date(row.one.due_on)}") for row in rows]),
        ("What help there is", [_part(said["service"], f"{said['how']}\n{said['who']}") for said in one.services]),
        (f"Who sees {child}", [_part("", one.sees)]),
        ("What happens if it does not change", [_part("", one.contingency)]),
        (f"What {child} says", [_part("", one.child_says)]),
        ("What the family says", [_part("", one.family_says)]),
    ]
    return {
        "authority": settings.AUTHORITY,
        "title": f"{one.get_kind_display()} for {one.child.person.shown_name}",
        "head": list(_head(view)),
        "draft": "" if one.is_open else "This plan has ended.",
        "sections": [{"heading": title, "parts": parts, "figures": []} for title, parts in sections if _says(parts)],
        "foot": f"{settings.AUTHORITY}. {one}, printed {full_day(local_day(now()))}",
    }


def kept_confidential(view: View) -> list[str]:
    """Addresses in the plan that are kept confidential: no paper for the family says them (IG-08)."""
    child = view.one.child.person
    people = [child, *(one.person for one in family_of(child)), *household_of(child)]
    said = "\n".join(_words(sheet(view)["sections"]))
    return [one.words for one in unfit_in([each for each in hidden_addresses(people) if each.always], said)]


def _words(value: Any) -> Iterator[str]:
    """All the words of what is printed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _words(one)


def _head(view: View) -> Iterator[str]:
    one: Plan = view.one
    if one.agreed_at:
        yield f"Agreed {long_date(local_day(one.agreed_at))}"
    if one.consent:
        yield one.get_consent_display()
    if view.next_on and one.is_open and not view.missed:
        yield f"We meet next on {full_day(view.next_on)}"


def _goal(goal: Goal) -> Iterator[dict[str, Any]]:
    said = [f"We will know by this: {goal.indicator}", f"By {long_date(goal.by_on)}"]
    if goal.worry:
        said.insert(0, f"What we are worried about: {goal.worry}")
    if goal.stands:
        said.append(f"Last time: {goal.get_stands_display().lower()}")
    yield _part(goal.words, "\n".join(said))


def _part(label: str, text: str) -> dict[str, Any]:
    return {"label": label, "pieces": pieces(text), "source": ""}


def _says(parts: list[dict[str, Any]]) -> bool:
    return any(part["label"] or part["pieces"] for part in parts)
