"""A drawing, a photograph, a letter: what was given to a child's record or to a piece of work as a file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Matter, User
from kith.kernel.now import now


@tracked
class Document(models.Model):
    """One file and what is known of it. Its bytes lie in a folder of Kith's own, under a random key.

    It is a matter of its own, so that whom it is about stands a row each in the wall's own table (decision 7), and it
    is hidden with any of them. What hangs on a piece of work is hidden with everybody in that as well.
    """

    class Kind(models.TextChoices):
        DRAWING = "drawing", "Drawing"
        PHOTOGRAPH = "photograph", "Photograph"
        LETTER = "letter", "Letter"
        REPORT = "report", "Report"
        OTHER = "other", "Something else"

    class Scan(models.TextChoices):
        CLEAN = "clean", "Clean"
        NONE = "none", "Not scanned: no scanner is set up"
        WAITS = "waits", "Waits to be scanned"
        REFUSED = "refused", "Refused by the scanner"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="document")
    work = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind)
    # As the sender's machine called it: shown, and never used on disk.
    original_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=32, unique=True)
    pictured = models.BooleanField(default=False)  # drawn anew, without what a camera writes into it
    scan = models.CharField(max_length=8, choices=Scan)
    scanner = models.CharField(max_length=80, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    found = models.CharField(max_length=200, blank=True)  # what the scanner called it
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="documents")
    uploaded_at = models.DateTimeField(default=now)
    mistaken_because = models.CharField(max_length=1000, blank=True)
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_verdict_says_when_and_by_what",
                condition=Q(scan__in=["none", "waits"], scanned_at=None)
                | (Q(scan__in=["clean", "refused"], scanned_at__isnull=False) & ~Q(scanner="")),
            ),
            models.CheckConstraint(
                name="taken_back_says_who_when_and_why",
                condition=Q(mistaken_because="", taken_back_by=None, taken_back_at=None)
                | (~Q(mistaken_because="") & Q(taken_back_by__isnull=False, taken_back_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/documents/{self.ref}/"

    @property
    def opens(self) -> bool:
        """Whether its bytes are given to anybody: never what the scanner refused or waits for, nor a mistake."""
        return self.scan in (self.Scan.CLEAN, self.Scan.NONE) and not self.mistaken_because
