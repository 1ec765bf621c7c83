"""A question that depends on who asks, made into SQL once for all who may do the same (see `prepared`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import QuerySet

from kith.access.models import User
from kith.access.prepared import Blank, Prepared
from kith.access.roles import Ability

M = TypeVar("M", bound=models.Model)


def supervised_by(actor: User) -> set[int]:
    """The teams whose involvements open records to this person."""
    return actor.teams_where(Ability.SUPERVISE, Ability.OVERSEE)


class Whoever(Blank):
    """Stands in a policy where somebody would: what they may do is known, and who they are is filled in later."""

    def __init__(self, abilities: frozenset[Ability]) -> None:
        super().__init__("whoever")
        self.abilities = abilities
        self.supervises = Blank("supervises")

    def may(self, ability: Ability) -> bool:
        """Whether they may do this."""
        return ability in self.abilities


class PreparedForWhoever(Generic[M]):
    """A question whose answer is rows of a model, and which is another for those who may do other things.

    Args:
        ask: makes the question, once for all who may do the same, with `Whoever` asks and a `Blank` for each value.
        blanks: the names of the values.
    """

    def __init__(self, ask: Callable[..., QuerySet[M]], *blanks: str) -> None:
        self.ask, self.blanks = ask, blanks
        self.made: dict[frozenset[Ability], Prepared[M]] = {}

    def first(self, actor: User, **values: Any) -> M | None:
        """The first row, if there is one."""
        abilities = frozenset(one for one in Ability if actor.may(one))
        if abilities not in self.made:
            self.made[abilities] = self._made(abilities)
        return self.made[abilities].first(whoever=actor.pk, supervises=list(supervised_by(actor)), **values)

    def _made(self, abilities: frozenset[Ability]) -> Prepared[M]:
        def ask(**blanks: Any) -> QuerySet[M]:
            return self.ask(Whoever(abilities), **blanks)

        return Prepared(ask, *self.blanks)
