"""Reading that deserves a look: what a rule found, the looks it rests on, and what people said of it (IG-06, IG-11)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Subject, User
from kith.governance.rules import Rule, rules
from kith.kernel.ids import new_ref
from kith.kernel.now import now
from kith.record.models import Sighting


@tracked
class UnusualReading(models.Model):
    """What one rule found of one reader in one hour, day, week or month: of one record, or of many together.

    Written by the database itself, which alone sees every look (`kith_find_unusual`). Hidden from the reader, and with
    the person whose record it was. How many looks it rests on is counted from those that whoever asks may see.
    """

    kith_hidden_with = "kith_hidden_unusual"

    class State(models.TextChoices):
        WAITING = "waiting", "To be looked at"
        ASKED = "asked", "Waits for an explanation"
        EXPLAINED = "explained", "Explained, to be looked at"
        PROPER = "proper", "Proper"
        CONCERN = "concern", "Concern"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    rule = models.CharField(max_length=30)
    says = models.CharField("the rule as it stood", max_length=500)
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Nobody, where the rule puts many records together.
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField("beginning of the period")
    found_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "reader", "person", "since"], nulls_distinct=False, name="found_once_in_a_period"
            ),
            models.CheckConstraint(
                name="an_explanation_is_asked_of_another",
                condition=(Q(asked_of=None) & ~Q(state="asked"))
                | (Q(asked_of__isnull=False) & ~Q(asked_of=F("reader"))),
            ),
        ]
        indexes = [
            models.Index(fields=["-since", "-id"], name="unusual_newest"),
            models.Index(
                fields=["-since", "-id"],
                name="unusual_waiting",
                condition=Q(state__in=["waiting", "asked", "explained"]),
            ),
            models.Index(fields=["reader"], name="unusual_of_reader"),
            models.Index(fields=["asked_of"], name="unusual_asked_of", condition=Q(state="asked")),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/access/unusual/{self.ref}/"

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to say what it was."""
        return self.state not in (self.State.PROPER, self.State.CONCERN)

    @property
    def by(self) -> Rule | None:
        """The rule as it stands today, if there still is one of this key."""
        return rules().get(self.rule)

    @property
    def title(self) -> str:
        """What the rule is called; one that is no more, as it stood then."""
        return self.by.title if self.by else self.says.partition(":")[0]


class UnusualSighting(models.Model):
    """A look that a rule's finding rests on: a row each, hidden with whoever's record it was."""

    kith_append_only = True
    kith_hidden_with = "kith_hidden_unusual_sightings"

    reading = models.ForeignKey(UnusualReading, on_delete=models.PROTECT, related_name="looks")
    sighting = models.ForeignKey(Sighting, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reading", "sighting"], name="look_once_in_a_finding")]


class UnusualAnswer(models.Model):
    """What somebody said of a finding: proper, a concern, to be explained, or the explanation. Never changed."""

    kith_append_only = True
    kith_hidden_with = "kith_hidden_unusual_answers"

    class Said(models.TextChoices):
        PROPER = "proper", "It was proper"
        EXPLAIN = "explain", "It is to be explained"
        EXPLAINED = "explained", "The explanation"
        CONCERN = "concern", "It is a concern"

    reading = models.ForeignKey(UnusualReading, on_delete=models.PROTECT, related_name="answers")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=10, choices=Said)
    words = models.TextField(max_length=4000)
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_answer_on_reading_has_words", condition=~Q(words="")),
            models.CheckConstraint(name="nobody_answers_for_their_own_reading", condition=~Q(by=F("reader"))),
            models.CheckConstraint(
                name="to_be_explained_says_by_whom",
                condition=Q(said="explain", asked_of__isnull=False) | (~Q(said="explain") & Q(asked_of=None)),
            ),
        ]
        indexes = [models.Index(fields=["reading", "id"], name="answers_on_reading")]


class UnusualSearch(models.Model):
    """Up to when the looks have been gone through, and how much was found."""

    kith_append_only = True
    kith_free_of_personal_data = "when Kith went through the looks, and how many findings there were"

    until = models.DateTimeField()
    found = models.PositiveIntegerField()
    at = models.DateTimeField(default=now)
