"""Consent, lawful basis and the authorisations that stand in for consent (FD-04 to FD-07, IG-01, IG-02)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now
from kith.sharing.kinds import kind_words


@tracked
class Consent(models.Model):
    """Whether somebody agrees to help and to agencies being asked. "Not yet asked" is an answer of its own (FD-04)."""

    class State(models.TextChoices):
        NOT_ASKED = "not_asked", "Not yet asked"
        GIVEN = "given", "Asked and agreed"
        REFUSED = "refused", "Asked and refused"
        WITHDRAWN = "withdrawn", "Agreed, then withdrew"
        NOT_SOUGHT = "not_sought", "Not asked: a manager authorised it"
        NOT_REQUIRED = "not_required", "Not needed at this level"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="consents")
    asked_of = models.CharField(max_length=200)  # as said: "Grace Okafor, mother"
    state = models.CharField(max_length=20, choices=State)
    asked_by = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=120, blank=True)
    agencies = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # kinds of agency, or "any"
    scope = models.CharField(max_length=1000, blank=True)
    conditions = models.CharField(max_length=1000, blank=True)
    why_not = models.CharField(max_length=1000, blank=True)
    alternative = models.CharField("what was offered instead", max_length=1000, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_answer_says_when_asked",
                condition=~Q(state__in=["given", "refused", "withdrawn"]) | Q(asked_at__isnull=False),
            )
        ]

    @property
    def agencies_said(self) -> str:
        """Which agencies they agreed to, where they agreed."""
        return kind_words(self.agencies) if self.state == self.State.GIVEN else ""


class FamilyWas(models.TextChoices):
    """How the family stands to sharing that goes ahead without its agreement."""

    NOT_ASKED = "not_asked", "Not asked: asking could itself bring significant harm"
    REFUSED = "refused", "Asked, and refused or withdrew"


@tracked
class Authorisation(models.Model):
    """A named manager lets something go ahead by way of exception: with a reason, a time and a review date (IG-03)."""

    class Kind(models.TextChoices):
        SHARE_WITHOUT_CONSENT = "share_without_consent", "Share without consent"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=40, choices=Kind)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="authorisations")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    reason = models.TextField(max_length=4000)
    agencies = ArrayField(models.CharField(max_length=120))  # kinds of agency
    may_be_shared = models.TextField(max_length=4000)
    family_was = models.CharField(
        max_length=12, choices=FamilyWas, default=FamilyWas.NOT_ASKED, db_default=FamilyWas.NOT_ASKED
    )
    family_told = models.CharField(max_length=2000, blank=True, db_default="")
    review_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="reviewed_after_authorised", condition=Q(review_on__gte="2000-01-01")),
            models.CheckConstraint(
                name="nobody_authorises_themselves", condition=Q(asked_by=None) | ~Q(asked_by=F("approver"))
            ),
        ]

    @property
    def agencies_said(self) -> str:
        """Which agencies may be spoken to."""
        return kind_words(self.agencies)


@tracked
class AuthorityAsked(models.Model):
    """A worker asks a manager to authorise sharing without consent; the manager authorises it, or says why not (FD-05).

    Nobody may be spoken to on the strength of having asked.
    """

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="authority_asked")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    family_was = models.CharField(max_length=12, choices=FamilyWas)
    family_told = models.CharField(max_length=2000, blank=True)
    reason = models.TextField(max_length=4000)
    agencies = ArrayField(models.CharField(max_length=120))  # kinds of agency
    may_be_shared = models.TextField(max_length=4000)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    authorisation = models.ForeignKey(Authorisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refused_because = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="answered_says_when", condition=Q(answered_by=None) ^ Q(answered_at__isnull=False)
            ),
            models.CheckConstraint(
                name="answered_one_way",
                condition=Q(answered_by=None, authorisation=None, refused_because="")
                | Q(answered_by__isnull=False, authorisation__isnull=False, refused_because="")
                | (Q(answered_by__isnull=False, authorisation=None) & ~Q(refused_because="")),
            ),
            models.CheckConstraint(
                name="nobody_answers_themselves", condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by"))
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="authority_waits", condition=Q(answered_at=None))]

    @property
    def waits(self) -> bool:
        """Whether no manager has answered yet."""
        return self.answered_at is None

    @property
    def agencies_said(self) -> str:
        """Which agencies they want to speak to."""
        return kind_words(self.agencies)


@tracked
class AgencyDiscussion(models.Model):
    """A conversation with another agency about children, on consent or on an authorisation: never on neither."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="discussions")
    agency_kind = models.CharField(max_length=40, default="")
    agency = models.CharField(max_length=200)
    spoke_to = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    authorisation = models.ForeignKey(Authorisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lawful_basis = models.CharField(max_length=40)
    why_needed = models.CharField("why it was necessary", max_length=1000, default="")
    shared = models.TextField(max_length=4000)
    learned = models.TextField(max_length=8000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shared_on_consent_or_authority",
                condition=Q(consent__isnull=False) ^ Q(authorisation__isnull=False),
            )
        ]


@tracked
class PoliceTold(models.Model):
    """The police were told of a suspected crime: by whom, whom, when, and their log number (FD-11, AS-12)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="police_told")
    crime = models.CharField(max_length=300)
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=200)
    log_number = models.CharField(max_length=60)
    interim_safety = models.TextField(max_length=2000, blank=True)


class CrimeTakenBack(models.Model):
    """It was a mistake to record that a crime is suspected: who says so, why and when. What was recorded stays,
    and so does what the police were told (FD-11, AS-12)."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="crimes_taken_back")
    since = models.DateTimeField("since when it had been suspected")
    why = models.TextField("why it was a mistake", max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
