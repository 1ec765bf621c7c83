"""A crime against a child is suspected in the middle of an assessment: was a strategy discussion considered? (AS-12)"""

from __future__ import annotations

from django.db import models

from kith.access.history import tracked
from kith.access.models import Matter, User
from kith.kernel.now import now


@tracked
class StrategyConsidered(models.Model):
    """A manager says whether a strategy discussion is held, why, and what happens next (AS-12).

    What is to be held is asked for by the `FollowOn` that begins with the answer; what was held says when.
    """

    class Answer(models.TextChoices):
        TO_HOLD = "to_hold", "Yes: it is to be held"
        HELD = "held", "It was held already"
        NOT_NEEDED = "not_needed", "No: it is not needed"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="strategy_considered")
    answer = models.CharField(max_length=10, choices=Answer)
    held_at = models.DateTimeField("when it was held", null=True, blank=True)
    why = models.TextField("why, and what happens next", max_length=4000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return "Strategy discussion considered"
