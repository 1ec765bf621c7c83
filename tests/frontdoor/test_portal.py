"""The portal of a partner: a referral that asks for what a good one holds, and an answer (FD-01, FD-03, FD-08)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import NamedReader, Notice, RoleGrant, Subject
from kith.directory.models import SignPost
from kith.directory.steps import ServiceAdded
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild, ReferrerMessage, ServiceShown
from kith.frontdoor.queries.portal import rows, sent
from kith.frontdoor.queries.recognition import particulars_told
from kith.kernel.perform import Invalid, Refused, perform
from kith.people import queries as people
from kith.record.models import Clock, StepEvent
from kith.sharing.models import Consent
from tests.cast import AMARA, TODAY, WORRY, Cast, contact_about, london, take

pytestmark = pytest.mark.django_db

GRACE = {
    "asked_of": "Grace Okafor, mother",
    "state": "given",
    "agencies": ["school", "health_visiting"],
    "asked_at": london(2026, 6, 3, 8, 30),
    "how": "In person",
}


def worry(**more: Any) -> dict[str, Any]:
    """What Mrs Hale writes."""
    return {
        "type": "service_request",
        "safe_now": "yes",
        "children": [AMARA],
        "address_line": "14 Rowan Walk",
        "worry": WORRY,
        "childs_words": "When the shouting starts I put my headphones on.",
        "harm": "She is tired and watchful, and it is reaching her learning.",
        "likelihood": "happening",
        "evidence": "Her teacher and I saw it; attendance is 97%.",
        "tools_used": "Neglect tool, 2 June: amber",
        "tried": "Breakfast club since April; it helps the mornings, not the nights.",
        "consents": [GRACE],
        **more,
    }


def submitted(cast: Cast, **more: Any) -> Contact:
    """Mrs Hale sends it at nine on 3 June."""
    with at(TODAY):
        made = take(steps.SubmitReferral, cast.referrer, None, worry(**more)).result
        assert isinstance(made, Contact)
        with acting(cast.referrer):
            return Contact.objects.select_related("matter").get(pk=made.pk)


def faults(cast: Cast, **more: Any) -> dict[str, list[str]]:
    """What the form says against it."""
    with at(TODAY), pytest.raises(Invalid) as caught:
        take(steps.SubmitReferral, cast.referrer, None, worry(**more))
    return {name: list(texts) for name, texts in caught.value.form.errors.items()}


def decide(cast: Cast, contact: Contact, **more: Any) -> None:
    """Joanne decides on advice, four hours later."""
    worker = cast.mash_worker
    with at(TODAY + timedelta(hours=4)), acting(worker):
        contact = Contact.objects.select_related("matter").get(pk=contact.pk)
        data: dict[str, Any] = {
            "level": "universal", "criteria": ["universal.needs_met"], "rationale": "School has this well in hand.",
            "tell_referrer": "outcome", **more,
        }  # fmt: skip
        for row in ContactChild.objects.filter(matter=contact.matter):
            shown, _ = people.show_matches(worker, particulars_told(row))
            perform(steps.RecogniseChild, worker, row, {"answer": "new", "shown": shown.ref})
            data |= {f"means_{row.ref}": "Private words of the hub", f"outcome_{row.ref}": "advice"}
        contact.refresh_from_db()
        perform(steps.DecideContact, worker, contact, data)


def test_fd03_a_referral_lands_in_the_one_queue_with_everything_it_was_asked_for(cast: Cast) -> None:
    contact = submitted(cast)
    assert (contact.method, contact.source_code, contact.agency, contact.referrer) == (
        "portal", "2A", cast.school, cast.referrer,
    )  # fmt: skip
    assert contact.referrer_name == "Mrs Hale"
    assert contact.received_at == TODAY
    assert contact.tools_used == "Neglect tool, 2 June: amber"
    with acting(cast.mash_worker):
        assert Clock.objects.filter(matter=contact.matter, rule="contact.decide").exists()
        assert ContactChild.objects.get(matter=contact.matter).told_given == "Amara"
        assert StepEvent.objects.filter(step="frontdoor.referral_submitted").count() == 1


def test_fd04_what_the_family_was_asked_is_kept_in_the_same_act(cast: Cast) -> None:
    emeka = {"asked_of": "Emeka Okafor, father", "state": "not_asked", "why_not": "At sea until Friday"}
    contact = submitted(cast, consents=[GRACE, emeka])
    with acting(cast.mash_worker):
        kept = {one.asked_of: one for one in Consent.objects.filter(matter=contact.matter)}
    assert kept["Grace Okafor, mother"].state == "given"
    assert kept["Grace Okafor, mother"].asked_by == "Mrs Hale"
    assert kept["Emeka Okafor, father"].state == "not_asked"


@pytest.mark.parametrize(
    "missing", ["worry", "harm", "likelihood", "evidence", "tried", "children", "consents", "safe_now"]
)
def test_fd03_each_section_is_asked_for_with_a_sentence(cast: Cast, missing: str) -> None:
    empty: Any = [] if missing in ("children", "consents") else ""
    assert missing in faults(cast, **{missing: empty})
    with acting(cast.mash_worker):
        assert not Contact.objects.exists()


def test_fd11_in_an_emergency_less_is_asked_and_what_makes_it_urgent_is(cast: Cast) -> None:
    assert "urgent_because" in faults(cast, urgent="on")
    contact = submitted(
        cast, urgent="on", urgent_because="A bruise to the face", evidence="", tried="", consents=[], tools_used=""
    )
    assert contact.urgent
    with acting(cast.mash_worker):
        assert not Consent.objects.exists()


def test_fd11_a_crime_told_in_the_portal_starts_the_clock_of_the_police(cast: Cast) -> None:
    contact = submitted(cast, crime_suspected="on")
    with acting(cast.mash_worker):
        assert Clock.objects.filter(matter=contact.matter, rule="police.tell", stopped_at=None).exists()


def hub(cast: Cast, name: str = "Family Hub East") -> Any:
    """A service of the directory."""
    entry = {
        "name": name, "says": "Drop-in play.", "reach": "universal", "needs": ["parenting"], "youngest": "0",
        "oldest": "19", "cost": "Free", "how_to_refer": "Just come in",
    }  # fmt: skip
    return take(ServiceAdded, cast.system_administrator, None, entry).result


@pytest.mark.parametrize(
    ("sent_too", "kept"),
    [
        ({"services_choice": "tried", "services_reason": "Six weeks"}, ("tried", "Six weeks")),
        ({}, ("not_said", "")),
    ],
)
def test_fd08_the_services_shown_the_choice_and_the_reason_are_kept_and_never_block(
    cast: Cast, sent_too: dict[str, str], kept: tuple[str, str]
) -> None:
    service = hub(cast)
    contact = submitted(cast, services=[service.ref, "no such service"], **sent_too)
    with acting(cast.mash_worker):
        shown = ServiceShown.objects.get(matter=contact.matter)
    assert (shown.services, shown.choice, shown.reason) == (["Family Hub East"], *kept)


def test_fd08_the_services_are_skipped_when_significant_harm_is_ticked(cast: Cast) -> None:
    service = hub(cast)
    submitted(cast, services=[service.ref], urgent="on", urgent_because="A bruise")
    with acting(cast.mash_worker):
        assert not ServiceShown.objects.exists()


def test_fd03_the_referrer_is_thanked_at_once_by_us_and_the_email_names_nobody(cast: Cast) -> None:
    contact = submitted(cast)
    with acting(cast.referrer):
        message = ReferrerMessage.objects.get(matter=contact.matter)
    assert message.kind == "received"
    assert contact.number in message.words
    assert message.sent_by != cast.referrer
    assert message.sent_by.is_system
    notice = Notice.objects.get(user=cast.referrer)
    assert notice.href == f"/portal/{contact.ref}/"
    assert not any(word in f"{notice.href}{notice}" for word in ("Amara", "Okafor", "Rowan"))


def test_fd03_the_decision_is_told_in_the_portal_and_reading_it_is_kept(cast: Cast, client: Client) -> None:
    contact = submitted(cast)
    client.force_login(cast.referrer)
    with at(TODAY + timedelta(hours=1)):
        client.get(f"/portal/{contact.ref}/")
    decide(cast, contact)
    with at(TODAY + timedelta(hours=5)):
        listed = client.get("/portal/").content.decode()
        assert "1 new" in listed
        assert "Decided: read our answer" in listed
        page = client.get(f"/portal/{contact.ref}/").content.decode()
        assert "Amara: we have given information and advice" in page
        assert "Private words of the hub" not in page
        assert "well in hand" not in page, "the rationale is the hub's own"
        assert "Why: From what we know, services that everyone can use" in page
        assert "Level of need: Universal (" in page
        assert "everyday services meet their needs" not in page, "so are the criteria"
        assert "All read" in client.get("/portal/").content.decode()
    with acting(cast.mash_worker):
        assert StepEvent.objects.filter(matter=contact.matter, step="frontdoor.answer_read").count() == 2
        contact.refresh_from_db()
        read = ReferrerMessage.objects.filter(matter=contact.matter).values_list("read_at", flat=True)
        assert all(read)


def test_fd03_the_reason_meant_for_the_referrer_is_what_they_read(cast: Cast, client: Client) -> None:
    """IG-04: in words of its own; and whoever signs or reads the decision sees what the referrer was told."""
    contact = submitted(cast)
    decide(cast, contact, told_because="School can go on helping; the family knows whom to ring.")
    with at(TODAY + timedelta(hours=5)):
        client.force_login(cast.referrer)
        page = client.get(f"/portal/{contact.ref}/").content.decode()
        assert "Why: School can go on helping" in page
        assert "From what we know" not in page
        client.force_login(cast.mash_worker)
        assert "School can go on helping" in client.get(f"/contacts/{contact.ref}/").content.decode()


def test_fd03_a_decision_that_is_not_told_does_not_show_either(cast: Cast, client: Client) -> None:
    contact = submitted(cast)
    decide(
        cast,
        contact,
        tell_referrer="received",
        withhold_reason="It could put somebody at risk",
        told_because="Not read.",
    )
    client.force_login(cast.referrer)
    for where in ("/portal/", f"/portal/{contact.ref}/"):
        page = client.get(where).content.decode()
        assert "acting on it" in page
        assert "Decided" not in page
        assert "advice" not in page
        assert "at risk" not in page


def test_a_referrer_reads_what_they_sent_and_nothing_else(cast: Cast, client: Client) -> None:
    """FD-03: another agency's, a colleague's and a worker's own contacts are simply not there."""
    contact = submitted(cast)
    with at(TODAY):
        phoned = take(steps.ReceiveContact, cast.mash_worker, None, contact_about()).result
        with acting(cast.mash_worker):
            assert isinstance(phoned, Contact)
            refs = [contact.ref, phoned.ref]
    RoleGrant.objects.create(user=cast.other_referrer, role="referrer", agency=cast.school, since=date(2020, 1, 1))
    client.force_login(cast.other_referrer)
    for ref in refs:
        assert client.get(f"/portal/{ref}/").status_code == 404
        assert client.get(f"/contacts/{ref}/").status_code == 404
    assert "Amara" not in client.get("/portal/").content.decode()
    client.force_login(cast.referrer)
    assert client.get(f"/portal/{refs[0]}/").status_code == 200
    assert client.get(f"/contacts/{refs[0]}/").status_code == 404, "the hub's page stands beside what we know"
    assert client.get(f"/portal/{refs[1]}/").status_code == 404
    for where in ("/front-door/", "/early-help/"):
        assert client.get(where).status_code == 403


