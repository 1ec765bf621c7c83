"""Who stands left of whom: the eldest first, partners beside each other, whole families together."""

from __future__ import annotations

from kith.network.genogram.family import Key, Kin, Someone


class Rows:
    """The rows of a genogram, each from left to right."""

    def __init__(self, kin: Kin, people: dict[Key, Someone], row: dict[Key, int]) -> None:
        self.kin, self.people, self.row = kin, people, row
        self.rows: list[list[Key]] = [[] for _ in range(max(row.values(), default=-1) + 1)]
        self.placed: set[Key] = set()

    @classmethod
    def of(cls, kin: Kin, people: dict[Key, Someone], row: dict[Key, int], me: Key | None) -> list[list[Key]]:
        """Everybody, once: the child's own family first, then those whom no line joins to it."""
        found = cls(kin, people, row)
        starts = ([me] if me in row else []) + [*kin.aged(row)]
        seen: set[tuple[Key, ...]] = set()
        for key in starts:
            left, own, right = found._roots(key, seen)
            for root in (*left, *own, *right):
                found._down(root)
        for key in kin.aged(row):
            found._down(kin.siblings_of(key))
        return found.rows

    def _has_family(self, key: Key) -> bool:
        return bool(self.kin.parents[key]) or key in self.kin.sibs

    def _joins(self, key: Key, partner: Key) -> bool:
        """Whether a partner is simply set down beside: no family of their own, and in the same row."""
        return not self._has_family(partner) and self.row[key] == self.row[partner]

    def _left(self, key: Key, partner: Key, nth: int) -> bool:
        """On which side a partner stands: a man left of a woman, else the elder; each further one on the other side."""
        mine, theirs = self.people[key].sex, self.people[partner].sex
        elder = self.kin.order[partner] < self.kin.order[key]
        first = theirs == "M" if {mine, theirs} == {"F", "M"} else elder
        return first if nth % 2 == 0 else not first

    def _sides(self, key: Key) -> list[tuple[Key, bool]]:
        sides = [(one, self._left(key, one, nth)) for nth, one in enumerate(self.kin.partners_of(key))]
        return [side for side in sides if side[0] not in self.placed]

    def _roots(
        self, start: Key, seen: set[tuple[Key, ...]]
    ) -> tuple[list[tuple[Key, ...]], list[tuple[Key, ...]], list[tuple[Key, ...]]]:
        """The eldest generations from which everybody hangs, left, own and right: in-laws on their partner's side."""
        sibs = self.kin.siblings_of(self._centre(start))
        left: list[tuple[Key, ...]] = []
        own: list[tuple[Key, ...]] = []
        right: list[tuple[Key, ...]] = []
        if sibs in seen:
            return left, own, right
        seen.add(sibs)
        for key in sibs:
            for partner, is_left in self._sides(key):
                (left if is_left else right).extend(_flat(self._roots(partner, seen)))
        above = self.kin.parents[sibs[0]]
        for parent in sorted(above, key=lambda one: (self.people[one].sex != "M", self.kin.order[one])):
            own.extend(_flat(self._roots(parent, seen)))
        if not above:
            own.append(sibs)
        for parents, children in self.kin.children.items():
            if set(parents) & set(sibs):
                more_left, more, more_right = self._roots(children[0], seen)
                left, right = [*left, *more_left], [*more, *more_right, *right]
        return left, own, right

    def _centre(self, key: Key) -> Key:
        """Of people without family of their own, whoever has the most partners stands in the middle."""
        best = key
        for partner in self.kin.partners_of(key):
            if self._has_family(key):
                break
            if self.row[partner] == self.row[key] and self._weight(partner) > self._weight(best):
                best = partner
        return best

    def _weight(self, key: Key) -> tuple[bool, int]:
        return self._has_family(key), len(self.kin.partners_of(key))

    def _down(self, sibs: tuple[Key, ...]) -> None:
        """Set brothers and sisters down with their partners, and their children below."""
        fresh = [key for key in sibs if key not in self.placed]
        if not fresh:
            return
        at = len(self.rows[self.row[fresh[0]]])
        for key in fresh:
            if key not in self.placed:
                self._set_down(key)
        near = set(self.rows[self.row[fresh[0]]][at:]) | set(fresh)
        ready = [
            (sum(self._index(one) for one in parents) / len(parents), children)
            for parents, children in self.kin.children.items()
            if set(parents) & near and set(parents) <= self.placed
        ]
        for _, children in sorted(ready):
            self._down(children)

    def _index(self, key: Key) -> int:
        return self.rows[self.row[key]].index(key)

    def _set_down(self, key: Key) -> None:
        self.placed.add(key)
        left: list[Key] = []
        right: list[Key] = []
        for partner, is_left in self._sides(key):
            if partner not in self.placed and self._joins(key, partner):
                (left if is_left else right).extend(self._chain(partner))
        self.rows[self.row[key]] += [*reversed(left), key, *right]

    def _chain(self, key: Key) -> list[Key]:
        """Somebody set down beside, and further out whoever was a couple with them alone."""
        self.placed.add(key)
        out = [key]
        for partner in self.kin.partners_of(key):
            if partner not in self.placed and self._joins(key, partner):
                out += self._chain(partner)
        return out


def _flat(found: tuple[list[tuple[Key, ...]], ...]) -> list[tuple[Key, ...]]:
    return [root for part in found for root in part]
