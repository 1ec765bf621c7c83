"""Placing people in a child's network map, moving them, and taking them out. Nothing is lost: every version is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError

from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.network import policies
from kith.network.forms import EndMemberForm, MemberForm
from kith.network.models import NetworkMember
from kith.network.queries import may_be_placed, member_target
from kith.people.models import Person
from kith.people.queries import find_by_ref


class MemberAdded(Step):
    """Add somebody to the network"""

    name = "network.member_added"
    form = MemberForm
    may = policies.may_place
    done = "Added to the network map"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"people": may_be_placed(target)}

    def apply(self, act: Act, **cleaned: Any) -> NetworkMember:
        member = NetworkMember(child_id=act.target.pk)
        return _written(act, member, **cleaned)


class MemberChanged(Step):
    """Change somebody’s place in the network"""

    name = "network.member_changed"
    form = MemberForm
    may = policies.may_move
    done = "Changed in the network map"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"people": may_be_placed(member_target(target), target)}

    def apply(self, act: Act, **cleaned: Any) -> NetworkMember:
        """The map says this from now on; what it said before stays in its versions."""
        member: NetworkMember = lock(act.target)
        _still_there(member)
        return _written(act, member, **cleaned)


class MemberEnded(Step):
    """Take somebody out of the network"""

    name = "network.member_ended"
    form = EndMemberForm
    may = policies.may_move
    done = "No longer in the network map{how}"

    def apply(self, act: Act, until: date, reason: str, mistake: bool) -> NetworkMember:
        """They stay in earlier versions of the map, also a mistake: what was believed then can be seen."""
        member: NetworkMember = lock(act.target)
        _still_there(member)
        member.until = until
        if mistake:
            member.mistaken_because = reason
        else:
            member.ended_because = reason
        member.save()
        act.people = [member.child_id]
        act.words = {"how": ": written down by mistake" if mistake else ""}
        return member


def _still_there(member: NetworkMember) -> None:
    if member.until is not None:
        raise Breach("They were taken out of the network already. Add them again if they belong there.")


def _written(act: Act, member: NetworkMember, *, person: str, name: str, **said: Any) -> NetworkMember:
    other: Person | None = find_by_ref(act.actor, person) if person else None
    if person and other is None:
        raise Breach("Choose the person again: the record you chose is not there.", "person")
    member.person_id = other.pk if other else None
    member.name = name or (other.shown_name if other else "")
    for field, value in said.items():
        setattr(member, field, value)
    try:
        member.save()
    except IntegrityError as twice:
        raise Breach("They are in the network already. Change their place there instead.", "person") from twice
    act.people = [member.child_id, *([other.pk] if other else [])]
    return member
