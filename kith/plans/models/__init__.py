"""What a plan keeps: itself, its goals and how they go, its meetings, and what was decided when it did not work."""

from kith.plans.models.meeting import Alternative, Attended, PlanMeeting
from kith.plans.models.plan import Goal, GoalProgress, ParentsStance, Plan

__all__ = ["Alternative", "Attended", "Goal", "GoalProgress", "ParentsStance", "Plan", "PlanMeeting"]
