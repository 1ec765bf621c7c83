"""Children who were passed to assessment, the way the front door leaves them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kith.access.actor import acting, at
from kith.access.models import Matter, MatterSubject, Subject, User
from kith.assessment.models import Assessment
from kith.assessment.steps import AllocateReferral, Authorise, ProposeConclusion
from kith.frontdoor.models import Contact, ContactChild, Referral
from kith.frontdoor.numbers import next_number
from kith.frontdoor.steps import AcknowledgeReferrer, ReceiveReferral
from kith.kernel.now import now
from kith.kernel.perform import perform
from kith.people.models import Person
from tests.cast import WORRY, Cast, london, take

RECEIVED = london(2026, 6, 3, 11, 5)
ALLOCATED = london(2026, 6, 4, 9, 0)


def child(actor: User, name: str = "Amara Okafor", born: date = date(2018, 2, 12), **more: Any) -> Person:
    """A child we know."""
    with acting(actor):
        about = {"kind": Person.Kind.CHILD, "shown_name": name, "date_of_birth": born, **more}
        return Person.objects.create(subject=Subject.objects.create(), **about)


def referrals(
    cast: Cast, *children: Person, when: datetime = RECEIVED, harm: bool = False, outcome: str = "referral"
) -> list[Referral]:
    """One decided contact about these children, and the referral of each, received at that moment."""
    with at(when), acting(cast.mash_manager):
        matter = Matter.objects.create(kind="contact")
        contact = Contact.objects.create(
            matter=matter,
            number=next_number("C", now()),
            received_at=now(),
            recorded_by=cast.mash_worker,
            method="phone",
            type="service_request",
            source_code="2A",
            agency=cast.school,
            worry=WORRY,
            state=Contact.State.DECIDED,
            decided_at=now(),
        )
        found = []
        for person in children:
            MatterSubject.objects.create(matter=matter, person=person.subject)
            row = ContactChild.objects.create(
                matter=matter,
                child=person.subject,
                told_given=person.first_name,
                recognition="same",
                outcome=outcome,
            )
            row.matter.contact = contact
            found.append(perform(ReceiveReferral, cast.mash_manager, row, {"significant_harm": harm}).result)
        perform(AcknowledgeReferrer, cast.mash_manager, contact, {"kind": "received", "words": "We have it."})
        return found


def allocation(cast: Cast, **more: Any) -> dict[str, Any]:
    """What a manager answers."""
    return {
        "team": cast.east.ref,
        "lead": cast.social_worker.ref,
        "supervisor": cast.practice_supervisor.ref,
        "legal_basis": "s17",
        "depth": "standard",
        "priority": "usual",
        "first_visit_on": "2026-06-08",
        "direction": "See Amara alone before anybody else, and ask what a weekend is like.",
        **more,
    }


def allocated(cast: Cast, referral: Referral, when: datetime = ALLOCATED, **more: Any) -> Assessment:
    """The assessment that a team manager opened."""
    with at(when), acting(cast.team_manager):
        opened = perform(AllocateReferral, cast.team_manager, referral, allocation(cast, **more)).result
        assert isinstance(opened, Assessment)
        assert opened.child.ref != opened.ref  # both read now: outside, nobody is acting
        return opened


FINDINGS: dict[str, Any] = {
    "concern": "Amara is kept awake by shouting and comes to school tired.",
    "how_and_why": "It began when Daniel lost his work and drank at weekends.",
    "need": "in_need",
    "abused": "no",
    "duty": "s17",
    "accommodation": "none",
    "services": [{"service": "Family support", "how": "Two evenings a week", "who": "Homelands, from Monday"}],
    "why_now": "The rest is told in the family's own words, in the letter.",
}


def proposed(cast: Cast, assessment: Assessment, by: User | None = None, **said: Any) -> None:
    """Whoever leads sends the conclusion for approval, now."""
    lead = by or cast.social_worker
    data = FINDINGS | {"outcome": "nfa", "conclusion": "Weekends are calm.", "factors": ["3B"]} | said
    take(ProposeConclusion, lead, assessment, data)


def concluded(cast: Cast, by: User, assessment: Assessment, **said: Any) -> Assessment:
    """Sent for approval by its lead and authorised by a manager, now, although its sections are not written."""
    with acting(by):
        waits = assessment.matter.proposed_conclusions.filter(state="sent").exists()
    if not waits:
        proposed(cast, assessment, **{name: said[name] for name in ("outcome", "conclusion", "factors")})
    ended = take(Authorise, by, assessment, {"why_incomplete": "All is known from the plan before.", **said}).result
    assert isinstance(ended, Assessment)
    return ended
