"""The child's own safety network: who is near, what each can do, and what limits that (FA-02)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Subject, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now


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


@tracked
class Commitment(models.Model):
    """What somebody of the network does to keep a child safe, and when: one line of their safety plan (FA-04).

    Attributes:
        person: the member's own record where they have one, so that a line is hidden with whoever is.
        who: what they were called when it was agreed, with who they are to the child.
        review_by: the day by which it is looked at again.
    """

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="commitments")
    member = models.ForeignKey(NetworkMember, on_delete=models.PROTECT, related_name="commitments")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    who = models.CharField(max_length=310)
    words = models.TextField("what they do", max_length=2000)
    when = models.CharField("when, or how often", max_length=300)
    against = models.CharField("what it keeps the child safe from", max_length=500)
    agreed_with = models.CharField("who agreed it", max_length=300)
    agreed_on = models.DateField()
    review_by = models.DateField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=now)
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_commitment_ended_says_why", condition=Q(ended_on=None) | ~Q(ended_because="")
            )
        ]

    def __str__(self) -> str:
        return self.who


class CommitmentCheck(models.Model):
    """A day on which a line of the safety plan was tried or needed: whether it held, who saw it, and what follows."""

    kith_append_only = True

    class How(models.TextChoices):
        TRIED = "tried", "We tried it out"
        NEEDED = "needed", "It was needed"
        TALKED = "talked", "We only talked it over"

    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="checks")
    on = models.DateField()
    how = models.CharField(max_length=6, choices=How)
    held = models.BooleanField()
    by = models.CharField("who saw it", max_length=200)
    words = models.CharField("what was seen", max_length=1000)
    follows = models.CharField("what follows from a breach", max_length=1000, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_breach_says_what_follows", condition=Q(held=True) | ~Q(follows=""))
        ]
