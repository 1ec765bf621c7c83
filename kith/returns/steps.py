"""Children, referrals and assessments brought in from another system's census file (decision 24).

Matched on the authority's own id, then on a sound UPN with the same date of birth; never on a value that breaks a rule.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.access.models import Matter, MatterSubject, Subject, User
from kith.access.roles import Ability, who_may
from kith.assessment.steps.bring_in import BringInAssessment, morning
from kith.frontdoor.models import Referral
from kith.frontdoor.numbers import next_number
from kith.kernel.perform import perform
from kith.kernel.step import Act, Step
from kith.people.models import Identifier, Person
from kith.people.steps import made_findable, records
from kith.returns.cin.records import AssessmentRecord, ChildRecord, Episode
from kith.returns.models import FileFinding, KeptPart
from kith.ui.forms import DateParts, KithForm, Text

Scheme = Identifier.Scheme


def bring_in(actor: User, target: Any) -> bool | str:
    """May bring records in: a returns officer, or the machine on the authority's behalf."""
    return actor.is_system or actor.may(Ability.IMPORT) or f"This is for a {who_may(Ability.IMPORT)} to do."


class BringInChild(Step):
    """Bring in a child from a census."""

    name = "returns.child_brought_in"
    form = KithForm
    may = bring_in
    done = "Record brought in from the children in need census"

    def apply(self, act: Act) -> Person:
        """Write the child once, whatever the number of times the file is sent, with all that hangs on it."""
        record: ChildRecord = act.target
        person = _held(record) or _begin(act, record)
        _complete(person, record)
        act.people = [person.pk]
        for episode in record.episodes:
            _episode(act, person, episode)
        _keep(person, record)
        return person


def _held(record: ChildRecord) -> Person | None:
    known = Identifier.objects.filter(scheme=Scheme.LA_CHILD_ID, value=record.key[:60], until=None).first()
    if known is None and record.upn.value and record.birth_date.value:
        known = Identifier.objects.filter(
            scheme=Scheme.UPN, value=record.upn.value, sound=True, until=None,
            person__person__date_of_birth=record.birth_date.value,
        ).first()  # fmt: skip
    return Person.objects.get(pk=known.person_id) if known else None


def _begin(act: Act, record: ChildRecord) -> Person:
    unborn = record.birth_date.value is None and record.expected_birth_date.value is not None
    return records.new_person(act, kind=Person.Kind.UNBORN if unborn else Person.Kind.CHILD)


def _complete(person: Person, record: ChildRecord) -> None:
    """Fill what the record does not yet say; what Kith already holds is never overwritten by an older system."""
    said: dict[str, Any] = {
        "date_of_birth": record.birth_date.value,
        "expected_date": record.expected_birth_date.value,
        "died_on": record.death_date.value,
        "sex": record.sex.value if person.sex == Person.Sex.UNKNOWN else None,
        "ethnicity": record.ethnicity.value,
        "disabilities": list(record.disabilities) or None,
    }
    changed = {name: value for name, value in said.items() if value and not (name != "sex" and getattr(person, name))}
    if changed.get("date_of_birth"):
        person.kind = Person.Kind.CHILD
    for name, value in changed.items():
        setattr(person, name, value)
    person.save(update_fields=[*changed, "kind"])
    for scheme, given in (
        (Scheme.LA_CHILD_ID, record.la_child_id),
        (Scheme.UPN, record.upn),
        (Scheme.FORMER_UPN, record.former_upn),
        (Scheme.UPN_UNKNOWN, record.upn_unknown),
    ):
        if given.text:
            records.add_identifier(person, scheme, given.text, sound=given.value is not None)
    made_findable(person)


def _episode(act: Act, person: Person, episode: Episode) -> None:
    if episode.referral_date.value is None:
        return  # kept aside with its reason among the findings: without its day it is no referral
    said = {
        "received_on": episode.referral_date.value,
        "source": episode.source.value or "",
        "need": episode.primary_need.value or "",
        "nfa": "yes" if episode.referral_nfa.value else "",
        "closed_on": episode.closure_date.value or "",
        "closure": episode.closure_reason.value or "",
        "import_key": episode.key,
    }
    referral = perform(BringInReferral, act.actor, person.subject, said).result
    assert isinstance(referral, Referral)
    for assessment in episode.assessments:
        _assessment(act, person, referral, assessment)


