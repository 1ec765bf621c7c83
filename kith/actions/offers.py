"""What the room of actions offers the pages that gather a child's story."""

from __future__ import annotations

from django.db.models import F, Q

from kith.access.models import MatterSubject
from kith.actions.models import Action, ActionDayMoved, ActionHandedOver, ActionProgress
from kith.actions.queries import owner_words
from kith.record.registry import GoingOn, offers_tonight
from kith.record.then import Part, shows_then
from kith.record.words import Texts, joined, offers_texts
from kith.standards.words import long_date


def texts(people: list[int]) -> list[Texts]:
    """What was to be done for somebody, what was, why it changed hands or day, and how it ended."""
    about = MatterSubject.objects.filter(person_id__in=people).values("matter_id")
    actions = Action.objects.filter(matter__in=about).annotate(
        at=F("agreed_at"),
        title=joined("Action"),
        address=joined("/actions/", F("ref"), "/"),
        text=joined(F("what"), "\n", F("who"), "\n", F("came_of"), "\n", F("ended_words")),
    )
    progress = ActionProgress.objects.filter(matter__in=about).annotate(
        title=joined("Action: what was done"),
        address=joined("/actions/", F("action__ref"), "/"),
        text=joined(F("words")),
    )
    moved = [
        model.objects.filter(matter__in=about).annotate(
            title=joined(title), address=joined("/actions/", F("action__ref"), "/"), text=joined(F("reason"))
        )
        for model, title in ((ActionHandedOver, "Action handed over"), (ActionDayMoved, "Action: its day moved"))
    ]
    return [actions, progress, *moved]


def to_do_tonight(ids: list[int]) -> list[GoingOn]:
    """What was agreed and is not done yet, whoever it is for: who, what, and by when."""
    about = MatterSubject.objects.filter(person_id__in=ids, until=None).values("matter_id")
    rows = Action.objects.filter(matter__in=about, ended_at=None).select_related("owner")
    mine = rows.filter(Q(children=None) | Q(children__person__in=ids)).distinct().order_by("due_on", "pk")
    agreed = tuple(f"{row.what} ({owner_words(row)}, by {long_date(row.due_on)})" for row in mine)
    return [GoingOn("Agreed, and not done yet", "", "", agreed)] if agreed else []


offers_texts(texts)
offers_tonight(40, to_do_tonight)
shows_then(
    Part(
        Action, "actions", "Actions", ("owner", "who", "due_on", "came_of", "ended_as", "done_on", "ended_words"),
        by=lambda people, matters, at: Q(matter__in=matters) & (Q(children=None) | Q(children__person__in=people)),
        place=55,
    )
)  # fmt: skip
