"""Where professionals see it differently: the issue, each view as it was put, its stages, and how it was settled."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Matter, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now


@tracked
class Disagreement(models.Model):
    """A professional disagreement on a piece of work, whatever its kind (AS-17)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="disagreements")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    issue = models.CharField("what it is about", max_length=300)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(default=now)
    decision = models.TextField("what was decided", max_length=4000, blank=True)
    why = models.TextField("why, and which view still differs", max_length=4000, blank=True)
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="settled_says_what_why_who_and_when",
                condition=Q(decision="", why="", resolved_by=None, resolved_at=None)
                | (~Q(decision="") & ~Q(why="") & Q(resolved_by__isnull=False, resolved_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["raised_at"], name="disagreements_open", condition=Q(resolved_at=None))]

    def __str__(self) -> str:
        return self.issue

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/disagreements/{self.ref}/"


class DisagreementView(models.Model):
    """How one person sees it, as they put it. A view is never changed or taken away; another stands after it."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="disagreement_views")
    disagreement = models.ForeignKey(Disagreement, on_delete=models.PROTECT, related_name="views")
    who = models.CharField("who sees it so, and their agency", max_length=200)
    words = models.TextField(max_length=8000)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)


class DisagreementPassed(models.Model):
    """It was passed on by hand to a later stage, before the day of the one before had come."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="disagreements_passed")
    disagreement = models.ForeignKey(Disagreement, on_delete=models.PROTECT, related_name="passed")
    to = models.CharField("the stage it went to", max_length=40)
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
