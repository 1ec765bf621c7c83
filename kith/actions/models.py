"""An action: what is to be done, by whom, by when; what was done of it; each day and owner it had; how it ended."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.documents.models import Document
from kith.kernel.ids import new_ref
from kith.kernel.now import now


@tracked
class Action(models.Model):
    """An action agreed on a piece of work, whatever its kind: for all whom that is about, or some of them (CP-03)."""

    class Ended(models.TextChoices):
        DONE = "done", "Done"
        DROPPED = "dropped", "Not done after all"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="actions")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    what = models.CharField("what is to be done", max_length=500)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    # Somebody of another agency, who does not sign in to Kith.
    who = models.CharField("who is to do it", max_length=200, blank=True)
    agency_kind = models.CharField(max_length=40, blank=True)
    due_on = models.DateField()
    first_due_on = models.DateField("the day that was agreed first")
    came_of = models.CharField("what it was agreed in", max_length=120)
    several_agencies = models.BooleanField("agreed by several agencies together", default=False)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(default=now)
    ended_as = models.CharField(max_length=8, choices=Ended, blank=True)
    done_on = models.DateField(null=True, blank=True)
    ended_words = models.TextField("the evidence, or why not", max_length=4000, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_action_is_in_one_hand",
                condition=Q(owner__isnull=False, who="", agency_kind="")
                | (Q(owner=None) & ~Q(who="") & ~Q(agency_kind="")),
            ),
            models.CheckConstraint(
                name="an_action_ended_says_how_why_who_and_when",
                condition=Q(ended_as="", ended_words="", ended_by=None, ended_at=None)
                | (~Q(ended_as="") & ~Q(ended_words="") & Q(ended_by__isnull=False, ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_action_done_says_on_which_day",
                condition=Q(ended_as="done", done_on__isnull=False) | (~Q(ended_as="done") & Q(done_on=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="actions_open", condition=Q(ended_at=None)),
            models.Index(fields=["owner"], name="actions_of_owner", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/actions/{self.ref}/"


class ActionChild(models.Model):
    """Whom an action is for, where it is not for everybody whom the work is about."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="action_children")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="children")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "person"], name="child_once_in_action")]


class ActionProgress(models.Model):
    """What was done of it so far, and what shows it. It is never changed or taken away; more stands after it."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="action_progress")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="progress")
    words = models.TextField(max_length=4000)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["at", "pk"]


class ActionHandedOver(models.Model):
    """It went from one owner to another: who had it until then stays to be read."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="actions_handed_over")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="handed_over")
    was = models.CharField("who had it", max_length=300)
    became = models.CharField("who has it now", max_length=300)
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["at", "pk"]


class ActionDayMoved(models.Model):
    """Its day was moved: the day before it, and why (CL-10). A day that had passed stays to be read as passed."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="action_days_moved")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="days_moved")
    was = models.DateField("the day it had")
    became = models.DateField("the day it has now")
    was_late = models.BooleanField("the day it had was past")
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="a_day_is_moved_to_another", condition=~Q(was=F("became"))),
        ]
