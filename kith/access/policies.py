"""Who may come near a record: one definition for lists, pages, counts, exports and the API (decision 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kith.access.models import Involvement, ReasonedAccess, SameSubject, Subject, User
from kith.access.roles import Ability, who_may
from kith.kernel.now import now


def live(prefix: str = "") -> Q:
    """Rows that have begun and not ended."""
    return Q(**{f"{prefix}since__lte": now()}) & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": now()}))


def involvements_of(actor: User) -> QuerySet[Involvement]:
    """The live involvements that open records to this person: their own and, for those who supervise, their teams'."""
    mine = Q(user=actor)
    if actor.may(Ability.SUPERVISE) or actor.may(Ability.OVERSEE):
        mine |= Q(team_id__in=actor.team_ids)
    return Involvement.objects.filter(mine & live())


def open_to(actor: User) -> Q:
    """Subjects whose record opens to this person without asking why. Restricted ones are already gone, by the wall."""
    involved = involvements_of(actor).filter(person=OuterRef("pk"))
    reasoned = ReasonedAccess.objects.filter(live(), user=actor, person=OuterRef("pk"))
    return Q(Exists(involved)) | Q(Exists(reasoned))


def may_find_children(actor: User) -> bool:
    """Whether search may show that a record exists: name, age and key worker, never content."""
    return actor.may(Ability.HOLD_CASES)


@dataclass(frozen=True)
class Door:
    """How a record meets somebody: "open", "ask" for a reason, or "none"; and why it opens, in words."""

    state: str
    because: str = ""
    reasoned: ReasonedAccess | None = None


def door(actor: User, subject: Subject) -> Door:
    """Which door this person meets at this record, already fetched through the wall."""
    ids = identity_of(subject)
    involved = involvements_of(actor).filter(person_id__in=ids).select_related("team").order_by("since").first()
    if involved is not None and may_find_children(actor):
        return Door("open", _because(involved, actor))
    reasoned = ReasonedAccess.objects.filter(live(), user=actor, person_id__in=ids).order_by("-since").first()
    if reasoned is not None:
        return Door("open", f"You said why: {reasoned.get_why_display().lower()}", reasoned)
    return Door("ask") if may_find_children(actor) else Door("none")


def _because(involved: Involvement, actor: User) -> str:
    who = "You are" if involved.user_id == actor.pk else f"{involved.team} is"
    return f"{who} involved: {involved.get_kind_display()}"


def identity_of(subject: Subject) -> set[int]:
    """The ids of every record joined with this one as the same person, this one included (decision 10)."""
    root = subject.pk
    link = SameSubject.objects.filter(other_id=root, until=None).first()
    if link is not None:
        root = link.kept_id
    joined = SameSubject.objects.filter(kept_id=root, until=None).values_list("other_id", flat=True)
    return {root, subject.pk, *joined}


def needs(ability: Ability) -> Callable[[Any, Any], bool | str]:
    """A policy that asks for one ability and says who has it."""

    def may(actor: User, target: Any) -> bool | str:
        return actor.may(ability) or f"This is for a {who_may(ability)} to do. Ask one of them."

    may.__doc__ = f"May {ability.value}."
    may.ability = ability  # type: ignore[attr-defined]  # read by the generated list of steps
    return may
