"""Chance that can be repeated: every part of the plan draws from a stream of its own, named after it."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *labels: object) -> Random:
    """A source of chance for one part of the plan. Adding a draw in one part leaves every other part as it was."""
    words = "/".join(str(label) for label in (seed, *labels))
    return Random(words)  # noqa: S311 - made-up families must be repeatable; nothing here guards a secret


def likely(rng: Random, probability: float) -> bool:
    """Whether something with this probability (0 to 1) happens."""
    return rng.random() < probability


def weighted(rng: Random, weights: Mapping[T, float]) -> T:
    """One key, drawn in proportion to its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def sample_weighted(rng: Random, items: Sequence[T], weight: Callable[[T], float], number: int) -> list[T]:
    """Up to `number` different items, the heavier ones likelier. Items of weight 0 are never taken.

    Efraimidis and Spirakis (2006): the largest u ** (1 / weight) win.
    """
    keyed = []
    for place, item in enumerate(items):
        heft = weight(item)
        if heft > 0:
            keyed.append((rng.random() ** (1 / heft), place))
    keyed.sort(reverse=True)
    return [items[place] for _, place in keyed[:number]]


def shares(total: int, parts: Mapping[T, float]) -> dict[T, int]:
    """Split `total` in these proportions into whole numbers that add up to it (largest remainders first)."""
    whole = sum(parts.values())
    exact = {key: total * part / whole for key, part in parts.items()}
    split = {key: int(value) for key, value in exact.items()}
    left = total - sum(split.values())
    for key in sorted(exact, key=lambda one: exact[one] - split[one], reverse=True)[:left]:
        split[key] += 1
    return split
