"""What the record holds for those who are told of a conclusion."""

from __future__ import annotations

from dataclasses import dataclass, field

from kith.access.asked_once import once
from kith.access.models import Matter
from kith.access.policies import identity_of
from kith.assessment.models import Assessment, ProposedConclusion
from kith.assessment.queries.written import safety_of_the_harmed
from kith.checks.models import AgencyReply
from kith.frontdoor.models import Contact, ContactChild
from kith.people import queries as people
from kith.people.models import NAME_NOT_SUPPLIED, Person
from kith.people.queries import FamilyMember
from kith.sharing.kinds import NOT_AGENCIES
from kith.sharing.models import AgencyDiscussion

GROWN_UP = 18


@dataclass
class Facts:
    """An assessment, and everybody it touches."""

    assessment: Assessment
    child: Person
    contact: Contact | None = None
    family: list[FamilyMember] = field(default_factory=list)
    other_children: list[Person] = field(default_factory=list)
    told_children: list[str] = field(default_factory=list)  # first names of other children, as the referrer said them
    discussions: list[AgencyDiscussion] = field(default_factory=list)
    in_confidence: list[str] = field(default_factory=list)  # what the family must not be told, and who says so
    services: list[dict[str, str]] = field(default_factory=list)  # of the plan that follows: service, how, who

    @property
    def matters(self) -> list[int]:
        """The pieces of work this came from."""
        referral = self.assessment.referral
        known = (self.assessment.matter_id, referral and referral.pk, self.contact and self.contact.pk)
        return [pk for pk in known if pk]

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


def assessment_of(matter: Matter) -> Assessment:
    """The assessment whose conclusion is told, read once for a page."""
    round_it = ("child__person__subject", "lead", "supervisor", "team", "referral__contact__agency",
                "referral__contact__referrer", "referral__contact__matter")  # fmt: skip
    whole = Assessment.objects.select_related("matter", *round_it)
    return once(("assessment told of", matter.pk), lambda: whole.get(matter=matter))


def facts_of(matter: Matter) -> Facts:
    """Everything, read once for a page; whoever is hidden from whoever acts is absent, by the wall."""
    return once(("facts of a conclusion", matter.pk), lambda: _facts_of(matter))


def _facts_of(matter: Matter) -> Facts:
    assessment = assessment_of(matter)
    child = people.kept_record_of(assessment.child.person)
    facts = Facts(assessment, child, assessment.referral.contact if assessment.referral else None)
    facts.family = people.family_of(child)
    own = identity_of(child.subject)
    together = Assessment.objects.filter(sibling_group=assessment.sibling_group).exclude(child_id__in=own)
    beside = list(together.select_related("child__person")) if assessment.sibling_group else []
    found = [*people.household_children(child), *(one.child.person for one in beside)]
    found += [one.person for one in facts.family if one.person.age is not None and one.person.age < GROWN_UP]
    named = {one.pk: one for one in found if one.pk not in own and one.shown_name != NAME_NOT_SUPPLIED}
    facts.other_children = list(named.values())
    if facts.contact is not None:
        rows = ContactChild.objects.filter(matter=facts.contact.matter).exclude(child_id__in=own)
        facts.told_children = [row.told_given for row in rows.order_by("pk") if row.told_given]
    talks = AgencyDiscussion.objects.filter(matter__in=facts.matters).order_by("pk")
    facts.discussions = list({one.agency.casefold(): one for one in talks}.values())
    replies = AgencyReply.objects.filter(matter__agency_check__work=matter).exclude(in_confidence="")
    said = replies.order_by("pk").values_list("in_confidence", "matter__agency_check__agency_name")
    facts.in_confidence = [f"{words} ({agency})" for words, agency in said]
    plan = safety_of_the_harmed(assessment)
    facts.in_confidence += [f"{words.strip()} ({plan.section.title})" for words in plan.texts if words.strip()]
    ended = ProposedConclusion.objects.filter(matter=matter, state=ProposedConclusion.State.AUTHORISED).last()
    # What was proposed with another outcome is not what is planned: whoever writes says what is.
    facts.services = list(ended.services) if ended and ended.outcome == assessment.outcome else []
    return facts
