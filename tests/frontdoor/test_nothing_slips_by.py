"""What must not slip by at the front door: the urgent in a long queue, a child added late, a joined record."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import RoleGrant, SameSubject, Team
from kith.access.policies import involvements_of
from kith.access.roles import Ability
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild, ThresholdDecision
from kith.frontdoor.queries import queue
from kith.frontdoor.queries.earlier import earlier_contacts
from kith.kernel.perform import Invalid, perform
from kith.people.models import Household, HouseholdMember, Person
from kith.record.models import Sighting, StepEvent
from kith.sharing.steps import AgencySpokenTo, AuthorisedWithoutConsent
from kith.standards import thresholds
from tests.assessment.reading import signed_in
from tests.cast import AMARA, TODAY, Cast, contact_about, london, take
from tests.workflow.test_a_worry_arrives import agree, decision, received, recognise_all

pytestmark = pytest.mark.django_db
CHIDI = {"given": "Chidi", "family": "Okafor", "age": 13, "sex": "M"}


@pytest.fixture
def worker(cast: Cast) -> Any:
    with at(TODAY), acting(cast.mash_worker):
        yield cast.mash_worker


def to_sign(cast: Cast, *children: dict[str, Any]) -> Contact:
    """A contact in which a referral waits for a manager's signature."""
    contact = received(cast, *children)
    recognise_all(cast.mash_worker, contact)
    agree(cast.mash_worker, contact)
    perform(steps.DecideContact, cast.mash_worker, contact, decision(contact))
    contact.refresh_from_db()
    assert contact.state == Contact.State.TO_SIGN
    return contact


