"""Who may come near a record: one definition for lists, pages, counts, exports and the API (decision 5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from kith.access.asked_once import known, once
from kith.access.models import Involvement, NamedReader, ReasonedAccess, Subject, User
from kith.access.prepared import OneOf, Prepared, rows_of
from kith.access.roles import Ability, who_may
from kith.access.whoever import Whoever, supervised_by
from kith.kernel.now import now


def live(prefix: str = "", at: Any = None) -> Q:
    """Rows that have begun and not ended: now, or at a moment."""
    moment = at or now()
    return Q(**{f"{prefix}since__lte": moment}) & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": moment}))


def involvements_of(actor: User | Whoever, at: Any = None) -> QuerySet[Involvement]:
    """The live involvements that open records to this person: their own and, for those who supervise, their teams'."""
    return Involvement.objects.filter(_theirs(actor) & live(at=at))


def _theirs(actor: User | Whoever) -> Q:
    if isinstance(actor, Whoever):
        return Q(user=actor) | Q(OneOf(F("team_id"), actor.supervises))
    teams = supervised_by(actor)
    return Q(user=actor) | Q(team_id__in=teams) if teams else Q(user=actor)


def open_to(actor: User | Whoever, path: str = "pk", at: Any = None) -> Q:
    """Whose record opens to this person without asking why. Restricted ones are already gone, by the wall.

    Args:
        path: leads from the rows that are asked for to the subject.
        at: a moment other than now.
    """
    reasoned = ReasonedAccess.objects.filter(live(at=at), user=actor)
    named = NamedReader.objects.filter(live(at=at), user=actor, person__restricted=True)
    rows = [reasoned, named, *([involvements_of(actor, at)] if may_be_involved(actor) else [])]
    opens = Q(pk__in=[])
    for one in rows:
        opens |= Q(**{f"{path}__in": one.values("person_id")})
    return opens


def may_find_children(actor: User) -> bool:
    """Whether search may show that a record exists: name, age and key worker, never content."""
    return actor.may(Ability.HOLD_CASES)


def may_be_involved(actor: User | Whoever) -> bool:
    """Whether involvement opens records to this person: holding cases, or leading early help, is still their work."""
    return actor.may(Ability.HOLD_CASES) or actor.may(Ability.LEAD_EARLY_HELP)


def opened(actor: User, subjects: Iterable[Subject]) -> set[int]:
    """The ids of those among them whose record is open to this person, asked at once. Whose is not by itself may be by
    a record that it was joined with: their door says."""
    about = {one.pk: one for one in subjects}
    found = set(Subject.objects.filter(open_to(actor), pk__in=about).values_list("pk", flat=True)) if about else set()
    return found | {pk for pk, one in about.items() if pk not in found and door(actor, one).state == "open"}


@dataclass(frozen=True)
class Door:
    """How a record meets somebody: "open", "ask" for a reason, or "none"; why it opens, in words; and who is involved
    with the child today, which every page of theirs says."""

    state: str
    because: str = ""
    reasoned: ReasonedAccess | None = None
    involved: tuple[Involvement, ...] = ()


def door(actor: User, subject: Subject) -> Door:
    """Which door this person meets at this record, already fetched through the wall."""
    return once(("door", actor.pk, subject.pk), lambda: _door(actor, subject))


def _door(actor: User, subject: Subject) -> Door:
    ids, moment = list(identity_of(subject)), now()
    involved = tuple(_involved(ids=ids, moment=moment))
    teams = supervised_by(actor)
    mine = next((one for one in involved if one.user_id == actor.pk or one.team_id in teams), None)
    if mine is not None and may_be_involved(actor):
        return Door("open", _because(mine, actor), None, involved)
    if subject.restricted and may_be_involved(actor) and _named(actor, subject):
        return Door("open", "You are a named reader of this restricted record", None, involved)
    reasoned = _reasons.first(user=actor.pk, ids=ids, moment=moment)
    if reasoned is not None:
        return Door("open", f"You said why: {reasoned.get_why_display().lower()}", reasoned, involved)
    return Door("ask" if may_find_children(actor) else "none", involved=involved)


_involved = Prepared(
    lambda ids, moment: (
        Involvement.objects.filter(OneOf(F("person_id"), ids), live(at=moment))
        .select_related("user", "team")
        .order_by("since", "id")
    ),
    "ids",
    "moment",
)
_reasons = Prepared(
    lambda user, ids, moment: ReasonedAccess.objects.filter(
        OneOf(F("person_id"), ids), live(at=moment), user=user
    ).order_by("-since")[:1],
    "user",
    "ids",
    "moment",
)


def _named(actor: User, subject: Subject) -> bool:
    return NamedReader.objects.filter(live(), user=actor, person_id__in=identity_of(subject)).exists()


def _because(involved: Involvement, actor: User) -> str:
    who = "You are" if involved.user_id == actor.pk else f"{involved.team} is"
    return f"{who} involved: {involved.get_kind_display()}"


def identity_of(subject: Subject) -> frozenset[int]:
    """The ids of every record joined with this one as the same person, this one included (decision 10)."""
    return frozenset({subject.pk, *(pk for link in _links(subject) for pk in link)})


def kept_id_of(subject: Subject) -> int:
    """The id of the record that stands for this one: the one it was joined into, or itself."""
    return next((kept for kept, _ in _links(subject)), subject.pk)


def stands_alone(subject: Subject) -> None:
    """Say for the page being read that no record is joined with this one: whoever fetched it knows already."""
    known(("links", subject.pk), [])


def _links(subject: Subject) -> list[tuple[int, int]]:
    """(kept, joined) of one identity: this record's own, those joined into it, and those joined into what it joined."""
    return once(("links", subject.pk), lambda: links_of([subject.pk]))


_LINKS = """
with link as not materialized (select kept_id, other_id from access_samesubject where until is null)
select * from link where other_id = any(%s) union select * from link where kept_id = any(%s)
union select link.* from link join link mine using (kept_id) where mine.other_id = any(%s)"""


def read_links(people: Iterable[int]) -> None:
    """Ask now, together, for the page being read, what is joined with each of these records."""
    wanted = list(people)
    links = links_of(wanted)
    for pk in wanted:
        roots = {kept for kept, other in links if pk in (kept, other)}
        known(("links", pk), [link for link in links if link[0] in roots])


def links_of(people: Collection[int]) -> list[tuple[int, int]]:
    """(kept, joined) of the identities of all these records, in one query."""
    wanted = list(people)
    return [(kept, other) for kept, other in rows_of(_LINKS, wanted, wanted, wanted)] if wanted else []


def needs(ability: Ability) -> Callable[[Any, Any], bool | str]:
    """A policy that asks for one ability and says who has it."""

    def may(actor: User, target: Any) -> bool | str:
        return actor.may(ability) or f"This is for {who_may(ability)} to do. Ask one of them."

    may.__doc__ = f"May {ability.value}."
    may.ability = ability  # type: ignore[attr-defined]  # read by the generated list of steps
    return may
