"""What happens in Northmere, step by step: each event is one thing that one person does at one minute.

Events are carried out in order, each as a step of the product by the person named in it. `contact` is the key of a
ContactPlanned; people, staff and agencies are given by key. Moments are in UTC; days are London days.
"""

from dataclasses import dataclass
from datetime import date, datetime

from kith.site.demo.plan.as_told import Agreement, SaidAdult, SaidChild
from kith.site.demo.plan.planning import PlanMet
from kith.site.demo.plan.protecting import ConferenceHeld, DiscussionCalled, EnquiryEnded


@dataclass(frozen=True, slots=True)
class ContactPlanned:
    """Somebody tells Northmere about children (FD-01, FD-03).

    `referrer` signs in and sends it when `method` is portal; else `recorded_by` writes down what `referrer_name` says.
    `category` is the kind of source the proportions are counted by. `safe_now` is yes, no or not_known; `likelihood`
    happening, likely, possible or not_known; `service_choice` what the referrer did with the services shown (FD-08):
    tried, went_ahead, or empty where none were shown.
    """

    when: datetime
    contact: str
    family: str
    category: str
    theme: str
    agency: str
    source_code: str
    referrer: str
    referrer_name: str
    referrer_role: str
    referrer_phone: str
    recorded_by: str
    method: str
    contact_type: str
    external_ref: str
    worry: str
    childs_words: str
    strengths: str
    harm: str
    likelihood: str
    evidence: str
    tools_used: str
    tried: str
    children: tuple[SaidChild, ...]
    adults: tuple[SaidAdult, ...]
    address_line: str
    postcode: str
    agreements: tuple[Agreement, ...]
    urgent: bool = False
    urgent_because: str = ""
    safe_now: str = "not_known"
    safe_words: str = ""
    crime: str = ""
    services_shown: tuple[str, ...] = ()
    service_choice: str = ""
    service_reason: str = ""


@dataclass(frozen=True, slots=True)
class ContactTaken:
    """A worker takes a contact from the queue."""

    when: datetime
    contact: str
    worker: str


@dataclass(frozen=True, slots=True)
class PoliceTold:
    """The police are told at once of a suspected crime (FD-11). Not planned where the police are the referrer."""

    when: datetime
    contact: str
    worker: str
    crime: str
    officer: str
    log_number: str
    interim_safety: str


@dataclass(frozen=True, slots=True)
class AgreementAsked:
    """A worker asks a parent, or writes down why not yet, after the contact came."""

    when: datetime
    contact: str
    worker: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class SharingAuthorised:
    """A manager authorises speaking to agencies without asking the parents first (FD-05)."""

    when: datetime
    contact: str
    manager: str
    reason: str
    agencies: tuple[str, ...]
    may_be_shared: str
    review_on: date


@dataclass(frozen=True, slots=True)
class LatenessExplained:
    """A worker says why a contact that still waits is late."""

    when: datetime
    contact: str
    worker: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChildOutcome:
    """What a decision means for one child; `told` says the referrer had named them.

    `outcome` is that of frontdoor.ContactChild: advice, universal, early_help, referral, add_to_open, strategy, nfa or
    not_here.
    """

    person: str
    outcome: str
    means: str
    told: bool
    not_here_evidence: str = ""


@dataclass(frozen=True, slots=True)
class DecisionPlanned:
    """A worker decides what should happen for each child (FD-02, FD-09, FD-10).

    `outcome` is that of the child most spoken of. It is in force at once unless a DecisionSigned follows: that is so
    when any child is passed on. `worker` is a manager where the rule on repeat contacts asks for one, with
    `repeat_comment` (FD-12). `criteria` are keys of the threshold document of the day the contact came. `services` are
    signposted. `significant_harm` is said apart from any refusal (FD-07). `need` is the census code of primary need
    where a referral follows. `late_reason` is set when it is late, or will be by the time it is signed. `tell_referrer`
    is outcome, or received where saying more could put somebody at risk (`withhold_reason`). `not_sought_because` is
    said at the specialist level where nobody was asked to agree (FD-06).
    """

    when: datetime
    contact: str
    worker: str
    outcome: str
    children: tuple[ChildOutcome, ...]
    level: str
    criteria: tuple[str, ...]
    rationale: str
    significant_harm: str = ""
    repeat_comment: str = ""
    need: str = ""
    services: tuple[str, ...] = ()
    late_reason: str = ""
    tell_referrer: str = "outcome"
    withhold_reason: str = ""
    not_sought_because: str = ""


@dataclass(frozen=True, slots=True)
class DecisionSigned:
    """Another person, a manager, signs a decision that passes a child on."""

    when: datetime
    contact: str
    manager: str


