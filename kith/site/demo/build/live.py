"""One event of the plan after another, each taken by the person who would take it, at the moment it happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import singledispatchmethod
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from kith.access.actor import acting, at
from kith.access.models import Subject, User
from kith.access.policies import identity_of
from kith.access.prepared import Prepared
from kith.access.roles import Ability
from kith.access.system import working
from kith.assessment import steps as assessing
from kith.assessment.models import Assessment
from kith.assessment.queries.waiting import CONCLUDE, clock_of
from kith.assessment.sections import section
from kith.frontdoor import steps as front
from kith.frontdoor.models import Contact, ContactChild, Referral
from kith.frontdoor.queries.earlier import open_referrals
from kith.frontdoor.queries.recognition import children_of, particulars_told
from kith.kernel.perform import Invalid, Refused, as_one, perform
from kith.kernel.step import step
from kith.network.steps import MemberAdded
from kith.people import queries as people
from kith.people.models import Person
from kith.people.search_rows import person_with
from kith.sharing import steps as sharing
from kith.site.demo.build import planning, protecting, telling
from kith.site.demo.build.households import Households
from kith.site.demo.build.order import ChildrenConsidered, Event, Strand
from kith.site.demo.build.place import Place
from kith.site.demo.build.targets import OnBoard, data_for, target_of
from kith.site.demo.plan import events as plan
from kith.site.demo.plan.authority import Authority
from kith.site.demo.plan.writing import phrases
from kith.site.demo.plan.desk import manager_at


class Living:
    """The authority as it lives: what the plan calls by key stands here by row."""

    def __init__(self, place: Place, authority: Authority) -> None:
        self.place = place
        self.households = Households(authority)
        self.strand = Strand()
        self.until = authority.now
        self.counted: Counter[str] = Counter()
        decided = (event for event in authority.happened if isinstance(event, plan.DecisionPlanned))
        self.written = {(one.contact, one.child) for one in authority.happened if isinstance(one, plan.SectionWritten)}
        self.considered = {event.contact: [one.person for one in event.children] for event in decided}

    def through(self, event: Event, strand: Strand) -> None:
        """Take one event's step. What the rules refuse is counted, and shown at the end: the plan may be wrong.

        Args:
            strand: the families it is about, as they stand in the database; what the event makes is added.
        """
        self.strand = strand
        try:
            try:
                self._at(event, lambda: self.take(event))
            except Invalid as refused:
                self._at(event, self._second_thought(event, refused))
        except (Invalid, Refused) as refused:
            self.counted[f"refused, {type(event).__name__}: {_first(refused)}"] += 1
        except (ObjectDoesNotExist, KeyError):
            self.counted[f"{type(event).__name__}: what it follows from was refused"] += 1

    def _at(self, event: Event, do: Callable[[], None]) -> None:
        # One transaction an event: outside one, nobody sees anything.
        with at(event.when), working(self.place.system), as_one():
            do()

    def user(self, key: str) -> User:
        return self.place.users[key] if key else self.place.system

    def contact(self, key: str, actor: User) -> Contact:
        with acting(actor):
            return _contact.one(pk=self.strand.contacts[key])

    def do(self, step: Any, actor: User, target: Any, data: dict[str, Any], **more: Any) -> Any:
        with acting(actor):
            return perform(step, actor, target, data, **more).result

    @singledispatchmethod
    def take(self, event: Any) -> None:
        raise TypeError(f"The demonstration does not know how to live through a {type(event).__name__}")

    @take.register
    def _(self, event: plan.ContactPlanned) -> None:
        referrer = self.place.users.get(event.referrer) if event.method == "portal" else None
        if referrer is not None:
            contact = self.do(front.SubmitReferral, referrer, None, telling.through_the_portal(event, self.place))
        else:
            recorder = self.user(event.recorded_by)
            if not recorder.may(Ability.RECORD_CONTACTS):
                recorder = self.place.users["joanne_pike"]
            contact = self.do(front.ReceiveContact, recorder, None, telling.written_down(event, self.place))
        self.strand.contacts[event.contact] = contact.pk
        rows = [row.ref for row in children_of(contact=contact.pk)]
        people = [said.person for said in event.children]
        self.strand.told[event.contact] = dict(zip(rows, people, strict=True))
        if referrer is None:
            # A file says what somebody answered; that nobody was asked goes without saying there.
            silent = ("not_asked",) if event.method == "police_file" else ()
            for agreement in (one for one in event.agreements if one.state not in silent):
                self._agreement(self.place.users["joanne_pike"], contact, agreement, event)

    @take.register
    def _(self, event: plan.ContactTaken) -> None:
        actor = self.user(event.worker)
        self.do(front.ClaimContact, actor, self.contact(event.contact, actor), {})

    @take.register
    def _(self, event: ChildrenConsidered) -> None:
        """Whoever took it looks at each child: those named, and those of the household whom nobody named."""
        actor = self.user(event.worker)
        contact = self.contact(event.contact, actor)
        truth = self.strand.told[event.contact]
        self._recognise(actor, contact, truth)
        missed = [key for key in self.considered.get(event.contact, ()) if key not in truth.values()]
        with acting(actor):
            here = {row.child_id for row in children_of(contact=contact.pk)} if missed else set()
            missed = [key for key in missed if self.strand.people.get(key) not in here]
            for key in missed:
                child = perform(front.AddChild, actor, contact, self.households.as_found(key)).result
                truth[child.ref] = key
        if missed:
            self._recognise(actor, contact, truth)

    def _recognise(self, actor: User, contact: Contact, truth: dict[str, str]) -> None:
        with acting(actor):
            for row in _unrecognised(contact=contact.pk):
                key = truth.get(row.ref, "")
                shown, matches = people.show_matches(actor, particulars_told(row))
                known = self.strand.people.get(key)
                same = next((m for m in matches if known is not None and m.person.pk == known), None)
                # Whoever is hidden from this worker is rightly not shown to them.
                if known is not None and same is None and person_with(pk=known):
                    self.counted["known children whom recognition did not show"] += 1
                data = {"answer": "same" if same else "new", "shown": shown.ref, "why": "Name and family agree."}
                told = perform(front.RecogniseChild, actor, row, data | ({"person": same.ref} if same else {})).result
                if same is None and told.child_id is not None:
                    self.strand.people[key] = told.child_id
                    self.households.begun(actor, key, self.strand)

    @take.register
    def _(self, event: plan.PoliceTold) -> None:
        actor = self.user(event.worker)
        self.do(
            front.PoliceAreTold, actor, self.contact(event.contact, actor),
            {"crime": event.crime, "told_at": event.when, "officer": event.officer, "log_number": event.log_number,
             "interim_safety": event.interim_safety},
        )  # fmt: skip

    @take.register
    def _(self, event: plan.AgreementAsked) -> None:
        actor = self.user(event.worker)
        self._agreement(actor, self.contact(event.contact, actor), event.agreement, event)

    def _agreement(self, actor: User, contact: Contact, said: plan.Agreement, event: plan.Event) -> None:
        self.do(sharing.ConsentRecorded, actor, contact, telling.agreement(said, event))

    @take.register
    def _(self, event: plan.SharingAuthorised) -> None:
        data = {
            "reason": event.reason,
            "agencies": [kind for one in event.agencies for kind in ASKED[one]],
            "may_be_shared": event.may_be_shared,
            "review_on": event.review_on,
        }  # fmt: skip
        manager = self.user(event.manager)
        self.do(sharing.AuthorisedWithoutConsent, manager, self.contact(event.contact, manager), data)

    @take.register
    def _(self, event: plan.LatenessExplained) -> None:
        """The reason is asked, and kept, with the decision itself."""

    @take.register
    def _(self, event: plan.DecisionPlanned) -> None:
        self._decide(event, self.user(event.worker))

    def _decide(self, event: plan.DecisionPlanned, actor: User, **amended: str) -> None:
        contact = self.contact(event.contact, actor)
        said = {one.person: one for one in event.children}
        with acting(actor):
            rows = [row for row in children_of(contact=contact.pk) if row.recognition != "twice"]
        data: dict[str, Any] = {
            "level": event.level, "criteria": list(event.criteria), "rationale": event.rationale,
            "significant_harm": event.significant_harm, "repeat_comment": event.repeat_comment,
            "late_reason": event.late_reason, "tell_referrer": event.tell_referrer,
            "withhold_reason": event.withhold_reason, "not_sought_because": event.not_sought_because,
        }  # fmt: skip
        said_of = {self.strand.people[key]: one for key, one in said.items() if key in self.strand.people}
        for row in rows:
            one = said_of.get(row.child_id or 0)
            data[f"means_{row.ref}"] = one.means if one else "Lives with the family; considered with the others."
            data[f"outcome_{row.ref}"] = self._outcome(actor, row, one.outcome if one else event.outcome)
            data[f"not_here_{row.ref}"] = one.not_here_evidence if one else ""
        self.do(front.DecideContact, actor, contact, data | amended)

    def _second_thought(self, event: Event, refused: Invalid) -> Callable[[], None]:
        """What the plan took to be enough is not: it is put right as one would."""
        if not isinstance(event, plan.DecisionPlanned):
            raise refused
        if "agreement" in _first(refused):
            worker = self.user(event.worker)
            rung = plan.Agreement("", "Parent, by phone", "given", event.when, worker.name, "by phone")

            def asked_first() -> None:
                self._agreement(worker, self.contact(event.contact, worker), rung, event)
                self._decide(event, worker)

            return asked_first
        if _first(refused).startswith("repeat:"):
            read = "I have read the contacts before this one: together they tell no more."
            return lambda: self._decide(event, self.place.users[manager_at(event.when)], repeat_comment=read)
        raise refused

    def _outcome(self, actor: User, row: ContactChild, planned: str) -> str:
        """What the plan says, unless it adds to work that has ended by then, or that only a brother or sister has."""
        if planned != "add_to_open" or row.child is None:
            return planned
        with acting(actor):
            return planned if open_referrals(identity_of(row.child)).exists() else "advice"

    @take.register
    def _(self, event: plan.DecisionSigned) -> None:
        manager = self.user(event.manager)
        self.do(front.ConcludeContact, manager, self.contact(event.contact, manager), {})

    @take.register
    def _(self, event: plan.ReferralAllocated) -> None:
        referral = self._referral(event.contact, event.child, self.user(event.manager))
        data = {
            "team": self.place.teams[event.team].ref, "lead": self.user(event.worker).ref,
            "supervisor": self.user(event.supervisor).ref, "legal_basis": event.basis, "direction": event.direction,
            "depth": event.depth, "priority": event.priority, "first_visit_on": event.first_visit_on,
            "repeat_comment": event.repeat_comment or "What is new is another worry than the one being assessed.",
            "late_reason": event.late_reason,
            "override_reason": "The best placed worker with room for this family.",
        }  # fmt: skip
        self.do(assessing.AllocateReferral, self.user(event.manager), referral, data)

    def _referral(self, contact: str, child: str, actor: User) -> Referral:
        with acting(actor):
            return _referral.one(contact_id=self.strand.contacts[contact], child_id=self.strand.people[child])

    def _assessment(self, event: Any, actor: User) -> Assessment:
        with acting(actor):
            return _assessment.one(contact=self.strand.contacts[event.contact], child=self.strand.people[event.child])

    @take.register
    def _(self, event: plan.ChildSeen) -> None:
        actor = self.user(event.worker)
        assessment = self._assessment(event, actor)
        visit = {"at": event.when, "place": event.place, "present": event.present}
        if not event.seen:
            self.do(assessing.RecordTried, actor, assessment, visit | telling.not_seen(event))
            return
        seen = {"alone": "yes" if event.alone else "no", "why_not_alone": event.why_not_alone}
        data = visit | seen | {"words": event.views, "observed": event.observed} | telling.how_seen(event)
        self.do(assessing.RecordSeen, actor, assessment, data)

    @take.register
    def _(self, event: plan.InitialReview) -> None:
        actor = self.user(event.manager)
        assessment = self._assessment(event, actor)
        with acting(actor):
            limit = clock_of(assessment.referral, CONCLUDE) if assessment.referral else None
        self.do(assessing.ReviewLength, actor, assessment, telling.review(event, limit.due_at if limit else None))

    @take.register
    def _(self, event: plan.NetworkPlaced) -> None:
        actor = self.user(event.worker)
        child = self.strand.people[event.child]
        for said in event.members:
            with acting(actor):
                person = Person.objects.select_related("subject").get(pk=child)
                perform(MemberAdded, actor, person, telling.network_member(said, event))

    @take.register
    def _(self, event: plan.SectionWritten) -> None:
        actor, one = self.user(event.worker), section(event.section)
        if one is None:
            raise KeyError(event.section)
        page = assessing.Page(self._assessment(event, actor), one)
        self.do(assessing.WriteSection, actor, page, telling.answers(event))

    @take.register
    def _(self, event: plan.StepTaken) -> None:
        actor = self.user(event.worker)
        assessment = self._assessment(event, actor)
        with acting(actor):
            target = target_of(assessment, event.on)
            with data_for(target, dict(event.said), self._ref) as given:
                perform(step(event.step), actor, target, **given)

    def _ref(self, named: str) -> str:
        """How somebody of the plan is named in a form."""
        kind, _, key = named.partition(":")
        return self.user(key).ref if kind == "staff" else str(Subject.objects.get(pk=self.strand.people[key]).ref)

    @take.register
    def _(self, event: plan.BoardWritten) -> None:
        """Entries in order, each linked to the one of its kind that stands already; then each person's own number."""
        actor = self.user(event.worker)
        assessment = self._assessment(event, actor)
        practice = {what: step(lines[0].text) for what, lines in phrases()["practice"].items()}
        refs: dict[str, str] = {}
        for kind, said, linked in event.entries:
            data = telling.fields(said) | {one: [refs[one]] for one in linked}
            refs[kind] = self.do(practice["entry"], actor, OnBoard(assessment, kind), data).ref
        for score in event.scores:
            self.do(practice["score"], actor, OnBoard(assessment), telling.fields(score))

    @take.register
    def _(self, event: plan.PlanAgreed) -> None:
        actor = self.user(event.manager)
        self.do(assessing.AgreePlan, actor, self._assessment(event, actor), {})

    @take.register
    def _(self, event: plan.Supervised) -> None:
        actor = self.user(event.manager)
        self.do(assessing.Supervise, actor, self._assessment(event, actor), telling.supervision(event))

    @take.register
    def _(self, event: plan.AssessmentConcluded) -> None:
        worker, manager = self.user(event.worker), self.user(event.manager)
        here = (event.contact, event.child) in self.written
        self.do(assessing.ProposeConclusion, worker, self._assessment(event, worker), telling.findings(event, here))
        data = telling.conclusion(event) | {
            "not_seen_because": event.not_seen_because,
            "late_reason": event.late_reason or telling.LATE_BEFORE_BIRTH,
            "late_family": telling.FAMILY_KNOWS, "late_professionals": telling.OTHERS_KNOW,
            "why_incomplete": telling.LOOKED_FOR if here else telling.WRITTEN_BEFORE,
        }  # fmt: skip
        self.do(assessing.Authorise, manager, self._assessment(event, manager), data)

    @take.register
    def _(self, event: plan.FollowedOn) -> None:
        manager = self.user(event.manager)
        assessment = self._assessment(event, manager)
        protecting.followed(self, event, manager, assessment)

    @take.register
    def _(self, event: plan.DiscussionCalled | plan.EnquiryEnded | plan.ConferenceHeld) -> None:
        protecting.happened(self, event, self._assessment(event, self.user(event.manager)))

    @take.register
    def _(self, event: plan.PlanMet | plan.CaseClosed) -> None:
        planning.happened(self, event, self._assessment(event, self.user(event.worker)))

    @take.register
    def _(self, event: plan.HandoverAnswered) -> None:
        self.households.answer_handover(self, event)

    @take.register
    def _(self, event: plan.ChildBorn) -> None:
        self.households.born(self, event)

    @take.register
    def _(self, event: plan.ChildRestricted) -> None:
        self.households.restrict(self, event)


_contact = Prepared(lambda pk: Contact.objects.filter(pk=pk).select_related("matter"), "pk")
_referral = Prepared(lambda **of: Referral.objects.filter(**of).select_related("matter"), "contact_id", "child_id")
_assessment = Prepared(
    lambda contact, child: Assessment.objects.filter(referral__contact=contact, referral__child=child).select_related(
        "matter", "referral__matter", "child__person", "lead", "supervisor", "team"
    ),
    *("contact", "child"),
)
_unrecognised = Prepared(
    lambda contact: (
        ContactChild.objects.filter(matter_id=contact, recognition="waiting")
        .order_by("id")
        .select_related("matter__contact")
    ),
    "contact",
)

# The plan speaks of agencies as people do; an authorisation names kinds of agency.
ASKED = {
    "police": ["police"], "health": ["gp", "health_visiting"], "school": ["school"], "GP": ["gp"],
    "health visitor": ["health_visiting"],
}  # fmt: skip


def _first(refused: Invalid | Refused) -> str:
    if isinstance(refused, Refused):
        return str(refused)
    name, texts = next(iter(refused.form.errors.items()))
    return f"{name.split('_')[0]}: {texts[0]}"