def _assessment(act: Act, person: Person, referral: Referral, record: AssessmentRecord) -> None:
    if record.start.value is None:
        return
    perform(BringInAssessment, act.actor, person.subject, {
        "started_on": record.start.value,
        "review_on": record.internal_review.value or "",
        "authorised_on": record.authorisation.value or "",
        "factors": list(record.factors),
        "referral": referral.ref,
        "brought_in_from": "CIN census",
    })  # fmt: skip


class ReferralBroughtIn(KithForm):
    """A referral as a census knows it."""

    received_on = DateParts("Received")
    source = Text("Source code", required=False, max_length=4)
    need = Text("Primary need code", required=False, max_length=4)
    nfa = Text("No further action", required=False, max_length=4)
    closed_on = DateParts("Closed", required=False)
    closure = Text("Reason for closure", required=False, max_length=4)
    import_key = Text("Key", max_length=120)


class BringInReferral(Step):
    """Bring in a referral from a census."""

    name = "frontdoor.referral_brought_in"
    form = ReferralBroughtIn
    may = bring_in
    done = "Referral {number}, brought in from the children in need census"

    def apply(self, act: Act, received_on: date, import_key: str, **said: Any) -> Referral:
        """One referral for each the file has; the same key again completes the first. It starts no clock: the days
        it had to meet are past, and are the other system's to account for."""
        referral = Referral.objects.filter(import_key=import_key).select_related("matter").first()
        if referral is None:
            referral = _begin_referral(act, received_on, import_key)
        referral.source_code, referral.primary_need = said["source"], said["need"]
        referral.no_further_action = bool(said["nfa"])
        referral.closed_on, referral.closure_reason = said["closed_on"], said["closure"]
        closed = said["closed_on"] is not None or referral.no_further_action
        referral.closed_on = said["closed_on"] or (received_on if closed else None)
        referral.state = Referral.State.CLOSED if closed else Referral.State.OPEN
        referral.save()
        act.matter, act.happened_at = referral.matter, referral.received_at
        act.words = {"number": referral.number}
        return referral


def _begin_referral(act: Act, received_on: date, import_key: str) -> Referral:
    subject: Subject = act.target
    matter = Matter.objects.create(kind="referral")
    MatterSubject.objects.create(matter=matter, person=subject, since=morning(received_on))
    return Referral(
        matter=matter,
        number=next_number("R", morning(received_on)),
        child=subject,
        received_at=morning(received_on),
        brought_in_from="CIN census",
        import_key=import_key,
    )


def _keep(person: Person, record: ChildRecord) -> None:
    KeptPart.objects.bulk_create(
        [
            KeptPart(person_id=person.pk, module=p.module[:60], xml=p.xml, why=p.why[:500], fingerprint=p.fingerprint)
            for p in record.all_kept_aside()
        ],
        ignore_conflicts=True,
    )
    FileFinding.objects.bulk_create(
        [
            FileFinding(
                person_id=person.pk, path=f.path[:200], value=f.value or "", rule=f.rule or "", what=f.what[:500],
                treatment=f.treatment.value,
            )
            for f in record.findings
        ],
        ignore_conflicts=True,
    )  # fmt: skip


class NameBroughtIn(KithForm):
    """A name for a child whom a census brought in without one."""

    given = Text("First name", max_length=120)
    family = Text("Family name", max_length=120)


class BringInName(Step):
    """Complete a child's name."""

    name = "returns.name_brought_in"
    form = NameBroughtIn
    may = bring_in
    done = "Name completed from the other system"

    def apply(self, act: Act, given: str, family: str) -> Person:
        """Add the legal name where none is held; a name already held stays as it is."""
        person: Person = act.target
        act.people = [person.pk]
        held = person.subject.names.filter(given__iexact=given, family__iexact=family).exists()
        if not held:
            records.add_name(act, person, given=given, family=family, kind="legal")
        return person
