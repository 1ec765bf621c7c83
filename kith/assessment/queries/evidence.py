"""What the record shows beside each line of a manager's checklist, in a sentence or two (AS-21)."""

from __future__ import annotations

from kith.access.models import User
from kith.access.policies import door, identity_of
from kith.assessment.models import Assessment, ParentSeen, Visit
from kith.assessment.queries.lacking import ready_or_not, sections_written
from kith.kernel.now import LONDON
from kith.people.models import Person
from kith.people.queries import household_children
from kith.standards.words import long_date

MOST = 3  # visits named, gaps named


def evidence(assessment: Assessment, actor: User) -> dict[str, str]:
    """For each line of the checklist, what is on record of it; where nothing is, that nothing is.

    Args:
        actor: who goes through it: of another child's record they are shown no more than its door lets them see.
    """
    name = assessment.child.person.called
    visits = list(Visit.objects.filter(matter_id=assessment.matter_id, seen=True).order_by("-at"))
    ready = ready_or_not(assessment)
    answered = sum(
        one.has(asked.key) for one in ready.writings for asked in one.section.questions if asked.kind == "evidenced"
    )
    unsourced = sum(len(one.unsourced()) for one in ready.writings)
    return {
        "spoken_alone": _alone(name, visits),
        "all_children": _children(assessment, actor),
        "home": _home(visits),
        "parents": _parents(assessment),
        "analysis": _analysis(
            ready.writings["analysis"].begun,
            [lack.words for lack in sections_written(ready) if lack.section == "analysis"],
        ),
        "evidence": _sources(answered, unsourced),
    }


def _sources(answered: int, unsourced: int) -> str:
    if not answered:
        return "Nothing is written yet that says how we know it."
    if not unsourced:
        return "Everything written as evidence says how we know it."
    return f"{unsourced} {'answer does' if unsourced == 1 else 'answers do'} not say how we know it."


def _days(visits: list[Visit]) -> str:
    return ", ".join(long_date(one.at.astimezone(LONDON)) for one in visits[:MOST])


def _alone(name: str, visits: list[Visit]) -> str:
    alone = [one for one in visits if one.alone]
    if not alone:
        return f"No visit says that {name} was seen alone."
    words = next((one.words for one in alone if one.words), "")
    said = f" Last said: “{words[:120].rstrip()}{'…' if len(words) > 120 else ''}”" if words else " No words are kept."
    return f"Seen alone on {_days(alone)}.{said}"


def _children(assessment: Assessment, actor: User) -> str:
    """Every child of the home, with an assessment or without one; of whoever is hidden nothing is said."""
    told = []
    for child in [assessment.child.person, *household_children(assessment.child)]:
        told.append(f"{child.shown_name} ({child.age_words}): {_seen(child, assessment, actor)}")
    return f"Children of the home on record: {'; '.join(told)}."


def _seen(child: Person, assessment: Assessment, actor: User) -> str:
    """When a child was last seen, as far as this reader may know it without a reason."""
    visits = Visit.objects.filter(child_id__in=identity_of(child.subject), seen=True).order_by("-at")
    shut = door(actor, child.subject).state != "open"
    if shut:  # what was seen for brothers and sisters together is in hand all the same
        together = assessment.sibling_group
        visits = visits.filter(matter__assessment__sibling_group=together) if together else visits.none()
    visit = visits.first()
    if visit:
        return f"last seen {long_date(visit.at.astimezone(LONDON))}"
    return "open the record to see" if shut else "not seen"


def _home(visits: list[Visit]) -> str:
    slept = [one for one in visits if one.bedroom]
    if slept:
        return f"Where the child sleeps was seen on {_days(slept)}."
    at = f" Visits were at: {', '.join(dict.fromkeys(one.place for one in visits[:MOST]))}." if visits else ""
    return f"No visit says that the bedroom was seen.{at}"


def _parents(assessment: Assessment) -> str:
    seen = ParentSeen.objects.filter(matter_id=assessment.matter_id).select_related("person__person").order_by("-at")
    told = [f"{one.who}, {long_date(one.at.astimezone(LONDON))}" for one in seen[:MOST] if one.who]
    return f"Seen: {'; '.join(told)}." if told else "No parent or carer is recorded as seen."


def _analysis(begun: bool, gaps: list[str]) -> str:
    if not begun:
        return "Nothing is written of the analysis."
    if not gaps:
        return "Every question of the analysis is answered."
    more = f", and {len(gaps) - MOST} more" if len(gaps) > MOST else ""
    return f"Missing: {'; '.join(gaps[:MOST])}{more}."