@dataclass(frozen=True, slots=True)
class ChildRestricted:
    """A child's record is closed to all but named readers."""

    when: datetime
    child: str
    manager: str
    readers: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ChildBorn:
    """A child who was known before birth has been born; their particulars are those of the person in the plan."""

    when: datetime
    child: str
    worker: str


@dataclass(frozen=True, slots=True)
class HandoverAnswered:
    """A lead practitioner accepts a child for early help, or returns them with a reason (EH-08)."""

    when: datetime
    contact: str
    child: str
    lead: str
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ReferralAllocated:
    """A team manager opens one child's assessment and gives it to a worker (AS-01 to AS-03, CL-03).

    `basis` is s17 or s47; `depth` brief, standard or in_depth; `priority` today, soon or usual. Sisters and brothers
    from one contact have the same worker. `repeat_comment` speaks to earlier assessments that ended in nothing (FD-12).
    """

    when: datetime
    contact: str
    child: str
    team: str
    manager: str
    worker: str
    supervisor: str
    basis: str
    direction: str
    depth: str
    priority: str
    first_visit_on: date
    repeat_comment: str = ""
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class ChildSeen:
    """A visit to a child (AS-05, AS-06). Where `seen` is false, `why_not_seen` says what happened."""

    when: datetime
    contact: str
    child: str
    worker: str
    seen: bool
    alone: bool
    place: str
    present: str
    views: str
    observed: str
    why_not_alone: str = ""
    why_not_seen: str = ""
    bedroom_seen: bool = False
    interpreter: str = ""
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class InitialReview:
    """A manager reviews the length of one child's assessment (CL-05); `needed_by` is set if sooner than the limit."""

    when: datetime
    contact: str
    child: str
    manager: str
    words: str
    needed_by: date | None = None
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class NetworkPlaced:
    """People are placed on a child's network map: name, role, circle, closeness, can do, limits (FA-02)."""

    when: datetime
    contact: str
    child: str
    worker: str
    members: tuple[tuple[str, str, str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class SectionWritten:
    """A worker writes one section of one child's assessment (AS-13, AS-14)."""

    when: datetime
    contact: str
    child: str
    worker: str
    section: str
    answers: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of the product, by its name, taken in one child's assessment: pathways, agencies, letters, documents.

    `on` says what it is taken on, in the words of `kith.site.demo.build.targets`; empty: the assessment itself.
    """

    when: datetime
    contact: str
    child: str
    worker: str
    step: str
    on: str
    said: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class BoardWritten:
    """What stands on a child's Signs of Safety board: entries, each linked to those named, and people's own scores."""

    when: datetime
    contact: str
    child: str
    worker: str
    entries: tuple[tuple[str, tuple[tuple[str, object], ...], tuple[str, ...]], ...]
    scores: tuple[tuple[tuple[str, object], ...], ...]


@dataclass(frozen=True, slots=True)
class PlanAgreed:
    """A manager agrees the plan of one child's assessment (AS-04)."""

    when: datetime
    contact: str
    child: str
    manager: str


@dataclass(frozen=True, slots=True)
class Supervised:
    """A manager goes through the checklist: each line with the reason for a no, or nothing for a yes (AS-21)."""

    when: datetime
    contact: str
    child: str
    manager: str
    checks: tuple[tuple[str, str], ...]
    reflection: str
    challenge: str
    direction: str


@dataclass(frozen=True, slots=True)
class AssessmentConcluded:
    """One child's assessment is concluded and authorised (AS-19).

    `outcome` is nfa, universal, early_help, cin_plan or strategy; `factors` are census codes; `closure` is the census
    reason where the case closes with it (RC8, RC9), else empty. `not_seen_because` is set for a child never seen.
    """

    when: datetime
    contact: str
    child: str
    worker: str
    manager: str
    outcome: str
    factors: tuple[str, ...]
    findings: str
    concern: str
    how_and_why: str
    closure: str = ""
    not_seen_because: str = ""
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class FollowedOn:
    """What a conclusion asked for was done (AS-19); `again`: a manager looks again at what was missing, if anything."""

    when: datetime
    contact: str
    child: str
    manager: str
    outcome: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """A plan that followed an assessment has ended and one child's case closes (census reason RC7)."""

    when: datetime
    contact: str
    child: str
    worker: str
    manager: str
    closure: str
    words: str


Event = (
    ContactPlanned | ContactTaken | PoliceTold | AgreementAsked | SharingAuthorised | LatenessExplained
    | DecisionPlanned | DecisionSigned | ChildRestricted | ChildBorn | HandoverAnswered | ReferralAllocated
    | ChildSeen | InitialReview | NetworkPlaced | SectionWritten | StepTaken | BoardWritten | PlanAgreed
    | Supervised | AssessmentConcluded | DiscussionCalled | FollowedOn | EnquiryEnded | ConferenceHeld | PlanMet
    | CaseClosed
)  # fmt: skip
