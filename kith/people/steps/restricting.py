"""Restricting a record to its named readers: for everybody else it is absent, counts included (decisions 5 and 7)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Involvement, NamedReader, RoleGrant, Subject, User
from kith.access.policies import identity_of, live
from kith.access.roles import ROLES, Ability
from kith.kernel.now import now
from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.people import policies
from kith.people.forms import EndReaderForm, LiftForm, ReaderForm, RestrictForm
from kith.people.models import Person, Restriction
from kith.people.queries import named_readers
from kith.people.search_rows import rebuild_around


def possible_readers(actor: User, person: Person) -> list[User]:
    """Those who are involved with somebody now, and whoever supervises in their teams: the likely named readers."""
    rows = Involvement.objects.filter(live(), person_id__in=identity_of(person.subject))
    teams = {row.team_id for row in rows if row.team_id} | actor.team_ids
    users = {row.user_id for row in rows if row.user_id}
    leads = [key for key, role in ROLES.items() if Ability.SUPERVISE in role.abilities]
    grants = RoleGrant.objects.filter(RoleGrant.live(), team_id__in=teams, role__in=leads)
    users |= set(grants.values_list("user_id", flat=True))
    found = User.objects.filter(pk__in=users, is_active=True, is_system=False).exclude(pk=actor.pk)
    return list(found.order_by("name"))


class RecordRestricted(Step):
    """Restrict this record"""

    name = "people.record_restricted"
    form = RestrictForm
    may = policies.may_restrict
    done = "Record restricted to {readers} named readers"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        found = possible_readers(actor, target)
        return {"readers": [(one.ref, f"{one.name}, {one.job_title}" if one.job_title else one.name) for one in found]}

    def apply(self, act: Act, reason: str, readers: list[str]) -> Person:
        """The readers first, the restrictor among them, and the restriction last: nobody is locked out of the act."""
        person: Person = act.target
        if lock(person.subject).restricted:
            raise Breach("This record is restricted already.")
        for user in [act.actor, *User.objects.filter(ref__in=readers).exclude(pk=act.actor.pk)]:
            NamedReader.objects.get_or_create(
                person_id=person.pk, user=user, until=None, defaults={"reason": reason, "since": act.now}
            )
        Restriction.objects.create(person_id=person.pk, reason=reason, restricted_by=act.actor, since=act.now)
        Subject.objects.filter(pk=person.pk).update(restricted=True)
        person.subject.restricted = True
        act.people, act.words = [person.pk], {"readers": named_readers(person).count()}
        rebuild_around(person)
        return person


class RestrictionLifted(Step):
    """Lift the restriction"""

    name = "people.restriction_lifted"
    form = LiftForm
    may = policies.may_keep_readers
    done = "Restriction lifted"

    def apply(self, act: Act, reason: str) -> Person:
        person: Person = act.target
        if not lock(person.subject).restricted:
            raise Breach("This record is not restricted.")
        lifted = {"until": act.now, "lifted_by": act.actor, "lifted_because": reason}
        Restriction.objects.filter(person_id=person.pk, until=None).update(**lifted)
        Subject.objects.filter(pk=person.pk).update(restricted=False)
        NamedReader.objects.filter(person_id=person.pk, until=None).update(until=now())
        person.subject.restricted = False
        act.people = [person.pk]
        rebuild_around(person)
        return person


class ReaderAdded(Step):
    """Let somebody read this restricted record"""

    name = "people.named_reader_added"
    form = ReaderForm
    may = policies.may_keep_readers
    done = "Named reader added"

    def apply(self, act: Act, email: str, reason: str) -> NamedReader:
        user = User.objects.filter(email__iexact=email, is_active=True, is_system=False).first()
        if user is None:
            raise Breach("Nobody signs in with this address. Check it, or ask a system administrator.", "email")
        if named_readers(act.target).filter(user=user).exists():
            raise Breach("They are a named reader already.", "email")
        act.people = [act.target.pk]
        return NamedReader.objects.create(person_id=act.target.pk, user=user, reason=reason, since=act.now)


class ReaderRemoved(Step):
    """Take somebody off the readers of this restricted record"""

    name = "people.named_reader_removed"
    form = EndReaderForm
    may = policies.may_keep_readers
    done = "Named reader taken off"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"readers": list({row.user.ref: row.user.name for row in named_readers(target)}.items())}

    def apply(self, act: Act, reader: str) -> NamedReader:
        """Nobody takes themselves off: so there is always somebody left, and they can still see what they did."""
        rows = list(named_readers(act.target).filter(user__ref=reader))  # one for each joined record that names them
        if rows[0].user_id == act.actor.pk:
            raise Breach("You cannot take yourself off. Ask another named reader to do it.", "reader")
        for row in rows:
            row.until = act.now
            row.save(update_fields=["until"])
        act.people = [act.target.pk]
        return rows[0]
