"""Something may be serious harm: the discussion that is held at once, who took part, and each child's outcome."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Agency, Matter, Subject, User
from kith.assessment.models import Assessment
from kith.kernel.ids import new_ref
from kith.kernel.now import now
from kith.protection.harm import harm_words
from kith.sharing.forms import LAWFUL_BASES
from kith.standards.codesets import agency_kinds


@tracked
class StrategyDiscussion(models.Model):
    """The council, the police, health and others talk at once about children who may suffer significant harm, inside
    or outside the family (CP-01 to CP-03).

    Attributes:
        suspected_at: when there was first reasonable cause to suspect it: the time to the discussion counts from there.
        without: why the police or health were not invited, or did not take part: an exception with its reason.
    """

    class Where(models.TextChoices):
        INSIDE = "inside", "Inside the family"
        OUTSIDE = "outside", "Outside the family"
        BOTH = "both", "Both"

    class Mode(models.TextChoices):
        MEETING = "meeting", "Meeting in person"
        VIDEO = "video", "Video call"
        PHONE = "phone", "Telephone call"

    class Police(models.TextChoices):
        INVESTIGATE = "investigate", "The police investigate an offence"
        NOT = "not", "The police do not investigate an offence"
        LATER = "later", "The police decide later"

    class State(models.TextChoices):
        CALLED = "called", "To be held"
        HELD = "held", "Held"
        OFF = "off", "Called off"

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, primary_key=True, related_name="strategy_discussion"
    )
    number = models.CharField(max_length=20, unique=True)
    suspected_at = models.DateTimeField("when it was first suspected")
    kinds = ArrayField(models.CharField(max_length=30))
    where = models.CharField(max_length=8, choices=Where)
    suspected = models.TextField("what is suspected, and what points to it", max_length=8000)
    safe_until = models.TextField("who keeps each child safe until then", max_length=4000)
    chair = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode)
    planned_at = models.DateTimeField()
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField(default=now)
    without = models.CharField("why without the police or health", max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.CALLED)
    held_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    threshold_met = models.BooleanField(null=True)
    threshold = models.TextField("why the threshold is met, or is not", max_length=8000, blank=True)
    basis = models.CharField("what allows us to share", max_length=40, blank=True)
    basis_why = models.TextField("why sharing is necessary", max_length=2000, blank=True)
    police = models.CharField(max_length=12, choices=Police, blank=True)
    police_words = models.TextField("what the police say", max_length=4000, blank=True)
    others = models.TextField("which other children were considered", max_length=4000, blank=True)
    rationale = models.TextField("why this was decided", max_length=8000, blank=True)
    off_because = models.CharField(max_length=2000, blank=True)
    off_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    off_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_discussion_held_says_all_of_it",
                condition=~Q(state="held")
                | (
                    Q(held_at__isnull=False, ended_at__isnull=False, ended_by__isnull=False)
                    & Q(threshold_met__isnull=False)
                    & ~Q(threshold="")
                    & ~Q(basis="")
                    & ~Q(police="")
                    & ~Q(rationale="")
                ),
            ),
            models.CheckConstraint(
                name="a_discussion_ends_after_it_began", condition=Q(ended_at=None) | Q(ended_at__gte=F("held_at"))
            ),
            models.CheckConstraint(
                name="a_discussion_called_off_says_who_when_and_why",
                condition=Q(state="off", off_by__isnull=False, off_at__isnull=False) & ~Q(off_because="")
                | ~Q(state="off") & Q(off_by=None, off_at=None, off_because=""),
            ),
        ]
        indexes = [
            models.Index(fields=["chair", "planned_at"], name="discussions_to_hold", condition=Q(state="called"))
        ]

    def __str__(self) -> str:
        return f"Strategy discussion {self.number}"

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/strategy-discussions/{self.ref}/"

    @property
    def harm(self) -> str:
        """What it is about, in words."""
        return harm_words(self.kinds)

    @property
    def basis_words(self) -> str:
        """What allows us to share, in words."""
        return dict(LAWFUL_BASES).get(self.basis, self.basis)

    @property
    def is_outside(self) -> bool:
        """Whether harm outside the family is part of it: then other children are asked about by name (EX-06)."""
        return self.where != self.Where.INSIDE


@tracked
class DiscussedChild(models.Model):
    """One child whom a discussion is about, and what it decided for them: each by themselves (CP-03)."""

    class Outcome(models.TextChoices):
        S47_JOINT = "s47_joint", "Section 47 enquiry, jointly with the police"
        S47_SINGLE = "s47_single", "Section 47 enquiry by us alone"
        EMERGENCY = "emergency", "Protect the child at once, and a section 47 enquiry"
        S17 = "s17", "Help as a child in need (section 17)"
        NFA = "nfa", "No further action"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="discussed_children")
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="discussed")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    why = models.TextField("what this means for them, and why", max_length=4000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "child"], name="child_once_in_discussion")]

    @property
    def is_enquiry(self) -> bool:
        """Whether a section 47 enquiry was decided for this child."""
        return self.outcome in (self.Outcome.S47_JOINT, self.Outcome.S47_SINGLE, self.Outcome.EMERGENCY)


@tracked
class DiscussionAgency(models.Model):
    """Somebody who was invited, or came: for which agency, whether they took part, and what their agency knows.

    Whoever was invited and did not come stands here too (CP-02).
    """

    class Part(models.TextChoices):
        HERE = "here", "Took part"
        SENT = "sent", "Sent word"
        APOLOGY = "apology", "Sent apologies"
        ABSENT = "absent", "Did not come"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="discussion_agencies")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    agency_kind = models.CharField(max_length=40)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency_name = models.CharField(max_length=200)
    name = models.CharField("who, and what they are", max_length=200, blank=True)
    part = models.CharField(max_length=8, choices=Part, blank=True)
    knows = models.TextField("what they know", max_length=8000, blank=True)

    @property
    def kind_words(self) -> str:
        """What kind of agency it is."""
        kind = agency_kinds().get(self.agency_kind)
        return kind.label if kind else "Agency"

    @property
    def shared(self) -> bool:
        """Whether this agency was part of it, in person or by word."""
        return self.part in (self.Part.HERE, self.Part.SENT)


class DiscussionMoved(models.Model):
    """Another chair, day or way to meet, and why. The first plan stays in the history."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="discussion_moved")
    chair = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)


