"""What the figures are counted from: how far each contact went, kept in one narrow row (FD-13)."""

from __future__ import annotations

from django.db import models

from kith.access.models import Agency, Matter, User
from kith.people.models import ThisTransaction

# Key, words, and the census's codes for sources of referral. "Other" is every code that no other kind names.
KINDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("police", "Police", ("6",)),
    ("schools", "Schools and education", ("2A", "2B")),
    ("health", "Health", ("3A", "3B", "3C", "3D", "3E", "3F")),
    ("public", "Family and public", ("1A", "1B", "1C", "1D", "9")),
    ("other", "Other agencies", ()),
)
DAY = 24 * 60  # minutes within which a contact is to be decided
REFERRED, ASSESSED, PLANNED = 1, 2, 3  # how far a contact went


class Course(models.Model):
    """What became of one contact. Derived: the database itself writes it, by the triggers in `database.py`."""

    matter = models.OneToOneField(
        Matter, models.CASCADE, primary_key=True, related_name="course", db_constraint=False
    )  # the contact's
    month = models.DateField()  # the first of the month of receipt, in London
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=10)  # who told us: a key of KINDS
    type = models.CharField(max_length=30)
    agency = models.ForeignKey(
        Agency, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    decider = models.ForeignKey(
        User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )  # nobody until the decision is in force
    # From receipt to the decision in force, as fine as a page says it: by the minute below an hour, by six minutes
    # below ten hours, by the hour above; more than DAY only for what took more. So what is counted stays countable.
    minutes = models.IntegerField(null=True)
    furthest = models.PositiveSmallIntegerField(default=0)  # 0, REFERRED, ASSESSED or PLANNED
    # The transaction that wrote it: what has come since the months were summed is found by index.
    written_in = models.BigIntegerField(db_default=ThisTransaction(), db_index=True)

    class Meta:
        indexes = [
            # Years of them are counted, and listed newest first, without fetching one.
            models.Index(
                fields=["month", "received_at"],
                include=["matter", "kind", "type", "agency", "decider", "minutes", "furthest"],
                name="courses_counted",
            ),
        ]