def test_a_referrer_who_left_the_agency_no_longer_reads_what_they_sent_for_it(cast: Cast, client: Client) -> None:
    """FD-03: what was sent belongs to the agency's scope."""
    contact = submitted(cast)
    RoleGrant.objects.filter(user=cast.referrer).update(agency=cast.other_school)
    client.force_login(cast.referrer)
    assert client.get(f"/portal/{contact.ref}/").status_code == 404


def test_a_child_whose_record_is_restricted_takes_the_contact_out_of_the_portal(cast: Cast) -> None:
    """FD-03 and the wall."""
    contact = submitted(cast)
    decide(cast, contact)
    with acting(cast.mash_manager):
        child = ContactChild.objects.get(matter=contact.matter)
        NamedReader.objects.create(person_id=child.child_id, user=cast.mash_manager, reason="Adopted")
        Subject.objects.filter(pk=child.child_id).update(restricted=True)
    with acting(cast.referrer):
        assert sent(cast.referrer, contact.ref) is None
        assert rows(cast.referrer) == ([], False)


def test_a_child_whom_the_hub_adds_is_not_shown_to_the_referrer(cast: Cast) -> None:
    """FD-10: the others of a household are considered, and the referrer may not know of them."""
    contact = submitted(cast)
    with acting(cast.mash_worker):
        ContactChild.objects.create(matter=contact.matter, told_given="Noah", proposed=True)
    with acting(cast.referrer):
        found = sent(cast.referrer, contact.ref)
        assert found is not None
        assert [child.told_given for child, _ in found.children] == ["Amara"]
        assert rows(cast.referrer)[0][0].names == "Amara"


