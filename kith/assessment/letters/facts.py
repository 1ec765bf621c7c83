"""What the record holds for those who are told of a conclusion."""

from __future__ import annotations

from dataclasses import dataclass, field

from kith.access.asked_once import once
from kith.access.models import Matter
from kith.access.policies import identity_of
from kith.access.prepared import Prepared, lists_of
from kith.assessment.models import Assessment, ProposedConclusion
from kith.assessment.queries.written import HARMED, newest_rows, safety_in
from kith.checks.models import AgencyReply
from kith.frontdoor.models import Contact, ContactChild
from kith.people import queries as people
from kith.people.models import NAME_NOT_SUPPLIED, Person
from kith.people.queries import FamilyMember
from kith.sharing.models import AgencyDiscussion
from kith.standards.codesets import NOT_AGENCIES

GROWN_UP = 18


@dataclass
class Facts:
    """An assessment, and everybody it touches."""

    assessment: Assessment
    child: Person
    contact: Contact | None = None
    household: list[Person] = field(default_factory=list)
    family: list[FamilyMember] = field(default_factory=list)
    other_children: list[Person] = field(default_factory=list)
    told_children: list[str] = field(default_factory=list)  # first names of other children, as the referrer said them
    discussions: list[AgencyDiscussion] = field(default_factory=list)
    in_confidence: list[str] = field(default_factory=list)  # what the family must not be told, and who says so
    services: list[dict[str, str]] = field(default_factory=list)  # of the plan that follows: service, how, who

    @property
    def first(self) -> str:
        """What the child is called in a letter."""
        if self.child.is_unborn:
            return "the baby"
        return "the child" if self.child.shown_name == NAME_NOT_SUPPLIED else self.child.first_name

    @property
    def referred_by_professional(self) -> bool:
        """Whether whoever told us did so for an agency."""
        contact = self.contact
        return contact is not None and contact.agency is not None and contact.agency.kind not in NOT_AGENCIES

    @property
    def who_told(self) -> list[str]:
        """The names of whoever told us."""
        if self.contact is None:
            return []
        user = self.contact.referrer
        return list(dict.fromkeys(name for name in (self.contact.referrer_name, user.name if user else "") if name))

    @property
    def lead(self) -> str:
        """The social worker, as anybody outside would ask for them."""
        return self.assessment.lead.name if self.assessment.lead else "the social work team"

    @property
    def phone(self) -> str:
        """Where to ring them: their own number, or their team's."""
        lead, team = self.assessment.lead, self.assessment.team
        return (lead.phone if lead else "") or (team.phone if team else "")


_told_of = Prepared(
    lambda matter: Assessment.objects.filter(matter_id=matter).select_related(
        "matter", "child__person__subject", "lead", "supervisor", "team", "referral__contact__agency",
        "referral__contact__referrer", "referral__contact__matter",
    ),
    "matter",
)  # fmt: skip


def assessment_of(matter: Matter) -> Assessment:
    """The assessment whose conclusion is told, read once for a page."""
    return once(("assessment told of", matter.pk), lambda: _told_of.one(matter=matter.pk))


def came_from(assessment: Assessment) -> list[int]:
    """The pieces of work an assessment came from, itself first."""
    referral = assessment.referral
    known = (assessment.matter_id, referral and referral.pk, referral and referral.contact_id)
    return [pk for pk in known if pk]


def facts_of(matter: Matter) -> Facts:
    """Everything, read once for a page; whoever is hidden from whoever acts is absent, by the wall."""
    return once(("facts of a conclusion", matter.pk), lambda: _facts_of(matter))


def _facts_of(matter: Matter) -> Facts:
    assessment = assessment_of(matter)
    child = people.kept_record_of(assessment.child.person)
    facts = Facts(assessment, child, assessment.referral.contact if assessment.referral else None)
    facts.household = people.household_of(child)
    facts.family = people.family_of(child, housemates={one.pk for one in facts.household})
    own = identity_of(child.subject)
    together = Assessment.objects.filter(sibling_group=assessment.sibling_group).exclude(child_id__in=own)
    told = ContactChild.objects.filter(matter=facts.contact.pk if facts.contact else None).exclude(child_id__in=own)
    replies = AgencyReply.objects.filter(matter__agency_check__work=matter).exclude(in_confidence="")
    beside, named_too, talks, replied, ended, safety = lists_of(
        together.exclude(sibling_group="").select_related("child__person"),
        told.order_by("pk"),
        AgencyDiscussion.objects.filter(matter__in=came_from(assessment)).order_by("pk"),
        replies.select_related("matter__agency_check").order_by("pk"),
        ProposedConclusion.objects.filter(matter=matter, state=ProposedConclusion.State.AUTHORISED).order_by("-pk")[:1],
        newest_rows([assessment.pk], HARMED),
    )
    found = [*filter(people.is_a_child, facts.household), *(one.child.person for one in beside)]
    found += [one.person for one in facts.family if one.person.age is not None and one.person.age < GROWN_UP]
    named = {one.pk: one for one in found if one.pk not in own and one.shown_name != NAME_NOT_SUPPLIED}
    facts.other_children = list(named.values())
    facts.told_children = [row.told_given for row in named_too if row.told_given]
    facts.discussions = list({one.agency.casefold(): one for one in talks}.values())
    facts.in_confidence = [f"{one.in_confidence} ({one.matter.agency_check.agency_name})" for one in replied]
    plan = safety_in(safety)
    facts.in_confidence += [f"{words.strip()} ({plan.section.title})" for words in plan.texts if words.strip()]
    # What was proposed with another outcome is not what is planned: whoever writes says what is.
    facts.services = [one for last in ended if last.outcome == assessment.outcome for one in last.services]
    return facts
