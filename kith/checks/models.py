"""What another agency is asked about a child: the request, each chaser, and each reply (AS-08, AS-11, IG-01)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Agency, Matter, Subject, User
from kith.kernel.now import now
from kith.sharing.forms import LAWFUL_BASES
from kith.sharing.models import AgencyDiscussion
from kith.standards.codesets import agency_kinds


@tracked
class AgencyCheck(models.Model):
    """One request to one agency on a piece of work, with what it was told and what that rests on.

    It is a matter of its own, so that whom it is about stands a row each in the wall's own table, and it is hidden with
    any of them; so is one about an adult who is hidden.
    """

    class Purpose(models.TextChoices):
        KNOWS = "knows", "What they know of the child"
        ADULT = "adult", "How an adult's needs affect the child"
        EDUCATION = "education", "Why the child is in no education"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a reply"
        REPLIED = "replied", "Replied"
        WITHOUT = "without", "Gone on without a reply"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="agency_check")
    work = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="agency_checks")
    agency_kind = models.CharField(max_length=40)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="checks")
    agency_name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.KNOWS)
    adult = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("why this agency is asked", max_length=1000, blank=True)
    concern = models.TextField("the concern, as this agency was told it", max_length=4000)
    question = models.TextField(max_length=8000)
    # The information-sharing record: what was shared, why it was necessary, and the agreement or authority (IG-01).
    shared = models.OneToOneField(AgencyDiscussion, on_delete=models.PROTECT, related_name="agency_check")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    without_because = models.CharField("why we went on without it", max_length=1000, blank=True)
    without_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    without_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_adults_needs_name_the_adult", condition=Q(purpose="adult") ^ Q(adult__isnull=True)
            ),
            models.CheckConstraint(
                name="gone_on_without_says_who_when_and_why",
                condition=Q(without_because="", without_by=None, without_at=None) & ~Q(state="without")
                | (~Q(without_because="") & Q(without_by__isnull=False, without_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["work", "asked_at"], name="checks_of_work"),
            models.Index(fields=["agency", "-asked_at"], name="checks_of_agency"),
            models.Index(fields=["due_on"], name="checks_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.agency_name

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/checks/{self.ref}/"

    @property
    def kind_words(self) -> str:
        """What kind of agency it is."""
        kind = agency_kinds().get(self.agency_kind)
        return kind.label if kind else "Agency"

    @property
    def asks_words(self) -> str:
        """What is asked, as the agency reads it."""
        knows = self.purpose == self.Purpose.KNOWS
        return "What you know of the child" if knows else str(self.get_purpose_display())

    @property
    def basis_words(self) -> str:
        """What allows us to share it, in words."""
        return dict(LAWFUL_BASES).get(self.shared.lawful_basis, self.shared.lawful_basis)


@tracked
class AgencyChaser(models.Model):
    """Somebody asked again for a reply: when, how, and what the agency said."""

    class How(models.TextChoices):
        PHONE = "phone", "By phone"
        MAIL = "mail", "By secure mail or letter"
        PERSON = "person", "In person"
        PORTAL = "portal", "A word that something waits in the portal"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="agency_chasers")
    how = models.CharField(max_length=10, choices=How)
    at = models.DateTimeField()
    spoke_to = models.CharField(max_length=200, blank=True)
    said = models.CharField("what they said", max_length=1000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


@tracked
class AgencyReply(models.Model):
    """What an agency answered: through the portal, or as a worker wrote it down. A further reply stands beside it."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="agency_replies")
    words = models.TextField(max_length=20000)
    effect_on_child = models.TextField("how the adult's needs affect the child", max_length=8000, blank=True)
    in_confidence = models.CharField(
        "what the family must not be told, and why", max_length=1000, blank=True, default="", db_default=""
    )
    said_by = models.CharField(max_length=200)
    said_at = models.DateTimeField()
    through_portal = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)
