"""A child protection conference: family and professionals together, and what its chair decides for each child."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Agency, Matter, Subject, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now
from kith.protection.models import Enquiry
from kith.sharing.forms import LAWFUL_BASES
from kith.standards.codesets import agency_kinds, codes


class Kind(models.TextChoices):
    """What a conference is for: the first about a child, before a birth, from another authority, or the next one."""

    INITIAL = "initial", "Initial conference"
    PREBIRTH = "prebirth", "Pre-birth conference"
    TRANSFER = "transfer", "Transfer-in conference"
    REVIEW = "review", "Review conference"


@tracked
class Conference(models.Model):
    """One child, or several of a family, are talked about by everybody who knows them, the family among them (CP-06).

    Attributes:
        adviser: the conference chair who was consulted before it was asked for, and arranges it.
        again: what is different now, where there was a conference or a referral in the year before.
        quorate: whether as many agencies took part as the authority asks for.
        without_them: why a parent was not there, or the child was not asked.
        brought_in_from: the system it came from, which knew its day and no more: then nothing else need be said.
    """

    class Mode(models.TextChoices):
        MEETING = "meeting", "Meeting in person"
        MIXED = "mixed", "In person, some by video"
        VIDEO = "video", "Video call"

    class Advice(models.TextChoices):
        HOLD = "hold", "Hold a conference"
        NOT = "not", "Do not hold one"

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        ARRANGED = "arranged", "To be held"
        HELD = "held", "Held"
        OFF = "off", "Called off"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="conference")
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    why = models.TextField("why it is asked for", max_length=8000)
    adviser = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    consulted_on = models.DateField(null=True, blank=True)
    advice = models.CharField(max_length=8, choices=Advice, blank=True)
    advice_words = models.TextField("what they advised", max_length=4000, blank=True)
    again = models.TextField("what is different from the time before", max_length=4000, blank=True)
    from_authority = models.CharField(max_length=200, blank=True)
    from_category = models.CharField(max_length=4, blank=True)
    from_since = models.DateField("since when the plan there", null=True, blank=True)
    notified_on = models.DateField("when that authority told us", null=True, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    chair = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode, blank=True)
    place = models.CharField(max_length=300, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    quorate = models.BooleanField(null=True, blank=True)
    inquorate_because = models.TextField("why it went on without enough agencies", max_length=2000, blank=True)
    without_them = models.TextField("why a parent was not there", max_length=4000, blank=True)
    basis = models.CharField("what allows us to share", max_length=40, blank=True)
    basis_why = models.TextField("why sharing is necessary", max_length=2000, blank=True)
    discussed = models.TextField("what was talked about", max_length=8000, blank=True)
    dissent = models.TextField("who sees it differently, and why", max_length=4000, blank=True)
    rationale = models.TextField("why the chair decided so", max_length=8000, blank=True)
    next_review_on = models.DateField("when it is reviewed", null=True, blank=True)
    off_because = models.CharField(max_length=2000, blank=True)
    off_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    off_at = models.DateTimeField(null=True, blank=True)
    brought_in_from = models.CharField(max_length=80, blank=True)
    import_key = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_conference_of_ours_was_asked_for_after_advice",
                condition=Q(state="held") & ~Q(brought_in_from="")
                | Q(brought_in_from="", adviser__isnull=False, consulted_on__isnull=False)
                & ~Q(advice="")
                & ~Q(advice_words=""),
            ),
            models.UniqueConstraint(
                fields=["import_key"], condition=~Q(import_key=""), name="conference_imported_once"
            ),
            models.CheckConstraint(
                name="a_conference_to_be_held_has_a_chair_a_day_and_a_way",
                condition=Q(state__in=["asked", "off"])
                | ~Q(brought_in_from="")
                | Q(chair__isnull=False, planned_at__isnull=False) & ~Q(mode=""),
            ),
            models.CheckConstraint(
                name="a_conference_held_says_all_of_it",
                condition=~Q(state="held")
                | Q(held_at__isnull=False) & ~Q(brought_in_from="")
                | Q(held_at__isnull=False, ended_at__isnull=False, ended_by=F("chair"), quorate__isnull=False)
                & ~Q(basis="")
                & ~Q(discussed="")
                & ~Q(rationale=""),
            ),
            models.CheckConstraint(
                name="a_conference_without_quorum_says_why",
                condition=~Q(quorate=False) | ~Q(inquorate_because=""),
            ),
            models.CheckConstraint(
                name="a_conference_ends_after_it_began", condition=Q(ended_at=None) | Q(ended_at__gte=F("held_at"))
            ),
            models.CheckConstraint(
                name="a_conference_called_off_says_who_when_and_why",
                condition=Q(state="off", off_by__isnull=False, off_at__isnull=False) & ~Q(off_because="")
                | ~Q(state="off") & Q(off_by=None, off_at=None, off_because=""),
            ),
            models.CheckConstraint(
                name="a_transfer_in_says_from_where",
                condition=~Q(brought_in_from="")
                | Q(kind="transfer", from_since__isnull=False) & ~Q(from_authority="") & ~Q(from_category="")
                | ~Q(kind="transfer") & Q(from_since=None, from_authority="", from_category="", notified_on=None),
            ),
        ]
        indexes = [
            models.Index(fields=["chair", "planned_at"], name="conferences_to_hold", condition=Q(state="arranged")),
            models.Index(fields=["asked_at"], name="conferences_to_arrange", condition=Q(state="asked")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/conferences/{self.ref}/"

    @property
    def is_review(self) -> bool:
        """Whether the children have a plan already."""
        return self.kind == Kind.REVIEW

    @property
    def waits(self) -> bool:
        """Whether it is asked for or arranged, and was neither held nor called off."""
        return self.state in (self.State.ASKED, self.State.ARRANGED)

    @property
    def basis_words(self) -> str:
        """What allows us to share, in words."""
        return dict(LAWFUL_BASES).get(self.basis, self.basis)


@tracked
class ConferenceChild(models.Model):
    """One child whom a conference is about, and what its chair decided for them: each by themselves.

    Attributes:
        kind: as its conference: what a child needs to be there is held by the database.
        enquiry: the section 47 enquiry that asked for an initial conference.
        reviews: what the conference before decided, whose plan this one reviews.
        category: the main category of abuse; `also` are the secondary ones, so that none is hidden behind it (CP-13).
        recognition, response, cooperation: of harm outside the home, what the parents do about it (CP-07).
        brought_in: as its conference: another system knew what was decided, and not why.
    """

    class Outcome(models.TextChoices):
        PLAN = "plan", "A child protection plan"
        NO_PLAN = "no_plan", "No child protection plan"
        CONTINUES = "continues", "The child protection plan goes on"
        ENDS = "ends", "The child protection plan ends"

    class Instead(models.TextChoices):
        CIN = "cin", "A child in need plan of all agencies"
        EARLY_HELP = "early_help", "Early help"
        CARE = "care", "Legal advice on care"
        NONE = "none", "Nothing more from us"

    class Part(models.TextChoices):
        CAME = "came", "Came"
        ADVOCATE = "advocate", "An advocate spoke for them"
        WORDS = "words", "Sent words or drawings"
        WORKER = "worker", "Their social worker said what they think"
        NO = "no", "Was not asked"

    class Limb(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="conference_children")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="conferences")
    kind = models.CharField(max_length=10, choices=Kind)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, null=True, blank=True, related_name="conferences")
    reviews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reviewed_by")
    outside = models.BooleanField("harm outside the home", default=False)
    part = models.CharField("how the child took part", max_length=10, choices=Part, blank=True)
    wishes = models.TextField("what the child wishes and feels", max_length=4000, blank=True)
    recognition = models.CharField(max_length=8, choices=Limb, blank=True)
    response = models.CharField(max_length=8, choices=Limb, blank=True)
    cooperation = models.CharField(max_length=8, choices=Limb, blank=True)
    limbs = models.TextField("what the three answers rest on", max_length=4000, blank=True)
    working = models.CharField("whether the plan is working", max_length=8, choices=Limb, blank=True)
    working_words = models.TextField("what has changed for the child", max_length=4000, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    category = models.CharField(max_length=4, blank=True)
    also = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    instead = models.CharField("what there is instead of a plan", max_length=10, choices=Instead, blank=True)
    must_change = models.TextField("what must change", max_length=4000, blank=True)
    why = models.TextField("why, for this child", max_length=4000, blank=True)
    brought_in = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "child"], name="child_once_in_conference"),
            models.UniqueConstraint(
                fields=["enquiry"], condition=~Q(outcome=""), name="one_initial_conference_an_enquiry"
            ),
            models.UniqueConstraint(fields=["reviews"], condition=~Q(outcome=""), name="a_decision_is_reviewed_once"),
            models.CheckConstraint(
                name="no_conference_without_what_asks_for_it",
                condition=Q(brought_in=True)
                | Q(kind__in=["initial", "prebirth"], enquiry__isnull=False, reviews=None)
                | Q(kind="review", reviews__isnull=False, enquiry=None)
                | Q(kind="transfer", reviews=None, enquiry=None),
            ),
            models.CheckConstraint(
                name="a_review_goes_on_or_ends_and_the_others_plan_or_not",
                condition=Q(outcome="")
                | Q(kind="review", outcome__in=["continues", "ends"])
                | ~Q(kind="review") & Q(outcome__in=["plan", "no_plan"]),
            ),
            models.CheckConstraint(
                name="a_plan_has_its_category_and_what_must_change",
                condition=Q(brought_in=True)
                | Q(outcome__in=["plan", "continues"], instead="") & ~Q(category="") & ~Q(must_change="")
                | ~Q(outcome__in=["plan", "continues"]) & Q(category="", also=[]),
            ),
            models.CheckConstraint(
                name="no_plan_says_what_there_is_instead",
                condition=Q(brought_in=True) | ~Q(outcome__in=["no_plan", "ends"]) | ~Q(instead=""),
            ),
            models.CheckConstraint(
                name="a_review_says_whether_it_is_working",
                condition=Q(outcome="")
                | Q(brought_in=True)
                | ~Q(kind="review")
                | (~Q(working="") & ~Q(working_words="")),
            ),
            models.CheckConstraint(
                name="harm_outside_the_home_answers_each_limb",
                condition=Q(outcome="")
                | Q(outside=False)
                | (~Q(recognition="") & ~Q(response="") & ~Q(cooperation="") & ~Q(limbs="")),
            ),
        ]
        indexes = [models.Index(fields=["child", "-id"], name="conferences_of_child")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.ref}" if self.outcome else self.ref

    @property
    def has_plan(self) -> bool:
        """Whether the child has a child protection plan from here on."""
        return self.outcome in (self.Outcome.PLAN, self.Outcome.CONTINUES)

    @property
    def category_words(self) -> str:
        """ "Neglect; also emotional abuse": what the plan is for, nothing hidden behind the main category."""
        names = codes("cin", "CategoryOfAbuse")
        also = ", ".join(names.get(code, code).lower() for code in self.also)
        return f"{names.get(self.category, self.category)}{f'; also {also}' if also else ''}" if self.category else ""


@tracked
class ConferenceAgency(models.Model):
    """An agency that is invited, the report that it owes, and what it said. Whoever did not come stays here (IG-10)."""

    class Part(models.TextChoices):
        HERE = "here", "Took part"
        SENT = "sent", "Sent word"
        APOLOGY = "apology", "Sent apologies"
        ABSENT = "absent", "Did not come"

    class Thinks(models.TextChoices):
        PLAN = "plan", "A plan"
        NO_PLAN = "no_plan", "No plan"
        UNSURE = "unsure", "Not said"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="conference_agencies")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    agency_kind = models.CharField(max_length=40)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency_name = models.CharField(max_length=200)
    name = models.CharField("who, and what they are", max_length=200, blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    invited_at = models.DateTimeField(null=True, blank=True)
    report_due_on = models.DateField(null=True, blank=True)
    report_on = models.DateField("when its report came", null=True, blank=True)
    report_words = models.TextField("what it says, in short", max_length=4000, blank=True)
    report_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    part = models.CharField(max_length=8, choices=Part, blank=True)
    said = models.TextField("what they said", max_length=8000, blank=True)
    thinks = models.CharField(max_length=8, choices=Thinks, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_report_says_who_wrote_down_that_it_came",
                condition=Q(report_on=None, report_by=None) | Q(report_on__isnull=False, report_by__isnull=False),
            )
        ]

    @property
    def kind_words(self) -> str:
        """What kind of agency it is."""
        kind = agency_kinds().get(self.agency_kind)
        return kind.label if kind else "Agency"

    @property
    def shared(self) -> bool:
        """Whether this agency was part of it, in person or by word."""
        return self.part in (self.Part.HERE, self.Part.SENT)


@tracked
class ConferenceFamily(models.Model):
    """Somebody of the family: invited, or kept out by somebody, with why; and what they said."""

    class Asked(models.TextChoices):
        INVITED = "invited", "Invited"
        EXCLUDED = "excluded", "Kept out of all or part of it"

    class Part(models.TextChoices):
        HERE = "here", "Came"
        PARTLY = "partly", "Came for part of it"
        SENT = "sent", "Sent words"
        ABSENT = "absent", "Did not come"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="conference_family")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField("what they are to the child", max_length=100)
    asked = models.CharField(max_length=10, choices=Asked)
    because = models.TextField("why they are kept out", max_length=2000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    part = models.CharField(max_length=8, choices=Part, blank=True)
    said = models.TextField("what they said", max_length=4000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "person"], name="person_once_in_conference"),
            models.CheckConstraint(name="keeping_somebody_out_says_why", condition=Q(asked="invited") | ~Q(because="")),
        ]


class ConferenceMoved(models.Model):
    """Another chair, day, place or way to meet, and why. The first plan stays in the history."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="conference_moved")
    chair = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)


class ConferenceAddition(models.Model):
    """What was said otherwise, left out or learned after the minutes stood. The minutes themselves never change."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="conference_additions")
    words = models.TextField(max_length=8000)
    source = models.CharField("who says so", max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
