"""What the network room offers the search for words: the safety plan, and what became of it."""

from __future__ import annotations

from django.db.models import F

from kith.network.models import Commitment, CommitmentCheck, NetworkMember
from kith.record.registry import GoingOn, offers_tonight
from kith.record.then import Part, shows_then
from kith.record.words import Texts, joined, offers_texts


def texts(people: list[int]) -> list[Texts]:
    """What people of the network promised, and each check of it."""
    address, title = joined("/people/", F("child__ref"), "/family/#plan"), joined("Safety plan")
    lines = Commitment.objects.filter(child_id__in=people).annotate(
        at=F("written_at"), title=title, address=address,
        text=joined(F("who"), " ", F("words"), " ", F("when"), " ", F("against"), " ", F("ended_because")),
    )  # fmt: skip
    checks = CommitmentCheck.objects.filter(child_id__in=people).annotate(
        at=F("recorded_at"), title=title, address=address, text=joined(F("words"), " ", F("follows"))
    )
    return [lines, checks]


def promised_tonight(ids: list[int]) -> list[GoingOn]:
    """The safety plan of the network: who does what, when, against what."""
    rows = Commitment.objects.filter(child_id__in=ids, ended_on=None).select_related("child").order_by("pk")
    lines = [(row, f"{row.who}: {row.words} ({row.when})") for row in rows]
    if not lines:
        return []
    href = f"/people/{lines[0][0].child.ref}/family/#plan"
    return [GoingOn("Safety plan of the family and friends", href, "", if_so=tuple(line for _, line in lines))]


offers_texts(texts)
offers_tonight(30, promised_tonight)
shows_then(
    Part(NetworkMember, "network", "Network", ("role", "circle", "closeness", "can_do", "limits", "until"), by="child",
         place=8),
    Part(
        Commitment,
        "safety",
        "Safety plan",
        ("words", "when", "against", "agreed_on", "review_by", "ended_on"),
        by="child",
        place=9,
    ),
)  # fmt: skip
