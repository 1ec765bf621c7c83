"""Somebody who matters to a child lives abroad: who was asked there, and whether our workers may travel (PR-07, 08)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Matter, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now


@tracked
class OverseasEnquiry(models.Model):
    """The authority of another country is asked whether it can assess, before anybody travels (PR-07)."""

    class CanAssess(models.TextChoices):
        YES = "yes", "They assess"
        PART = "part", "They help, and do not assess"
        NO = "no", "They cannot"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="enquiries_abroad")
    country = models.CharField(max_length=2)
    whom = models.CharField("about whom there", max_length=300)
    authority = models.CharField("which authority was asked, by which way", max_length=300)
    question = models.TextField("what it was asked", max_length=4000)
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    can_assess = models.CharField(max_length=4, choices=CanAssess, blank=True)
    answer = models.TextField("what they answered", max_length=8000, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    lawful = models.TextField("what our workers may lawfully do there", max_length=4000, blank=True)
    checked = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    travel_approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    travel_approved_at = models.DateTimeField(null=True, blank=True)
    travel_because = models.TextField("why somebody travels all the same", max_length=4000, blank=True)
    travel_terms = models.TextField("who travels, when, and what they may do", max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_overseas_answer_says_what",
                condition=Q(can_assess="") | (~Q(answer="") & ~Q(lawful="") & Q(answered_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="nobody_travels_before_the_answer",
                condition=Q(travel_approved_at=None)
                | (~Q(can_assess="") & Q(travel_approved_by__isnull=False) & ~Q(travel_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Enquiry abroad, {self.country}"
