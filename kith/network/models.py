"""The child's own safety network: who is near, what each can do, and what limits that (FA-02)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Subject
from kith.kernel.ids import new_ref


@tracked
class NetworkMember(models.Model):
    """Somebody in a child's network: on the record themselves, or known by a name only. Every version is kept."""

    class Circle(models.TextChoices):
        FAMILY = "family", "Family"
        FRIENDS = "friends", "Friends and neighbours"
        SCHOOL = "school", "School and clubs"
        HELPERS = "helpers", "People whose job is to help"

    class Closeness(models.IntegerChoices):
        VERY = 1, "Very close"
        CLOSE = 2, "Close"
        LESS = 3, "Less close"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="network")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="in_networks")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=100)
    circle = models.CharField(max_length=10, choices=Circle)
    closeness = models.PositiveSmallIntegerField(choices=Closeness)
    can_do = models.CharField(max_length=500, blank=True)
    limits = models.CharField(max_length=500, blank=True)
    contact = models.CharField("how to reach them", max_length=200, blank=True)
    said_by = models.CharField(max_length=200)
    said_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)
    mistaken_because = models.CharField("why they never belonged", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="not_in_ones_own_network", condition=Q(person=None) | ~Q(person=F("child"))),
            models.UniqueConstraint(
                fields=["child", "person"], condition=Q(until=None, person__isnull=False), name="in_a_network_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
