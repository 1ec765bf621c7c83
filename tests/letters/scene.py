"""Amara's assessment, authorised, with a mother, a father and a brother: what there is to tell, and whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import User
from kith.assessment.models import Assessment
from kith.assessment.steps import RecordSeen
from kith.frontdoor.models import Contact
from kith.letters import queries, steps
from kith.letters.envelopes import Envelope
from kith.letters.models import Letter
from kith.people.models import Address, Household, HouseholdMember, Person
from kith.sharing.models import AgencyDiscussion, Consent
from tests.assessment.scene import allocated, child, concluded, referrals
from tests.cast import Cast, london, take
from tests.people import made

SEEN = london(2026, 6, 5, 15)
AUTHORISED = london(2026, 6, 12, 10)
DAY = london(2026, 6, 15, 9)
FOUND = (
    "Amara is a kind, funny girl who is doing well at school. Nights at home are hard since February. "
    "Chidi has stopped sleeping as well. Mrs Hale saw a bruise in May. Grace now lives at 3 Refuge Row. "
    "Grace wants help and has begun to ask for it."
)


@dataclass
class Scene:
    """Everybody of Amara's, and the assessment that is done."""

    cast: Cast
    amara: Person
    grace: Person
    emeka: Person
    chidi: Person
    assessment: Assessment

    @property
    def worker(self) -> User:
        return self.cast.social_worker

    @property
    def manager(self) -> User:
        return self.cast.practice_supervisor

    @property
    def home(self) -> str:
        return f"/letters/to/{self.assessment.ref}/"

    def envelope(self, key: str) -> Envelope:
        """The one to this reader."""
        with acting(self.worker), at(DAY):
            found = queries.envelope(self.assessment.matter, key)
            assert found is not None, key
            found.offer.child(found.matter)
            return found

    def key(self, person: Person) -> str:
        return f"family-{person.ref}"

    def take(self, step: Any, target: Any, data: dict[str, Any], who: User | None = None) -> Any:
        """A step on the morning of 15 June, by the social worker unless another is named."""
        with at(DAY):
            return take(step, who or self.worker, target, data).result

    def written(self, key: str, *texts: str, **more: Any) -> Letter:
        """A letter in these words."""
        found: Letter = self.take(steps.WriteLetter, self.envelope(key), words(*texts, **more))
        return found

    def sent(self, key: str, **more: Any) -> Letter:
        """A letter that has gone out by hand, unless it says otherwise."""
        letter = self.written(key)
        found: Letter = self.take(steps.SendLetter, letter, {"how": "hand", "sent_on": "2026-06-15"} | more)
        return found


def words(*texts: str, **more: Any) -> dict[str, Any]:
    """What is typed: a part for each text."""
    parts = [{"heading": "", "text": text} for text in texts or ("We have finished our work.",)]
    return {"called": "What we decided", "greeting": "Dear reader", "parts": parts, **more}


def told(cast: Cast, outcome: str = "cin_plan") -> Scene:
    """The whole story up to the authorised conclusion."""
    actor = cast.mash_worker
    amara = child(actor)
    chidi = child(actor, "Chidi Okafor", date(2014, 1, 9))
    grace = child(actor, "Grace Okafor", date(1991, 3, 2), kind="adult", sex="F")
    emeka = child(actor, "Emeka Okafor", date(1989, 3, 2), kind="adult", sex="M")
    with acting(actor):
        made.related(grace, "mother", amara, parental_responsibility=True)
        made.related(emeka, "father", amara)
        home = Household.objects.create()
        for one in (amara, chidi, grace):
            HouseholdMember.objects.create(household=home, person_id=one.pk)
        Address.objects.create(person_id=grace.pk, line="3 Refuge Row", postcode="NM4 9ZZ", confidential=True)
    referral = referrals(cast, amara)[0]
    with acting(cast.mash_worker):
        Contact.objects.filter(pk=referral.contact_id).update(referrer=cast.referrer, referrer_name="Mrs Hale")
        spoken(cast, referral.contact, "Rowan Surgery")
    assessment = allocated(cast, referral)
    with acting(cast.team_manager):
        cast.social_worker.phone = "01632 960 140"
        cast.social_worker.save()
    seen = {"at": SEEN, "place": "At school", "alone": "yes", "words": "I put my headphones on."}
    with at(SEEN):
        take(RecordSeen, cast.social_worker, assessment, seen)
    ended = {"outcome": outcome, "conclusion": FOUND, "factors": ["21"] if outcome == "nfa" else ["3A"]}
    with acting(cast.practice_supervisor):
        assessment.refresh_from_db()
    with at(AUTHORISED):
        assessment = concluded(cast, cast.practice_supervisor, assessment, **ended)
    with acting(cast.practice_supervisor):
        assessment.refresh_from_db()
        assert assessment.matter.ref  # read now: outside, nobody is acting
        assert assessment.referral
        assert assessment.referral.contact
    return Scene(cast, amara, grace, emeka, chidi, assessment)


def spoken(cast: Cast, contact: Contact, agency: str) -> None:
    """An agency was spoken to, as the mother agreed."""
    agreed = Consent.objects.create(
        matter=contact.matter, asked_of="Grace Okafor", state="given", asked_at=london(2026, 6, 3), agencies=["any"],
        recorded_by=cast.mash_worker,
    )  # fmt: skip
    AgencyDiscussion.objects.create(
        matter=contact.matter, agency_kind="gp", agency=agency, by=cast.mash_worker, consent=agreed,
        lawful_basis="consent", shared="The worry",
    )  # fmt: skip


def browser(user: User) -> Client:
    """Somebody's browser, signed in."""
    client = Client()
    client.force_login(user)
    return client