def test_the_same_referral_sent_twice_is_one(cast: Cast) -> None:
    """FD-03: never two referrals from one click."""
    with at(TODAY):
        first = take(steps.SubmitReferral, cast.referrer, None, worry(), request_key="one")
        second = take(steps.SubmitReferral, cast.referrer, None, worry(), request_key="one")
    assert second.repeated
    assert first.result == second.result
    with acting(cast.mash_worker):
        assert Contact.objects.count() == 1
        assert ReferrerMessage.objects.count() == 1


def test_only_somebody_who_refers_for_an_agency_sends_one(cast: Cast) -> None:
    """FD-03."""
    for nobody in (cast.social_worker, cast.data_analyst):
        with pytest.raises(Refused, match="Referrer in a partner agency"):
            take(steps.SubmitReferral, nobody, None, worry())
    RoleGrant.objects.filter(user=cast.referrer).update(agency=None)
    with pytest.raises(Refused, match="names no agency"):
        take(steps.SubmitReferral, cast.referrer, None, worry())


def test_somebody_who_writes_for_two_agencies_says_which(cast: Cast) -> None:
    """FD-01: the source is the agency they write for."""
    RoleGrant.objects.create(user=cast.referrer, role="referrer", agency=cast.other_school, since=date(2020, 1, 1))
    cast.referrer.forget_roles()
    assert submitted(cast, from_agency=cast.other_school.ref).agency == cast.other_school


