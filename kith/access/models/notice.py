"""Word sent to somebody's work mail that something waits for them in Kith, and nothing more."""

from __future__ import annotations

from django.db import models

from kith.access.models.people_who_work import User
from kith.kernel.now import now


class Notice(models.Model):
    """There is something for this person in Kith: one message, handed to the mail server once.

    `handed_at` is written just before the mail server is given the message and `sent_at` just after, each in a
    transaction of its own: a job that is killed between them is known to have done so, and never sends a second.
    """

    kith_free_of_personal_data = "names somebody who works here and a page, by its reference"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    href = models.CharField(max_length=300)
    asked_at = models.DateTimeField(default=now)
    handed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"notice {self.pk}"
