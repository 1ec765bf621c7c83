"""Placing people in a child's network map, moving them, and taking them out. Nothing is lost: every version is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError

from kith.kernel.perform import Breach, lock
from kith.kernel.step import Act, Step
from kith.network import policies
from kith.network.forms import CheckForm, CommitmentForm, EndCommitmentForm, EndMemberForm, MemberForm
from kith.network.models import Commitment, CommitmentCheck, NetworkMember
from kith.network.queries import may_be_placed, member_target, network_of
from kith.people.models import Person
from kith.people.queries import find_by_ref
from kith.standards.words import plural


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
    done = "No longer in the network map{how}{plan}"

    def apply(self, act: Act, until: date, reason: str, mistake: bool) -> NetworkMember:
        """They stay in earlier versions of the map, also a mistake: what was believed then can be seen.

        What they were to do in the safety plan ends with them: it keeps the child safe no more (FA-04).
        """
        member: NetworkMember = lock(act.target)
        _still_there(member)
        member.until = until
        if mistake:
            member.mistaken_because = reason
        else:
            member.ended_because = reason
        member.save()
        lines = list(Commitment.objects.select_for_update().filter(member=member, ended_on=None))
        for line in lines:
            _end(line, until, reason)
        act.people = [member.child_id]
        plan = f"; {plural(len(lines), 'line')} of the safety plan ended with it" if lines else ""
        act.words = {"how": ": written down by mistake" if mistake else "", "plan": plan}
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


class CommitmentAdded(Step):
    """Add to the safety plan"""

    name = "network.commitment_added"
    form = CommitmentForm
    may = policies.may_place
    done = "Added to the network’s safety plan"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"members": [(one.ref, f"{one.name}, {one.role}") for one in network_of(target).members]}

    def apply(self, act: Act, member: str, **said: Any) -> Commitment:
        """A promise, until it is shown over time (FA-04, SS-04)."""
        # Held, so that nobody is taken out of the network in the same moment and leaves a line behind.
        who = NetworkMember.objects.select_for_update().filter(ref=member, until=None).first()
        if who is None:
            raise Breach("They were taken out of the network meanwhile. Choose somebody who is in it.", "member")
        act.people = [who.child_id, *([who.person_id] if who.person_id else [])]
        return Commitment.objects.create(
            child_id=act.target.pk, member=who, person_id=who.person_id, who=f"{who.name}, {who.role}",
            written_by=act.actor, written_at=act.now, **said,
        )  # fmt: skip


class CommitmentChecked(Step):
    """Say whether it held"""

    name = "network.commitment_checked"
    form = CheckForm
    may = policies.may_plan
    done = "The network’s safety plan was looked at: it {how}"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"agreed_on": target.agreed_on}

    def apply(self, act: Act, review_by: date, **said: Any) -> CommitmentCheck:
        """Each check stays. A breach says what follows, and what was shown before it counts no more (FA-04)."""
        line: Commitment = _standing(act)
        line.review_by = review_by
        line.save()
        act.words = {"how": "held" if said["held"] else "was broken"}
        if said["held"]:
            said["follows"] = ""
        return CommitmentCheck.objects.create(
            child_id=line.child_id, person_id=line.person_id, commitment=line, recorded_by=act.actor,
            recorded_at=act.now, **said,
        )  # fmt: skip


class CommitmentEnded(Step):
    """Take this out of the safety plan"""

    name = "network.commitment_ended"
    form = EndCommitmentForm
    may = policies.may_plan
    done = "No longer in the network’s safety plan"

    def apply(self, act: Act, ended_on: date, reason: str) -> Commitment:
        """It and its checks stay in the history."""
        line: Commitment = _standing(act)
        return _end(line, ended_on, reason)


def _end(line: Commitment, ended_on: date, reason: str) -> Commitment:
    line.ended_on, line.ended_because = ended_on, reason
    line.save()
    return line


def _standing(act: Act) -> Commitment:
    line: Commitment = lock(act.target)
    if line.ended_on is not None:
        raise Breach("This was taken out of the safety plan already. Add it again if it holds.")
    act.people = [line.child_id, *([line.person_id] if line.person_id else [])]
    return line
