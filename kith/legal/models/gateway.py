"""The legal gateway meeting: court or support, for each child by themselves, and the advice it rests on (CP-11)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now
from kith.plans.models import Alternative


@tracked
class Gateway(models.Model):
    """A meeting that decides whether a case goes towards court, about one child or several of a family (CP-11).

    Attributes:
        alternative: what a manager decided where a plan did not work, if that asked for the meeting.
        follows: another decision asked for it (a plan that does not work, a conference): nobody asked by themselves.
        decided_by: the manager who chaired it, and who alone decided.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        HELD = "held", "Held"
        OFF = "off", "Called off"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="gateway")
    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    why = models.TextField("why it is asked for", max_length=8000)
    alternative = models.ForeignKey(
        Alternative, on_delete=models.PROTECT, null=True, blank=True, related_name="gateways"
    )
    follows = models.BooleanField("it follows from another decision", default=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    held_at = models.DateTimeField(null=True, blank=True)
    took_part = models.TextField("who took part", max_length=2000, blank=True)
    discussed = models.TextField("what was talked about", max_length=8000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    off_because = models.CharField(max_length=2000, blank=True)
    off_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    off_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_gateway_held_says_all_of_it",
                condition=Q(state="held", held_at__isnull=False, decided_by__isnull=False)
                & ~Q(took_part="")
                & ~Q(discussed="")
                | ~Q(state="held") & Q(held_at=None, decided_by=None),
            ),
            models.CheckConstraint(
                name="nobody_decides_at_the_gateway_what_they_asked_for",
                condition=Q(decided_by=None) | Q(follows=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="a_gateway_called_off_says_who_when_and_why",
                condition=Q(state="off", off_by__isnull=False, off_at__isnull=False) & ~Q(off_because="")
                | ~Q(state="off") & Q(off_by=None, off_at=None, off_because=""),
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="gateways_to_hold", condition=Q(state="asked"))]

    def __str__(self) -> str:
        return f"Legal gateway {self.number}"

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/legal-gateways/{self.ref}/"

    @property
    def waits(self) -> bool:
        """Whether it is still to be held."""
        return self.state == self.State.ASKED


@tracked
class GatewayChild(models.Model):
    """One child whom the meeting is about, and what was decided for them: each by themselves.

    Attributes:
        open: the meeting is still to be held: a child has one at a time.
        tried: what was tried before, as it was found on the plans and as it was put right in the meeting.
        prompts: what was asked by rule before the decision stood: `rule` and `because`, as shown then (IG-11).
        distance: what whoever decided answered to it.
    """

    class Threshold(models.TextChoices):
        MET = "met", "It is met"
        NOT_MET = "not_met", "It is not met"
        NOT_YET = "not_yet", "It cannot be said yet"

    class Outcome(models.TextChoices):
        SUPPORT = "support", "Go on with support"
        PRE = "pre", "Pre-proceedings"
        ISSUE = "issue", "Issue proceedings"
        NONE = "none", "No legal step"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="gateway_children")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="gateways")
    open = models.BooleanField(default=True)
    threshold = models.CharField(max_length=8, choices=Threshold, blank=True)
    threshold_words = models.TextField("what the threshold rests on", max_length=4000, blank=True)
    wishes = models.TextField("what the child wishes and feels", max_length=4000, blank=True)
    tried = models.TextField("what was tried before", max_length=8000, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    why = models.TextField("why, for this child", max_length=4000, blank=True)
    prompts = models.JSONField(default=list, blank=True)
    distance = models.TextField(
        "why court rather than support, or support rather than court", max_length=4000, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "child"], name="child_once_at_the_gateway"),
            models.UniqueConstraint(fields=["child"], condition=Q(open=True), name="one_open_gateway_a_child"),
            models.CheckConstraint(
                name="a_gateway_decision_says_what_it_rests_on",
                condition=Q(outcome="")
                | Q(open=False) & ~Q(threshold="") & ~Q(threshold_words="") & ~Q(tried="") & ~Q(wishes="") & ~Q(why=""),
            ),
            models.CheckConstraint(
                name="no_step_to_court_where_the_threshold_is_not_met",
                condition=~Q(outcome="issue") | ~Q(threshold="not_met"),
            ),
            models.CheckConstraint(
                name="what_was_asked_by_rule_was_answered", condition=Q(prompts=[]) | ~Q(distance="")
            ),
        ]
        indexes = [models.Index(fields=["child", "-id"], name="gateways_of_child")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.ref}" if self.outcome else self.ref

    @property
    def to_court(self) -> bool:
        """Whether a legal step was decided: pre-proceedings, or an application."""
        return self.outcome in (self.Outcome.PRE, self.Outcome.ISSUE)


class LegalAdvice(models.Model):
    """What a legal adviser said. Privileged: only who may read legal advice sees a row, on whatever page or search."""

    kith_append_only = True
    kith_read_only_if = "kith_reads_legal_advice"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="legal_advice")
    adviser = models.CharField("who, and what they are", max_length=200)
    given_on = models.DateField()
    words = models.TextField("what they advised, in short", max_length=8000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