class DiscussionAddition(models.Model):
    """What was said otherwise, left out or learned after the minutes stood. The minutes themselves never change."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="discussion_additions")
    words = models.TextField(max_length=8000)
    source = models.CharField("who says so", max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)


@tracked
class Enquiry(models.Model):
    """The section 47 enquiry about one child, which a strategy discussion began, beside their assessment (CP-04).

    Attributes:
        joint: with the police.
        conference_on: when the initial conference was held.
        brought_in_from: the system it came from, which knew its dates and no more: then nothing else need be said.
    """

    class State(models.TextChoices):
        OPEN = "open", "Under way"
        SENT = "sent", "Waits for a manager"
        AUTHORISED = "authorised", "Authorised"
        ENDED = "ended", "Ended in another system"

    class Medical(models.TextChoices):
        DONE = "done", "Held"
        PLANNED = "planned", "To be held"
        NOT_NEEDED = "not_needed", "Considered, and not needed"
        REFUSED = "refused", "Refused"

    class Outcome(models.TextChoices):
        NOT = "not", "Not substantiated"
        NO_LONGER = "no_longer", "Substantiated, and the child is not at continuing risk of significant harm"
        CONTINUING = "continuing", "Substantiated, and the child is at continuing risk of significant harm"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="enquiry")
    number = models.CharField(max_length=20, unique=True)
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="enquiries")
    discussion = models.ForeignKey(
        StrategyDiscussion, on_delete=models.PROTECT, null=True, blank=True, related_name="enquiries"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="enquiries"
    )
    joint = models.BooleanField("jointly with the police", null=True)
    lead = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    seen_at = models.DateTimeField("when the child was seen", null=True, blank=True)
    seen_alone = models.BooleanField(null=True, blank=True)
    childs_words = models.TextField("what the child said and showed", max_length=8000, blank=True)
    medical = models.CharField(max_length=12, choices=Medical, blank=True)
    medical_words = models.TextField(max_length=4000, blank=True)
    spoken_to = models.TextField("who was spoken to, and what they said", max_length=8000, blank=True)
    findings = models.TextField("what was found, and what it means", max_length=8000, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    safe_now = models.TextField("what keeps the child safe now", max_length=4000, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.CharField(max_length=2000, blank=True)
    unseen_because = models.TextField("why the child was not seen", max_length=4000, blank=True)
    authorised_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    authorised_at = models.DateTimeField(null=True, blank=True)
    conference_on = models.DateField(null=True, blank=True)
    not_convened_because = models.TextField(max_length=4000, blank=True)
    not_convened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    brought_in_from = models.CharField(max_length=80, blank=True)
    import_key = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["discussion", "child"], name="one_enquiry_a_discussion_and_child"),
            models.CheckConstraint(
                name="an_enquiry_authorised_says_what_and_by_whom",
                condition=~Q(state="authorised")
                | (
                    Q(authorised_by__isnull=False, authorised_at__isnull=False, sent_by__isnull=False)
                    & ~Q(outcome="")
                    & (Q(seen_at__isnull=False) | ~Q(unseen_because=""))
                ),
            ),
            models.CheckConstraint(
                name="nobody_authorises_their_own_enquiry",
                condition=Q(authorised_by=None) | (~Q(authorised_by=F("sent_by")) & ~Q(authorised_by=F("lead"))),
            ),
            models.CheckConstraint(
                name="a_conference_not_convened_says_who_and_why",
                condition=Q(not_convened_by=None, not_convened_because="")
                | (Q(not_convened_by__isnull=False, conference_on=None) & ~Q(not_convened_because=""))
                | (Q(state="ended", conference_on=None) & ~Q(not_convened_because="")),
            ),
            models.CheckConstraint(
                name="an_enquiry_of_ours_has_its_discussion_and_who_leads_it",
                condition=~Q(brought_in_from="")
                | Q(discussion__isnull=False, lead__isnull=False, joint__isnull=False) & ~Q(state="ended"),
            ),
            models.UniqueConstraint(fields=["import_key"], condition=~Q(import_key=""), name="enquiry_imported_once"),
        ]
        indexes = [models.Index(fields=["child", "-started_at"], name="enquiries_of_child")]

    def __str__(self) -> str:
        return f"Section 47 enquiry {self.number}"

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/enquiries/{self.ref}/"

    @property
    def is_open(self) -> bool:
        """Whether it is under way, waits for a manager, or owes a conference."""
        return self.state in (self.State.OPEN, self.State.SENT) or self.owes_conference

    @property
    def owes_conference(self) -> bool:
        """Whether a conference is to be held and nobody has said what came of it."""
        concluded = self.state == self.State.AUTHORISED and self.outcome == self.Outcome.CONTINUING
        return concluded and self.conference_on is None and not self.not_convened_because
