"""What the legal room holds of each child of the matrix."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.access.actor import acting
from kith.access.models import Matter, MatterSubject, User
from kith.kernel.now import now
from kith.legal.models import FamilyMeeting, Gateway, GatewayChild, LegalAdvice, LegalCase, LegalCaseChild
from kith.people.models import Person


def gateway(person: Person, by: User) -> Any:
    """A meeting that was held, a case that it opened, with an offer; and a further meeting that waits."""
    decided = _meeting(person, by, f"LG-{person.ref}", state="held", held_at=now(), took_part="Us", discussed="It.",
                       decided_by=by, follows=True)  # fmt: skip
    row = GatewayChild.objects.create(
        matter=decided.matter, child_id=person.pk, open=False, threshold="met", threshold_words="Hurt.", wishes="Home.",
        tried="A plan.", outcome="issue", why="Now.",
    )  # fmt: skip
    with acting(by):  # who may read it: nobody else can write it
        LegalAdvice.objects.create(
            matter=decided.matter, adviser="A solicitor", given_on="2026-05-01", words="Go.", by=by
        )
    one = _meeting(person, by, f"LH-{person.ref}")
    GatewayChild.objects.create(matter=one.matter, child_id=person.pk)
    matter = Matter.objects.create(kind="legal_case")
    MatterSubject.objects.create(matter=matter, person_id=person.pk)
    one.case = LegalCase.objects.create(
        matter=matter, number=f"PP-{person.ref}", gateway=decided, opened_at=now(), opened_by=by
    )
    LegalCaseChild.objects.create(matter=matter, child_id=person.pk, decision=row)
    one.offer = FamilyMeeting.objects.create(matter=matter, offered=True, on=date(2026, 5, 4), to="A mother", by=by)
    one.decided, one.row = decided, row
    return one


def _meeting(person: Person, by: User, number: str, **more: Any) -> Any:
    matter = Matter.objects.create(kind="gateway")
    MatterSubject.objects.create(matter=matter, person_id=person.pk)
    return Gateway.objects.create(matter=matter, number=number, why="A plan does not work.", asked_by=by, **more)
