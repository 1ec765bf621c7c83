"""Reading actions: of a piece of work, what is due to somebody, and what is late enough to be told (CL-10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery

from kith.access.leading import LEADS, leads_of, managers_of, near, people_of, roles
from kith.access.models import Involvement, Matter, MatterSubject, Notice, RoleGrant, Subject, User
from kith.access.policies import live
from kith.access.prepared import lists_of
from kith.access.roles import ROLES, Ability
from kith.actions.ladder import Rung, climbs
from kith.actions.models import Action, ActionChild, ActionProgress
from kith.actions.standing import climbed, is_late, sees
from kith.documents.models import Document
from kith.documents.queries import documents_of
from kith.kernel.now import today
from kith.people.models import Person
from kith.people.queries import first_known
from kith.record import own_days
from kith.record.clocks import ClockFace
from kith.standards import engine
from kith.standards.codesets import agency_kinds
from kith.standards.words import local_day, long_date

# The day that was agreed, as a rule by which the arithmetic of dates says where an action stands.
_RULE = own_days.rule(
    "action",
    "Do what was agreed",
    runs=("agreed", "done, or not done after all"),
    applies_to="actions",
    owner="Whoever is to do it",
    source="The day that was agreed",
)


@dataclass(frozen=True)
class Row:
    """An action as pages show it."""

    one: Action

    @property
    def open(self) -> bool:
        return self.one.ended_at is None

    @property
    def late(self) -> bool:
        return is_late(self.one)

    @property
    def owner(self) -> str:
        return owner_words(self.one)

    @property
    def moved(self) -> bool:
        return self.one.due_on != self.one.first_due_on

    @cached_property
    def rung(self) -> Rung:
        """The highest that sees it."""
        return climbed(self.one)[-1]

    @property
    def last(self) -> str:
        """What was done of it last, as the list shows it."""
        return getattr(self.one, "last_words", None) or ""

    @property
    def people(self) -> list[str]:
        """For whom it is, where it is not for all."""
        return list(getattr(self.one, "for_whom", ()))

    @property
    def face(self) -> ClockFace:
        """Where its day stands, as a clock."""
        one = self.one
        stopped = engine.end_of_day(one.done_on) if one.done_on else one.ended_at
        return own_days.face(_RULE, one.matter_id, one.agreed_at, one.due_on, stopped)


def owner_words(action: Action) -> str:
    """Whose it is: a name, or a name with the kind of their agency."""
    if action.owner is not None:
        return str(action.owner.name)
    kind = agency_kinds().get(action.agency_kind)
    return f"{action.who} ({kind.label if kind else action.agency_kind})"


def _listed() -> QuerySet[Action]:
    """With what a list shows, in the one query."""
    said = ActionProgress.objects.filter(action=OuterRef("pk")).order_by("-at", "-pk").values("words")[:1]
    about = ActionChild.objects.filter(action=OuterRef("pk")).order_by("pk").values("person__person__shown_name")
    rows = Action.objects.select_related("matter", "owner", "agreed_by", "ended_by")
    return rows.annotate(last_words=Subquery(said), for_whom=ArraySubquery(about))


def by_ref(ref: str) -> Action | None:
    """One action with everything that was done of it. A document that is hidden from the reader is left out."""
    rows = _listed().prefetch_related("progress__by", "handed_over__by", "days_moved__by")
    return rows.prefetch_related("progress__document__matter").filter(ref=ref).first()


def on_work(matter: Matter | int) -> list[Row]:
    """Every action of a piece of work: the open ones by their day, then the others."""
    rows = [Row(one) for one in _listed().filter(matter=matter).order_by("due_on", "pk")]
    return sorted(rows, key=lambda row: not row.open)


def open_on(matter: Matter | int) -> list[str]:
    """What is still to be done on a piece of work, for a rule of approval or closure."""
    rows = Action.objects.filter(matter=matter, ended_at=None).order_by("due_on", "pk")
    return list(rows.values_list("what", flat=True))


def documents_for(action: Action) -> QuerySet[Document]:
    """The documents that may show what was done: those about whom the work is about."""
    return documents_of(one.pk for one in people_of(action.matter))


def offered(actor: User, matter: Matter) -> dict[str, list[Any]]:
    """To whom actions on a piece of work may be given, and for whom they may be; for `offer_actions`.

    Whoever is involved with somebody it is about, the teams that are, and the team of whoever agrees them.
    """
    return offered_about(actor, people_of(matter))


def offered_about(actor: User, people: list[Subject]) -> dict[str, list[Any]]:
    """The same of work that is only begun, about these people."""
    about = [(one.ref, str(one.person.shown_name)) for one in people]
    return {"owners": _owners(actor, people), "people": about}


def _owners(actor: User, people: list[Subject]) -> list[tuple[User, str]]:
    near_them = list(Involvement.objects.filter(live(), person__in=people).values_list("user_id", "team_id", "kind"))
    users = {user for user, _, _ in near_them if user} | {actor.pk}
    teams = {team for _, team, _ in near_them if team} | actor.team_ids
    working = [key for key, role in ROLES.items() if role.abilities & {Ability.HOLD_CASES, Ability.LEAD_EARLY_HELP}]
    grants = RoleGrant.objects.filter(RoleGrant.live(), role__in=working).filter(
        Q(user_id__in=users) | Q(team_id__in=teams), user__is_active=True, user__is_system=False
    )
    found: dict[int, tuple[User, str]] = {}
    for grant in grants.select_related("user").order_by("user__name", "pk"):
        found.setdefault(grant.user_id, (grant.user, f"{grant.user.name}, {ROLES[grant.role].title.lower()}"))
    leading = {user for user, _, kind in near_them if kind in LEADS}
    return sorted(found.values(), key=lambda one: (one[0].pk not in leading, one[0].name))


def due_to(actor: User) -> list[tuple[Row, Person | None]]:
    """The open actions that wait for this person, each with whom it is about: theirs to do, another agency's that they
    chase, and late ones that have come up to them (CL-10).

    To its owner whoever it is about is named; to others nobody whose record is not open to them: they learn who, and
    what is to be done, behind the door.
    """
    near_work = near(actor)
    theirs_by_work = Q(matter__subjects__person__involvements__in=near_work)
    wanted = Q(owner=actor) | (Q(owner=None) & theirs_by_work) | (Q(due_on__lt=today()) & theirs_by_work)
    if actor.may(Ability.OVERSEE):
        wanted |= Q(due_on__lt=today())
    found = Action.objects.filter(wanted, ended_at=None)
    about = MatterSubject.objects.filter(matter__in=found.values("matter")).select_related("person__person")
    listed, subjects = lists_of(
        _listed().filter(pk__in=found.values("pk")).order_by("due_on", "pk"), about.order_by("pk")
    )
    others = {one.matter_id for one in listed if one.owner_id != actor.pk}
    theirs = roles(near_work, others) if others else {}
    seen = [
        one for one in listed
        if any(sees(actor, one, rung, theirs.get(one.matter_id, frozenset())) for rung in climbed(one))
    ]  # fmt: skip
    mine = {one.matter_id for one in seen if one.owner_id == actor.pk}
    behind = {one.matter_id for one in seen if one.owner_id != actor.pk}
    known = first_known(actor, [each for each in subjects if each.matter_id in behind])
    told = {each.matter_id: each.person.person for each in reversed(subjects) if each.matter_id in mine}
    return [(Row(one), (told if one.owner_id == actor.pk else known).get(one.matter_id)) for one in seen]


def to_tell() -> Iterator[tuple[User, str]]:
    """Who is to be sent word today of an action that has come up to them, and where it is read; nobody twice for the
    same rung. Of restricted work nobody is: it waits on the My work of those who may see it."""
    for one in Action.objects.filter(ended_at=None, due_on__lt=today()).select_related("owner").order_by("pk"):
        for rung, since in climbs(one.due_on, one.agreed_at):
            if since > today():
                continue
            told = Notice.objects.filter(href=one.href, asked_at__gte=engine.start_of_day(since))
            before = set(told.values_list("user_id", flat=True))
            yield from ((user, one.href) for user in _on(rung, one) if user.pk not in before)


def _on(rung: Rung, one: Action) -> list[User]:
    """Those who are sent word of it on a rung; of another agency's action whoever leads the work as well."""
    if rung.told:
        grants = RoleGrant.objects.filter(RoleGrant.live(), role=rung.told).select_related("user")
        return list({grant.user.pk: grant.user for grant in grants}.values())
    managers = managers_of(one.matter_id)
    return managers if one.owner_id else [*leads_of(one.matter_id), *managers]


def origin_words(row: Row) -> str:
    """Whence it comes, in words."""
    return f"Agreed {long_date(local_day(row.one.agreed_at))}: {row.one.came_of}"
