"""What a worker proposes as the conclusion, a manager's answer, and the supervision on the way (AS-19, AS-21)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Matter, User
from kith.assessment.checklist import CHECKS
from kith.assessment.models.assessment import Assessment
from kith.kernel.ids import new_ref
from kith.kernel.now import now


@tracked
class ProposedConclusion(models.Model):
    """Findings and conclusion as the worker sends them to a manager, who authorises them or sends them back."""

    class Need(models.TextChoices):
        NONE = "none", "No needs beyond what every child has"
        SOME = "some", "Needs that universal services or early help can meet"
        IN_NEED = "in_need", "A child in need (section 17)"
        HARM = "harm", "Suffering, or likely to suffer, significant harm"

    class Duty(models.TextChoices):
        NONE = "none", "No duty under these sections"
        S17 = "s17", "Section 17: services for a child in need"
        S47 = "s47", "Section 47: enquiries to protect"

    class Accommodation(models.TextChoices):
        NONE = "none", "Not needed"
        S20 = "s20", "Section 20: accommodated with agreement"
        S31A = "s31a", "Section 31A: a care plan for the court"

    class State(models.TextChoices):
        SENT = "sent", "Waits for a manager"
        RETURNED = "returned", "Sent back"
        AUTHORISED = "authorised", "Authorised"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="proposed_conclusions")
    concern = models.TextField("what worries us, and how it affects the child", max_length=8000)
    how_and_why = models.TextField("how it has come to this, and why", max_length=8000)
    need = models.CharField(max_length=10, choices=Need)
    abused = models.BooleanField("abused or neglected")
    urgent = models.TextField("what must happen at once, for this child or another", max_length=4000, blank=True)
    duty = models.CharField(max_length=5, choices=Duty)
    accommodation = models.CharField(max_length=5, choices=Accommodation)
    outcome = models.CharField(max_length=30, choices=Assessment.Outcome)
    conclusion = models.TextField(max_length=8000)
    factors = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    services = models.JSONField(default=list)
    why_now = models.TextField("why it is sent although something is missing", max_length=2000, blank=True)
    lacked = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=12, choices=State, default=State.SENT)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField("what is to be done first", max_length=4000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(state="sent"), name="one_conclusion_waits_for_an_assessment"
            ),
            models.CheckConstraint(
                name="answered_by_another",
                condition=Q(answered_by=None) | ~Q(answered_by=models.F("sent_by")),
            ),
            models.CheckConstraint(name="sent_back_says_why", condition=~Q(state="returned") | ~Q(answer="")),
        ]

    def __str__(self) -> str:
        return f"Conclusion proposed, {self.get_state_display().lower()}"


@tracked
class Supervision(models.Model):
    """A manager's look at an assessment on its way: the checklist, reflection and a challenge (AS-21)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="supervisions")
    protect_now = models.BooleanField("must be protected now", null=True)  # supervision before it was asked: not known
    protect_why = models.TextField("how we know, or what was done at once", max_length=4000, blank=True, db_default="")
    checks = models.JSONField(default=dict)
    reflection = models.TextField(max_length=8000)
    challenge = models.TextField("which assumption was questioned", max_length=4000)
    direction = models.TextField("what happens next", max_length=4000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return "Supervision"

    @property
    def lines(self) -> list[dict[str, str]]:
        """The checklist as it was answered."""
        given = [(question, self.checks.get(key, {})) for key, question in CHECKS.items()]
        return [
            {"question": question, "answer": "Yes." if one.get("yes") else "No.", "why": one.get("why", "")}
            for question, one in given
        ]


@tracked
class LengthReview(models.Model):
    """A manager looks at how long an assessment needs, and whether the child is safe meanwhile (CL-05, AS-18)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="length_reviews")
    protect_now = models.BooleanField("must be protected now")
    protect_why = models.TextField("how we know, or what was done at once", max_length=4000)
    decision = models.CharField(max_length=10, choices=Assessment.Review)
    words = models.TextField("why", max_length=4000)
    target = models.DateField("new target", null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_extension_has_its_target", condition=~Q(decision="extend") | Q(target__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return "Review of the length"


@tracked
class PlanAgreement(models.Model):
    """A manager agrees the plan as it stands; a changed plan, or family or household, is to be agreed again (AS-04)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="plans_agreed")
    version = models.PositiveIntegerField()
    words = models.TextField(max_length=4000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"Plan agreed, version {self.version}"


class FamilyAsDrawn(models.Model):
    """Genogram and network map as they stood when the conclusion was authorised (FA-01, FA-02: versioned)."""

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="families_drawn")
    said = models.JSONField("the same in words", default=dict)
    genogram = models.TextField()
    network = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return "Family as drawn"


@tracked
class NewInformation(models.Model):
    """Something learned after the decision: does the conclusion still stand? A manager answers (AS-21, PR-03)."""

    class Answer(models.TextChoices):
        STANDS = "stands", "It still stands"
        ADDED_TO = "added_to", "It stands, with what is added here"
        NOT_ANY_MORE = "not_any_more", "It does not stand any more"

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="new_information")
    what = models.TextField("what is new", max_length=8000)
    source = models.CharField("who says so", max_length=300)
    learned_at = models.DateTimeField()
    meaning = models.TextField("what it may change", max_length=4000)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)
    answer = models.CharField(max_length=14, choices=Answer, blank=True)
    why = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_answer_says_why", condition=Q(answer="") | ~Q(why="")),
            models.CheckConstraint(
                name="an_answer_has_its_giver", condition=Q(answer="") | Q(answered_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return "New information"
