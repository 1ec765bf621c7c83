"""An assessment of sixty pages, fifteen years of history behind its child, and a family of sixty: through the steps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from kith.access.actor import acting
from kith.access.models import Subject, User
from kith.access.system import working
from kith.assessment.models import Assessment
from kith.assessment.queries.written import writings
from kith.assessment.steps import Page, WriteSection
from kith.kernel.now import now
from kith.kernel.perform import perform
from kith.people.models import Person, Relationship
from kith.record.models import StepEvent, StepEventPerson

A_PAGE = 3_600  # characters, as it is printed
PAGES = 60
EVENTS = 3_000  # of fifteen years
LINE = "She gets up alone, wakes her brother and makes the breakfast; evenings depend on who is in the house. "


def fill(assessment: Assessment, lead: User) -> None:
    """Write sixty pages into the sections, a share into each question that takes writing."""
    with working(), acting(lead):
        theirs = [one.section for one in writings(assessment)]
    asked = [(one, name) for one in theirs for name in one.prose if name != "blank_because"]
    share = min(19_000, PAGES * A_PAGE // len(asked))
    text = "\n".join(LINE * 4 for _ in range(share // (len(LINE) * 4) + 1))[:share]
    for one in theirs:
        answers: dict[str, Any] = {name: text for section, name in asked if section is one}
        answers |= {
            f"{question.key}_source": "Own visits" for question in one.questions if question.kind == "evidenced"
        }
        with working(), acting(lead):
            perform(WriteSection, lead, Page(assessment, one), answers)


def history(assessment: Assessment, lead: User) -> None:
    """Fifteen years of happenings on the child's record."""
    moment = now()
    with working(), acting(lead):
        rows = [
            StepEvent(
                ref=uuid4(), step="assessment.visit_tried", actor=lead, line="Visit tried, child not seen: At home",
                person_id=assessment.child_id, written_at=moment - timedelta(days=15 * 365 * number / EVENTS),
                happened_at=moment - timedelta(days=15 * 365 * number / EVENTS),
            )
            for number in range(EVENTS)
        ]  # fmt: skip
        written = StepEvent.objects.bulk_create(rows)
        StepEventPerson.objects.bulk_create(
            StepEventPerson(event=row, person_id=assessment.child_id) for row in written
        )


def family(assessment: Assessment, lead: User, size: int = 60) -> Person:
    """Sixty people round the child: parents and theirs, brothers and sisters, aunts and uncles, cousins and nieces."""
    with working(), acting(lead):
        child = Person.objects.select_related("subject").get(pk=assessment.child_id)
        made: list[Person] = [child]
        for number in range(1, size):
            made.append(
                Person.objects.create(
                    subject=Subject.objects.create(), kind=Person.Kind.ADULT, shown_name=f"Relative {number} Ferncombe",
                    sex="FM"[number % 2], date_of_birth=date(1950 + number % 50, 1 + number % 12, 1 + number % 28),
                )
            )  # fmt: skip
            one, parent = made[number], ("mother", "father")[number % 2]
            if number <= 6:  # two parents, and two of each
                tie = (one, parent, made[(number - 1) // 2])
            elif number <= 30:  # twelve of the child's, twelve of the parents'
                tie = (one, "sibling", child if number <= 18 else made[1 + number % 2])
            else:  # of those
                older = made[7 + number % 24]
                tie = (older, "mother" if older.sex == "F" else "father", one)
            Relationship.objects.create(person_id=tie[0].pk, kind=tie[1], to_id=tie[2].pk)
        return child
