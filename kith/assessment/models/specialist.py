"""Mutilation, abuse in the name of honour, radicalisation: referred to those who know, without alerting (PR-12)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Matter, User
from kith.kernel.now import now


@tracked
class SpecialistReferral(models.Model):
    """A child is referred to a specialist service or the police; whether word to the family is dangerous (PR-12)."""

    class Kind(models.TextChoices):
        FGM = "fgm", "Female genital mutilation"
        HONOUR = "honour", "Abuse in the name of honour, or forced marriage"
        RADICALISATION = "radicalisation", "Radicalisation"

    class To(models.TextChoices):
        POLICE = "police", "The police"
        CHANNEL = "channel", "The Channel panel"
        CLINIC = "clinic", "A specialist clinic or health service"
        FORCED_MARRIAGE_UNIT = "fmu", "The Forced Marriage Unit"
        OTHER = "other", "Another specialist service"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="specialist_referrals")
    kind = models.CharField(max_length=16, choices=Kind)
    to = models.CharField(max_length=8, choices=To)
    whom = models.CharField("who took it, and their reference", max_length=300)
    referred_at = models.DateTimeField()
    words = models.TextField("what was told, and what they advise", max_length=8000)
    dangerous = models.BooleanField("word of it could put the child in danger")
    danger = models.TextField("what could happen if the family got word", max_length=2000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="danger_says_what", condition=Q(dangerous=False) | ~Q(danger="")),
        ]

    def __str__(self) -> str:
        return "Specialist referral"
