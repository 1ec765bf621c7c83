"""What the board keeps: entries, the links between them, and each person's own scores."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Matter, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now
from kith.practice.signs_of_safety.domains import DOMAIN


@tracked
class Entry(models.Model):
    """One thing on the board of one child's assessment (SS-01). It may be changed or ended, and is never taken away.

    Attributes:
        number: counts the entries of its kind in the assessment, ended ones too: "D2" is D2 for good.
        shown: the days on which safety was seen: a list of `on` (ISO date), `by` (who saw it) and `what`.
        mistaken: it was ended because it should never have been written.
    """

    class Kind(models.TextChoices):
        HARM = "harm", "What has happened"
        DANGER = "danger", "What could happen if nothing changes"
        NO_DANGER = "no_danger", "No danger was found"
        COMPLICATING = "complicating", "What makes it harder"
        STRENGTH = "strength", "Strength"
        SAFETY = "safety", "Safety we have seen"
        FAMILY_GOAL = "family_goal", "Goal of the family"
        SAFETY_GOAL = "safety_goal", "Safety goal"
        NEXT_STEP = "next_step", "Next step"

    class Progress(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        GOING_WELL = "going_well", "Going well"
        STUCK = "stuck", "Stuck"
        DONE = "done", "Done"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="safety_entries")
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.PositiveIntegerField()
    words = models.TextField(max_length=4000)
    source = models.CharField("how we know", max_length=500, blank=True)
    # What has happened (SS-02)
    actor = models.CharField("who did it", max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    began_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    times = models.PositiveIntegerField("how often", null=True, blank=True)
    severity = models.CharField("how severe", max_length=1000, blank=True)
    # What it did to the child; of what makes it harder, how it stands in the way (SS-05)
    effect = models.CharField(max_length=1000, blank=True)
    # Safety (SS-04)
    shown = models.JSONField(default=list)
    # Goals and steps (SS-06)
    said_by = models.CharField(max_length=200, blank=True)
    said_on = models.DateField(null=True, blank=True)
    indicator = models.CharField("how everybody will know", max_length=1000, blank=True)
    owner = models.CharField("who does it", max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    progress = models.CharField(max_length=12, choices=Progress, blank=True)
    progress_words = models.CharField("how it is going", max_length=1000, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=now)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=1000, blank=True)
    mistaken = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "kind", "number"], name="safety_entry_numbered_once"),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(kind="no_danger", ended_at=None), name="no_danger_is_said_once"
            ),
            models.CheckConstraint(
                name="harm_can_be_counted",
                condition=~Q(kind="harm")
                | Q(times__gte=1, began_on__isnull=False)
                & ~Q(actor="")
                & ~Q(place="")
                & ~Q(severity="")
                & ~Q(effect="")
                & ~Q(source=""),
            ),
            models.CheckConstraint(
                name="harm_ends_after_it_began", condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on"))
            ),
            models.CheckConstraint(name="safety_was_seen", condition=~Q(kind="safety") | ~Q(shown=[])),
            models.CheckConstraint(name="family_goal_says_whose", condition=~Q(kind="family_goal") | ~Q(said_by="")),
            models.CheckConstraint(
                name="next_step_has_owner_and_day",
                condition=~Q(kind="next_step") | ~Q(owner="") & Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="safety_entry_ended_says_why", condition=Q(ended_at=None) | ~Q(ended_because="")
            ),
        ]

    def __str__(self) -> str:
        return self.named

    @property
    def assessment(self) -> Any:
        return self.matter.assessment

    @property
    def code(self) -> str:
        """Its reference, by which it is linked and spoken of; empty for kinds that have none."""
        letter = DOMAIN[self.kind].letter if self.kind in DOMAIN else ""
        return f"{letter}{self.number}" if letter else ""

    @property
    def named(self) -> str:
        """What it is called in a list: "danger D2", or its first words."""
        one = DOMAIN[self.kind].one if self.kind in DOMAIN else "finding"
        return f"{one} {self.code}" if self.code else f"{one} “{self.short}”"

    @property
    def short(self) -> str:
        """Its first words."""
        line = " ".join(self.words.split())
        return line if len(line) <= 60 else f"{line[:57].rsplit(' ', 1)[0]}…"


@tracked
class Link(models.Model):
    """From harm to a danger, to its safety goal, to a next step; and from a danger to safety against it (SS-03)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="safety_links")
    earlier = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="links_on")
    later = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="links_back")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["earlier", "later"], condition=Q(ended_at=None), name="safety_entries_linked_once"
            ),
            models.CheckConstraint(name="no_safety_entry_links_itself", condition=~Q(earlier=F("later"))),
        ]


@tracked
class SafetyScore(models.Model):
    """How safe one person finds it, from 0 to 10, and why. It is theirs: nothing is ever made of several (SS-07)."""

    class Role(models.TextChoices):
        CHILD = "child", "Child"
        PARENT = "parent", "Parent or carer"
        NETWORK = "network", "Family and network"
        AGENCY = "agency", "Agency"
        WORKER = "worker", "Social worker"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="safety_scores")
    role = models.CharField(max_length=8, choices=Role)
    rater = models.CharField("who", max_length=200)
    relation = models.CharField("who they are to the child", max_length=100, blank=True)
    score = models.PositiveSmallIntegerField()
    reason = models.TextField(max_length=2000)
    on = models.DateField("the day they said it")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=now)
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_because = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="safety_from_0_to_10", condition=Q(score__lte=10)),
            models.CheckConstraint(name="a_safety_score_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="a_score_taken_back_says_why", condition=Q(taken_back_at=None) | ~Q(taken_back_because="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score} of 10"

    @property
    def assessment(self) -> Any:
        return self.matter.assessment

    @property
    def who(self) -> str:
        """The person with who they are to the child: "Grace, mother"."""
        return f"{self.rater}, {self.relation}" if self.relation else self.rater
