"""Whom a record is about and who may come near it, and nothing else about them (decision 2)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models.people_who_work import Team, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now


@tracked
class Subject(models.Model):
    """Somebody whose record Kith holds: an id inside, an unguessable reference outside, restricted or not."""

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    restricted = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], name="subject_restricted", condition=Q(restricted=True))]

    def __str__(self) -> str:
        return self.ref


@tracked
class Matter(models.Model):
    """A piece of work about one or more people: a contact, a referral, an assessment. Rooms hang their tables on it.

    It is readable only if nobody in it is hidden from the reader (decision 7).
    """

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=30, db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


@tracked
class MatterSubject(models.Model):
    """Who a piece of work is about: a row per person."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="subjects")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="matters")
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "person"], name="person_once_in_matter")]


@tracked
class Involvement(models.Model):
    """Somebody, or a team, is involved with a child: what opens the record to them (decision 5)."""

    class Kind(models.TextChoices):
        FRONT_DOOR = "front_door", "deciding on a contact"
        KEY_WORKER = "key_worker", "key worker"
        SUPERVISOR = "supervisor", "supervises the key worker"
        TEAM = "team", "the team that holds the case"
        EARLY_HELP = "early_help", "leads early help"
        MADE_RECORD = "made_record", "made the record"
        CHAIR = "chair", "chairs a discussion about them"

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="involvements")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements")
    kind = models.CharField(max_length=20, choices=Kind)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements")
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="involves_somebody", condition=Q(user=None) ^ Q(team=None)),
            models.CheckConstraint(
                name="involvement_ends_after_start", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]
        indexes = [
            models.Index(fields=["user", "person"], name="involved_user", condition=Q(until=None)),
            models.Index(fields=["team", "person"], name="involved_team", condition=Q(until=None)),
        ]


@tracked
class NamedReader(models.Model):
    """One of the few who may read a restricted record."""

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="named_readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reads_restricted")
    reason = models.CharField(max_length=500)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "user"], condition=Q(until=None), name="named_reader_once")
        ]


@tracked
class ReasonedAccess(models.Model):
    """Somebody not involved said why they needed the record, and it opened for a time (screen 13)."""

    class Why(models.TextChoices):
        DANGER = "danger", "A child may be in danger now"
        COVER = "cover", "I am covering for someone"
        FAMILY = "family", "A family member or sibling is my case"
        REVIEW = "review", "I have been asked to advise, audit or review"
        OTHER = "other", "Something else"

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="reasoned_accesses")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reasoned_accesses")
    why = models.CharField(max_length=10, choices=Why)
    covering_for = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=1000)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    found_right = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "person", "until"], name="reasoned_access_live")]


@tracked
class SameSubject(models.Model):
    """Two records are one person. Nothing is re-pointed; ending the link puts both back as they were (decision 10)."""

    kept = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="joined_to_this")
    other = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="joined_to")
    reason = models.CharField(max_length=1000)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)
    undone_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="not_the_same_as_itself", condition=~Q(kept=F("other"))),
            models.UniqueConstraint(fields=["other"], condition=Q(until=None), name="joined_into_one_only"),
        ]
