"""A child goes from the front door to early help, and is accepted or comes back (EH-08)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import Involvement, NamedReader, Subject, Team
from kith.earlyhelp import queries, steps
from kith.earlyhelp.models import EarlyHelpHandover
from kith.frontdoor import steps as frontdoor
from kith.frontdoor.models import Contact, ContactChild
from kith.frontdoor.queries.recognition import particulars_told
from kith.kernel.perform import Invalid, Refused, perform
from kith.people import queries as people
from kith.sharing.steps import ConsentRecorded
from tests.cast import AMARA, TODAY, Cast, contact_about, take, user

pytestmark = pytest.mark.django_db

MEANS = "Tired at school; her mother would like help with evenings."
GRACE = "Grace Okafor, mother: asked and agreed, 3 June 2026"


def decided(cast: Cast, outcome: str = "early_help", *children: dict[str, Any]) -> Contact:
    """A contact decided by Joanne on 3 June, with the same outcome for every child."""
    worker = cast.mash_worker
    with at(TODAY), acting(worker):
        contact = perform(frontdoor.ReceiveContact, worker, None, contact_about(*(children or (AMARA,)))).result
        assert isinstance(contact, Contact)
        said = {"asked_of": "Grace Okafor, mother", "state": "given", "agencies": ["any"], "asked_at": TODAY}
        perform(ConsentRecorded, worker, contact, said)
        data: dict[str, Any] = {
            "level": "early_help", "criteria": ["early_help.parent_under_strain"],
            "rationale": "Mother asks for help herself.",
            "tell_referrer": "outcome",
        }  # fmt: skip
        for row in ContactChild.objects.filter(matter=contact.matter):
            shown, _ = people.show_matches(worker, particulars_told(row))
            perform(frontdoor.RecogniseChild, worker, row, {"answer": "new", "shown": shown.ref})
            data |= {f"means_{row.ref}": MEANS, f"outcome_{row.ref}": outcome}
        contact.refresh_from_db()
        perform(frontdoor.DecideContact, worker, contact, data)
        contact.refresh_from_db()
        assert contact.state == Contact.State.DECIDED
        return Contact.objects.select_related("matter").get(pk=contact.pk)


def the_handover(cast: Cast) -> EarlyHelpHandover:
    """The only hand-over there is, as the early help team sees it."""
    with acting(cast.lead_practitioner):
        return EarlyHelpHandover.objects.select_related("matter", "to_team", "person__person").get()


def test_eh08_a_decision_hands_each_child_over_with_the_reason_and_what_the_family_says(cast: Cast) -> None:
    decided(cast, "early_help", AMARA, {**AMARA, "given": "Chidi"})
    with acting(cast.lead_practitioner):
        found = queries.waiting(cast.lead_practitioner)
    assert len(found) == 2
    assert {(one.reason, one.family_agrees, one.to_team, one.handed_by) for one in found} == {
        (MEANS, GRACE, cast.early_help, cast.mash_worker)
    }


def test_eh08_other_outcomes_hand_nobody_over(cast: Cast) -> None:
    decided(cast, "advice")
    with acting(cast.lead_practitioner):
        assert not EarlyHelpHandover.objects.exists()


def test_eh08_whoever_accepts_leads_and_is_involved_with_the_child(cast: Cast) -> None:
    decided(cast)
    handover = the_handover(cast)
    with at(TODAY + timedelta(days=1)):
        for _ in range(2):
            take(
                steps.AcceptHandover, cast.lead_practitioner, handover, {"note": "I ring on Friday"}, request_key="one"
            )
    with acting(cast.lead_practitioner):
        handover.refresh_from_db()
        assert (handover.state, handover.lead) == ("accepted", cast.lead_practitioner)
        involved = Involvement.objects.get(user=cast.lead_practitioner)
        assert (involved.kind, involved.person_id) == ("early_help", handover.person_id)
        assert queries.waiting(cast.lead_practitioner) == []
    with pytest.raises(Refused, match="answered already"):
        take(steps.ReturnHandover, cast.lead_practitioner, handover, {"reason": "Too late"})


def test_eh08_a_child_who_is_returned_stands_on_a_managers_desk_until_settled(cast: Cast) -> None:
    decided(cast)
    handover = the_handover(cast)
    with pytest.raises(Invalid):
        take(steps.ReturnHandover, cast.lead_practitioner, handover, {"reason": ""})
    take(steps.ReturnHandover, cast.lead_practitioner, handover, {"reason": "They moved to Eastmarch"})
    with acting(cast.mash_manager):
        (back,) = queries.returned(cast.mash_manager)
        assert back.answer_reason == "They moved to Eastmarch"
    with pytest.raises(Refused, match="MASH manager"):
        take(steps.SettleReturn, cast.mash_worker, back, {"reason": "We wrote to Eastmarch"})
    take(steps.SettleReturn, cast.mash_manager, back, {"reason": "We wrote to Eastmarch"})
    with acting(cast.mash_manager):
        assert queries.returned(cast.mash_manager) == []


def test_eh08_what_came_back_may_be_handed_over_again_to_another_team(cast: Cast) -> None:
    decided(cast)
    west = Team.objects.create(name="Early help west", kind=Team.Kind.EARLY_HELP)
    handover = the_handover(cast)
    again = {"reason": MEANS, "family_agrees": GRACE, "to_team": west.ref}
    with pytest.raises(Invalid, match="Early help has this child already"):
        take(steps.HandOver, cast.mash_manager, handover, again)
    take(steps.ReturnHandover, cast.lead_practitioner, handover, {"reason": "They moved west"})
    with acting(cast.mash_manager):
        handover.refresh_from_db()
    new = take(steps.HandOver, cast.mash_manager, handover, again).result
    assert isinstance(new, EarlyHelpHandover)
    assert new.to_team == west
    with acting(cast.mash_manager):
        handover.refresh_from_db()
        assert (handover.state, handover.settled_because) == ("settled", "Handed over again")


def test_eh08_the_team_with_the_fewest_waiting_is_asked(cast: Cast) -> None:
    Team.objects.create(name="Early help west", kind=Team.Kind.EARLY_HELP)
    decided(cast, "early_help", AMARA, {**AMARA, "given": "Chidi"}, {**AMARA, "given": "Noah"})
    with acting(cast.mash_manager):
        teams = sorted(EarlyHelpHandover.objects.values_list("to_team__name", flat=True))
    assert teams == ["Early help east", "Early help east", "Early help west"]


def test_eh08_only_the_team_it_was_handed_to_answers_and_others_do_not_see_it(cast: Cast, client: Client) -> None:
    decided(cast)
    handover = the_handover(cast)
    west = Team.objects.create(name="Early help west", kind=Team.Kind.EARLY_HELP)
    other = user("Pip Garrow", "lead_practitioner", team=west)
    with pytest.raises(Refused, match="Somebody of that team answers"):
        take(steps.AcceptHandover, other, handover)
    for nobody in (other, cast.stranger, cast.referrer):
        client.force_login(nobody)
        assert client.get(f"/early-help/{handover.ref}/").status_code == 404
    for nobody in (cast.stranger, cast.referrer):
        client.force_login(nobody)
        assert client.get("/early-help/").status_code == 403


def test_eh08_a_child_whose_record_is_restricted_is_absent_from_the_desk(cast: Cast, client: Client) -> None:
    decided(cast)
    handover = the_handover(cast)
    with acting(cast.mash_manager):
        NamedReader.objects.create(person_id=handover.person_id, user=cast.mash_manager, reason="Worker's family")
        Subject.objects.filter(pk=handover.person_id).update(restricted=True)
    client.force_login(cast.lead_practitioner)
    assert "Amara" not in client.get("/early-help/").content.decode()
    assert client.get(f"/early-help/{handover.ref}/").status_code == 404


def test_eh08_the_desk_is_worked_on_its_pages(cast: Cast, client: Client) -> None:
    with at(TODAY + timedelta(hours=2)):
        client.force_login(cast.lead_practitioner)
        assert "Nobody is waiting" in client.get("/early-help/").content.decode()
        decided(cast)
        handover = the_handover(cast)
        desk = client.get("/early-help/").content.decode()
        assert "Amara Okafor" in desk
        page = client.get(f"/early-help/{handover.ref}/").content.decode()
        assert MEANS in page
        assert GRACE in page
        assert client.get(f"/early-help/{handover.ref}/accept/").status_code == 200
        done = client.post(f"/early-help/{handover.ref}/return/", {"reason": "They moved away"}, follow=True)
        assert "A manager of the front door sees it" in done.content.decode()
        client.force_login(cast.mash_manager)
        assert "They moved away" in client.get("/early-help/").content.decode()
        assert f"/contacts/{handover.matter.ref}/" in client.get(f"/early-help/{handover.ref}/").content.decode()
        form = client.get(f"/early-help/{handover.ref}/again/").content.decode()
        assert MEANS in form
        client.post(f"/early-help/{handover.ref}/again/", {"reason": MEANS, "family_agrees": GRACE})
        client.force_login(cast.lead_practitioner)
        assert "Amara Okafor" in client.get("/early-help/").content.decode()


def test_without_an_early_help_team_the_decision_says_what_is_missing(cast: Cast) -> None:
    """EH-08: a child is never passed to nobody."""
    Team.objects.filter(pk=cast.early_help.pk).update(kind=Team.Kind.OTHER)
    with pytest.raises(Invalid, match="There is no early help team"):
        decided(cast)
