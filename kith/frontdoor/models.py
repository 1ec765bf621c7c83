"""A worry arrives: the contact, each child in it, what was decided, and the referral that follows (FD-01 to FD-12)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Agency, Matter, Subject, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now
from kith.people.models import NAME_NOT_SUPPLIED


class Series(models.Model):
    """The next number of a series in a year, held while it is taken: C-26-04417."""

    kith_free_of_personal_data = "counters"

    name = models.CharField(max_length=10, primary_key=True)
    last = models.PositiveIntegerField(default=0)


@tracked
class Contact(models.Model):
    """Something the authority was told about one or more children, by anybody, by any way in (FD-01)."""

    class Method(models.TextChoices):
        PORTAL = "portal", "Online form"
        PHONE = "phone", "Phone"
        EMAIL = "email", "E-mail"
        POLICE_FILE = "police_file", "Police notification"
        API = "api", "Another system"
        IN_PERSON = "in_person", "In person"
        OWN_WORK = "own_work", "Our own work with another child"
        IMPORT = "import", "Brought in from another system"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a decision"
        TO_SIGN = "to_sign", "Waiting for a manager's signature"
        DECIDED = "decided", "Decided"

    class Safe(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        NOT_KNOWN = "not_known", "Not yet known"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="contact")
    number = models.CharField(max_length=20, unique=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=12, choices=Method)
    type = models.CharField(max_length=30)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    source_code = models.CharField(max_length=4)  # CIN census referral source
    referrer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts_sent")
    referrer_name = models.CharField(max_length=200, blank=True)
    referrer_role = models.CharField(max_length=200, blank=True)
    referrer_phone = models.CharField(max_length=30, blank=True)
    external_ref = models.CharField("their reference", max_length=80, blank=True)
    worry = models.TextField(max_length=20000)
    harm = models.TextField(max_length=20000, blank=True)
    likelihood = models.CharField(max_length=20, blank=True)
    evidence = models.TextField(max_length=20000, blank=True)
    tools_used = models.CharField(max_length=500, blank=True)
    tried = models.TextField(max_length=20000, blank=True)
    childs_words = models.TextField(max_length=8000, blank=True)
    strengths = models.TextField(max_length=8000, blank=True)
    address_line = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    urgent = models.BooleanField(default=False)
    urgent_because = models.CharField(max_length=500, blank=True)
    safe_now = models.CharField(max_length=10, choices=Safe, default=Safe.NOT_KNOWN)
    safe_words = models.CharField(max_length=500, blank=True)
    crime_suspected = models.BooleanField(default=False)
    claimed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts_claimed"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="claimed_says_when", condition=Q(claimed_by=None) ^ Q(claimed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="decided_says_when", condition=~Q(state="decided") | Q(decided_at__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["source_code", "external_ref"], condition=~Q(external_ref=""), name="one_contact_a_reference"
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], name="contacts_waiting", condition=~Q(state="decided")),
            models.Index(fields=["-received_at"], name="contacts_by_day"),
            models.Index(fields=["referrer", "-received_at"], name="contacts_of_referrer"),
        ]

    def __str__(self) -> str:
        return f"Contact {self.number}"

    @property
    def ref(self) -> str:
        return self.matter.ref


@tracked
class ContactChild(models.Model):
    """One child in a contact: as we were told, whom we recognised, what it means for them and what should happen."""

    class Outcome(models.TextChoices):
        ADVICE = "advice", "Information and advice"
        UNIVERSAL = "universal", "Universal services"
        EARLY_HELP = "early_help", "Early help"
        REFERRAL = "referral", "Referral for assessment"
        ADD_TO_OPEN = "add_to_open", "Add to open work"
        STRATEGY = "strategy", "Strategy discussion"
        NFA = "nfa", "No further action"
        NOT_HERE = "not_here", "Does not live at this address"

    class Recognition(models.TextChoices):
        WAITING = "waiting", "Not yet recognised"
        SAME = "same", "Known to us"
        NEW = "new", "New to us"
        UNSURE = "unsure", "May be known"
        TWICE = "twice", "Named twice in this contact"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="contact_children")
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    told_given = models.CharField(max_length=120, blank=True)
    told_family = models.CharField(max_length=120, blank=True)
    told_birth_date = models.DateField(null=True, blank=True)
    told_expected_date = models.DateField(null=True, blank=True)
    told_age = models.PositiveSmallIntegerField(null=True, blank=True)
    told_sex = models.CharField(max_length=1, default="U")
    told_school = models.CharField(max_length=200, blank=True)
    told_nhs = models.CharField(max_length=20, blank=True)
    told_upn = models.CharField(max_length=20, blank=True)
    told_parents = models.CharField(max_length=300, blank=True)
    told_phone = models.CharField(max_length=30, blank=True)
    proposed = models.BooleanField("found in the household, not named by the referrer", default=False)
    recognition = models.CharField(max_length=10, choices=Recognition, default=Recognition.WAITING)
    means = models.TextField("what this means for them", max_length=4000, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    not_here_evidence = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recognised_is_somebody",
                condition=Q(recognition__in=["waiting", "twice"]) ^ Q(child__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["matter", "child"], condition=Q(child__isnull=False), name="child_once_in_contact"
            ),
        ]

    @property
    def told_name(self) -> str:
        """The name as the referrer said it, or what we can say without one."""
        return f"{self.told_given} {self.told_family}".strip() or "Name not known"

    @property
    def called(self) -> tuple[str, str]:
        """First name and family name: of the record we hold once the child was recognised, before that as told.

        Whoever may not know of the record does not see this row either: the wall hides a contact whole.
        """
        held = self.child.person.shown_name if self.child is not None else NAME_NOT_SUPPLIED
        if held == NAME_NOT_SUPPLIED:
            return self.told_given, self.told_family
        given, _, family = held.partition(" ")
        return given, family

    @property
    def name(self) -> str:
        """What the child is called on our own pages."""
        return " ".join(self.called).strip() or "Name not known"

    @property
    def told_as(self) -> str:
        """The name as told, where the record we hold says another; else nothing."""
        told = f"{self.told_given} {self.told_family}".strip()
        return told if told and told.casefold() != self.name.casefold() else ""


@tracked
class ThresholdDecision(models.Model):
    """What should happen on a contact, by whose judgement, on which criteria of which document (FD-02, FD-09)."""

    class Level(models.TextChoices):
        UNIVERSAL = "universal", "Universal"
        EARLY_HELP = "early_help", "Early help"
        INTENSIVE = "intensive", "Intensive: child in need"
        SPECIALIST = "specialist", "Specialist: significant harm"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="threshold_decision")
    level = models.CharField(max_length=12, choices=Level)
    criteria = ArrayField(models.CharField(max_length=60))
    document_version = models.CharField(max_length=20)
    rationale = models.TextField(max_length=20000)
    significant_harm = models.TextField("why significant harm, apart from any refusal", max_length=8000, blank=True)
    repeat_comment = models.TextField("on the contacts before this one", max_length=4000, blank=True)
    tell_referrer = models.CharField(max_length=10, default="outcome")
    told_because = models.CharField("why, as the referrer reads it", max_length=2000, blank=True, db_default="")
    withhold_reason = models.CharField(max_length=1000, blank=True)
    late_reason = models.CharField(max_length=1000, blank=True)
    decider = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=now)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    sent_back_reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_signs_their_own", condition=Q(signed_by=None) | ~Q(signed_by=F("decider"))
            ),
            models.CheckConstraint(name="signed_says_when", condition=Q(signed_by=None) ^ Q(signed_at__isnull=False)),
        ]


@tracked
class ReferrerMessage(models.Model):
    """What the referrer is told, in the portal; the e-mail that announces it carries no personal data (FD-03)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="referrer_messages")
    kind = models.CharField(max_length=20)
    words = models.TextField(max_length=8000)
    sent_at = models.DateTimeField(default=now)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)


