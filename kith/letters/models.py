"""Letters, and what stops them: to whom, about what work, in which words, and what became of each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Agency, Matter, Subject, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now


@tracked
class Letter(models.Model):
    """One version of what somebody is told in writing about a piece of work. Changed words are a new version.

    Everything printed is kept here, also the name it is addressed to: what was sent reads the same ever after.
    """

    class Audience(models.TextChoices):
        FAMILY = "family", "Family"
        CHILD = "child", "Child"
        AGENCY = "agency", "Agency"
        REFERRER = "referrer", "Referrer"

    class State(models.TextChoices):
        DRAFTED = "drafted", "Drafted, not sent"
        SENT = "sent", "Sent"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        WITHHELD = "withheld", "Withheld"

    class How(models.TextChoices):
        PORTAL = "portal", "In the portal"
        POST = "post", "By post"
        HAND = "hand", "By hand"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="letters")
    key = models.CharField("to whom, among those of this work", max_length=60)
    audience = models.CharField(max_length=10, choices=Audience)
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    user = models.ForeignKey(
        User, verbose_name="who reads it in the portal", on_delete=models.PROTECT, null=True, blank=True,
        related_name="letters",
    )  # fmt: skip
    name = models.CharField("as it is addressed", max_length=200)
    title = models.CharField(max_length=200)
    greeting = models.CharField(max_length=200, blank=True)
    sections = models.JSONField(default=list)  # of {"heading": ..., "text": ...}; none where it was withheld unwritten
    signed = models.CharField("who signs it", max_length=300, blank=True)
    edition = models.PositiveIntegerField(default=1)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFTED)
    how = models.CharField(max_length=6, choices=How, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_on = models.DateField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_words = models.CharField(max_length=1000, blank=True)
    withheld_reason = models.CharField(max_length=2000, blank=True)
    withheld_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withheld_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    released_because = models.CharField("why it may go after all", max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "key", "edition"], name="one_letter_a_version"),
            models.CheckConstraint(
                name="sent_says_how_when_and_by_whom",
                condition=Q(state__in=["drafted", "withheld"], how="", sent_on=None, sent_by=None)
                | (Q(state__in=["sent", "acknowledged"], sent_on__isnull=False, sent_by__isnull=False) & ~Q(how="")),
            ),
            models.CheckConstraint(
                name="acknowledged_says_when_and_by_whom",
                condition=Q(state="acknowledged", acknowledged_on__isnull=False, acknowledged_by__isnull=False)
                | (~Q(state="acknowledged") & Q(acknowledged_on=None, acknowledged_by=None)),
            ),
            models.CheckConstraint(
                name="withheld_says_why_by_whom_and_until_when",
                condition=(
                    Q(state="withheld", withheld_by__isnull=False, withheld_on__isnull=False, review_on__isnull=False)
                    & ~Q(withheld_reason="")
                )
                | (~Q(state="withheld") & Q(withheld_by=None, withheld_on=None, review_on=None, withheld_reason="")),
            ),
            models.CheckConstraint(name="sent_says_something", condition=~Q(state="sent") | ~Q(sections=[])),
            models.CheckConstraint(name="portal_has_a_reader", condition=~Q(how="portal") | Q(user__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["user"], name="letters_of_reader", condition=~Q(user=None)),
            models.Index(fields=["review_on"], name="letters_withheld", condition=Q(state="withheld")),
        ]

    def __str__(self) -> str:
        return f"{self.get_audience_display()} letter {self.ref}"

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/letters/{self.ref}/"

    @property
    def was_sent(self) -> bool:
        """Whether it has gone out."""
        return self.state in (self.State.SENT, self.State.ACKNOWLEDGED)


@tracked
class SafetyFlag(models.Model):
    """Nothing may go to a child's family in writing: word of it could itself put the child in danger (PR-12)."""

    class Kind(models.TextChoices):
        FGM = "fgm", "Female genital mutilation"
        HONOUR = "honour", "Abuse in the name of honour, or forced marriage"
        RADICALISATION = "radicalisation", "Radicalisation"
        OTHER = "other", "Another danger"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="safety_flags")
    kind = models.CharField(max_length=16, choices=Kind)
    reason = models.CharField(max_length=2000)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(default=now)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lifted_says_who_when_and_why",
                condition=Q(lifted_by=None, lifted_at=None, lifted_because="")
                | (Q(lifted_by__isnull=False, lifted_at__isnull=False) & ~Q(lifted_because="")),
            )
        ]
        indexes = [models.Index(fields=["child"], name="safety_flags_standing", condition=Q(lifted_at=None))]
