"""A conclusion in each story, with a letter in each state: what the rows of letters ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kith.access.actor import acting
from kith.access.models import Agency, Matter, MatterSubject, User
from kith.assessment.models import Assessment
from kith.kernel.now import now
from kith.letters.models import Letter, SafetyFlag
from kith.people.models import Person

SENT = {"state": "sent", "sent_on": date(2026, 6, 3), "sections": [{"heading": "", "text": "We have finished."}]}


@dataclass
class Letters:
    """The letters about one child. The flag stops what goes to the family, so these go to an agency."""

    concluded: Assessment
    drafted: Letter
    sent: Letter
    withheld: Letter
    told: Letter  # in the portal
    flag: SafetyFlag
    agency: Agency  # that nobody has written to

    @property
    def key(self) -> str:
        return f"agency-{self.agency.ref}"


def letters_about(person: Person, number: str, lead: User, manager: User, reader: User, agency: Agency) -> Letters:
    """Everything at once, by somebody of the background."""
    with acting(manager):
        matter = Matter.objects.create(kind="assessment")
        MatterSubject.objects.create(matter=matter, person_id=person.pk)
        concluded = Assessment.objects.create(
            matter=matter, number=number, child_id=person.pk, started_on=date(2026, 4, 1), opened_by=manager,
            lead=lead, supervisor=manager, state="authorised", authorised_on=date(2026, 5, 20), outcome="nfa",
            conclusion="All is well.",
        )  # fmt: skip
        gone = {**SENT, "sent_by": lead}
        withheld = {"state": "withheld", "withheld_by": manager, "withheld_on": date(2026, 5, 21),
                    "withheld_reason": "An enquiry", "review_on": date(2026, 7, 1)}  # fmt: skip
        return Letters(
            concluded,
            _letter(matter, lead, "one", sections=SENT["sections"]),
            _letter(matter, lead, "two", how="post", **gone),
            _letter(matter, lead, "three", **withheld),
            _letter(matter, lead, "four", how="portal", user=reader, agency=agency, **gone),
            SafetyFlag.objects.create(
                child_id=person.pk, kind="other", reason="Danger", raised_by=lead, raised_at=now()
            ),
            Agency.objects.create(name=f"Surgery {Agency.objects.count()}", kind="gp"),
        )


def _letter(matter: Matter, writer: User, key: str, **more: Any) -> Letter:
    about = {"audience": "agency", "name": "A colleague", "title": "What we decided", "written_by": writer}
    return Letter.objects.create(matter=matter, key=key, **{**about, **more})
