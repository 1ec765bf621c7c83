"""A record that must not go, whatever its day (IG-07)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Subject, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now


@tracked
class LegalHold(models.Model):
    """Why a record is kept whatever its day has come to: who asked for that, until when it stands before it is looked
    at again, and how it ended. A record may be held for several reasons at once; it goes on being held until the last
    is released."""

    class Kind(models.TextChoices):
        PROCEEDINGS = "proceedings", "Court proceedings, or a claim that is expected"
        INQUIRY = "inquiry", "A public inquiry, such as that into child sexual abuse"
        POLICE = "police", "A police investigation"
        REVIEW = "review", "A safeguarding practice review"
        COMPLAINT = "complaint", "A complaint, or the Ombudsman"
        REQUEST = "request", "Somebody has asked to see their record"
        OTHER = "other", "Something else"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="legal_holds")
    kind = models.CharField("what it is for", max_length=12, choices=Kind)
    reason = models.TextField(max_length=2000)
    authority = models.CharField("who asks for it, and by which letter or order", max_length=300)
    review_on = models.DateField("to be looked at again")
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=now)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_because = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_hold_says_why_and_for_whom", condition=~Q(reason="") & ~Q(authority="")),
            models.CheckConstraint(
                name="a_release_says_when_who_and_why",
                condition=Q(released_at=None, released_by=None, released_because="")
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(released_because="")),
            ),
            models.CheckConstraint(
                name="released_after_it_was_placed",
                condition=Q(released_at=None) | Q(released_at__gte=F("placed_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="holds_of_person", condition=Q(released_at=None)),
            models.Index(fields=["review_on"], name="holds_to_review", condition=Q(released_at=None)),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def href(self) -> str:
        """The page of the record that it holds."""
        return f"/retention/{self.person.ref}/"

    @property
    def stands(self) -> bool:
        """Whether it holds the record today."""
        return self.released_at is None
