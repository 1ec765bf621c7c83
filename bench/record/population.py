"""A made-up population to search in: households of many origins, with the long tail of rare and misspelt names that
makes searching hard. No name is taken from a real person; the lists and weights are ours."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from kith.people.recognition import Address, Particulars, Relative

SHARES = {
    "british": 56, "irish": 3, "pakistani": 8, "bangladeshi": 4, "indian": 5, "somali": 4, "polish": 4, "nigerian": 5,
    "arabic": 4, "romanian": 2, "ukrainian": 1, "chinese": 1, "portuguese": 1, "eritrean": 1, "caribbean": 2,
}  # fmt: skip
TODAY = date(2026, 11, 22)


class Names:
    """Draws names of one origin, common ones first, with a tail of rare ones put together from parts."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lists: dict[tuple[str, str], tuple[list[str], list[float]]] = {}
        with (Path(__file__).parent / "names.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                names = row["names"].split()
                self.lists[row["origin"], row["kind"]] = names, [1 / (place + 4) for place in range(len(names))]

    def part(self, kind: str) -> str:
        """A part of a made-up name or address, all equally likely."""
        return self.rng.choice(self.lists["parts", kind][0])

    def _draw(self, origin: str, kind: str) -> str:
        names, weights = self.lists.get((origin, kind)) or self.lists["british", kind]
        return self.rng.choices(names, weights)[0]

    def _rare(self) -> str:
        """Most names of any large record are borne by a handful of people."""
        name = self.part("rare_start") + self.part("rare_vowel")
        for _ in range(self.rng.choice((0, 1, 1, 2))):
            name += self.part("rare_middle") + self.part("rare_vowel")
        return (name + self.part("rare_middle") + self.part("rare_end")).capitalize()

    def given(self, origin: str, sex: str) -> str:
        """A first name."""
        if self.rng.random() < 0.02:
            return self._rare()
        if origin in ("british", "caribbean") and self.rng.random() < 0.04:
            return self.part("modern_start") + self.part("modern_end")
        return self._slip(self._draw(origin, sex.lower()))

    def family(self, origin: str) -> str:
        """A family name; of two names, father's and grandfather's, where families have none."""
        chance = self.rng.random()
        if self.rng.random() < 0.09:
            return self._rare()
        if origin == "somali":
            return f"{self._draw('somali', 'm')} {self._draw('somali', 'm')}"
        if chance < 0.25 and origin in ("british", "caribbean", "irish"):
            return self._slip(self.part("place_start") + self.part("place_end"))
        if chance < 0.35 and origin == "polish":
            return self._slip(self.part("polish_start") + self.part("polish_end"))
        if chance < 0.3 and origin == "nigerian":
            return self.part("yoruba_start") + self.part("yoruba_end")
        name = self._slip(self._draw(origin, "s"))
        return f"{name}-{self._draw(origin, 's')}" if chance > 0.95 and "-" not in name else name

    def _slip(self, name: str) -> str:
        """Records hold misspellings of their own: one name in seventy."""
        if self.rng.random() > 1 / 70 or len(name) < 4:
            return name
        place, letter = self.rng.randrange(1, len(name) - 1), self.rng.choice("aeiounrstlhk")
        cut = self.rng.randrange(3)
        return name[:place] + (letter if cut else "") + name[place + (cut != 2) :]


def households(seed: int) -> Iterator[list[Particulars]]:
    """Endless households, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311  (made-up people, not secrets)
    names = Names(rng)
    number = 0
    while True:
        origin = rng.choices(list(SHARES), list(SHARES.values()))[0]
        family = names.family(origin)
        home = Address(f"{rng.randint(1, 220)} {names.part('street')} {names.part('way')}", _postcode(rng))
        adults = [_adult(rng, names, origin, family, home, sex) for sex in rng.choices(["F", "FM"], [35, 65])[0]]
        parents = tuple(Relative("mother" if one.sex == "F" else "father", one.names[0], one.phones) for one in adults)
        children = [
            _child(rng, names, origin, family, home, parents)
            for _ in range(rng.choices((1, 2, 3, 4), (40, 35, 17, 8))[0])
        ]
        people = []
        for one in [*adults, *children]:
            number += 1
            one.identifiers["la"] = (f"{100_000 + number}",)  # type: ignore[index]  # a dict here
            people.append(one)
        yield people


def population(count: int, seed: int) -> Iterator[Particulars]:
    """`count` people."""
    left = count
    for people in households(seed):
        yield from people[:left]
        left -= len(people)
        if left <= 0:
            return


def _postcode(rng: random.Random) -> str:
    area = f"NM{rng.randint(1, 29)}"
    return f"{area} {rng.randint(1, 9)}{rng.choice('ABDEFGHJLNPQRSTUWXYZ')}{rng.choice('ABDEFGHJLNPQRSTUWXYZ')}"


def _adult(rng: random.Random, names: Names, origin: str, family: str, home: Address, sex: str) -> Particulars:
    surname = family if rng.random() < 0.6 else names.family(origin)
    full = f"{names.given(origin, sex)} {surname}"
    also = (f"{full.split()[0]} {names.family(origin)}",) if rng.random() < 0.12 else ()
    born = TODAY - timedelta(days=rng.randint(19 * 365, 60 * 365)) if rng.random() < 0.8 else None
    phones = (f"07700 {rng.randint(0, 999_999):06}",) if rng.random() < 0.7 else ()
    return Particulars((full, *also), born, sex=sex, addresses=(home,), phones=phones, identifiers={})


def _child(
    rng: random.Random, names: Names, origin: str, family: str, home: Address, parents: tuple[Relative, ...]
) -> Particulars:
    sex = rng.choice("FM")
    given = names.given(origin, sex)
    middle = f" {names.given(origin, sex)}" if rng.random() < 0.4 else ""
    surname = family if rng.random() < 0.85 else names.family(origin)
    also = (f"{names.given(origin, sex)} {surname}",) if rng.random() < 0.04 else ()
    born = TODAY - timedelta(days=rng.randint(0, 25 * 365)) if rng.random() < 0.97 else None
    identifiers: dict[str, tuple[str, ...]] = {}
    if rng.random() < 0.7:
        identifiers["nhs"] = (f"999{rng.randint(0, 9_999_999):07}",)
    if rng.random() < 0.6:
        identifiers["upn"] = (f"X{rng.randint(0, 10**12 - 1):012}",)
    return Particulars(
        (f"{given}{middle} {surname}", *also),
        born,
        sex=sex,
        addresses=(home,),
        identifiers=identifiers,
        parents=parents,
    )
