"""Somebody asks to see what is held about a person, and what they are given (UK GDPR Article 15)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.governance.withholding import Reason, reasons
from kith.kernel.ids import new_ref
from kith.kernel.now import now


@tracked
class AccessRequest(models.Model):
    """Who asks to see whose record, how it is known who they are, and how far the answer is.

    Attributes:
        person: whose record is asked for; the matter is about them alone.
        on_behalf: by what right somebody asks for another: parental responsibility and that the child cannot ask for
            themselves, or the child's own agreement, or the authority of a solicitor.
        prepared_by: who gathered the bundle last worked on it and sent it to be checked.
        checker: who was asked to check it, never whoever prepared it.
    """

    class Asks(models.TextChoices):
        SELF = "self", "The person themselves"
        PARENT = "parent", "Somebody with parental responsibility, for a child"
        AGENT = "agent", "A solicitor or somebody else who acts for them"

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        GATHERED = "gathered", "Being prepared"
        CHECK = "check", "Waits for a second person"
        CHECKED = "checked", "Checked, to be sent"
        SENT = "sent", "Sent"
        CLOSED = "closed", "Closed without a bundle"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="access_request")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="access_requests")
    asked_as = models.CharField("who asks", max_length=8, choices=Asks)
    asked_by = models.CharField("their name", max_length=200)
    on_behalf = models.TextField("by what right they ask for another", max_length=2000, blank=True)
    scope = models.TextField("what they ask for", max_length=2000)
    received_on = models.DateField()
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    identity_how = models.TextField("how it is known who they are", max_length=1000, blank=True)
    identity_on = models.DateField(null=True, blank=True)
    extended_because = models.TextField(max_length=2000, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    gathered_at = models.DateTimeField(null=True, blank=True)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    check_words = models.TextField("what the second person said", max_length=4000, blank=True)
    closed_because = models.TextField(max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="who_asks_for_another_says_by_what_right", condition=Q(asked_as="self") | ~Q(on_behalf="")
            ),
            models.CheckConstraint(
                name="identity_says_how_and_when",
                condition=Q(identity_how="", identity_on=None) | (~Q(identity_how="") & Q(identity_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_extension_says_why_and_when",
                condition=Q(extended_because="", extended_at=None)
                | (~Q(extended_because="") & Q(extended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="nobody_checks_what_they_prepared",
                condition=Q(checker=None) | (Q(prepared_by__isnull=False) & ~Q(checker=F("prepared_by"))),
            ),
            models.CheckConstraint(
                name="nothing_is_sent_unchecked_or_to_nobody_known",
                condition=~Q(state__in=["checked", "sent"])
                | (Q(checked_at__isnull=False, checker__isnull=False) & (~Q(state="sent") | ~Q(identity_how=""))),
            ),
            models.CheckConstraint(
                name="a_request_ends_with_its_answer",
                condition=Q(ended_at=None) ^ Q(state__in=["sent", "closed"]),
            ),
            models.CheckConstraint(
                name="closed_without_a_bundle_says_why", condition=Q(state="closed") ^ Q(closed_because="")
            ),
        ]
        indexes = [models.Index(fields=["received_on"], name="access_requests_open", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/subject-access/{self.ref}/"

    @property
    def is_open(self) -> bool:
        """Whether it has still to be answered."""
        return self.ended_at is None


class BundleEntry(models.Model):
    """One thing that the record held when the bundle was gathered, in words: a copy, so that the original stays as it
    is whatever is withheld of it, and the bundle reads the same ever after. Its words begin with its title, which alone
    is never given."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="bundle_entries")
    number = models.PositiveIntegerField()
    part = models.CharField(max_length=60)
    heading = models.CharField("where it comes from", max_length=120)
    title = models.CharField(max_length=400)
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "number"], name="entry_once_in_bundle")]


@tracked
class Withholding(models.Model):
    """Some words of an entry that are kept back: from where to where, for which reason, and why here. Taken back, it
    stays with who did so and why. What Kith withholds itself (a protected address) nobody takes back."""

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="withholdings")
    entry = models.ForeignKey(BundleEntry, on_delete=models.PROTECT, related_name="withheld")
    begins = models.PositiveIntegerField()  # characters
    ends = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)
    why = models.TextField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    by_itself = models.BooleanField(default=False)
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_because = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="words_withheld_are_some", condition=Q(ends__gt=F("begins"))),
            models.CheckConstraint(name="withheld_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="taken_back_by_somebody_who_says_why",
                condition=Q(taken_back_by=None, taken_back_because="")
                | (Q(taken_back_by__isnull=False, by_itself=False) & ~Q(taken_back_because="")),
            ),
        ]
        indexes = [models.Index(fields=["entry"], name="withheld_of_entry", condition=Q(taken_back_by=None))]

    @property
    def ground(self) -> Reason:
        """The law it rests on."""
        return reasons()[self.reason]


class BundleSent(models.Model):
    """The record of what was shared by a bundle: with whom, why, on which basis, and exactly which file (IG-01)."""

    kith_append_only = True

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="bundle_sent")
    to = models.CharField("to whom", max_length=200)
    how = models.CharField(max_length=300)
    purpose = models.CharField(max_length=300)
    basis = models.CharField("lawful basis", max_length=300)
    necessary = models.CharField("why it was necessary", max_length=300)
    contents = models.CharField(max_length=300)
    sha256 = models.CharField("of the file", max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
