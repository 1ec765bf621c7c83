"""What happened, in the words of whoever was there. A note is written once: what puts it right is another (IG-07)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from kith.access.models import Matter, Subject, User
from kith.kernel.ids import new_ref
from kith.kernel.now import now
from kith.notes.kinds import kind_words

EXCERPT = 280  # characters of a note in a list


class Note(models.Model):
    """One child's part of what was written: what it says for each of them, and what stands on this record alone.

    It is a matter of its own, about this one child. What was written for brothers and sisters at once is as many notes
    with one `together`: nobody can tell from one of them that there is another which is hidden from them (decision 7).
    """

    kith_append_only = True

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="note")
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="notes")
    together = models.CharField(max_length=20, default=new_ref)
    kind = models.CharField(max_length=20)
    happened_at = models.DateTimeField()
    present = models.CharField("who was there", max_length=500, blank=True)
    shared = models.TextField("what stands on the record of each child", blank=True)
    own = models.TextField("what stands on this record alone", blank=True)
    significant_because = models.CharField(max_length=1000, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=now)
    late = models.BooleanField("written later than the authority allows", default=False)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    corrects_because = models.CharField(max_length=1000, blank=True)
    # Where it stood on the record of another by mistake: brought here whole, with whoever wrote it and when.
    came_from = models.OneToOneField(
        "NoteRecall", on_delete=models.PROTECT, null=True, blank=True, related_name="placed"
    )
    brought_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    brought_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_note_says_something", condition=~Q(shared="", own="")),
            models.CheckConstraint(
                name="a_correction_says_why",
                condition=Q(corrects=None, corrects_because="") | (Q(corrects__isnull=False) & ~Q(corrects_because="")),
            ),
            models.CheckConstraint(
                name="what_was_brought_says_by_whom",
                condition=Q(came_from=None, brought_by=None, brought_at=None)
                | Q(came_from__isnull=False, brought_by__isnull=False, brought_at__isnull=False),
            ),
            models.CheckConstraint(name="written_after_it_happened", condition=Q(happened_at__lte=F("written_at"))),
        ]
        indexes = [
            models.Index(fields=["person", "-happened_at", "-matter"], name="notes_of_person"),
            models.Index(fields=["together"], name="notes_written_together"),
        ]

    def __str__(self) -> str:
        return f"Case note, {kind_words(self.kind)}"

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def href(self) -> str:
        """Its own page."""
        return f"/notes/{self.ref}/"

    @property
    def kind_title(self) -> str:
        """What it is of, as a heading."""
        words = kind_words(self.kind)
        return words[:1].upper() + words[1:]

    @property
    def words(self) -> str:
        """All that it says."""
        return "\n\n".join(text for text in (self.shared, self.own) if text)

    @property
    def excerpt(self) -> str:
        """How it begins, for a list."""
        words = " ".join(self.words.split())
        return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rsplit(' ', 1)[0]} …"

    @property
    def recall(self) -> NoteRecall | None:
        """That it was taken off this record, where it was."""
        return getattr(self.matter, "note_recall", None)

    @property
    def correction(self) -> Note | None:
        """The note that puts this one right, where there is one."""
        return getattr(self, "corrected_by", None)

    @property
    def stands_since(self) -> datetime:
        """Since when it can be read on this record."""
        return self.brought_at or self.written_at


class NoteRecall(models.Model):
    """A note stood on the wrong child's record: who says so, when and why. From then on it is not shown there.

    Hidden with the wrong child alone. Where it belongs stands on the note that was brought there, hidden with that one:
    were it said here, whoever may not know of the right child would not learn that the note was wrong.
    """

    kith_append_only = True

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="note_recall")
    why = models.CharField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.CheckConstraint(name="a_recall_says_why", condition=~Q(why=""))]
        indexes = [models.Index(fields=["-at", "-matter"], name="recalls_newest")]

    @property
    def ref(self) -> str:
        return self.matter.ref

    @property
    def person(self) -> Subject:
        """On whose record it stood by mistake."""
        return self.matter.note.person

    @property
    def stands_as(self) -> Note | None:
        """The note where it belongs, as far as whoever reads may know of it."""
        return getattr(self, "placed", None)


class NoteSent(models.Model):
    """A copy of a note was given to somebody outside: to whom, how, when and why. They are told if it is recalled."""

    kith_append_only = True

    class How(models.TextChoices):
        EMAIL = "email", "By secure e-mail"
        POST = "post", "By post"
        HAND = "hand", "By hand"
        READ = "read", "Read out to them"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="note_sent")
    to = models.CharField("who, and their agency or who they are to the child", max_length=200)
    how = models.CharField(max_length=10, choices=How)
    why = models.CharField(max_length=1000)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.CheckConstraint(name="sent_before_it_is_recorded", condition=Q(at__lte=F("recorded_at")))]


class NoteKept(models.Model):
    """That a note is kept back from the family, why, and until when that is looked at again; or that it is no more.

    The newest of a note says how it stands. Where it is looked at again and still kept back, another row says so.

    Attributes:
        review_on: the day to look at it again; none where the family may read it from now on.
    """

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="note_kept")
    reason = models.CharField("why", max_length=2000)
    review_on = models.DateField("to be looked at again on", null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.CheckConstraint(name="keeping_back_says_why", condition=~Q(reason=""))]
        indexes = [models.Index(fields=["matter", "-id"], name="notes_kept_back")]

    @property
    def keeps(self) -> bool:
        """Whether it is kept back from the family."""
        return self.review_on is not None

    @property
    def why(self) -> str:
        """In a sentence, for whoever reads the note."""
        return f"{self.by.name} kept it back from the family: {self.reason}"
