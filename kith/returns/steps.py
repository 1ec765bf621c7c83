"""Children with all that a census file says of them, brought in from another system (decision 24).

Matched on the authority's own id, then on a sound UPN with the same date of birth; never on a value that breaks a rule.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from kith.access.history import last_hand
from kith.access.models import Matter, MatterSubject, Subject, User
from kith.access.roles import Ability, who_may
from kith.assessment.models import Assessment
from kith.assessment.steps.bring_in import CHANGED_HERE, BringInAssessment, as_it_stands, changed_here, morning
from kith.frontdoor.models import Referral
from kith.frontdoor.numbers import next_number
from kith.kernel.perform import Breach, perform
from kith.kernel.step import Act, Step
from kith.people.models import Identifier, Person
from kith.people.steps import made_findable, records
from kith.returns.again import ASSESSMENT_MARKS, REFERRAL_MARKS, matched
from kith.returns.cin.records import AssessmentRecord, ChildRecord, Episode, Given
from kith.returns.cin.repeats import another, assessment_key
from kith.returns.models import FileFinding, KeptPart
from kith.returns.protection import Left, bring_protection
from kith.ui.forms import DateParts, KithForm, Text

Scheme = Identifier.Scheme


def bring_in(actor: User, target: Any) -> bool | str:
    """May bring records in: a returns officer, or the machine on the authority's behalf."""
    return actor.is_system or actor.may(Ability.IMPORT) or f"This is for {who_may(Ability.IMPORT)} to do."


class BringInChild(Step):
    """Bring in a child from a census."""

    name = "returns.child_brought_in"
    form = KithForm
    may = bring_in
    done = "Record brought in from the children in need census"

    def apply(self, act: Act) -> Person:
        """Write the child once, whatever the number of times the file is sent."""
        record: ChildRecord = act.target
        person = held(record) or _begin(act, record)
        _complete(person, record)
        act.people = [person.pk]
        _keep(person, record)
        return person


def bring_child(actor: User, record: ChildRecord) -> Left:
    """Bring in a child with all that hangs on it; what is here already leaves no second trace in the chronology.

    Returns: what was left as it is, because somebody changed it in Kith since it was brought in, or because it cannot
    stand beside what Kith holds.
    """
    person = held(record)
    if person is None or _has_news(person, record):
        person = perform(BringInChild, actor, record).result
        assert isinstance(person, Person)
    changed = _episodes(actor, person, record)
    left = bring_protection(actor, person, record)
    return Left(changed + left.changed, left.refused)


def held(record: ChildRecord) -> Person | None:
    """The child of this record where Kith holds one: by the authority's own id, else by a sound UPN and birth date."""
    known = Identifier.objects.filter(scheme=Scheme.LA_CHILD_ID, value=record.known_as, until=None).first()
    if known is None and record.upn.value and record.birth_date.value:
        known = Identifier.objects.filter(
            scheme=Scheme.UPN, value=record.upn.value, sound=True, until=None,
            person__person__date_of_birth=record.birth_date.value,
        ).first()  # fmt: skip
    return Person.objects.get(pk=known.person_id) if known else None


def another_child(record: ChildRecord) -> bool:
    """Whether the id is that of a child born on another day, none of whose referrals the file has: joined, one child's
    story would stand in another's record. A birth date that was mended in Kith is no other child."""
    person, born = held(record), record.birth_date.value
    if person is None or born is None or person.date_of_birth in (None, born):
        return False
    return not Referral.objects.filter(import_key__in=[episode.key for episode in record.dated()]).exists()


def _begin(act: Act, record: ChildRecord) -> Person:
    unborn = record.birth_date.value is None and record.expected_birth_date.value is not None
    return records.new_person(act, kind=Person.Kind.UNBORN if unborn else Person.Kind.CHILD)


def _complete(person: Person, record: ChildRecord) -> None:
    """Fill what the record does not yet say; what Kith already holds is never overwritten by an older system."""
    changed = _missing(person, record)
    if changed.get("date_of_birth"):
        person.kind = Person.Kind.CHILD
    for name, value in changed.items():
        setattr(person, name, value)
    person.save(update_fields=[*changed, "kind"])
    for scheme, given in _numbers(record):
        records.add_identifier(person, scheme, given.text or "", sound=given.value is not None)
    made_findable(person)


def _missing(person: Person, record: ChildRecord) -> dict[str, Any]:
    said: dict[str, Any] = {
        "date_of_birth": record.birth_date.value,
        "expected_date": record.expected_birth_date.value,
        "died_on": record.death_date.value,
        "sex": record.sex.value if person.sex == Person.Sex.UNKNOWN and record.sex.value != person.sex else None,
        "ethnicity": record.ethnicity.value,
        "disabilities": list(record.disabilities) or None,
    }
    return {name: value for name, value in said.items() if value and not (name != "sex" and getattr(person, name))}


def _numbers(record: ChildRecord) -> list[tuple[str, Given[str]]]:
    given: list[tuple[str, Given[str]]] = [
        (Scheme.LA_CHILD_ID, Given(record.known_as, record.la_child_id.value)),
        (Scheme.UPN, record.upn),
        (Scheme.FORMER_UPN, record.former_upn),
        (Scheme.UPN_UNKNOWN, record.upn_unknown),
    ]
    return [(scheme, one) for scheme, one in given if one.text]


