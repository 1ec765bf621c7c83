"""A manager agrees the plan, and looks at the assessment on its way (AS-04, AS-21)."""

from __future__ import annotations

from typing import Any

from kith.actions.queries import offered
from kith.actions.steps import agree
from kith.assessment import policies
from kith.assessment.forms import AgreePlanForm, SupervisionForm
from kith.assessment.forms.supervising import CHANGED
from kith.assessment.models import Assessment, PlanAgreement, Supervision
from kith.assessment.queries.evidence import evidence
from kith.assessment.queries.plan import agreement_of, changed_since
from kith.assessment.queries.written import plan_of
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step


class Supervise(Step):
    """Go through the checklist in supervision."""

    name = "assessment.supervised"
    form = SupervisionForm
    may = policies.supervise
    done = "Supervision: checklist gone through{noes}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"shows": evidence(target, actor), **offered(actor, target.matter)}

    def apply(self, act: Act, actions: list[dict[str, Any]], **cleaned: Any) -> Supervision:
        """Whether the child must be protected now (AS-18); each line with a yes, or a no and its reason; what was
        reflected on, which assumption was questioned, and who does what by when. What is to be done at once is asked
        for (kith.journeys)."""
        assessment: Assessment = lock(act.target)
        noes = sum(check["yes"] is False for check in cleaned["checks"].values())
        act.matter, act.words = assessment.matter, {"noes": f", {noes} answered no" if noes else ""}
        agree(act, assessment.matter, actions, "Supervision")
        return Supervision.objects.create(matter=assessment.matter, by=act.actor, at=act.now, **cleaned)


class AgreePlan(Step):
    """Agree the plan."""

    name = "assessment.plan_agreed"
    form = AgreePlanForm
    may = policies.agree_plan
    done = "Plan agreed"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"version": plan_of(target).version}

    def apply(self, act: Act, words: str, read_up_to: str = "") -> PlanAgreement:
        """The plan as it stands is agreed; once it changes, or the family or household, it is agreed again (AS-04).

        Raises:
            Breach: there is no plan yet, this version was agreed, or it was changed while the form was checked.
        """
        assessment: Assessment = lock(act.target)
        act.matter = assessment.matter
        plan = plan_of(assessment)
        version = plan.version
        if not version:
            raise Breach("There is no plan yet. Write it first, then agree it.")
        if read_up_to.isdecimal() and int(read_up_to) < version:
            raise Breach(CHANGED)
        agreed = agreement_of(assessment, plan)
        if agreed is not None and not changed_since(assessment, agreed):
            raise Breach("The plan was agreed as it stands already.")
        return PlanAgreement.objects.create(
            matter=assessment.matter, version=version, words=words, by=act.actor, at=act.now
        )
