"""The plan of one child, its goals and how each goes, and how parents meet harm from outside the home."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kith.access.history import tracked
from kith.access.models import Matter, Subject, User
from kith.assessment.models import Assessment
from kith.conferences.models import ConferenceChild
from kith.kernel.ids import new_ref
from kith.kernel.now import now, today


@tracked
class Plan(models.Model):
    """What must change for one child, by when, and what happens if it does not: for a child in need, or a child who is
    to be protected (CP-08, CP-09). One is open about a child at a time; brothers and sisters have their own.

    Attributes:
        agreed_at: when its words stood: of a need plan as it begins, of a protection plan once the first core group
            has written it.
        conference: what a conference decided for this child: no child protection plan is without one.
        came_from: the plan that was stepped up or down to this one.
        sees: who sees the child, how often and where.
        brought_in_from: the system it came from, which knew its dates and no words of it.
    """

    class Kind(models.TextChoices):
        NEED = "need", "Child in need plan"
        PROTECTION = "protection", "Child protection plan"

    class Consent(models.TextChoices):
        ALL = "all", "Everybody with parental responsibility agrees"
        SOME = "some", "One of them agrees, and another does not"
        OWN = "own", "The young person agrees for themselves"

    class Ended(models.TextChoices):
        CLOSED = "closed", "Ended, and the case closed"
        EARLY = "early", "Stepped down to early help"
        UP = "up", "Stepped up to a child protection plan"
        DOWN = "down", "Stepped down to a child in need plan"
        CARE = "care", "Ended, with legal advice on care"
        OUT = "out", "Transferred to another authority"
        DIED = "died", "Ended: the child died"
        ADULT = "adult", "Ended: they turned 18"
        UNSAID = "unsaid", "Ended; another system does not say how"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="plan")
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    child = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="plans")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="plans")
    conference = models.OneToOneField(
        ConferenceChild, on_delete=models.PROTECT, null=True, blank=True, related_name="plan"
    )
    came_from = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_plan")
    from_authority = models.CharField("transferred in from", max_length=200, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outside = models.BooleanField("the harm comes from outside the home", default=False)
    services = models.JSONField("the help that was agreed", default=list)
    sees = models.TextField("who sees the child, how often and where", max_length=2000, blank=True)
    contingency = models.TextField("what happens if it does not change", max_length=4000, blank=True)
    child_says = models.TextField("what the child says to it", max_length=4000, blank=True)
    family_says = models.TextField("what the family says to it", max_length=4000, blank=True)
    consent = models.CharField(max_length=4, choices=Consent, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_as = models.CharField(max_length=8, choices=Ended, blank=True)
    closure = models.CharField("the census reason for closure", max_length=4, blank=True)
    ended_words = models.TextField("why, and what stays", max_length=4000, blank=True)
    to_authority = models.CharField("transferred to", max_length=200, blank=True)
    accepted_on = models.DateField("accepted there in writing", null=True, blank=True)
    accepted_by = models.CharField("by whom", max_length=200, blank=True)
    brought_in_from = models.CharField(max_length=80, blank=True)
    import_key = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(closed_at=None), name="one_open_plan_a_child"),
            models.UniqueConstraint(fields=["import_key"], condition=~Q(import_key=""), name="plan_imported_once"),
            models.CheckConstraint(
                name="only_another_system_may_not_say_how_a_plan_ended",
                condition=~Q(ended_as="unsaid") | ~Q(brought_in_from=""),
            ),
            models.CheckConstraint(
                name="a_protection_plan_rests_on_a_conference",
                condition=Q(kind="protection", conference__isnull=False) | Q(kind="need", conference=None),
            ),
            models.CheckConstraint(
                name="a_need_plan_is_agreed_with_the_family",
                condition=~Q(kind="need", agreed_at__isnull=False) | (~Q(consent="") & ~Q(family_says="")),
            ),
            models.CheckConstraint(
                name="a_plan_agreed_says_what_happens_if_it_does_not_change",
                condition=Q(agreed_at=None, agreed_by=None)
                | (Q(agreed_at__isnull=False, agreed_by__isnull=False) & ~Q(contingency="") & ~Q(sees="")),
            ),
            models.CheckConstraint(
                name="a_plan_ended_says_how_why_who_and_when",
                condition=Q(closed_at=None, closed_by=None, ended_as="", ended_words="", closure="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(ended_as="") & ~Q(ended_words="")),
            ),
            models.CheckConstraint(
                name="a_plan_ends_after_it_began", condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at"))
            ),
            models.CheckConstraint(
                name="a_plan_transferred_was_accepted_in_writing",
                condition=(Q(ended_as="out", accepted_on__isnull=False) & ~Q(to_authority="") & ~Q(accepted_by=""))
                | (~Q(ended_as="out") & Q(to_authority="", accepted_on=None, accepted_by="")),
            ),
            models.CheckConstraint(
                name="a_case_closed_has_its_census_reason",
                condition=~Q(ended_as__in=["closed", "early", "out", "died", "adult"]) | ~Q(closure=""),
            ),
        ]
        indexes = [models.Index(fields=["child", "-opened_at"], name="plans_of_child")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/plans/{self.ref}/"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_protection(self) -> bool:
        return self.kind == self.Kind.PROTECTION

    @property
    def stands(self) -> str:
        """How it stands, in words."""
        if not self.is_open:
            return self.get_ended_as_display()
        if not self.agreed_at and self.brought_in_from:
            return f"In force; its words stand in {self.brought_in_from}"
        return "In force" if self.agreed_at else "To be written by the core group"


@tracked
class Goal(models.Model):
    """One thing that must change, by when, and how everybody will know (CP-08, CP-09).

    Attributes:
        worry: what may happen if it does not; of a goal from the Signs of Safety board, the danger it answers.
        source: where it was proposed from, by its name there: "safety goal S1".
        stands: how it went last; empty while nobody has said.
    """

    class Stands(models.TextChoices):
        WORSE = "worse", "Further away"
        SAME = "same", "No change"
        BETTER = "better", "Nearer"
        DONE = "done", "Reached"
        DROPPED = "dropped", "Not a goal any more"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="plan_goals")
    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    words = models.TextField("what must change", max_length=1000)
    worry = models.TextField("what we are worried about", max_length=1000, blank=True)
    indicator = models.CharField("how everybody will know", max_length=1000)
    by_on = models.DateField("by when")
    source = models.CharField(max_length=80, blank=True)
    stands = models.CharField(max_length=8, choices=Stands, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_goal_ends_when_it_is_reached_or_dropped",
                condition=Q(stands__in=["done", "dropped"], ended_at__isnull=False)
                | (~Q(stands__in=["done", "dropped"]) & Q(ended_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def late(self) -> bool:
        """Whether its day has passed and it is not reached."""
        return self.ended_at is None and self.by_on < today()


class GoalProgress(models.Model):
    """How a goal stood on a day, and what shows it. It is never changed; more stands after it."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="goal_progress")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="progress")
    stands = models.CharField(max_length=8, choices=Goal.Stands)
    words = models.TextField(max_length=4000)
    meeting = models.ForeignKey(
        "plans.PlanMeeting", on_delete=models.PROTECT, null=True, blank=True, related_name="progress"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["at", "pk"]


class ParentsStance(models.Model):
    """How parents meet harm from outside the home: each limb with what shows it, and which plan it points to (CP-07).

    Harm outside the home never leads to a child protection plan by itself. Parents who see it, act and work with us may
    be partners in a child in need plan; where they deny it or do not protect, a child protection plan may be right; and
    where a child is not safe at home, care is considered.
    """

    kith_append_only = True

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "In part"
        NO = "no", "No"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="parents_stances")
    recognise = models.CharField(max_length=6, choices=Answer)
    recognise_words = models.TextField(max_length=2000)
    respond = models.CharField(max_length=6, choices=Answer)
    respond_words = models.TextField(max_length=2000)
    cooperate = models.CharField(max_length=6, choices=Answer)
    cooperate_words = models.TextField(max_length=2000)
    safe_at_home = models.BooleanField()
    safe_words = models.TextField(max_length=2000)
    rests_on = models.TextField("the strategy discussion and assessment it rests on", max_length=2000)
    why = models.TextField("why this plan", max_length=4000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="each_limb_of_a_stance_says_what_shows_it",
                condition=~Q(recognise_words="")
                & ~Q(respond_words="")
                & ~Q(cooperate_words="")
                & ~Q(safe_words="")
                & ~Q(rests_on="")
                & ~Q(why=""),
            )
        ]

    @property
    def points_to(self) -> str:
        """What the answers point to: whoever decides may see it otherwise, and says why."""
        if not self.safe_at_home:
            return "The child is not safe at home: whether they should come into care is to be considered."
        limbs = {self.recognise, self.respond, self.cooperate}
        if self.Answer.NO in limbs:
            return "A parent denies it, or does not protect: a child protection plan may be right."
        return "Parents see it and are partners in keeping the child safe: a child in need plan may be right."
