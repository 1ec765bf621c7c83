"""A step: one thing a practitioner does, written once and reached by page, API, import and job alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.db import models

# A policy answers True, or a sentence that says why not and who could.
Policy = Callable[[Any, Any], bool | str]

_registry: dict[str, type[Step]] = {}


@dataclass
class Act:
    """One carrying-out of a step, handed to `apply`.

    `happened_at` is when the thing happened in the world (the contact was received at 16:34), which may be earlier than
    `now`, when it was written down. `matter` and `people` say what the act is about; the timeline and the clocks follow
    them. `follows`: it is a consequence of another step in the same act (kith.journeys), whose checks still hold.
    `clocks_of` names further matters whose clocks this act may stop (an assessment stops its referral's clocks).
    `unborn`: it is about a child not born yet, for whom some clocks do not begin.
    `counts_from`: what clocks count from where that is another day than the one it happened: the birth expected.
    `aim`: the day set for what begins now, where its rule gives no number; or earlier than its number (a court's).
    `ends`: the one timescale that it ends, where what happens may end any of several.
    `stands_out`: why its entry is significant in a chronology, where whoever writes it down says so at once.
    """

    actor: Any
    target: Any
    now: datetime
    ref: UUID
    happened_at: datetime | None = None
    matter: Any = None
    people: list[Any] = field(default_factory=list)
    clocks_of: list[Any] = field(default_factory=list)
    words: dict[str, Any] = field(default_factory=dict)
    seen_version: int | None = None
    follows: bool = False
    unborn: bool = False
    counts_from: date | None = None
    aim: date | datetime | None = None
    ends: str = ""
    stands_out: str = ""


class Step:
    """Something that changes a record. Subclasses say what, who may, and what it does.

    Attributes:
        name: "room.what_happened", the event key that clocks and journeys know.
        form: the Django form that decides whether the data are good.
        may: a policy, `(actor, target) -> True | sentence`. No default: a step without one is refused at import.
        done: the line in the timeline, past tense, without names of people: "{words}" come from `act.words`.
    """

    name: ClassVar[str]
    # What happened, for clocks and journeys, when several steps are ways of doing the same thing; else the name.
    event: ClassVar[str]
    form: ClassVar[type[forms.Form]] = forms.Form
    may: ClassVar[Policy]
    done: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "name" not in cls.__dict__:
            return  # an abstract step, shared by several
        for needed in ("may", "done"):
            if needed not in cls.__dict__:
                raise TypeError(f"{cls.__name__} must say its own `{needed}`: who may is never inherited or assumed")
        if cls.name in _registry and _registry[cls.name].__module__ != cls.__module__:
            raise TypeError(f"two steps are called {cls.name}")
        if "event" not in cls.__dict__:
            cls.event = cls.name
        cls.may = staticmethod(cls.__dict__["may"])
        _registry[cls.name] = cls

    @classmethod
    def build_form(cls, actor: Any, target: Any, data: Any = None, **kwargs: Any) -> forms.Form:
        """The form for this actor and target, bound when there are data."""
        return cls.form(data, **cls.form_kwargs(actor, target), **kwargs)

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        """What the form needs to know of the record before it is shown, for example the children to choose from."""
        return {}

    @classmethod
    def title(cls) -> str:
        """The first line of the docstring: page title, button and API summary."""
        return (cls.__doc__ or cls.name).strip().splitlines()[0].rstrip(".")

    # Changes the record and gives back the thing the practitioner should see next: `apply(act, **cleaned)`. Every step
    # writes its own, with the names of its form's fields.
    apply: Callable[..., models.Model | None]


def step(name: str) -> type[Step]:
    """The step with this name. Raises KeyError when no room offers it."""
    return _registry[name]


def steps() -> Iterable[type[Step]]:
    """Every registered step, by name."""
    return [_registry[name] for name in sorted(_registry)]
