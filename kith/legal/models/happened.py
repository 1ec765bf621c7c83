"""What is written once in a case: the letter, its meetings, more time with why, and the hearings."""

from __future__ import annotations

from django.db import models

from kith.access.models import Matter, User
from kith.kernel.now import now


class LetterBefore(models.Model):
    """The letter before proceedings: what worries us, what must change by when, how to get advice, and when we meet.

    A further row is a further letter; the newest is the one that is sent.
    """

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="letters_before")
    dated_on = models.DateField()
    worries = models.TextField("what worries us", max_length=8000)
    must_change = models.TextField("what must change", max_length=8000)
    change_by = models.DateField()
    help = models.TextField("what help there is", max_length=4000)
    meets_at = models.DateTimeField()
    place = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)


class PreMeeting(models.Model):
    """A pre-proceedings meeting or its review: who came, whether parents had a lawyer, what changed, and what next."""

    kith_append_only = True

    class Lawyer(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        SOME = "some", "Not all of them"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="pre_meetings")
    held_at = models.DateTimeField()
    took_part = models.TextField("who took part", max_length=2000)
    lawyer = models.CharField("whether the parents had a lawyer", max_length=4, choices=Lawyer)
    child_says = models.TextField("what the children wish and feel", max_length=4000)
    family_says = models.TextField("what the family says", max_length=4000)
    changed = models.TextField("what has changed, and what has not", max_length=8000)
    next_on = models.DateField("when it is reviewed")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)


class Extension(models.Model):
    """Pre-proceedings go on for longer than they should, until a day, by whose decision and why."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateField()
    why = models.TextField(max_length=4000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)


class Hearing(models.Model):
    """What was heard in court on a day, what was decided there, and the interim order, if one was made."""

    kith_append_only = True

    class Kind(models.TextChoices):
        FIRST = "first", "Case management hearing"
        ISSUES = "issues", "Issues resolution hearing"
        FINAL = "final", "Final hearing"
        OTHER = "other", "Another hearing"

    class Interim(models.TextChoices):
        NONE = "none", "No interim order"
        CARE = "care", "Interim care order"
        SUPERVISION = "supervision", "Interim supervision order"
        OTHER = "other", "Another interim order"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="hearings")
    on = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind)
    interim = models.CharField(max_length=12, choices=Interim)
    words = models.TextField("what was decided, and what the parties said", max_length=8000)
    next_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