def test_fd11_the_urgent_and_an_untold_crime_stand_above_however_long_the_queue(
    cast: Cast, worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    early = [received(cast) for _ in range(3)]
    urgent = received(cast, urgent=True, urgent_because="He may come home tonight.")
    crime = received(cast, crime_suspected=True)
    above, rest, more = queue.page_of(queue.waiting(worker), 1)
    assert {row.contact.pk for row in above} == {urgent.pk, crime.pk}
    assert (len(rest), more) == (2, True)
    _, last, more = queue.page_of(queue.waiting(worker), 2)
    assert {row.contact.pk for row in [*rest, *last]} == {one.pk for one in early}
    assert not more
    assert len(list(queue.every_row(queue.waiting(worker)))) == 5
    page = signed_in(worker).get("/front-door/?page=2").content.decode()
    assert "Less time left" in page


def test_fd10_a_child_added_after_the_decision_is_decided_for_before_anybody_signs(cast: Cast, worker: Any) -> None:
    contact = to_sign(cast)
    added = perform(steps.AddChild, worker, contact, CHIDI).result
    with acting(cast.mash_manager), pytest.raises(Invalid, match="Say first whether we know"):
        perform(steps.ConcludeContact, cast.mash_manager, contact)
    recognise_all(worker, contact)
    with acting(cast.mash_manager), pytest.raises(Invalid, match="came to this contact after the decision"):
        perform(steps.ConcludeContact, cast.mash_manager, contact)
    perform(steps.DecideContact, worker, contact, decision(contact))
    contact.refresh_from_db()
    take(steps.ConcludeContact, cast.mash_manager, contact, {"note": "Chidi too, well seen."})
    assert ContactChild.objects.get(pk=added.pk).outcome == "referral"
    line = StepEvent.objects.get(matter=contact.matter, step="frontdoor.contact_decided").line
    assert line == "Decision in force, signed by a manager: “Chidi too, well seen.”"


def test_fd11_a_crime_suspected_while_it_waits_for_signature_goes_to_the_police_first(cast: Cast, worker: Any) -> None:
    contact = to_sign(cast)
    perform(steps.CrimeSuspected, worker, contact, {"kind": "unclear"})
    with acting(cast.mash_manager), pytest.raises(Invalid, match="Tell the police first"):
        perform(steps.ConcludeContact, cast.mash_manager, contact)


def test_cl02_a_decision_that_waited_too_long_for_its_signature_says_why(cast: Cast, worker: Any) -> None:
    contact = to_sign(cast)
    with at(london(2026, 6, 5, 9)), acting(cast.mash_manager):
        with pytest.raises(Invalid, match="This decision is late"):
            perform(steps.ConcludeContact, cast.mash_manager, contact)
        perform(steps.ConcludeContact, cast.mash_manager, contact, {"late_reason": "Nobody to sign on Thursday."})
        assert ThresholdDecision.objects.get().late_reason == "Nobody to sign on Thursday."


def test_a_signature_sent_twice_is_answered_twice_and_refused_never(cast: Cast, worker: Any) -> None:
    contact = to_sign(cast)
    with acting(cast.mash_manager):
        perform(steps.ConcludeContact, cast.mash_manager, contact, request_key="one click")
        contact.refresh_from_db()
        again = perform(steps.ConcludeContact, cast.mash_manager, contact, request_key="one click")
    assert again.repeated
    assert contact.referrals.count() == 1


def test_fd10_a_child_named_twice_still_brings_up_the_household(cast: Cast, worker: Any) -> None:
    before = received(cast, AMARA, CHIDI)
    recognise_all(worker, before)
    home = Household.objects.create()
    for row in ContactChild.objects.filter(matter=before.matter):
        HouseholdMember.objects.create(household=home, person=row.child)
    twice = received(cast, AMARA, AMARA)
    recognise_all(worker, twice)
    rows = ContactChild.objects.filter(matter=twice.matter)
    assert [row.told_given for row in rows.filter(proposed=True)] == ["Chidi"]


def test_fd12_nothing_is_added_to_open_work_that_is_not_there(cast: Cast, worker: Any) -> None:
    contact = received(cast)
    recognise_all(worker, contact)
    agree(worker, contact)
    with pytest.raises(Invalid, match="Nothing is open for Amara Okafor"):
        perform(steps.DecideContact, worker, contact, decision(contact, "add_to_open"))


def test_decision_10_contacts_of_a_joined_record_are_earlier_contacts_of_the_child(cast: Cast, worker: Any) -> None:
    with at(london(2026, 5, 1, 9)):
        old = received(cast, CHIDI)
        recognise_all(worker, old)
    new = received(cast)
    recognise_all(worker, new)
    assert earlier_contacts(new) == []
    amara, chidi = (Person.objects.get(subject__in=one.matter.subjects.values("person")) for one in (new, old))
    SameSubject.objects.create(kept=amara.subject, other=chidi.subject, reason="One child")
    assert earlier_contacts(new) == [old]


def test_fd05_nobody_speaks_to_an_agency_on_their_own_authority(cast: Cast) -> None:
    with at(TODAY), acting(cast.mash_manager):
        contact = perform(steps.ReceiveContact, cast.mash_manager, None, contact_about()).result
        given = {
            "reason": "He reads her messages.", "agencies": ["school"], "may_be_shared": "That we are worried.",
            "review_on": "2026-06-10",
        }  # fmt: skip
        perform(AuthorisedWithoutConsent, cast.mash_manager, contact, given)
        talk = {
            "agency_kind": "school", "agency": "Larkfield Primary", "at": "2026-06-03T09:00",
            "lawful_basis": "public_task", "why_needed": "To know how she is.", "shared": "That we are worried.",
        }  # fmt: skip
        with pytest.raises(Invalid, match="You authorised this yourself"):
            perform(AgencySpokenTo, cast.mash_manager, contact, talk)


def test_fd09_the_document_offered_is_the_document_kept_however_old_the_worry(cast: Cast, worker: Any) -> None:
    contact = received(cast, received_at=london(2022, 6, 1, 9))
    recognise_all(worker, contact)
    assert signed_in(worker).get(f"/contacts/{contact.ref}/decide/").status_code == 200
    late = decision(contact, "advice", "universal", late_reason="Found in a drawer.")
    perform(steps.DecideContact, worker, contact, late)
    assert ThresholdDecision.objects.get().document_version == str(thresholds.documents()[0].version)


def test_ig06_whoever_reads_a_contact_is_seen_on_each_of_its_children(cast: Cast, worker: Any) -> None:
    contact = received(cast, AMARA, CHIDI)
    recognise_all(worker, contact)
    signed_in(cast.mash_manager).get(f"/contacts/{contact.ref}/")
    with acting(cast.mash_manager):
        seen = Sighting.objects.filter(actor=cast.mash_manager, page=f"Contact {contact.number}")
        assert seen.count() == 2


def test_supervising_one_team_opens_no_other(cast: Cast, worker: Any) -> None:
    other = Team.objects.create(name="Another team", kind="assessment")
    RoleGrant.objects.create(user=cast.practice_supervisor, role="social_worker", team=other, since=TODAY.date())
    boss = type(cast.practice_supervisor).objects.get(pk=cast.practice_supervisor.pk)
    assert other.pk in boss.team_ids
    assert other.pk not in boss.teams_where(Ability.SUPERVISE)
    assert str(other.pk) not in str(involvements_of(boss).query).partition("team_id")[2][:40]
