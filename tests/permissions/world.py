"""One world for the matrix: the same journey lived by five children, who differ only in who may come near them.

Everybody in `cast` is a column of the matrix. What happens to the children is done by people in the background, so that
nobody of the cast comes near a child by accident: only where the situation says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.datastructures import MultiValueDict

from kith.access.actor import acting
from kith.access.models import (
    Agency,
    Involvement,
    Matter,
    MatterSubject,
    NamedReader,
    ReasonedAccess,
    SameSubject,
    Subject,
    Team,
    User,
)
from kith.actions.models import Action
from kith.assessment.models import HomelessApproach, OverseasEnquiry, Prebirth, PrebirthDisclosure, ProposedConclusion
from kith.assessment.steps import AllocateReferral
from kith.checks.models import AgencyCheck
from kith.directory.models import LocalService
from kith.disagreements.models import Disagreement
from kith.documents.models import Document
from kith.documents.shelves import Shelf
from kith.documents.steps import DocumentsAdded
from kith.earlyhelp.models import EarlyHelpHandover
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild, Referral
from kith.frontdoor.queries.recognition import particulars_told
from kith.kernel.now import now
from kith.kernel.perform import perform
from kith.network.models import Commitment, NetworkMember
from kith.notes.models import Note, NoteRecall
from kith.people import queries as people
from kith.people.models import Person, RestrictedMatch
from kith.plans.models import Plan
from kith.practice.signs_of_safety.models import Entry, SafetyScore
from kith.protection.models import Enquiry, StrategyDiscussion
from kith.record.models import Clock, PeriodSummary, StepEvent
from kith.sharing.models import AgencyDiscussion, Authorisation, AuthorityAsked, Consent
from kith.spread.models import ChildAtRisk
from tests.cast import Cast, contact_about, user
from tests.documents import files
from tests.people import made
from tests.permissions import on_work
from tests.permissions.conferences import conference
from tests.permissions.letters import Letters, letters_about
from tests.permissions.notes import noted, recalled
from tests.permissions.plans import planned
from tests.permissions.protection import discussion, emergency, enquiry, in_care
from tests.permissions.summed import summed_up
from tests.workflow.test_a_worry_arrives import decision

# Nobody else in the suite is called this: a page that shows either word has shown the restricted child.
HIDDEN_NAMES = ("Zephyrine", "Quillfeather")
CHILDREN = {
    "involved": ("Amara", "Okafor", date(2018, 2, 12)),
    "uninvolved": ("Tobias", "Wetherell", date(2014, 9, 30)),
    "restricted": (*HIDDEN_NAMES, date(2012, 5, 4)),
    "named reader": ("Ottoline", "Brambleby", date(2016, 11, 21)),
    "other agency": ("Casimir", "Duchovny", date(2019, 7, 8)),
}


@dataclass
class Story:
    """One child and every piece of work about them."""

    person: Person
    other: Person  # joined with them now
    parted: Person  # joined with them once
    contact: Contact  # waits for a decision
    row: ContactChild
    to_sign: Contact
    authority: Authorisation
    asked: AuthorityAsked  # waits for a manager's answer
    referral: Referral  # waits to be allocated
    referred: ContactChild  # of the contact it came from
    assessment: Any
    clock: Clock
    offered: EarlyHelpHandover
    returned: EarlyHelpHandover
    reason: ReasonedAccess
    match: RestrictedMatch  # lies on the named readers' desk
    member: NetworkMember  # of the child's network
    document: Document  # a drawing
    check: AgencyCheck  # asked of the agency that told us, and waited for
    letters: Letters  # what another assessment concluded
    danger: Entry  # on the Signs of Safety board
    safety_score: SafetyScore
    abroad: OverseasEnquiry  # asked in another country, and answered
    promise: Commitment  # of the safety plan
    happened: StepEvent  # an entry of the chronology
    summed: PeriodSummary  # which rests on it
    at_risk: ChildAtRisk  # another child, whom nobody knows
    differing: Disagreement  # on the assessment, not settled
    discussion: StrategyDiscussion  # to be held; of ours our team manager is the chair
    noted: Note  # a case note, by the background
    recalled: NoteRecall  # of another, of which nobody knows where it belongs
    enquiry: Enquiry  # waits for a manager
    conference: Any  # to be held; of ours our conference chair is the chair
    to_do: Action  # on the assessment, another agency's
    plan: Plan  # of a child in need, with a goal; somebody says that it does not work
    emergency: Any  # an order, which runs; of ours our team manager decided it
    care: Any  # by an order; of ours our reviewing officer reviews it
    disclosed: PrebirthDisclosure  # given to somebody as a parent, when the child was not born

    @property
    def refs(self) -> list[str]:
        """Every public reference by which a page could give the child away."""
        work = (self.contact, self.to_sign, self.assessment, self.offered, self.returned, self.clock)
        work += (self.member, self.document, self.letters.concluded, self.letters.drafted, self.letters.flag)
        work += (self.check, self.noted, self.recalled, self.danger, self.safety_score, self.promise)
        work += (self.abroad, self.disclosed, self.at_risk, self.differing, self.discussion)
        work += (self.enquiry, self.conference, self.to_do, self.summed, self.plan, *self.plan.gateways)
        return [str(one.ref) for one in (self.person, self.other, *work)]


@dataclass
class World:
    """The cast, the background, and the stories by situation."""

    cast: Cast
    desk: User
    manager: User
    lead: User
    west: Team
    far: Team
    service: LocalService
    closed: User
    hidden: list[str] = field(default_factory=list)  # references of the restricted child and of all that is about them
    stories: dict[str, Story] = field(default_factory=dict)
    sent: dict[str, Contact] = field(default_factory=dict)  # contacts that stand by themselves, by situation


def build() -> World:
    """Everybody gathered, and every story told."""
    cast = Cast.gather()
    west = Team.objects.create(name="West assessment team", kind=Team.Kind.ASSESSMENT)
    far = Team.objects.create(name="Early help west", kind=Team.Kind.EARLY_HELP)
    world = World(
        cast,
        desk=user("Background Desk", "mash_worker"),
        manager=user("Background Head", "mash_manager", "team_manager", "practice_supervisor", team=west,
                     registration_number="SW10011"),
        lead=user("Background Lead", "social_worker", team=west, registration_number="SW10010"),
        west=west,
        far=far,
        service=_service(),
        closed=user("Background Gone", is_active=False),
    )  # fmt: skip
    for situation, about in CHILDREN.items():
        agency = cast.other_school if situation == "other agency" else cast.school
        world.stories[situation] = _story(world, about, agency, ours=situation == "involved")
    _bring_everybody_near(world, "involved")
    _bring_everybody_near(world, "named reader")
    _restrict(world, world.stories["named reader"], list(cast.by_role.values()))
    _restrict(world, world.stories["restricted"], [])
    with acting(world.manager):
        world.hidden = world.stories["restricted"].refs
    _send_by_portal(world)
    _decide_one(world)
    return world


def _service() -> LocalService:
    return LocalService.objects.create(
        name="Lantern family hub", says="A warm room and somebody to talk to.", needs=[], verified_on=date(2026, 5, 1)
    )


def _received(world: World, about: tuple[str, str, date], agency: Agency) -> tuple[Contact, ContactChild]:
    given, family, born = about
    child = {"given": given, "family": family, "born": born, "sex": "F", "school": agency.name}
    data = contact_about(child, agency=agency.name, referrer_name="A teacher", address_line=f"1 {family} Street")
    contact = perform(steps.ReceiveContact, world.desk, None, data).result
    row = ContactChild.objects.get(matter=contact.matter, told_given=given)  # type: ignore[union-attr]  # a Contact
    shown, matches = people.show_matches(world.desk, particulars_told(row))
    answer = {"answer": "same", "person": matches[0].person.ref} if matches else {"answer": "new"}
    perform(steps.RecogniseChild, world.desk, row, answer | {"shown": shown.ref})
    row.refresh_from_db()
    assert isinstance(contact, Contact)
    Consent.objects.create(
        matter=contact.matter, asked_of="The mother", state="given", asked_at=now() - timedelta(minutes=30),
        recorded_by=world.desk, recorded_at=now(),
    )  # fmt: skip
    return contact, row


def _to_sign(world: World, about: tuple[str, str, date], agency: Agency) -> Contact:
    contact, _ = _received(world, about, agency)
    perform(steps.DecideContact, world.desk, contact, decision(contact))
    contact.refresh_from_db()
    return contact


def _referred(world: World, about: tuple[str, str, date], agency: Agency) -> Referral:
    contact = _to_sign(world, about, agency)
    with acting(world.manager):
        perform(steps.ConcludeContact, world.manager, contact)
        return Referral.objects.get(contact=contact)


def _allocated(world: World, referral: Referral, *, ours: bool) -> Any:
    cast = world.cast
    manager = cast.team_manager if ours else world.manager
    data = {
        "team": (cast.east if ours else world.west).ref,
        "lead": (cast.social_worker if ours else world.lead).ref,
        "supervisor": (cast.practice_supervisor if ours else world.manager).ref,
        "legal_basis": "s17", "depth": "standard", "priority": "usual", "first_visit_on": "2026-06-08",
        "direction": "See the child alone first, and ask what a weekend is like.",
        "repeat_comment": "The same worry, told again.",
    }  # fmt: skip
    with acting(manager):
        return perform(AllocateReferral, manager, referral, data).result


def _proposed(world: World, assessment: Any) -> None:
    """A conclusion that waits for a manager, sent by somebody of the background."""
    ProposedConclusion.objects.create(
        matter=assessment.matter, sent_by=world.lead, concern="Loud nights.", how_and_why="Drink.", need="in_need",
        abused=False, duty="s17", accommodation="none", outcome="cin_plan", conclusion="A plan.", factors=["3B"],
    )  # fmt: skip


def _handover(world: World, matter: Matter, person: Person, ours: bool, **more: Any) -> EarlyHelpHandover:
    return EarlyHelpHandover.objects.create(
        matter=matter, person_id=person.pk, to_team=world.cast.early_help if ours else world.far,
        reason="Mornings are hard.", family_agrees="The mother agrees", handed_by=world.desk, **more,
    )  # fmt: skip


def _story(world: World, about: tuple[str, str, date], agency: Agency, *, ours: bool) -> Story:
    given, family, born = about
    with acting(world.desk):
        referral = _referred(world, about, agency)
        person = Person.objects.get(pk=referral.child_id)
        assessment = _allocated(world, referral, ours=ours)
        _proposed(world, assessment)
        waits = _referred(world, about, agency)
        to_sign = _to_sign(world, about, agency)
        contact, row = _received(world, about, agency)
        others = [made.person(world.desk, given, f"{family}-{tail}", born) for tail in ("Also", "Once")]
        SameSubject.objects.create(kept_id=person.pk, other_id=others[0].pk, reason="One child", since=now())
        SameSubject.objects.create(
            kept_id=person.pk, other_id=others[1].pk, reason="One child", until=now(), undone_because="Two children"
        )
        authority = Authorisation.objects.create(
            kind="share_without_consent", matter=contact.matter, asked_by=world.desk, approver=world.manager,
            reason="Asking would bring harm.", agencies=["school"], may_be_shared="The worry", review_on="2026-07-01",
        )  # fmt: skip
        asked = AuthorityAsked.objects.create(
            matter=contact.matter, asked_by=world.desk, family_was="not_asked", reason="Asking would bring harm.",
            agencies=["school"], may_be_shared="The worry",
        )  # fmt: skip
        reason = ReasonedAccess.objects.create(
            person_id=person.pk, user=world.lead, why="cover", words="On duty", until=now() + timedelta(hours=4)
        )
        return Story(
            person, *others, contact, row, to_sign, authority, asked, waits,
            ContactChild.objects.select_related("matter__contact").get(matter_id=waits.contact_id), assessment,
            Clock.objects.get(matter=referral.matter, rule="assessment.conclude"),
            _handover(world, contact.matter, person, ours),
            _handover(world, to_sign.matter, person, ours, state="returned", answer_reason="No room"),
            reason,
            RestrictedMatch.objects.create(person_id=person.pk, matter=contact.matter),
            NetworkMember.objects.create(
                child_id=person.pk, name=f"Nan {family}", role="grandmother", circle="family", closeness=1,
                said_by=given, said_on=date(2026, 5, 1),
            ),
            _drawing(world, person),
            _check(world, assessment, agency),
            letters_about(
                person, f"A-{given}", world.lead, world.manager,
                world.cast.other_referrer if agency == world.cast.other_school else world.cast.referrer, agency,
            ),
            Entry.objects.create(
                matter=assessment.matter, kind="danger", number=1, words="Loud nights may go on.", written_by=world.lead
            ),
            SafetyScore.objects.create(
                matter=assessment.matter, role="child", rater=given, score=4, reason="It is loud.",
                on=date(2026, 5, 30), written_by=world.lead,
            ),
            on_work.abroad(assessment.matter, world.lead), _promise(world, person),
            happened := StepEvent.objects.filter(matter=assessment.matter).earliest("pk"),
            summed_up(person, happened, world.lead),
            on_work.at_risk(assessment.matter, world.lead),
            Disagreement.objects.create(matter=assessment.matter, issue="How long to stay", raised_by=world.lead),
            called := discussion(person, world.lead, world.cast.team_manager if ours else world.manager),
            noted(person, world.lead), recalled(person, world.lead),
            enquiry(called, person, world.lead),
            conference(person, world.lead, world.cast.conference_chair if ours else world.manager),
            on_work.to_do(assessment.matter, world.lead), planned(person, world.lead),
            emergency(person, world.lead, world.cast.team_manager if ours else world.manager),
            in_care(person, world.lead, world.manager, world.cast.reviewing_officer if ours else world.lead),
            _disclosed(world, assessment, others[0]),
        )  # fmt: skip


def _drawing(world: World, person: Person) -> Document:
    """A drawing in the record, added by somebody of the background."""
    shelf = Shelf(((person.subject, person.shown_name),))
    with acting(world.lead):
        made.involve(world.lead, person)
        sent = MultiValueDict({"attached": [files.sent(files.picture(), f"{person.shown_name}.jpg")]})
        found = perform(DocumentsAdded, world.lead, shelf, {"kind": "drawing"}, files=sent).result
        files.let_go()
    assert isinstance(found, Document)
    return found


def _promise(world: World, person: Person) -> Commitment:
    """What somebody of the network does."""
    aunt = NetworkMember.objects.create(
        child_id=person.pk, name="An aunt", role="aunt", circle="family", closeness=2, said_by="The child",
        said_on=date(2026, 5, 1),
    )  # fmt: skip
    return Commitment.objects.create(
        child_id=person.pk, member=aunt, who="An aunt, aunt", words="Has them to sleep.", when="Fridays",
        against="Loud nights", agreed_with="Herself", agreed_on=date(2026, 5, 2), review_by=date(2026, 7, 1),
        written_by=world.lead,
    )  # fmt: skip


def _check(world: World, assessment: Any, agency: Agency) -> AgencyCheck:
    """What an agency knows of the child, asked by the background on what the mother agreed to."""
    contact = assessment.referral.contact.matter
    shared = AgencyDiscussion.objects.create(
        matter=assessment.matter, agency_kind="school", agency=agency.name, by=world.lead, shared="The worry",
        consent=Consent.objects.filter(matter=contact).first(), lawful_basis="public_task", why_needed="To know",
    )  # fmt: skip
    matter = Matter.objects.create(kind="agency_check")
    MatterSubject.objects.create(matter=matter, person=assessment.child, since=now())
    return AgencyCheck.objects.create(
        matter=matter, work=assessment.matter, agency_kind="school", agency=agency, agency_name=agency.name,
        concern="The worry", question="What do you know?", shared=shared, asked_by=world.lead, due_on="2026-06-10",
    )  # fmt: skip


def _disclosed(world: World, assessment: Any, parent: Person) -> PrebirthDisclosure:
    """What was given to a parent before the birth, long ago; and an approach of years later, by the background."""
    HomelessApproach.objects.create(
        matter=assessment.matter, approached_at=now(), source="self", housing="nowhere", words="A bag on the step.",
        expecting=False, recorded_by=world.lead,
    )  # fmt: skip
    Prebirth.objects.create(matter=assessment.matter, aware_on=date(2018, 1, 2), opened_by=world.lead)
    return PrebirthDisclosure.objects.create(
        matter=assessment.matter, parent=parent.subject, sent_on=date(2018, 1, 9), how="hand", sent_by=world.lead
    )


def _bring_everybody_near(world: World, situation: str) -> None:
    """Each of the cast is involved, whatever their role: only their role then decides what that opens."""
    story = world.stories[situation]
    with acting(world.manager):
        about = {"person_id": story.person.pk, "matter": story.assessment.matter, "until": None}
        for one in world.cast.by_role.values():
            if not Involvement.objects.filter(user=one, **about).exists():
                Involvement.objects.create(user=one, kind=Involvement.Kind.KEY_WORKER, **about)


def _restrict(world: World, story: Story, readers: list[User]) -> None:
    with acting(world.manager):
        for one in (story.person, story.other, story.parted):
            for reader in (world.manager, *readers):
                NamedReader.objects.create(person_id=one.pk, user=reader, reason="holds the case")
            Subject.objects.filter(pk=one.pk).update(restricted=True)


def _decide_one(world: World) -> None:
    """A contact decided by the background, about a child of whom nothing waits and with whom nobody is involved."""
    with acting(world.desk):
        referral = _referred(world, ("Leonie", "Hartshorne", date(2015, 3, 3)), world.cast.school)
        world.sent["decided, uninvolved"] = referral.contact


def _send_by_portal(world: World) -> None:
    """Three contacts of the portal: the referrer's own, a colleague's of the same school, another agency's."""
    cast = world.cast
    colleague = user("Miss Colleague", "referrer", agency=cast.school)
    senders = {"own": cast.referrer, "a colleague's": colleague, "other agency": cast.other_referrer}
    for whose, sender in senders.items():
        agency = sender.grants[0].agency
        with acting(world.desk):
            contact, _ = _received(world, ("Lark", f"Fennimore-{whose[:3].strip()}", date(2017, 1, 9)), agency)
            contact.referrer, contact.agency, contact.method = sender, agency, Contact.Method.PORTAL
            contact.save()
            world.sent[whose] = contact
