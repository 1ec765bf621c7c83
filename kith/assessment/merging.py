"""Two people write in one section at the same time: both texts are kept, joined where they can be.

Texts are compared paragraph by paragraph with the one that both began from, what is asked several times entry by entry.
What only one of them changed is taken; where both changed the same place differently, both stand there, one after the
other, and it is said so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any


@dataclass
class Merged:
    """A joined answer. `clashes`: each place both changed, as (theirs, mine)."""

    value: Any
    clashes: list[tuple[Any, Any]] = field(default_factory=list)


def merge_answer(
    base: Any, mine: Any, theirs: Any, *, prose: bool = True, entries: Collection[str] | None = None
) -> Merged:
    """Join two changes of one answer.

    Args:
        base: what both began from.
        mine: what is being sent now.
        theirs: what was saved meanwhile.
        prose: whether it is writing, to be joined paragraph by paragraph. Anything else is taken whole: where both
            changed it the later stands, and the other is named beside it.
        entries: of something asked several times, which is joined entry by entry: those fields of an entry that hold
            writing.
    """
    if mine in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    if entries is not None:
        return _merge_entries(base, mine, theirs, entries)
    if prose:
        return merge_text(base, mine, theirs)
    return Merged(mine, [(theirs, mine)])


@dataclass(frozen=True)
class Change:
    """Pieces `start` to `end` of the base become `new`, in one of the two."""

    start: int
    end: int
    new: tuple[str, ...]
    mine: bool

    def touches(self, other: Change) -> bool:
        """Whether both change the same place. What stands side by side is not the same place."""
        if self.mine == other.mine:
            return False
        if self.start == self.end or other.start == other.end:  # something put in between
            between, whole = (self, other) if self.start == self.end else (other, self)
            same = between.start == whole.start == whole.end
            return same or whole.start < between.start < whole.end
        return max(self.start, other.start) < min(self.end, other.end)


def merge_text(base: str, mine: str, theirs: str) -> Merged:
    """Join two changes of one text, paragraph by paragraph (three-way)."""
    clashes: list[tuple[Any, Any]] = []

    def both(_: list[str], my: list[str], their: list[str]) -> list[str]:
        clashes.append(("\n".join(their).strip(), "\n".join(my).strip()))
        return [*their, *my]

    return Merged("\n".join(_joined(both, *map(_paragraphs, (base, mine, theirs)))), clashes)


def _joined(
    both: Callable[[list[str], list[str], list[str]], list[str]], found: list[str], mine: list[str], theirs: list[str]
) -> list[str]:
    """Two changes of the same pieces, in order; `both` says what stands where each changed the same place."""
    kept: list[str] = []
    at = 0
    for group in _together([*_changes(found, mine, mine=True), *_changes(found, theirs, mine=False)]):
        start, end = min(one.start for one in group), max(one.end for one in group)
        kept += found[at:start]
        at = end
        my, their = (_changed(found, start, end, group, mine=whose) for whose in (True, False))
        if len({one.mine for one in group}) == 1:
            kept += my if group[0].mine else their
        else:
            kept += my if my == their else both(found[start:end], my, their)
    return [*kept, *found[at:]]


def _merge_entries(base: list[Any], mine: list[Any], theirs: list[Any], prose: Collection[str]) -> Merged:
    """Join two changes of a list of entries. What each added stands; an entry that both changed is joined field by
    field, and where that cannot be, the two are named."""
    whole = {_piece(entry): entry for entry in (*base, *theirs, *mine)}
    clashes: list[tuple[Any, Any]] = []

    def both(was: list[str], my: list[str], their: list[str]) -> list[str]:
        if not was:  # put in by both, each by themselves
            return [*their, *(one for one in my if one not in their)]
        if not (len(was) == len(my) == len(their)):
            kept = [*their, *(one for one in my if one not in their)]
            clashes.append(([whole[one] for one in their], [whole[one] for one in my]))
            return kept
        return [_entry(*triple) for triple in zip(was, my, their, strict=True)]

    def _entry(was: str, my: str, their: str) -> str:
        before, sent, stands = whole[was], whole[my], whole[their]
        fields = {
            name: merge_answer(
                before.get(name) or "", sent.get(name) or "", stands.get(name) or "", prose=name in prose
            )
            for name in dict.fromkeys((*stands, *sent))
        }
        if any(one.clashes for one in fields.values()):
            clashes.append(([stands], [sent]))
        joined = {name: one.value for name, one in fields.items()}
        whole[_piece(joined)] = joined
        return _piece(joined)

    pieces = ([_piece(entry) for entry in entries] for entries in (base, mine, theirs))
    return Merged([whole[one] for one in _joined(both, *pieces)], clashes)


def _piece(entry: dict[str, Any]) -> str:
    """An entry as one piece to compare: what is left blank in it says nothing."""
    return json.dumps({name: value for name, value in entry.items() if value}, sort_keys=True)


def _paragraphs(text: str) -> list[str]:
    # Browsers send line ends in two characters; a text that was never edited must not differ by them.
    return text.replace("\r\n", "\n").split("\n") if text else []


def _changes(base: list[str], changed: list[str], *, mine: bool) -> list[Change]:
    found = []
    for tag, start, end, begin, until in SequenceMatcher(None, base, changed, autojunk=False).get_opcodes():
        if tag == "replace" and end - start == until - begin:  # paragraph by paragraph: only one of them may clash
            pairs = zip(range(start, end), changed[begin:until], strict=True)
            found += [Change(at, at + 1, (new,), mine) for at, new in pairs]
        elif tag != "equal":
            found.append(Change(start, end, tuple(changed[begin:until]), mine))
    return found


def _together(changes: list[Change]) -> list[list[Change]]:
    """Changes in their order, those of one place together."""
    groups: list[list[Change]] = []
    for one in sorted(changes, key=lambda change: (change.start, change.end)):
        if groups and any(one.touches(other) for other in groups[-1]):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _changed(base: list[str], start: int, end: int, group: list[Change], *, mine: bool) -> list[str]:
    """A stretch of the base as one of the two texts has it."""
    text: list[str] = []
    for one in (change for change in group if change.mine == mine):
        text += [*base[start : one.start], *one.new]
        start = one.end
    return [*text, *base[start:end]]
