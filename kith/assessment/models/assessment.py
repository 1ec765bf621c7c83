"""An assessment of one child, opened from a referral; sisters and brothers are linked, never merged (AS-01)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, Team, User
from kith.frontdoor.models import Referral
from kith.kernel.now import now


@tracked
class Assessment(models.Model):
    """The assessment of one child: who leads, who supervises, in which direction and how deep."""

    class Depth(models.TextChoices):
        BRIEF = "brief", "Brief"
        STANDARD = "standard", "Standard"
        IN_DEPTH = "in_depth", "In depth"

    class LegalBasis(models.TextChoices):
        S17 = "s17", "Section 17: child in need"
        S47 = "s47", "Section 47: enquiry"

    class Priority(models.TextChoices):
        TODAY = "today", "Today"
        SOON = "soon", "Within two working days"
        USUAL = "usual", "In the usual time"

    asks_for_another = False  # strategy discussion, as whoever authorises it says; the `FollowOn` keeps it

    class Outcome(models.TextChoices):
        NFA = "nfa", "No further action"
        UNIVERSAL = "universal", "Universal services"
        EARLY_HELP = "early_help", "Early help"
        CIN_PLAN = "cin_plan", "Child in need plan"
        STRATEGY = "strategy", "Strategy discussion"
        EMERGENCY = "emergency", "Emergency action"

    class Review(models.TextChoices):
        EXTEND = "extend", "It goes on: more time is needed"
        CONCLUDE = "conclude", "It can be concluded now"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        AUTHORISED = "authorised", "Authorised"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="assessment")
    number = models.CharField(max_length=20, unique=True)
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, null=True, related_name="assessment")
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="assessments")
    sibling_group = models.CharField(max_length=20, blank=True, db_index=True)
    started_on = models.DateField()
    opened_at = models.DateTimeField(default=now)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    legal_basis = models.CharField(max_length=5, choices=LegalBasis, default=LegalBasis.S17)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    lead = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="assessments_led")
    supervisor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    direction = models.TextField(max_length=8000, blank=True)
    depth = models.CharField(max_length=10, choices=Depth, default=Depth.STANDARD)
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.USUAL)
    first_visit_on = models.DateField(null=True, blank=True)
    override_reason = models.CharField("why this worker all the same", max_length=1000, blank=True)
    handed_over_because = models.CharField(max_length=1000, blank=True)
    repeat_comment = models.TextField("on the assessments before this one", max_length=4000, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    # The words of a review held before each was kept by itself (`LengthReview`).
    review_words = models.TextField(max_length=4000, blank=True)
    review_decision = models.CharField(max_length=10, choices=Review, blank=True, db_default="")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    not_seen_because = models.TextField("why the child was not seen", max_length=4000, blank=True)
    authorised_on = models.DateField(null=True, blank=True)
    authorised_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=30, blank=True)
    conclusion = models.TextField(max_length=8000, blank=True)
    factors = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    lacked = ArrayField(models.CharField(max_length=300), default=list, blank=True, db_default=[])
    late_family = models.TextField("what the family was told of the delay", max_length=2000, blank=True, db_default="")
    late_professionals = models.TextField(
        "what other professionals say about the delay", max_length=2000, blank=True, db_default=""
    )
    why_incomplete = models.TextField(
        "why it was approved although something was missing", max_length=4000, blank=True, db_default=""
    )
    brought_in_from = models.CharField(max_length=80, blank=True)
    # By which the next file knows it again; empty where the other system has but one of a day.
    import_key = models.CharField(max_length=120, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="authorised_says_when", condition=~Q(state="authorised") | Q(authorised_on__isnull=False)
            ),
            models.CheckConstraint(
                name="authorised_after_it_started",
                condition=Q(authorised_on=None) | Q(authorised_on__gte=F("started_on")) | ~Q(brought_in_from=""),
            ),
            models.CheckConstraint(
                name="open_has_lead_and_supervisor",
                condition=~Q(state="open", brought_in_from="") | Q(lead__isnull=False, supervisor__isnull=False),
            ),
            models.CheckConstraint(name="nobody_supervises_themselves", condition=~Q(lead=F("supervisor"))),
            models.UniqueConstraint(
                fields=["import_key"], condition=~Q(import_key=""), name="assessment_imported_once"
            ),
        ]
        indexes = [
            models.Index(fields=["child", "-opened_at"], name="assessments_of_child"),
            models.Index(fields=["team", "lead"], name="assessments_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"Assessment {self.number}"

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def outcome_words(self) -> str:
        """The outcome as it is said; one from another system stays as it came."""
        return dict(self.Outcome.choices).get(self.outcome, self.outcome)
