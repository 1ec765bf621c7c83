"""What came from another system and has no room of its own yet, kept word for word; and what was said of each value."""

from __future__ import annotations

from django.db import models

from kith.access.models import Subject, User
from kith.kernel.now import now


class BroughtIn(models.Model):
    """One file that was brought in: which census, when and by whom."""

    kith_free_of_personal_data = "names a file's census and counts what was in it"
    kith_append_only = True

    census = models.CharField(max_length=40)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    children = models.PositiveIntegerField()
    new_children = models.PositiveIntegerField()


class KeptPart(models.Model):
    """A part of a child's record in a file, for a room that does not exist yet: a later import needs no second file."""

    kith_append_only = True

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="kept_parts")
    module = models.CharField(max_length=60)
    xml = models.TextField()
    why = models.CharField(max_length=500)
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "fingerprint"], name="part_kept_once")]


class KeptApart(models.Model):
    """A part of a file that is in nobody's record: a child without an id, or a second one under an id that is taken.

    Nobody knows whose it is, so nobody may read it but whoever brought the file in: from the command line that is Kith
    itself, as which no one signs in. It is kept so that nothing of a file is lost; the child comes in with the next
    file that gives them an id of their own.
    """

    kith_append_only = True
    kith_walled_to = "by"

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    census = models.CharField(max_length=40)
    module = models.CharField(max_length=60)
    xml = models.TextField()
    why = models.CharField(max_length=500)
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "fingerprint"], name="apart_kept_once")]


class FileFinding(models.Model):
    """Something about a value in a file: taken all the same, kept aside or changed, and why."""

    kith_append_only = True

    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="file_findings")
    path = models.CharField(max_length=200)
    value = models.TextField(blank=True)
    rule = models.CharField(max_length=12, blank=True)
    what = models.CharField(max_length=500)
    treatment = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)  # of where and what: an index has no room for a long value
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "fingerprint"], name="finding_once")]