def test_fd08_local_help_may_come_first_and_is_counted_without_a_name(cast: Cast, client: Client) -> None:
    service = hub(cast)
    client.force_login(cast.referrer)
    page = client.get("/portal/new/?needs=parenting&age=5&place=quay").content.decode()
    assert "Family Hub East" in page
    assert "/portal/new/form/?needs=parenting&amp;age=5&amp;place=quay" in page
    wrong = client.post("/portal/new/", {"needs": ["parenting"]})
    assert wrong.status_code == 422
    assert "Tick the services" in wrong.content.decode()
    done = client.post("/portal/new/", {"needs": ["parenting"], "services": [service.ref]}, follow=True)
    assert "Nothing was sent to us" in done.content.decode()
    assert SignPost.objects.get().where == "portal"
    with acting(cast.mash_worker):
        assert not Contact.objects.exists()


def test_fd08_the_form_carries_the_services_shown_and_skips_them_for_harm(cast: Cast, client: Client) -> None:
    service = hub(cast)
    client.force_login(cast.referrer)
    form = client.get("/portal/new/form/?needs=parenting").content.decode()
    assert service.ref in form
    assert "We showed you local services" in form
    harm = client.get("/portal/new/form/?needs=parenting&harm=1").content.decode()
    assert service.ref not in harm
    assert "If a child is in danger now, call 999" in harm


def flat(data: dict[str, Any]) -> dict[str, Any]:
    """The same as a browser sends it."""
    posted: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, block in enumerate(value):
                posted |= {f"{name}-{number}-{key}": said for key, said in block.items()}
        else:
            posted[name] = value
    return posted


def test_fd03_a_teacher_writes_and_sends_it_on_the_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.referrer)
    with at(TODAY):
        wrong = client.post("/portal/new/form/", flat(worry(harm="")))
        assert wrong.status_code == 422
        assert WORRY in wrong.content.decode(), "what was typed is kept"
        more = client.post("/portal/new/form/", flat(worry(harm="")) | {"children-add": "1"})
        assert more.status_code == 200
        assert "children-1-given" in more.content.decode()
        done = client.post("/portal/new/form/", flat(worry()), follow=True)
        page = done.content.decode()
        assert "Sent. The number is C-26-" in page
        assert "Thank you for telling us" in page
        assert "New" in page


def test_the_portal_of_somebody_who_sent_nothing_says_how_to_begin(cast: Cast, client: Client) -> None:
    """FD-03."""
    client.force_login(cast.referrer)
    assert "You have sent nothing yet" in client.get("/portal/").content.decode()
    for odd in ("0", "-1", "abc", "99999999"):
        assert client.get(f"/portal/?page={odd}").status_code == 200
    client.force_login(cast.social_worker)
    assert client.get("/portal/").status_code == 403
