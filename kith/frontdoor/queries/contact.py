"""One contact with everything that stands beside it: what we know, what came before, what is open, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, QuerySet, Subquery

from kith.access.models import ReasonedAccess, Subject, User
from kith.access.policies import Door, door, live
from kith.access.prepared import Prepared
from kith.access.roles import Ability
from kith.access.whoever import PreparedForWhoever, Whoever
from kith.frontdoor.models import Contact, ContactChild, Referral, ReferrerMessage, ServiceShown, ThresholdDecision
from kith.frontdoor.policies import (
    asks_why,
    child_behind,
    conclude,
    of_the_queue,
    own_since,
    take_back_crime,
    theirs,
    work_contact,
)
from kith.frontdoor.queries import decision as asked
from kith.frontdoor.queries.earlier import earlier_contacts, everybody_in, open_referrals, window_of
from kith.frontdoor.queries.queue import age_told, names_of
from kith.kernel.now import now
from kith.record import clocks
from kith.record.clocks import ClockFace
from kith.record.models import Clock
from kith.record.registry import Entry, story_of_matter
from kith.sharing.models import Authorisation, AuthorityAsked, Consent, CrimeTakenBack, PoliceTold
from kith.sharing.policies import authorise
from kith.sharing.queries import requests, whether_sought
from kith.standards import thresholds
from kith.standards.codesets import codes
from kith.standards.consent import consent_needed


@dataclass
class ContactView:
    """A contact for a page; what it shows is read once, when asked for."""

    actor: User
    contact: Contact
    children: list[ContactChild]
    met: Door | None = None  # the door of a child's record, where only that opened the contact

    @property
    def door(self) -> Door:
        """Why this contact opens to its reader, for "Who has looked"; with the reason they gave, if they gave one."""
        if self.contact.state != Contact.State.DECIDED and self.actor.may(Ability.WORK_CONTACTS):
            return Door("open", "Works at the front door")
        given = self.contact.reason_given  # type: ignore[attr-defined]  # annotated by `view`
        reasoned = self.met.reasoned if self.met else ReasonedAccess(pk=given) if given is not None else None
        if reasoned is not None:
            return Door("open", "Said why they needed it", reasoned)
        if self.met is None and not self.contact.theirs:  # type: ignore[attr-defined]  # annotated by `view`
            return Door("open", "About a child in a contact that waits")
        return Door("open", "Their own work, or of a child open to them")

    @property
    def unrecognised(self) -> list[ContactChild]:
        return asked.unrecognised(self.children)

    @property
    def names(self) -> str:
        return names_of(self.children)

    @property
    def with_ages(self) -> list[tuple[ContactChild, str]]:
        return [(row, age_told(row)) for row in self.children]

    @cached_property
    def clock(self) -> ClockFace | None:
        found = Clock.objects.filter(matter=self.contact.matter, rule="contact.decide").select_related("started_by")
        clock = found.order_by("-started_at").first()
        return clocks.face(clock) if clock else None

    @property
    def type_words(self) -> str:
        return codes("kith", "ContactType").get(self.contact.type, self.contact.type)

    @property
    def source_words(self) -> str:
        contact = self.contact
        who = ", ".join(part for part in (contact.referrer_name, contact.referrer_role) if part)
        agency = contact.agency.name if contact.agency else codes("cin", "ReferralSource").get(contact.source_code, "")
        return ", ".join(part for part in (who, agency, contact.get_method_display().lower()) if part)

    @property
    def decision(self) -> ThresholdDecision | None:
        return getattr(self.contact.matter, "threshold_decision", None)

    @property
    def criteria(self) -> list[str]:
        decision = self.decision
        if decision is None:
            return []
        document = thresholds.document(int(decision.document_version))
        return [document.criterion(key).text for key in decision.criteria]

    @property
    def document(self) -> str:
        decision = self.decision
        return thresholds.document(int(decision.document_version)).cited if decision else ""

    @cached_property
    def whether_sought(self) -> list[str]:
        """At a level where agreement need not be given: whether it was sought, or why not (FD-06)."""
        decision = self.decision
        told = decision is not None and consent_needed(decision.level).to_be_said
        return whether_sought(self.contact.matter) if told else []

    @cached_property
    def consents(self) -> list[Consent]:
        return list(Consent.objects.filter(matter=self.contact.matter).order_by("recorded_at"))

    @cached_property
    def authorisations(self) -> list[Authorisation]:
        return list(Authorisation.objects.filter(matter=self.contact.matter).select_related("approver", "asked_by"))

    @cached_property
    def requests(self) -> list[AuthorityAsked]:
        """What was asked of a manager and not given; once the contact is decided it stands in its story alone."""
        return [] if self.contact.state == Contact.State.DECIDED else requests(self.contact.matter)

    @property
    def may_authorise(self) -> bool:
        return self.may_work and authorise(self.actor, self.contact) is True

    @cached_property
    def police(self) -> list[PoliceTold]:
        if not (self.contact.crime_suspected or self.taken_back):
            return []
        return list(PoliceTold.objects.filter(matter=self.contact.matter).select_related("told_by"))

    @cached_property
    def taken_back(self) -> list[CrimeTakenBack]:
        """Each time that a suspected crime turned out to be a mistake."""
        if not self.contact.has_taken_back:  # type: ignore[attr-defined]  # annotated by `view`
            return []
        return list(CrimeTakenBack.objects.filter(matter=self.contact.matter).select_related("by").order_by("pk"))

    @property
    def may_take_back(self) -> bool:
        return self.contact.crime_suspected and take_back_crime(self.actor, self.contact) is True

    @property
    def police_owed(self) -> bool:
        told = (one for one in self.police if not any(back.at >= one.told_at for back in self.taken_back))
        return asked.crime_untold(self.contact) and not any(told)

    @property
    def refused(self) -> bool:
        """Whether anybody was asked and refused: harm must then rest on more than the refusal (FD-06)."""
        return any(one.state == Consent.State.REFUSED for one in self.consents)

    @property
    def is_late(self) -> bool:
        clock = self.clock.clock if self.clock else None
        return bool(clock and clock.stopped_at is None and clock.due_at and clock.due_at < now())

    @cached_property
    def everybody(self) -> set[int]:
        return everybody_in(self.contact)

    @property
    def months(self) -> int:
        """How far back earlier contacts count."""
        return window_of(self.contact)

    @cached_property
    def earlier(self) -> list[Contact]:
        return earlier_contacts(self.contact, self.everybody)

    @cached_property
    def _work(self) -> list[Referral]:
        open_now = open_referrals(self.everybody) | Referral.objects.filter(contact=self.contact)
        return list(open_now.select_related("matter", "child__person", "assessment__lead").order_by("pk"))

    @property
    def open_work(self) -> list[Referral]:
        """Referrals of these children that are still open: adding to them may be better than a second referral."""
        return [one for one in self._work if one.contact_id != self.contact.pk]

    @property
    def referrals(self) -> list[Referral]:
        """What this contact led to."""
        return [one for one in self._work if one.contact_id == self.contact.pk]

    @cached_property
    def messages(self) -> list[ReferrerMessage]:
        return list(ReferrerMessage.objects.filter(matter=self.contact.matter).order_by("sent_at"))

    @cached_property
    def services(self) -> ServiceShown | None:
        sent = self.contact.method == Contact.Method.PORTAL  # only there is anybody shown services
        return ServiceShown.objects.filter(matter=self.contact.matter).first() if sent else None

    @cached_property
    def story(self) -> list[tuple[Entry, str]]:
        """What happened, newest first; with the child it was about where it was about one of them alone."""
        called = {row.child_id: row.name for row in self.children if row.child_id}
        story = story_of_matter(self.contact.matter)
        return [(entry, called.get(entry.about, "") if entry.about else "") for entry in story]

    @property
    def missing(self) -> list[tuple[str, str]]:
        """What must be done before this can be decided: a sentence and where it is mended."""
        lacks = [
            (f"say whether we know {row.told_given or 'this child'}", f"children/{row.ref}/")
            for row in self.unrecognised
        ]
        if self.police_owed:
            lacks.append(("tell the police, and record their log number", "police/"))
        return lacks

    @property
    def may_work(self) -> bool:
        return work_contact(self.actor, self.contact) is True

    @property
    def may_sign(self) -> bool:
        return self.contact.state == Contact.State.TO_SIGN and conclude(self.actor, self.contact) is True


def asked_about(actor: User, ref: str) -> Subject | None:
    """The child for whom this person must say why, where the contact is there and does not open to them."""
    found = Contact.objects.filter(matter__ref=ref).select_related("matter").first() if asks_why(actor) else None
    return None if found is None else child_behind(actor, found, "ask")


def view(actor: User, ref: str) -> ContactView | None:
    """The contact of this reference, if this person may read it."""
    moment = now()
    contact = _as_met_by.first(actor, ref=ref, moment=moment, since=own_since(moment))
    if contact is None:
        return None
    met = None
    if not contact.opens:  # type: ignore[attr-defined]  # annotated below
        child = child_behind(actor, contact, "open")
        if child is None:
            return None
        met = door(actor, child)
    children = _children_of(contact=contact.pk)
    for row in children:
        row.matter = contact.matter
    return ContactView(actor, contact, children, met)


def _met_by(actor: Whoever, ref: Any, moment: Any, since: Any) -> QuerySet[Contact]:
    decision = ("matter__threshold_decision__decider", "matter__threshold_decision__signed_by")
    here = Contact.objects.filter(matter__ref=ref)
    here = here.select_related("matter", "agency", "claimed_by", "recorded_by", "referrer", *decision)
    told = ReasonedAccess.objects.filter(live(at=moment), user=actor, person__matters__matter=OuterRef("pk"))
    own = theirs(actor, moment, since)
    opens, is_own = (ExpressionWrapper(one, output_field=BooleanField()) for one in (own | of_the_queue(actor), own))
    back = Exists(CrimeTakenBack.objects.filter(matter_id=OuterRef("pk")))
    reason = Subquery(told.order_by("-since").values("pk")[:1])
    return here.annotate(reason_given=reason, theirs=is_own, opens=opens, has_taken_back=back)


_as_met_by = PreparedForWhoever(_met_by, "ref", "moment", "since")
_children_of = Prepared(
    lambda contact: (
        ContactChild.objects.filter(matter_id=contact).select_related("child__person").order_by("proposed", "id")
    ),
    "contact",
)


def decided_so_far(contact: Contact) -> dict[str, Any]:
    """What a decision that was sent back already said, so that nothing is typed twice."""
    decision = ThresholdDecision.objects.filter(matter=contact.matter).first()
    if decision is None:
        return {}
    kept = ("level", "criteria", "rationale", "significant_harm", "repeat_comment", "late_reason", "tell_referrer")
    return {name: getattr(decision, name) for name in (*kept, "told_because", "withhold_reason")}
