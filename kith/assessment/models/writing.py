"""What is written in the sections of an assessment: every version of each, none ever changed."""

from __future__ import annotations

from django.db import models

from kith.access.models import Matter, User
from kith.kernel.now import now


class SectionText(models.Model):
    """One version of one section. The highest number is how it stands; the others are how it stood.

    Attributes:
        answers: field -> what was written; a list of mappings for what is asked several times.
        base: the version its author had before them; lower than the last one when somebody else wrote meanwhile.
        clashes: places that two people changed differently: question, what stood there, what was sent. Both are in
            the text; the next version written by somebody who had this one before them settles it.
    """

    kith_append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="sections")
    key = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)
    base = models.PositiveIntegerField(default=0)
    clashes = models.JSONField(default=list)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "key", "version"], name="section_version_once"),
            models.CheckConstraint(name="section_begun_before", condition=models.Q(base__lt=models.F("version"))),
        ]

    def __str__(self) -> str:
        return f"{self.key}, version {self.version}"
