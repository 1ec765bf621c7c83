"""A visit to the child of an assessment."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.kernel.now import now


@tracked
class Visit(models.Model):
    """A visit to the child: seen or not, alone or not and why, where, and what they said (AS-05, AS-06)."""

    class Interpreted(models.TextChoices):
        PROFESSIONAL = "professional", "By an interpreter"
        FAMILY = "family", "By somebody of the family or a friend"
        WAIVED = "waived", "Nobody: a manager agreed to do without"

    class Advocate(models.TextChoices):
        HAD = "had", "They had one"
        DECLINED = "declined", "Offered, and they did not want one"
        NOT_YET = "not_yet", "Not offered yet"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="visits")
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="visits")
    at = models.DateTimeField()
    seen = models.BooleanField()
    alone = models.BooleanField(null=True)
    why_not_alone = models.CharField(max_length=1000, blank=True)
    place = models.CharField(max_length=200)
    present = models.CharField("who else was there", max_length=500, blank=True)
    words = models.TextField("the child's own words", max_length=8000, blank=True)
    observed = models.TextField("what we saw", max_length=8000, blank=True)
    why_not_seen = models.TextField(max_length=4000, blank=True)
    bedroom = models.BooleanField("the place where the child sleeps was seen", null=True)
    communication = models.CharField("how they communicated", max_length=500, blank=True, db_default="")
    followed = models.BooleanField("what was recommended for communicating was followed", null=True)
    why_not_followed = models.CharField(max_length=1000, blank=True, db_default="")
    facilitator = models.CharField("who helped them to say it", max_length=200, blank=True, db_default="")
    facilitator_family = models.BooleanField("who is of the family, or a friend", null=True)
    advocate = models.CharField(max_length=8, choices=Advocate, blank=True, db_default="")
    obstructed = models.BooleanField("we were refused, or avoided", default=False, db_default=False)
    next_step = models.TextField("what a manager decided", max_length=4000, blank=True, db_default="")
    next_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    next_at = models.DateTimeField(null=True, blank=True)
    interpreted = models.CharField(max_length=12, choices=Interpreted, blank=True, db_default="")
    interpreter = models.CharField("who interpreted", max_length=200, blank=True, db_default="")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="seen_says_whether_alone", condition=Q(seen=False) ^ Q(alone__isnull=False)),
            models.CheckConstraint(name="not_alone_says_why", condition=~Q(alone=False) | ~Q(why_not_alone="")),
            models.CheckConstraint(name="not_seen_says_why", condition=Q(seen=True) | ~Q(why_not_seen="")),
            models.CheckConstraint(
                name="interpreted_says_by_whom",
                condition=Q(interpreted__in=["", "waived"]) | ~Q(interpreter=""),
            ),
        ]
        indexes = [models.Index(fields=["child", "-at"], name="visits_to_child")]


@tracked
class ParentSeen(models.Model):
    """A parent or carer was seen, by themselves or with the child, what they say and what they were told (AS-07)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="parents_seen")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField("who is not on record", max_length=200, blank=True)
    at = models.DateTimeField()
    place = models.CharField(max_length=200)
    present = models.CharField("who else was there", max_length=500, blank=True)
    child_there = models.BooleanField()
    why_together = models.CharField(max_length=1000, blank=True)
    views = models.TextField("what they say and want", max_length=8000)
    told = models.TextField("what they were told of the worries, and what not", max_length=4000)
    interpreted = models.CharField(max_length=12, choices=Visit.Interpreted, blank=True)
    interpreter = models.CharField("who interpreted", max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "parent or carer seen"
        constraints = [
            models.CheckConstraint(name="parent_seen_is_somebody", condition=Q(person=None) ^ Q(name="")),
            models.CheckConstraint(
                name="parent_seen_together_says_why", condition=Q(child_there=False) | ~Q(why_together="")
            ),
        ]

    def __str__(self) -> str:
        return "Parent or carer seen"

    @property
    def who(self) -> str:
        """By name, as on the record or as it was written."""
        return self.person.person.shown_name if self.person else self.name


@tracked
class InterpreterWaiver(models.Model):
    """A team manager agrees that a family is seen without an interpreter, why, and until when (AS-09)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="interpreter_waivers")
    reason = models.TextField(max_length=2000)
    until = models.DateField("looked at again on")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"No interpreter until {self.until}"
