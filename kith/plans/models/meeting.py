"""Core groups and reviews, who came, and what was decided where a plan did not work."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Matter, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now
from kith.standards.codesets import agency_kinds


@tracked
class PlanMeeting(models.Model):
    """A core group, a review of a child in need plan, or the question by itself whether a plan works (CP-08 to CP-10).

    Attributes:
        risk: which way the risk to the child went since the last time.
        working: what was answered to "is it working?"; a core group is not asked it.
        next_on: the day of the next meeting, where one was set.
    """

    class Kind(models.TextChoices):
        CORE_GROUP = "core", "Core group"
        REVIEW = "review", "Review"
        ASKED = "asked", "Is it working?"

    class Mode(models.TextChoices):
        MEETING = "meeting", "Meeting in person"
        VIDEO = "video", "Video call"
        MIXED = "mixed", "In person and by video"

    class Risk(models.TextChoices):
        FALLING = "falling", "Falling"
        SAME = "same", "The same"
        RISING = "rising", "Rising"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="plan_meetings")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=6, choices=Kind)
    held_at = models.DateTimeField()
    mode = models.CharField(max_length=8, choices=Mode, blank=True)
    chaired_by = models.CharField(max_length=200, blank=True)
    child_part = models.TextField("the child's part, wishes and feelings", max_length=4000, blank=True)
    family_part = models.TextField("what the family says", max_length=4000, blank=True)
    said = models.TextField("what was said and agreed", max_length=8000)
    risk = models.CharField(max_length=8, choices=Risk)
    risk_words = models.CharField("how we know", max_length=2000)
    working = models.BooleanField("the plan works", null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-held_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_review_asks_whether_it_works", condition=Q(kind="core") ^ Q(working__isnull=False)
            ),
            models.CheckConstraint(
                name="a_meeting_says_how_the_child_took_part",
                condition=Q(kind="asked") | (~Q(child_part="") & ~Q(family_part="")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Attended(models.Model):
    """Somebody who came to a core group or review, sent word, or did not come; for which agency."""

    kith_append_only = True

    class Part(models.TextChoices):
        HERE = "here", "Came"
        SENT = "sent", "Sent a report"
        APOLOGY = "apology", "Sent apologies"
        ABSENT = "absent", "Did not come"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="plan_attended")
    meeting = models.ForeignKey(PlanMeeting, on_delete=models.PROTECT, related_name="attended")
    agency_kind = models.CharField(max_length=40, blank=True)
    name = models.CharField("who, and what they are", max_length=200)
    part = models.CharField(max_length=8, choices=Part)

    class Meta:
        ordering = ["pk"]

    @property
    def kind_words(self) -> str:
        """What kind of agency they came for; of the family where it was none."""
        kind = agency_kinds().get(self.agency_kind)
        return kind.label if kind else "Family and friends"


@tracked
class Alternative(models.Model):
    """A plan did not work: what was considered instead, what is done, why, and who decided it (CP-10).

    Whoever asked proposes; a manager who does not lead the work decides. One waits for a decision at a time.

    Attributes:
        triggers: what raised the question, as it was said then.
        options: what was considered, by the keys of `data/options.csv`.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="plan_alternatives")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    meeting = models.ForeignKey(PlanMeeting, on_delete=models.PROTECT, related_name="alternatives")
    triggers = ArrayField(models.CharField(max_length=300), default=list)
    options = ArrayField(models.CharField(max_length=20))
    proposed = models.CharField(max_length=20)
    proposed_why = models.TextField(max_length=4000)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=now)
    chosen = models.CharField(max_length=20, blank=True)
    why = models.TextField(max_length=4000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(decided_at=None), name="one_decision_waits_on_a_plan"
            ),
            models.CheckConstraint(
                name="a_decision_on_a_plan_says_what_why_and_who",
                condition=Q(decided_at=None, decided_by=None, chosen="", why="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(chosen="") & ~Q(why="")),
            ),
            models.CheckConstraint(
                name="nobody_decides_what_they_proposed",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
            ),
        ]
        indexes = [models.Index(fields=["matter"], name="alternatives_waiting", condition=Q(decided_at=None))]

    def __str__(self) -> str:
        return "What is done instead"
