"""A conference on the page, on paper, and in what each agency and each of the family is sent (IG-01, IG-10)."""

from __future__ import annotations

from datetime import date

import pytest

from kith.access.actor import acting, at
from kith.conferences import queries, steps
from kith.conferences.letters import MINUTES
from kith.conferences.paper import sheet
from kith.kernel.perform import perform
from kith.letters.queries import envelopes
from kith.letters.steps import StopLetters
from kith.people.models import Person
from tests.assessment.reading import asked as read
from tests.assessment.reading import places, signed_in
from tests.cast import Cast, london, take
from tests.conferences.test_conference import (
    ASKED_AT,
    ENDED,
    INVITED,
    amara,
    arranged,
    asked,
    chidi,
    ended,
    enquiries,
    enquiry_of,
)
from tests.people import made

__all__ = ["amara", "chidi"]  # the fixtures

pytestmark = pytest.mark.django_db


def test_ig_01_ig_10_its_pages_its_minutes_and_what_each_reader_is_sent(
    cast: Cast, amara: Person, chidi: Person
) -> None:
    """Each agency reads its own words and the decision; a parent what was decided for the children who are theirs."""
    enquiries(cast, amara, chidi)
    with acting(cast.social_worker), at(london(2026, 6, 4)):
        father = made.person(cast.social_worker, "Obi", "Okafor", date(1990, 1, 2), kind="adult")
        made.related(father, "father", amara)
    worker, chair = signed_in(cast.social_worker), signed_in(cast.conference_chair)
    with at(ASKED_AT):
        assert "Ask for a conference" in worker.get(enquiry_of(cast, amara).href).content.decode()
        assert "found a continuing risk" in worker.get(f"{amara.href}conference/").content.decode()
    one = arranged(cast, asked(cast, amara, chidi))
    with at(ASKED_AT):
        take(steps.InviteToConference, cast.social_worker, one, {"agencies": INVITED, f"asked_{father.ref}": "invited"})
        page, questions = read(worker, one.href)
        assert len(questions) <= 16, "\n".join(questions)
        assert "Nobody of the family" not in page.content.decode()
        assert "Conferences that you chair" in chair.get("/").content.decode()
        assert "Each child, considered separately" in chair.get(f"{one.href}hold/").content.decode()
    with at(london(2026, 6, 20)):
        assert "it has not come" in worker.get(one.href).content.decode()
    one = ended(cast, one)
    with at(ENDED):
        page, questions = read(worker, one.href)
        assert len(questions) <= 16, "\n".join(questions)
        assert "She flinches when doors slam." in page.content.decode()
        assert worker.get(f"{one.href}minutes.pdf").content.startswith(b"%PDF")
        assert one.number in worker.get(f"{amara.href}assessments/").content.decode()
        take(steps.AddToConferenceMinutes, cast.social_worker, one, {"source": "Mr Okafor", "words": "I rang at nine."})
    with acting(cast.social_worker), at(ENDED):
        assert "I rang at nine." in str(sheet(queries.view_of(one)))
        assert "Child protection conference" in [place.title for place in places({amara.pk}, "flinches")]
        to = {each.recipient.name: each.recipient for each in envelopes(one.matter)}
        police = str(MINUTES.propose(one.matter, to["Northmere Police"]))
        assert "He is on bail" in police
        assert "flinches" not in police
        obi = str(MINUTES.propose(one.matter, to["Obi Okafor"]))
        assert "Amara Okafor: A child protection plan." in obi
        assert "Chidi" not in obi
        assert not MINUTES.stops(one.matter, to["Obi Okafor"])
        perform(StopLetters, cast.social_worker, chidi, {"kind": "honour", "reason": "It would put her in danger."})
        assert "No letters may go" in MINUTES.stops(one.matter, to["Obi Okafor"])
