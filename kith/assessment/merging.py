"""Two people write in one section at the same time: both texts are kept, joined where they can be.

Texts are compared paragraph by paragraph with the one that both began from. What only one of them changed is taken;
where both changed the same place differently, both stand there, one after the other, and it is said so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any


@dataclass
class Merged:
    """A joined answer. `clashes`: each place both changed, as (theirs, mine)."""

    value: Any
    clashes: list[tuple[Any, Any]] = field(default_factory=list)


def merge_answer(base: Any, mine: Any, theirs: Any, *, prose: bool = True) -> Merged:
    """Join two changes of one answer.

    Args:
        base: what both began from.
        mine: what is being sent now.
        theirs: what was saved meanwhile.
        prose: whether it is writing, to be joined paragraph by paragraph. Anything else is taken whole: where both
            changed it the later stands, and the other is named beside it.
    """
    if mine in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    if prose:
        return merge_text(base, mine, theirs)
    return Merged(mine, [(theirs, mine)])


@dataclass(frozen=True)
class Change:
    """Paragraphs `start` to `end` of the base become `new`, in one of the two texts."""

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
    found = _paragraphs(base)
    kept: list[str] = []
    clashes: list[tuple[Any, Any]] = []
    at = 0
    for group in _together([*_changes(found, mine, mine=True), *_changes(found, theirs, mine=False)]):
        start, end = min(one.start for one in group), max(one.end for one in group)
        kept += found[at:start]
        at = end
        my, their = (_changed(found, start, end, group, mine=whose) for whose in (True, False))
        if len({one.mine for one in group}) == 1:
            kept += my if group[0].mine else their
        elif my == their:
            kept += my
        else:
            kept += [*their, *my]
            clashes.append(("\n".join(their).strip(), "\n".join(my).strip()))
    return Merged("\n".join([*kept, *found[at:]]), clashes)


def _paragraphs(text: str) -> list[str]:
    # Browsers send line ends in two characters; a text that was never edited must not differ by them.
    return text.replace("\r\n", "\n").split("\n") if text else []


def _changes(base: list[str], text: str, *, mine: bool) -> list[Change]:
    changed = _paragraphs(text)
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
