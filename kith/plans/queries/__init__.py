"""Reading plans: one as its page shows it, those of a child, what a new one begins from, what raises questions."""

from kith.plans.queries.proposing import basis_of, first_words, siblings_with_plans
from kith.plans.queries.reading import (
    Decision,
    View,
    alternative_by_ref,
    by_ref,
    goal_by_ref,
    in_the_way,
    of_people,
    open_of,
    open_plans,
    plans_decided,
    to_decide,
    view_of,
)
from kith.plans.queries.working import Question, question_of

__all__ = [
    "Decision",
    "Question",
    "View",
    "alternative_by_ref",
    "basis_of",
    "by_ref",
    "first_words",
    "goal_by_ref",
    "in_the_way",
    "of_people",
    "open_of",
    "open_plans",
    "plans_decided",
    "question_of",
    "siblings_with_plans",
    "to_decide",
    "view_of",
]
