"""A young person of 16 or 17 who is homeless, or may become so: who told us, what is owed and offered (PR-05, 06)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Matter, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now


@tracked
class HomelessApproach(models.Model):
    """A young person asks for help, or somebody tells us of them (PR-05)."""

    class Source(models.TextChoices):
        SELF = "self", "They came to us themselves"
        FAMILY = "family", "Their family"
        HOUSING = "housing", "The housing authority"
        AGENCY = "agency", "Another agency"
        OURS = "ours", "One of our own workers"

    class Housing(models.TextChoices):
        NOWHERE = "nowhere", "Nowhere safe to sleep tonight"
        FRIENDS = "friends", "With friends or relatives for a few nights"
        MUST_LEAVE = "must_leave", "Told to leave where they live"
        UNFIT = "unfit", "Lives where nobody could be expected to stay"
        AT_RISK = "at_risk", "May lose their home later"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="homeless")
    approached_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source)
    housing = models.CharField(max_length=10, choices=Housing)
    words = models.TextField("what they say has happened", max_length=8000)
    expecting = models.BooleanField("is pregnant, or a parent")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return "Homeless at 16 or 17"

    @property
    def imminent(self) -> bool:
        """Whether they are homeless or are about to be: then accommodation must be offered (PR-06)."""
        return self.housing != self.Housing.AT_RISK


@tracked
class BedAndBreakfast(models.Model):
    """A senior manager allows what is never an arrangement for somebody of 16 or 17: why, until when (PR-06)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="bed_and_breakfast")
    reason = models.TextField(max_length=4000)
    until = models.DateTimeField("not beyond")
    review_on = models.DateField("looked at again on")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "bed and breakfast allowed"

    def __str__(self) -> str:
        return "Bed and breakfast allowed"


@tracked
class HomelessDuties(models.Model):
    """What is owed to a homeless young person, what was offered and what they said to it (PR-05, PR-06)."""

    class Duty(models.TextChoices):
        S20 = "s20", "Section 20: to accommodate them, as a child in need"
        S17 = "s17", "Section 17: to help them where they are"
        HOUSING = "housing", "Only the housing authority owes a duty"
        NONE = "none", "No duty is owed"

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Offered, and accepted"
        REFUSED = "refused", "Offered, and they do not want it"
        NOT_OFFERED = "not_offered", "Not offered"

    class Advocate(models.TextChoices):
        HAD = "had", "They had one"
        DECLINED = "declined", "Offered, and they did not want one"

    class Arrangement(models.TextChoices):
        ACCOMMODATED = "accommodated", "Accommodated by us"
        HOME = "home", "At home"
        RELATIVES = "relatives", "With relatives or friends, who agree and were seen"
        SUPPORTED = "supported", "Supported accommodation"
        BED_AND_BREAKFAST = "bed_and_breakfast", "Bed and breakfast"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="homeless_duties")
    duty = models.CharField(max_length=8, choices=Duty)
    duty_why = models.TextField(max_length=4000)
    answer = models.CharField("section 20", max_length=12, choices=Answer)
    offered_on = models.DateField(null=True, blank=True)
    understanding = models.TextField("how we know that they understood", max_length=4000, blank=True)
    advice = models.TextField("the advice they had", max_length=4000, blank=True)
    advocate = models.CharField(max_length=8, choices=Advocate, blank=True)
    offer_again_on = models.DateField(null=True, blank=True)
    arrangement = models.CharField(max_length=20, choices=Arrangement)
    arrangement_words = models.CharField("with whom and where", max_length=500)
    housing_told = models.BooleanField("the housing authority was told, with their agreement")
    housing_not_told_because = models.CharField(max_length=1000, blank=True)
    intentional = models.TextField("advice on becoming homeless by one's own doing", max_length=2000, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_refusal_is_informed",
                condition=~Q(answer="refused")
                | (Q(offer_again_on__isnull=False) & ~Q(understanding="") & ~Q(advice="") & ~Q(advocate="")),
            ),
            models.CheckConstraint(
                name="an_offer_has_its_day", condition=Q(answer="not_offered") | Q(offered_on__isnull=False)
            ),
            models.CheckConstraint(
                name="housing_told_or_why_not", condition=Q(housing_told=True) | ~Q(housing_not_told_because="")
            ),
        ]

    def __str__(self) -> str:
        return "Duties to a homeless young person"
