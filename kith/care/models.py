"""A child comes into care, under which legal status, with whose consent and by which plan, and leaves it (CP-12)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.care import statuses
from kith.emergency.models import EmergencyProtection
from kith.kernel.ids import new_ref
from kith.kernel.now import now
from kith.standards.codesets import codes
from kith.standards.words import capital, full_moment


@tracked
class PeriodOfCare(models.Model):
    """A child is looked after, from the day they come into care until they leave it (CP-12). One is open at a time.

    By agreement it is asked for, and begins once a nominated manager agreed; by an order it begins with the order, and
    the manager approves the care plan after. Where the child lives has its place here until placements have their room.

    Attributes:
        began_at: when care begins: as it is asked for, until it is agreed.
        need: the main reason, by the code of the return.
        holders: who has parental responsibility, and what each says.
        nominated: the manager who was asked to agree, or to approve the care plan.
        decided_by: the nominated manager who did, or said no: never whoever asked (IG-03).
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        OPEN = "open", "Looked after"
        REFUSED = "refused", "Not agreed"
        ENDED = "ended", "Ended"

    class Route(models.TextChoices):
        AGREEMENT = statuses.AGREEMENT, "Agreement (section 20)"
        ORDER = statuses.ORDER, "An order, or another act of the law"

    class From(models.TextChoices):
        FAMILY = "family", "The family asked, or agreed"
        EMERGENCY = "emergency", "Emergency protection"
        PLAN = "plan", "A plan that did not keep the child safe"
        GATEWAY = "gateway", "Legal gateway, or proceedings"
        HOMELESS = "homeless", "Homeless at 16 or 17"
        COURT = "court", "A criminal court or the police"

    class Consent(models.TextChoices):
        HOLDERS = "holders", "Those with parental responsibility"
        NOBODY = "nobody", "Nobody has parental responsibility, or can be found"
        OWN = "own", "The young person, who is 16 or 17"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="period_of_care")
    number = models.CharField(max_length=20, unique=True)
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="periods_of_care")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    route = models.CharField(max_length=10, choices=Route)
    entered_from = models.CharField(max_length=10, choices=From)
    emergency = models.ForeignKey(
        EmergencyProtection, on_delete=models.PROTECT, null=True, blank=True, related_name="periods_of_care"
    )
    began_at = models.DateTimeField()
    need = models.CharField("main reason", max_length=4)
    why = models.TextField("why care is needed, and what was tried", max_length=8000)
    consent = models.CharField(max_length=8, choices=Consent, blank=True)
    consent_by = models.TextField("who consented, and what they are to the child", max_length=2000, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    understood = models.TextField("how we know that they understood and agreed freely", max_length=4000, blank=True)
    holders = models.TextField("who has parental responsibility, and what each says", max_length=4000)
    child_says = models.TextField("what the child wishes and feels", max_length=4000)
    lives = models.TextField("where and with whom the child lives", max_length=2000)
    plan_words = models.TextField("the care plan", max_length=8000)
    plan_ref = models.CharField("where the whole care plan is", max_length=300, blank=True)
    plan_on = models.DateField("the day of the care plan")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    nominated = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_words = models.TextField("why", max_length=4000, blank=True)
    officer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_as = models.CharField("reason", max_length=4, blank=True)
    ended_words = models.TextField(max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "periods of care"
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(state__in=["asked", "open"]), name="one_open_period_of_care_a_child"
            ),
            models.CheckConstraint(
                name="care_by_agreement_has_a_consent",
                condition=Q(route="order", consent="", consent_by="", consent_at=None, understood="")
                | (
                    Q(route="agreement", consent_at__isnull=False)
                    & ~Q(consent="")
                    & ~Q(consent_by="")
                    & ~Q(understood="")
                ),
            ),
            models.CheckConstraint(
                name="nobody_agrees_to_care_they_asked_for",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="care_by_agreement_begins_once_it_was_agreed",
                condition=Q(state="asked", route="agreement", decided_by=None)
                | Q(state="refused", route="agreement", decided_by__isnull=False)
                | (Q(state__in=["open", "ended"]) & (Q(route="order") | Q(decided_by__isnull=False))),
            ),
            models.CheckConstraint(
                name="a_decision_on_care_says_who_when_and_why",
                condition=Q(decided_by=None, decided_at=None, decided_words="")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_words="")),
            ),
            models.CheckConstraint(
                name="care_ended_says_when_why_and_who",
                condition=Q(state="ended", ended_at__isnull=False, ended_by__isnull=False, ended_at__gte=F("began_at"))
                & ~Q(ended_as="")
                & ~Q(ended_words="")
                | ~Q(state="ended") & Q(ended_at=None, ended_by=None, ended_as="", ended_words=""),
            ),
            models.CheckConstraint(
                name="care_has_a_plan_and_a_place", condition=~Q(plan_words="") & ~Q(lives="") & ~Q(holders="")
            ),
        ]
        indexes = [models.Index(fields=["child", "-began_at"], name="periods_of_care_of_child")]

    def __str__(self) -> str:
        return f"Period of care {self.number}"

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/care/{self.ref}/"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def need_words(self) -> str:
        """The main reason, in words."""
        return codes("ssda903", "CIN").get(self.need, self.need)

    @property
    def status_words(self) -> str:
        """Its newest legal status, in words, where the question that read it asked for it."""
        return capital(statuses.words_of(getattr(self, "last_status", "") or ""))

    @property
    def ended_reason(self) -> str:
        """Why it ended, in words."""
        return codes("ssda903", "REC").get(self.ended_as, self.ended_as)

    @property
    def stands(self) -> str:
        """How it stands, in words."""
        if self.state == self.State.ASKED:
            return f"Waits for a nominated manager, from {full_moment(self.began_at)}"
        if self.state == self.State.ENDED and self.ended_at:
            return f"Ended {full_moment(self.ended_at)}: {self.ended_reason}"
        return f"Since {full_moment(self.began_at)}" if self.is_open else self.get_state_display()


