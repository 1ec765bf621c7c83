"""Pre-proceedings and proceedings: one case of one family, each child ending by themselves (CP-11)."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now, today
from kith.legal.models.gateway import Gateway, GatewayChild


@tracked
class LegalCase(models.Model):
    """What follows where a gateway meeting decides on pre-proceedings or on an application.

    Attributes:
        issued_on: the day of the application; from then on it is for the court, and pre-proceedings are over.
        sought: the orders that are asked for, of `Order`.
    """

    class Order(models.TextChoices):
        CARE = "care", "Care order"
        SUPERVISION = "supervision", "Supervision order"
        EMERGENCY = "emergency", "Emergency protection order"
        PLACEMENT = "placement", "Placement order"
        OTHER = "other", "Another order"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="legal_case")
    number = models.CharField(max_length=20, unique=True)
    gateway = models.ForeignKey(Gateway, on_delete=models.PROTECT, related_name="cases")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(null=True, blank=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sought = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    issued_why = models.TextField("what is asked of the court, and why now", max_length=4000, blank=True)
    court_number = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_application_says_when_who_what_and_why",
                condition=Q(issued_on=None, issued_by=None, sought=[], issued_why="")
                | Q(issued_on__isnull=False, issued_by__isnull=False) & ~Q(sought=[]) & ~Q(issued_why=""),
            ),
            models.CheckConstraint(
                name="a_legal_case_that_ended_says_who_ended_it",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{'Proceedings' if self.issued_on else 'Pre-proceedings'} {self.number}"

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/pre-proceedings/{self.ref}/"

    @property
    def is_open(self) -> bool:
        """Whether it goes on, for at least one child."""
        return self.closed_at is None

    @property
    def sought_words(self) -> list[str]:
        """The orders that were asked for, in words."""
        return [str(self.Order(one).label) for one in self.sought]


@tracked
class LegalCaseChild(models.Model):
    """One child of a case, and how it ended for them; what became of them later is where they lived then (CP-11)."""

    class Ended(models.TextChoices):
        CHANGED = "changed", "What worried us has changed"
        SUPPORT = "support", "It goes on with support, without court"
        COURT = "court", "The court decided"

    class Made(models.TextChoices):
        CARE = "care", "Care order"
        SUPERVISION = "supervision", "Supervision order"
        GUARDIANSHIP = "guardianship", "Special guardianship order"
        ARRANGEMENTS = "arrangements", "Child arrangements order"
        PLACEMENT = "placement", "Care and placement order"
        ADOPTION = "adoption", "Adoption order"
        NONE = "none", "No order"
        WITHDRAWN = "withdrawn", "Application withdrawn"

    class Lives(models.TextChoices):
        HOME = "home", "At home with a parent"
        FAMILY = "family", "With wider family or friends"
        FOSTER = "foster", "With foster carers"
        RESIDENTIAL = "residential", "In a children’s home"
        ADOPTION = "adoption", "With adopters, or to be adopted"
        OTHER = "other", "Somewhere else"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="legal_case_children")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="legal_cases")
    decision = models.OneToOneField(GatewayChild, on_delete=models.PROTECT, related_name="case_child")
    ended_as = models.CharField(max_length=8, choices=Ended, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_words = models.TextField("why it ended", max_length=4000, blank=True)
    made = models.CharField("the order that was made", max_length=12, choices=Made, blank=True)
    lives = models.CharField("where the child lives from then on", max_length=12, choices=Lives, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "child"], name="child_once_in_a_legal_case"),
            models.UniqueConstraint(fields=["child"], condition=Q(ended_on=None), name="one_open_legal_case_a_child"),
            models.CheckConstraint(
                name="an_end_says_how_when_and_why",
                condition=Q(ended_on=None, ended_as="", ended_words="", ended_by=None)
                | Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(ended_as="") & ~Q(ended_words=""),
            ),
            models.CheckConstraint(
                name="what_the_court_decided_says_the_order_and_where_they_live",
                condition=Q(ended_as="court") & ~Q(made="") & ~Q(lives="")
                | ~Q(ended_as="court") & Q(made="", lives=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_ended_as_display() if self.ended_as else self.ref


@tracked
class FamilyMeeting(models.Model):
    """Family group decision-making: offered, answered, held with a family plan; or not offered, by whose decision.

    Children Act 1989 s31ZA, put there by the Children's Wellbeing and Schools Act 2026 s1 (CP-11, FA-03).

    Attributes:
        because: why it is not offered: it would not be in the child's best interests.
        review_on: when it is asked again whether it can be offered.
    """

    class Answer(models.TextChoices):
        YES = "yes", "They want it"
        NO = "no", "They do not want it"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="family_meetings")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    offered = models.BooleanField()
    on = models.DateField("the day of the offer, or of the decision not to offer")
    to = models.CharField("to whom", max_length=500, blank=True)
    because = models.TextField("why it is not in the child's best interests", max_length=4000, blank=True)
    review_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    answer = models.CharField(max_length=4, choices=Answer, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer_words = models.TextField("what they said", max_length=4000, blank=True)
    held_on = models.DateField(null=True, blank=True)
    plan = models.TextField("what the family plans", max_length=8000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_offer_says_to_whom_and_an_exception_says_why",
                condition=Q(offered=True, because="", review_on=None) & ~Q(to="")
                | Q(offered=False, review_on__isnull=False, to="", answer="") & ~Q(because=""),
            ),
            models.CheckConstraint(
                name="an_answer_has_its_day",
                condition=Q(answer="", answered_on=None) | ~Q(answer="") & Q(answered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_family_meeting_was_wanted_and_has_its_plan",
                condition=Q(held_on=None, plan="") | Q(held_on__isnull=False, answer="yes") & ~Q(plan=""),
            ),
            models.CheckConstraint(
                name="it_is_asked_again_after_it_was_decided",
                condition=Q(review_on=None) | Q(review_on__gt=F("on")),
            ),
        ]

    def __str__(self) -> str:
        return "Family group decision-making"

    @property
    def open(self) -> bool:
        """Whether its answer or its plan is still waited for."""
        return self.offered and (not self.answer or (self.answer == self.Answer.YES and self.held_on is None))

    @property
    def to_review(self) -> bool:
        """Whether the day has come on which the decision not to offer is looked at again."""
        return isinstance(self.review_on, date) and self.review_on <= today()
