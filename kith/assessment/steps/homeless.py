"""A young person of 16 or 17 who is homeless, or may become so: assessed, offered accommodation (PR-05, PR-06)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kith.assessment import policies
from kith.assessment.cohorts import HOMELESS
from kith.assessment.forms.homeless import ApproachForm, BedAndBreakfastForm, DutiesForm
from kith.assessment.models import Assessment, BedAndBreakfast, ChildPathway, FollowOn, HomelessApproach, HomelessDuties
from kith.assessment.queries.homeless import bed_and_breakfast_allowed
from kith.assessment.steps.following import look_again
from kith.assessment.steps.visits import also
from kith.kernel.now import now
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.standards.words import full_day, full_moment
from kith.ui.forms import KithForm


class RecordApproach(Step):
    """Record that they are homeless, or may become so."""

    name = "assessment.homelessness_told"
    event = "frontdoor.homelessness_told"
    form = ApproachForm
    may = policies.record_approach
    done = "Homeless, or may become so: {housing}"

    def apply(self, act: Act, approached_at: datetime, **said: Any) -> HomelessApproach:
        """Duties are assessed from the moment we were told; a referral that told us has started that clock (PR-05).

        Raises:
            Breach: somebody recorded it a moment ago.
        """
        assessment: Assessment = lock(act.target)
        if HomelessApproach.objects.filter(pk=assessment.pk).exists():
            raise Breach("Somebody recorded this a moment ago.")
        ChildPathway.objects.create(
            matter=assessment.matter, child_id=assessment.child_id, key=HOMELESS, noted_by=act.actor, noted_at=act.now
        )
        # On the referral where there is one: a rule has one running clock there, whoever told us first.
        act.matter = next(iter(also(assessment)), assessment.matter)
        act.people, act.happened_at = [assessment.child_id], approached_at
        approach = HomelessApproach.objects.create(
            matter=assessment.matter, approached_at=approached_at, recorded_by=act.actor, recorded_at=act.now, **said
        )
        act.words = {"housing": approach.get_housing_display().lower()}
        return approach


class RecordHomelessDuties(Step):
    """Record what is owed and offered."""

    name = "assessment.homelessness_duties_recorded"
    form = DutiesForm
    may = policies.record_duties
    done = "Duties to a homeless young person: {duty}. Section 20: {answer}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"imminent": target.imminent, "allowed": bed_and_breakfast_allowed(target, now())}

    def apply(self, act: Act, **said: Any) -> HomelessDuties:
        """Recorded anew each time it is offered: what was said before stays beside it (PR-05, PR-06)."""
        approach: HomelessApproach = lock(act.target)
        act.matter, act.clocks_of = approach.matter, also(act.target.matter.assessment)
        duties = HomelessDuties.objects.create(
            matter=approach.matter, recorded_by=act.actor, recorded_at=act.now, **said
        )
        act.words = {"duty": duties.get_duty_display(), "answer": duties.get_answer_display().lower()}
        return duties


class Section20Refused(Step):
    """Offer it again on the day that was set."""

    name = "assessment.section_20_refused"
    form = KithForm
    may = policies.follow_refusal
    done = "Accommodation is offered again on {day}"

    def apply(self, act: Act) -> HomelessDuties:
        """A young person may change their mind: the day it is offered again becomes due work (PR-06)."""
        duties: HomelessDuties = act.target
        act.matter, act.aim = duties.matter, duties.offer_again_on
        act.words = {"day": full_day(duties.offer_again_on) if duties.offer_again_on else ""}
        return duties


class AllowBedAndBreakfast(Step):
    """Allow bed and breakfast for a time."""

    name = "assessment.bed_and_breakfast_allowed"
    form = BedAndBreakfastForm
    may = policies.allow_bed_and_breakfast
    done = "Bed and breakfast allowed until {until}, looked at again on {review}"

    def apply(self, act: Act, **said: Any) -> BedAndBreakfast:
        """A senior manager's exception, by name, with its reason, its end and its review; shown as one (PR-06)."""
        approach: HomelessApproach = lock(act.target)
        act.matter = approach.matter
        act.words = {"until": full_moment(said["until"]), "review": full_day(said["review_on"])}
        look_again(act, act.target.matter.assessment, FollowOn.Kind.BED, said["reason"], said["review_on"])
        return BedAndBreakfast.objects.create(matter=approach.matter, by=act.actor, at=act.now, **said)
