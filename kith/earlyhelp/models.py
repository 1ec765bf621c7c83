"""Early help as far as the front door needs it: a family handed over, and somebody who accepts (EH-08)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, Team, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now


@tracked
class EarlyHelpHandover(models.Model):
    """A child stepped down, or passed on, from social care to early help."""

    class State(models.TextChoices):
        OFFERED = "offered", "Waiting to be accepted"
        ACCEPTED = "accepted", "Accepted"
        RETURNED = "returned", "Returned with a reason"
        SETTLED = "settled", "Returned, and settled another way"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="handovers")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="handovers")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=4000)
    family_agrees = models.CharField(max_length=300)
    handed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    lead = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(max_length=2000, blank=True)
    settled_because = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accepted_by_somebody",
                condition=~Q(state="accepted") | Q(lead__isnull=False, answered_at__isnull=False),
            )
        ]

    @property
    def child_id(self) -> int:
        """Whom it is about, as every piece of work calls them: what came back may be handed over again."""
        return self.person_id