@tracked
class ServiceShown(models.Model):
    """A local service that the referrer was shown before sending, and what they chose (FD-08)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="services_shown")
    services = ArrayField(models.CharField(max_length=200))
    choice = models.CharField(max_length=20)
    reason = models.CharField(max_length=1000, blank=True)


@tracked
class Referral(models.Model):
    """One child passed to assessment: the start of the law's clocks (FD-02, AS-01)."""

    class State(models.TextChoices):
        TO_ALLOCATE = "to_allocate", "Waiting to be allocated"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="referral")
    number = models.CharField(max_length=20, unique=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="referrals")
    received_at = models.DateTimeField()
    source_code = models.CharField(max_length=4)
    primary_need = models.CharField(max_length=4, blank=True)
    no_further_action = models.BooleanField(default=False)
    significant_harm = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.TO_ALLOCATE)
    closed_on = models.DateField(null=True, blank=True)
    closure_reason = models.CharField(max_length=4, blank=True)
    brought_in_from = models.CharField(max_length=80, blank=True)
    import_key = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="closed_says_when", condition=~Q(state="closed") | Q(closed_on__isnull=False)),
            models.UniqueConstraint(fields=["import_key"], condition=~Q(import_key=""), name="imported_once"),
        ]
        indexes = [
            models.Index(fields=["received_at"], name="referrals_to_allocate", condition=Q(state="to_allocate")),
            models.Index(fields=["child", "-received_at"], name="referrals_of_child"),
        ]

    def __str__(self) -> str:
        return f"Referral {self.number}"

    @property
    def ref(self) -> str:
        return self.matter.ref


class PoliceColumnMap(models.Model):
    """Which column of a police file says what, remembered by its headings for the next file like it."""

    kith_free_of_personal_data = "headings of columns and what they mean"

    headings = models.CharField(max_length=64, unique=True)  # digest of the headings, in order
    columns = models.JSONField(default=dict)  # what Kith needs to know -> place of the column, from 0
    type = models.CharField(max_length=30, blank=True)
    used_at = models.DateTimeField(default=now)


class FileAwaiting(models.Model):
    """A police file put by until whoever brought it confirms it; then only the report of its rows stays."""

    kith_walled_to = "author"
    kith_rows_may_go = "a file that is not wanted after all leaves nothing behind"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    columns = models.JSONField(default=dict)
    type = models.CharField(max_length=30, blank=True)
    report = models.JSONField(default=list)
    put_by_at = models.DateTimeField(default=now)
    received_at = models.DateTimeField(null=True, blank=True)
