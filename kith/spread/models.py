"""Who else is at risk: what was looked at, each child who may be, and what was done for them (EX-06)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.frontdoor.models import Contact
from kith.kernel.ids import new_ref
from kith.kernel.now import now


@tracked
class SpreadCheck(models.Model):
    """The answer, on one piece of work about harm outside the home, to which other children are at risk.

    Attributes:
        standing: how many children stand on the list; who they are is hidden from some readers, and this is not.
    """

    class Found(models.TextChoices):
        OTHERS = "others", "Other children are, or may be"
        NONE = "none", "We looked, and found no other child"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="spread_check")
    found = models.CharField(max_length=6, choices=Found)
    words = models.TextField("who was asked, and what was looked at", max_length=4000, blank=True)
    standing = models.PositiveIntegerField("how many children stand on the list", default=0, db_default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.get_found_display()


@tracked
class ChildAtRisk(models.Model):
    """Another child who may be at risk: on the record, or described where nobody knows who they are.

    A row about a child whose record is restricted is hidden with them. Once a contact is raised it is for the front
    door to decide; until then somebody says why none is.
    """

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="children_at_risk")
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    described = models.CharField("who they are, as far as anybody knows", max_length=500, blank=True)
    why = models.TextField("what points to it", max_length=4000)
    contact = models.OneToOneField(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="raised_in_spread_check"
    )
    not_raised_because = models.CharField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    listed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    listed_at = models.DateTimeField(default=now)
    taken_off_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_off_at = models.DateTimeField(null=True, blank=True)
    taken_off_because = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_child_at_risk_is_known_or_described", condition=Q(child=None) ^ Q(described="")
            ),
            models.CheckConstraint(
                name="a_child_at_risk_taken_off_says_why", condition=Q(taken_off_at=None) | ~Q(taken_off_because="")
            ),
            models.UniqueConstraint(
                fields=["matter", "child"],
                condition=Q(taken_off_at=None, child__isnull=False),
                name="a_child_is_listed_once",
            ),
        ]

    def __str__(self) -> str:
        return self.named

    @property
    def named(self) -> str:
        """What they are called in a list."""
        name: Any = self.child.person.shown_name if self.child is not None else self.described
        return str(name)

    @property
    def is_answered(self) -> bool:
        return bool(self.contact_id or self.not_raised_because)
