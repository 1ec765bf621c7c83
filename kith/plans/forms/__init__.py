"""The forms of plans."""

from kith.plans.forms.bring_in import PlanBroughtInForm
from kith.plans.forms.ending import CloseForm, DecideForm, OfItselfForm, StepDownForm, TransferForm
from kith.plans.forms.meeting import CoreGroupForm, ReviewForm, WorkingForm
from kith.plans.forms.plan import AgreeForm, ChangeForm, GoalForm, ProgressForm
from kith.plans.forms.visit import SeenOnPlanForm, TriedOnPlanForm

__all__ = [
    "AgreeForm",
    "ChangeForm",
    "CloseForm",
    "CoreGroupForm",
    "DecideForm",
    "GoalForm",
    "OfItselfForm",
    "PlanBroughtInForm",
    "ProgressForm",
    "ReviewForm",
    "SeenOnPlanForm",
    "StepDownForm",
    "TransferForm",
    "TriedOnPlanForm",
    "WorkingForm",
]
