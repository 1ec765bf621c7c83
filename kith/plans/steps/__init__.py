"""What is done with a plan, from the day it is agreed to the day it ends."""

from kith.plans.steps.agreeing import AddGoal, AgreeNeedPlan, AgreePlan, ChangePlan, RecordProgress
from kith.plans.steps.bring_in import BringInPlan, plan_as_it_stands
from kith.plans.steps.conference import EndProtection, MakeProtectionPlan, StepDown
from kith.plans.steps.ending import ClosePlan, EndOfItself, TransferOut
from kith.plans.steps.meeting import AskWorking, DecideAlternative, HoldCoreGroup, ReviewNeedPlan
from kith.plans.steps.visits import NotSeenOnPlan, SeenOnNeedPlan, SeenOnProtectionPlan

__all__ = [
    "AddGoal",
    "AgreeNeedPlan",
    "AgreePlan",
    "AskWorking",
    "BringInPlan",
    "ChangePlan",
    "ClosePlan",
    "DecideAlternative",
    "EndOfItself",
    "EndProtection",
    "HoldCoreGroup",
    "MakeProtectionPlan",
    "NotSeenOnPlan",
    "RecordProgress",
    "ReviewNeedPlan",
    "SeenOnNeedPlan",
    "SeenOnProtectionPlan",
    "StepDown",
    "TransferOut",
    "plan_as_it_stands",
]