def _has_news(person: Person, record: ChildRecord) -> bool:
    """Whether the file says anything of this child that Kith does not hold yet."""
    have = set(Identifier.objects.filter(person_id=person.pk).values_list("scheme", "value"))
    parts = set(KeptPart.objects.filter(person_id=person.pk).values_list("fingerprint", flat=True))
    said = set(FileFinding.objects.filter(person_id=person.pk).values_list("fingerprint", flat=True))
    return (
        bool(_missing(person, record))
        or any(not {(scheme, (one.text or "")[:60]), (scheme, one.value)} & have for scheme, one in _numbers(record))
        or any(part.fingerprint not in parts for part in record.all_kept_aside())
        or any(finding.fingerprint not in said for finding in record.findings)
    )


def _episodes(actor: User, person: Person, record: ChildRecord) -> list[str]:
    """Bring in a child's referrals, those of one day and source together: only side by side are they told apart."""
    days: dict[str, list[Episode]] = {}
    for episode in record.dated():
        days.setdefault(another(episode.key, 1), []).append(episode)
    left: list[str] = []
    for key, episodes in days.items():
        said = [_said_of_referral(episode) for episode in episodes]
        stands = [_referral_as_it_stands(**one) for one in said]
        held = matched(Referral, REFERRAL_MARKS, stands, partial(another, key))
        for episode, one, (its_key, referral) in zip(episodes, said, held, strict=True):
            left += _episode(actor, person, episode, one, its_key, referral)
    return left


def _said_of_referral(episode: Episode) -> dict[str, Any]:
    return {
        "received_on": episode.referral_date.value,
        "source": episode.source.value or "",
        "need": episode.primary_need.value or "",
        "nfa": "yes" if episode.referral_nfa.value else "",
        "closed_on": episode.closure_date.value,
        "closure": episode.closure_reason.value or "",
    }


def _episode(
    actor: User, person: Person, episode: Episode, said: dict[str, Any], key: str, referral: Referral | None
) -> list[str]:
    left: list[str] = []
    if referral is not None and last_hand(referral) != BringInReferral.name:
        left.append(f"Referral {referral.number}")
    elif referral is None or _differs(referral, _referral_as_it_stands(**said)):
        typed = said | {"closed_on": said["closed_on"] or "", "import_key": key}
        referral = perform(BringInReferral, actor, person.subject, typed).result
    assert isinstance(referral, Referral)
    days: dict[date, list[AssessmentRecord]] = {}
    for assessment in episode.dated():
        assert assessment.start.value is not None
        days.setdefault(assessment.start.value, []).append(assessment)
    for start, assessments in days.items():
        left += _assessments(actor, person, referral, start, assessments)
    return left


def _differs(row: Any, said: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in said.items())


def _assessments(
    actor: User, person: Person, referral: Referral, start: date, records: list[AssessmentRecord]
) -> list[str]:
    """Bring in the assessments of one referral that start on one day."""
    said = [_said_of_assessment(record) for record in records]
    stands = [as_it_stands(**one) for one in said]
    held = matched(Assessment, ASSESSMENT_MARKS, stands, partial(assessment_key, referral.import_key, start))
    left: list[str] = []
    for one, stand, (key, found) in zip(said, stands, held, strict=True):
        if found is not None and changed_here(found):
            left.append(f"Assessment {found.number}")
        elif found is None or _differs(found, stand):
            typed = {name: value or "" for name, value in one.items()} | {"factors": one["factors"]}
            typed |= {"started_on": start, "referral": referral.ref, "import_key": key}
            perform(BringInAssessment, actor, person.subject, typed)
    return left


def _said_of_assessment(record: AssessmentRecord) -> dict[str, Any]:
    return {
        "review_on": record.internal_review.value,
        "authorised_on": record.authorisation.value,
        "factors": list(record.factors),
        "brought_in_from": "CIN census",
    }


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
        elif last_hand(referral) != BringInReferral.name:
            raise Breach(CHANGED_HERE)
        for name, value in _referral_as_it_stands(received_on, **said).items():
            setattr(referral, name, value)
        referral.save()
        act.matter, act.happened_at = referral.matter, referral.received_at
        act.words = {"number": referral.number}
        return referral


def _referral_as_it_stands(
    received_on: date, *, source: str, need: str, nfa: str, closed_on: date | None, closure: str
) -> dict[str, Any]:
    """What the other system says of a referral, as it is kept."""
    closed = closed_on is not None or bool(nfa)
    return {
        "source_code": source,
        "primary_need": need,
        "no_further_action": bool(nfa),
        "closed_on": closed_on or (received_on if closed else None),
        "closure_reason": closure,
        "state": Referral.State.CLOSED if closed else Referral.State.OPEN,
    }


def _begin_referral(act: Act, received_on: date, import_key: str) -> Referral:
    subject: Subject = act.target
    matter = Matter.objects.create(kind="referral")
    MatterSubject.objects.create(matter=matter, person=subject, since=morning(received_on))
    return Referral(
        matter=matter,
        number=next_number("RB", morning(received_on)),
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
                treatment=f.treatment.value, fingerprint=f.fingerprint,
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
