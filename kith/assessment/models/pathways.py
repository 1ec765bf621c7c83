"""What applies to a child beyond the usual questions, and what is kept of each special pathway (PR-01 to PR-12)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now


@tracked
class ChildPathway(models.Model):
    """A special pathway or cohort that applies to a child: `key` is one of `kith.assessment.cohorts` (PR-10)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="pathways")
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="pathways")
    key = models.CharField(max_length=30)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=now)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pathway_ended_by_somebody", condition=Q(ended_at=None) ^ Q(ended_by__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["matter", "child", "key"], condition=Q(ended_at=None), name="a_pathway_is_noted_once"
            ),
        ]
        indexes = [models.Index(fields=["child"], name="pathways_of_child", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return self.key


@tracked
class Prebirth(models.Model):
    """The assessment of parents before a birth: since when we knew, and why it began no sooner (PR-01, PR-02)."""

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="prebirth")
    aware_on = models.DateField("when social workers learned of the pregnancy")
    booked_on = models.DateField("when the mother booked with maternity services", null=True, blank=True)
    begun_late_because = models.TextField("why it began no sooner", max_length=2000, blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=now)
    proceedings_because = models.TextField("why proceedings are planned", max_length=4000, blank=True)
    proceedings_planned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proceedings_planned_at = models.DateTimeField(null=True, blank=True)
    papers_lodged_on = models.DateField("when the papers went to the legal team", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proceedings_planned_says_why",
                condition=Q(proceedings_planned_at=None)
                | (Q(proceedings_planned_by__isnull=False) & ~Q(proceedings_because="")),
            ),
            models.CheckConstraint(
                name="papers_follow_a_plan",
                condition=Q(papers_lodged_on=None) | Q(proceedings_planned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return "Pre-birth assessment"


@tracked
class PrebirthDisclosure(models.Model):
    """The completed pre-birth assessment is given to a parent and their solicitor, for challenge (PR-04)."""

    class How(models.TextChoices):
        HAND = "hand", "By hand"
        POST = "post", "By post"
        SECURE = "secure", "By secure e-mail"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="disclosures")
    parent = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    solicitor = models.CharField("their solicitor", max_length=300, blank=True)
    sent_on = models.DateField()
    how = models.CharField(max_length=6, choices=How)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=now)
    response = models.TextField("what they say to it", max_length=8000, blank=True)
    amendments = models.TextField("what was changed in answer", max_length=8000, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "parent"], name="disclosed_once_to_a_parent"),
            models.CheckConstraint(
                name="an_answer_says_what_and_when",
                condition=Q(answered_on=None, response="")
                | (Q(answered_on__isnull=False, answered_by__isnull=False) & ~Q(response="")),
            ),
        ]

    def __str__(self) -> str:
        return "Disclosure of the pre-birth assessment"
