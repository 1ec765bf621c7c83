"""What a conclusion or a manager's decision asks for next, until it was done or is not needed (AS-19, CP-02, CP-08);
and what somebody allowed by exception, until it was looked at again (AS-05, AS-09, PR-06)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kith.access.history import tracked
from kith.access.models import Matter, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now, today

# The rule whose clock runs until each was done.
CLOCKS = {
    "plan": "cin.plan.create",
    "strategy": "strategy.hold",
    "emergency": "emergency.act",
    "conclusion": "exception.conclusion",
    "bed": "exception.bed_and_breakfast",
    "language": "exception.interpreter",
}
DONE = {
    "plan": "The plan was agreed",
    "strategy": "The discussion was held",
    "emergency": "The child was protected",
    "conclusion": "What was missing was made good",
    "bed": "They stay somewhere suitable now",
    "language": "An interpreter is there now",
}
# What else is said of an exception, each with its reason; to let one of the last two go on is to allow it again.
OTHERWISE = {
    "conclusion": "It was looked at again, and stays as it is",
    "bed": "Bed and breakfast is not needed any more",
    "language": "Nobody is to be seen without one any more",
}


# Of what waits after its conclusion was found to stand no more (AS-21); nothing that protects a child ends by itself.
IN_QUESTION = "In question: the conclusion does not stand any more"


@tracked
class FollowOn(models.Model):
    """One piece of work that waits, with its clock on the assessment's own matter.

    A conclusion asks for it, or a manager while the assessment is open: after a suspected crime, in a review or in
    supervision. One of a kind waits at a time; what was answered may be asked for again.

    What somebody allowed by exception is one too: it has its day, and waits from then on until it was looked at again.

    Plans and discussions have no room yet: the answer says what came of it and where it is recorded. The room that is
    to hold them takes each one over by its kind.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", "Child in need plan"
        STRATEGY = "strategy", "Strategy discussion"
        EMERGENCY = "emergency", "Emergency action"
        CONCLUSION = "conclusion", "Approved with something missing"
        BED = "bed", "Bed and breakfast"
        INTERPRETER = "language", "Without an interpreter"

    class Answer(models.TextChoices):
        DONE = "done", "It was done"
        NOT_NEEDED = "not_needed", "It is not needed"
        AGAIN = "again", "It was allowed again"

    # What a conclusion asks for, or is approved by; the others are allowed for a time whatever is concluded.
    OF_A_CONCLUSION = (Kind.PLAN, Kind.STRATEGY, Kind.EMERGENCY, Kind.CONCLUSION)

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="follow_ons")
    kind = models.CharField(max_length=10, choices=Kind)
    why = models.TextField("what it follows from", max_length=8000)
    services = models.JSONField("the help that was agreed", default=list)
    again_on = models.DateField("looked at again on", null=True, blank=True)
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=now)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField("what came of it, or why it is not needed", max_length=4000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "kind"], condition=Q(answer=""), name="one_of_a_kind_waits_at_a_time"
            ),
            models.CheckConstraint(
                name="what_came_of_it_says_who_and_why",
                condition=Q(answer="") | (Q(answered_by__isnull=False) & ~Q(words="")),
            ),
            models.CheckConstraint(
                name="what_was_done_has_its_moment", condition=~Q(answer="done") | Q(done_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["matter"], name="follow_ons_waiting", condition=Q(answer=""))]

    @property
    def rule(self) -> str:
        """The rule of its clock."""
        return CLOCKS[self.kind]

    @property
    def href(self) -> str:
        """Where somebody says what came of it."""
        return f"/assessments/{self.matter.ref}/follows/{self.ref}/"

    @property
    def is_exception(self) -> bool:
        """Whether somebody allowed it for a time, with the day on which it is looked at again."""
        return self.kind in OTHERWISE

    @property
    def of_a_conclusion(self) -> bool:
        """Whether it is in question where the conclusion is."""
        return self.kind in self.OF_A_CONCLUSION

    @property
    def waits(self) -> bool:
        """Whether an answer is asked for now: of an exception not before its day."""
        return not self.answer and (self.again_on is None or self.again_on <= today())

    @property
    def asks(self) -> str:
        """What is asked of whoever answers, as a title."""
        return f"{self}: look at it again" if self.is_exception else f"{self}: what came of it?"

    @property
    def answers(self) -> list[tuple[str, str]]:
        """How it may be answered: it was done, or, with the reason, nothing more is to be done."""
        other = self.Answer.NOT_NEEDED
        return [(self.Answer.DONE, DONE[self.kind]), (other, OTHERWISE.get(self.kind, str(other.label)))]

    @property
    def answer_words(self) -> str:
        """How it was answered, in the words of its kind."""
        return dict(self.answers).get(self.answer) or self.get_answer_display()

    @property
    def whose(self) -> str:
        """Whose answer it waits for (policies.answer_follow_on), and whether what asked for it still stands."""
        return f"{IN_QUESTION}. {self._whose}" if getattr(self, "in_question", False) else self._whose

    @property
    def _whose(self) -> str:
        if self.kind == self.Kind.PLAN:
            return "Those who work with the child say what came of it."
        return "A manager looks at it again." if self.is_exception else "Waits for a manager’s answer."

    def __str__(self) -> str:
        return self.get_kind_display()
