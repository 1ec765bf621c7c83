"""What was done, seen, due and half-written. The first two are written once and never changed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from kith.access.asked_once import unsettle
from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now


class StepEvent(models.Model):
    """A step that was taken: who, what, when it was written and when it happened. The timeline is made of these."""

    kith_append_only = True
    kith_hidden_with = "kith_hidden_events"

    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    step = models.CharField(max_length=80)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=now)
    happened_at = models.DateTimeField(default=now)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="events")
    # Set when there is no matter, so that the row itself is walled.
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    line = models.CharField(max_length=1000)
    # Null, not empty, where there is none: only keys that were sent must be unique.
    request_key = models.CharField(max_length=80, null=True)  # noqa: DJ001  (see above)
    result_model = models.CharField(max_length=80, blank=True)
    result_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "request_key"], name="one_answer_per_request")]
        indexes = [models.Index(fields=["matter", "happened_at"], name="events_of_matter")]

    def __str__(self) -> str:
        return self.line


class StepEventPerson(models.Model):
    """Whom a step was about, a row per person, so that the wall can hide it if any of them is hidden."""

    kith_append_only = True

    event = models.ForeignKey(StepEvent, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="events")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="person_once_in_event")]
        indexes = [models.Index(fields=["person", "-event"], name="events_of_person")]


class EntryMark(models.Model):
    """What somebody who works with a child says of an entry of their chronology: whether it is significant, and why.

    The entry itself stays as it was written. Each mark is a new fact on top of it, and the newest counts (AS-15).
    """

    kith_append_only = True

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="entry_marks")
    event = models.ForeignKey(StepEvent, on_delete=models.PROTECT, related_name="marks")
    significant = models.BooleanField()
    why = models.CharField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.CheckConstraint(name="an_entry_mark_says_why", condition=~Q(why=""))]
        indexes = [models.Index(fields=["person", "event", "-id"], name="marks_of_person")]


class PeriodSummary(models.Model):
    """A period of somebody's chronology in the words of whoever works with them, with the entries it rests on (AS-15).

    Written once: what puts it right is another that `replaces` it. Whoever may not see one of the entries that it rests
    on sees nothing of it, for its words may tell of it.
    """

    kith_append_only = True
    kith_hidden_with = "kith_hidden_summaries"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="period_summaries")
    since = models.DateField()
    until = models.DateField()
    words = models.TextField(max_length=8000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    because = models.CharField("why it was written anew", max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_summary_says_something", condition=~Q(words="")),
            models.CheckConstraint(name="a_summary_ends_after_it_began", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="a_summary_written_anew_says_why",
                condition=Q(replaces=None, because="") | (Q(replaces__isnull=False) & ~Q(because="")),
            ),
        ]
        indexes = [models.Index(fields=["person", "-until"], name="summaries_of_person")]


class SummaryEntry(models.Model):
    """An entry of the chronology that a summary rests on."""

    kith_append_only = True
    kith_hidden_with = "kith_hidden_summary_entries"

    summary = models.ForeignKey(PeriodSummary, on_delete=models.PROTECT, related_name="rests_on")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(StepEvent, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "event"], name="entry_once_in_summary")]


class Refusal(models.Model):
    """A step or a page that was refused. Written on a connection of its own, so that a rollback keeps it."""

    kith_append_only = True
    kith_free_of_personal_data = "who tried what, by reference; the reason is a fixed sentence"

    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=80)
    target_ref = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=500)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["at"], name="refusals_when")]


class Sighting(models.Model):
    """Somebody opened a page of somebody's record, and why they could."""

    kith_append_only = True

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="sightings")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sightings")
    at = models.DateTimeField(default=now)
    page = models.CharField(max_length=80)
    because = models.CharField(max_length=300)
    reasoned_access = models.ForeignKey("access.ReasonedAccess", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="sightings_of_person"),
            models.Index(fields=["actor", "-at"], name="sightings_by_actor"),
            # Looks are written in the order of their time: a small index leads to any week of them.
            BrinIndex(fields=["at"], name="sightings_when", pages_per_range=32),
        ]


class Seal(models.Model):
    """A link of the hash chain over events and sightings, forged in order by a job within a minute (decision 8)."""

    kith_append_only = True
    kith_free_of_personal_data = "digests of rows"

    kind = models.CharField(max_length=20)
    row_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row_id"], name="sealed_once")]


@tracked
class Clock(models.Model):
    """A timescale that is running, or ran, on a piece of work. Visible from its rule and its start (decision 23).

    `due_at` is a cache for sorting and is rebuilt by `bin/kith clocks`. The rule's number, unit and profile are kept as
    they were when the clock started, so that an old case keeps its old rule (CL-01).
    """

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    rule = models.CharField(max_length=80)
    profile = models.CharField(max_length=20)
    edition = models.CharField(max_length=120)
    limit_number = models.IntegerField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    calendar = models.CharField(max_length=40, blank=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="clocks")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(StepEvent, on_delete=models.PROTECT, related_name="clocks_started")
    due_at = models.DateTimeField(null=True)
    needed_by = models.DateTimeField(null=True, blank=True)
    needed_by_set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    needed_by_reason = models.CharField(max_length=1000, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        StepEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="clocks_stopped"
    )
    late_reason = models.CharField(max_length=1000, blank=True)
    late_reason_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    not_needed_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "rule"], condition=Q(stopped_at=None), name="one_running_clock_a_rule"
            ),
            models.CheckConstraint(
                name="needed_by_says_who", condition=Q(needed_by=None) ^ Q(needed_by_set_by__isnull=False)
            ),
            models.CheckConstraint(
                name="needed_by_never_past_the_limit",
                condition=Q(needed_by=None) | Q(due_at=None) | Q(needed_by__lte=F("due_at")),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="clocks_running", condition=Q(stopped_at=None))]

    @property
    def effective_due(self) -> datetime | None:
        """The date that counts: the manager's earlier one where there is one (CL-07)."""
        return self.needed_by or self.due_at


@tracked
class PracticeStandardChoice(models.Model):
    """Which profile of a timescale the authority follows from a date on, with its own tighter target if any.

    A number that no clock counts (`own_numbers`) is chosen here too, without a profile.
    """

    kith_free_of_personal_data = "the authority's own settings"
    SETTLED = "practice standards"  # asked once in a transaction

    rule = models.CharField(max_length=80)
    profile = models.CharField(max_length=20)
    limit_number = models.IntegerField(null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField(default=now)
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000)

    class Meta:
        indexes = [models.Index(fields=["rule", "-since"], name="choice_of_rule")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        unsettle(self.SETTLED)


class Draft(models.Model):
    """What somebody has typed and not yet sent. Only its author can read it (promise 1)."""

    kith_walled_to = "author"
    kith_rows_may_go = "a draft ends when its form is accepted or its author throws it away"

    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    key = models.CharField(max_length=160)
    href = models.CharField(max_length=300)
    title = models.CharField(max_length=200, blank=True)
    # The request key of the form it was typed in: wherever it is opened again it is sent under that key, so only once.
    form_key = models.CharField(max_length=80, blank=True, default="", db_default="")
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "key"], name="one_draft_a_form")]


class Presence(models.Model):
    """Somebody has a form open, or typed in it a moment ago: told to others who write beside them."""

    kith_free_of_personal_data = "who is at which form, by a key with a reference nobody can guess"
    kith_rows_may_go = "it says where somebody is now, and nothing of where they were"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=160)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_place_a_person")]
        indexes = [models.Index(fields=["key"], name="presence_by_key", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.key
