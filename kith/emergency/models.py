"""A child is protected at once: by which power, since when and until when, on whose word, and what followed (CP-05)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.kernel.now import now
from kith.protection.models import StrategyDiscussion
from kith.standards.words import full_moment


@tracked
class EmergencyProtection(models.Model):
    """One power used for one child (CP-05). Brothers and sisters have their own, as what follows may differ for each.

    Attributes:
        used_by: of police protection the constable; of an order the court and who applied; of an agreement those with
            parental responsibility who agreed.
        ends_at: when it ends by itself: of police protection by law, of an order as the court wrote it or extended it.
            An agreement has no such moment: whoever made it may end it.
        latest_at: the furthest moment the law allows for it, from the rule with its citation.
        decided_by, confirmed_at: the manager who decided, and when they said so themselves.
        follows: the police protection that an order followed, where the police applied: its days count from there.
    """

    class Power(models.TextChoices):
        AGREEMENT = "agreement", "Agreement with the family"
        POLICE = "police", "Police protection"
        ORDER = "order", "Emergency protection order"

    class Followed(models.TextChoices):
        HOME = "home", "Returned home, with what keeps the child safe there"
        RELATIVES = "relatives", "Stays with relatives or friends, by agreement"
        ACCOMMODATED = "accommodated", "Accommodated by agreement (section 20)"
        ORDER = "order", "Emergency protection order"
        INTERIM = "interim", "Interim care order"
        OTHER = "other", "Something else"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="emergency")
    number = models.CharField(max_length=20, unique=True)
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="emergencies")
    power = models.CharField(max_length=10, choices=Power)
    began_at = models.DateTimeField()
    why = models.TextField("what made it necessary", max_length=8000)
    used_by = models.TextField("by whom", max_length=2000)
    designated_officer = models.CharField("designated officer", max_length=300, blank=True)
    on_police_application = models.BooleanField("on the application of the police", default=False)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    exclusion = models.TextField("who must stay away, and what the court directs", max_length=4000, blank=True)
    terms = models.TextField("what was agreed, and how it ends", max_length=4000, blank=True)
    understood = models.TextField("how we know that they understood and agreed freely", max_length=4000, blank=True)
    where = models.TextField("where the child was taken, and with whom they are", max_length=2000)
    told = models.TextField("which parent or other suitable adult was told, when and how", max_length=4000)
    child_says = models.TextField("what the child says and was told", max_length=4000)
    no_advice_because = models.CharField("why without legal advice so far", max_length=2000, blank=True)
    discussion = models.ForeignKey(
        StrategyDiscussion, on_delete=models.PROTECT, null=True, blank=True, related_name="emergencies"
    )
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)
    ends_at = models.DateTimeField("ends by itself", null=True, blank=True)
    latest_at = models.DateTimeField("at the latest, by law", null=True, blank=True)
    extended_at = models.DateTimeField("extended by the court", null=True, blank=True)
    extended_why = models.TextField("why the court extended it", max_length=4000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    followed = models.CharField("what followed", max_length=12, choices=Followed, blank=True)
    ended_words = models.TextField(max_length=4000, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "power"], condition=Q(ended_at=None), name="one_power_of_a_kind_for_a_child"
            ),
            models.CheckConstraint(
                name="a_power_with_an_end_in_law_keeps_to_it",
                condition=Q(power="agreement", ends_at=None, latest_at=None)
                | (
                    ~Q(power="agreement")
                    & Q(ends_at__isnull=False, latest_at__isnull=False)
                    & Q(ends_at__gte=F("began_at"), ends_at__lte=F("latest_at"))
                ),
            ),
            models.CheckConstraint(
                name="a_power_used_ends_after_it_began_and_in_its_time",
                condition=Q(ended_at=None)
                | (Q(ended_at__gte=F("began_at")) & (Q(ends_at=None) | Q(ended_at__lte=F("ends_at")))),
            ),
            models.CheckConstraint(
                name="a_power_ended_says_what_followed_and_who_says_so",
                condition=Q(ended_at=None, ended_by=None, followed="", ended_words="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(followed="") & ~Q(ended_words="")),
            ),
            models.CheckConstraint(
                name="police_protection_names_its_designated_officer",
                condition=(Q(power="police") & ~Q(designated_officer=""))
                | (~Q(power="police") & Q(designated_officer="")),
            ),
            models.CheckConstraint(
                name="an_agreement_says_what_and_how_it_was_understood",
                condition=(Q(power="agreement") & ~Q(terms="") & ~Q(understood=""))
                | (~Q(power="agreement") & Q(terms="", understood="")),
            ),
            models.CheckConstraint(
                name="only_an_order_is_extended",
                condition=Q(extended_at=None) | Q(power="order", extended_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["child", "-began_at"], name="emergencies_of_child")]

    def __str__(self) -> str:
        return f"{self.get_power_display()} {self.number}"

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/emergency-protection/{self.ref}/"

    @property
    def ends_words(self) -> str:
        """When it ends by itself, with the day of the week: "Thursday 4 June 2026 at 14:10"."""
        return full_moment(self.ends_at) if self.ends_at else ""

    @property
    def has_run_out(self) -> bool:
        """Whether it ended by itself, and nobody has said what followed."""
        return self.ended_at is None and self.ends_at is not None and self.ends_at <= now()

    @property
    def protects(self) -> bool:
        """Whether the child is protected by it now."""
        return self.ended_at is None and not self.has_run_out


class LegalAdvice(models.Model):
    """What a lawyer advised: who, when, what. Advice that comes later stands below what came before (CP-05)."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="emergency_advice")
    adviser = models.CharField("from whom", max_length=300)
    given_at = models.DateTimeField()
    words = models.TextField("what they advised", max_length=8000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