@tracked
class CareEpisode(models.Model):
    """A stretch of a period of care under one legal status, as the return counts it (SSDA903)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="care_episodes")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    began_at = models.DateTimeField()
    began_as = models.CharField("reason for the episode", max_length=4)
    status = models.CharField("legal status", max_length=4)
    rests_on = models.TextField("the order or agreement: by whom, when, and until when", max_length=2000)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField("reason the episode ceased", max_length=4, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(ended_at=None), name="one_open_episode_in_a_period_of_care"
            ),
            models.CheckConstraint(
                name="an_episode_ends_after_it_began_and_says_why",
                condition=Q(ended_at=None, ended_as="") | (Q(ended_at__gte=F("began_at")) & ~Q(ended_as="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Legal status: {statuses.words_of(self.status)}"

    @property
    def known(self) -> statuses.Status | None:
        """What the list says of its status."""
        return statuses.statuses().get(self.status)

    @property
    def words(self) -> str:
        """Its status, in words."""
        return statuses.words_of(self.status)

    @property
    def began_words(self) -> str:
        """Why it began, as the return says it."""
        return codes("ssda903", "RNE").get(self.began_as, self.began_as)

    @property
    def ended_words(self) -> str:
        """Why it ceased, as the return says it."""
        return codes("ssda903", "REC").get(self.ended_as, self.ended_as)


class CareReview(models.Model):
    """The first review of a looked-after child: who chaired, how the child took part, what was decided (CL-10)."""

    kith_append_only = True

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="first_care_review")
    held_at = models.DateTimeField()
    chaired_by = models.CharField(max_length=200)
    child_part = models.TextField("how the child took part, and what they wish", max_length=4000)
    said = models.TextField("what was said and decided", max_length=8000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return "First review"
