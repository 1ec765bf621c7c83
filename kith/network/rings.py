"""A network map as SVG: the child in the middle, three rings, four circles of life. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import sqrt
from textwrap import wrap

INK, QUIET, TEAL, MIST, RIM, MARIGOLD = "#14252a", "#4a5b60", "#0b5b63", "#eef6f6", "#7d8f93", "#f2a93b"
FONT = "font-family=\"'Atkinson Hyperlegible Next', arial, sans-serif\""
LINE = 19  # from one label to the next
FIRST = 24  # from the middle line to the first
RINGS = (92, 149, 206)
MIDDLE, IN_MIDDLE = 34, 12  # how wide the child's circle is at least, and how many letters stand on a line in it
LETTER = 7.2  # how wide one is, about
NEXT = 17  # from one line of a label to the next
GAP = 55  # at least, from one ring to the next
SIDE = 138  # room for words outside the rings
# Left or right, above or below, and what the corner says.
CORNERS = {
    "family": (-1, -1, ("Family",)),
    "friends": (1, -1, ("Friends and", "neighbours")),
    "school": (1, 1, ("School", "and clubs")),
    "helpers": (-1, 1, ("People whose", "job is to help")),
}


@dataclass(frozen=True)
class Friend:
    """Somebody to be drawn: closeness 1 is nearest. `circle` is a key of CORNERS."""

    key: str
    name: str
    role: str
    circle: str
    closeness: int
    href: str = ""


@dataclass(frozen=True)
class Dot:
    """Where somebody stands, from the middle."""

    x: int
    y: int


def placed(friends: Sequence[Friend]) -> tuple[dict[str, Dot], tuple[int, ...]]:
    """Everybody's place and how wide the rings are: each in their quarter, on their ring, no words over others.

    From the middle line outwards stand the nearest first, each with as many lines as their words take. The rings grow
    when a quarter holds more than it has lines for.
    """
    rings = _rings(friends)
    dots: dict[str, Dot] = {}
    for circle, (across, down, _) in CORNERS.items():
        here = [one for one in sorted(friends, key=_near_first) if one.circle == circle]
        for one, first in _lines_of(here, [(radius - 6 - FIRST) // LINE + 1 for radius in rings]).items():
            # The dot stands beside the first line of the words, which above the middle is the one farthest out.
            line = first if down > 0 else first + len(label(one)) - 1
            y, radius = FIRST + LINE * line, rings[one.closeness - 1]
            dots[one.key] = Dot(across * round(sqrt(radius * radius - y * y)), down * y)
    return dots, rings


def _lines_of(here: Sequence[Friend], room: Sequence[int]) -> dict[Friend, int]:
    """The first line of each in a quarter, spread over those that their ring reaches: `room` of them."""
    by_ring = [[one for one in here if one.closeness == nth] for nth in range(1, len(room) + 1)]
    tall = [sum(len(label(one)) for one in ring) for ring in by_ring]
    ends = list(room)
    for inner in range(len(room) - 2, -1, -1):
        ends[inner] = min(room[inner], ends[inner + 1] - tall[inner + 1])
    found: dict[Friend, int] = {}
    begin = 0
    for ring, end, lines in zip(by_ring, ends, tall, strict=True):
        spare, used = end - begin - lines, 0
        for place, one in enumerate(ring):
            found[one] = begin + used + spare * (2 * place + 1) // (2 * len(ring))
            used += len(label(one))
        if ring:
            begin = found[ring[-1]] + len(label(ring[-1]))
    return found


def _near_first(one: Friend) -> tuple[int, int, str, str]:
    return one.closeness, list(CORNERS).index(one.circle), one.name, one.key


def _rings(friends: Sequence[Friend]) -> tuple[int, ...]:
    found: list[int] = []
    for ring, radius in enumerate(RINGS, 1):
        within = [one for one in friends if one.closeness <= ring]
        most = max((sum(len(label(one)) for one in within if one.circle == c) for c in CORNERS), default=0)
        least = FIRST + LINE * most + 8
        found.append(max(radius, least, found[-1] + GAP if found else 0))
    return tuple(found)


def label(one: Friend) -> list[list[tuple[str, bool]]]:
    """Somebody's name and role whole, in lines that fit between their ring and the edge: words, and whether bold."""
    room = int((SIDE - 14 + GAP * (len(RINGS) - one.closeness)) / LETTER)
    name = f"{one.name}," if one.role else one.name
    words = [(part, bold) for text, bold in ((name, True), (one.role, False)) for word in text.split()
             for part in _cut(word, room)]  # fmt: skip
    lines: list[list[tuple[str, bool]]] = [[]]
    for word, bold in words:
        if lines[-1] and sum(len(each) + 1 for each, _ in lines[-1]) + len(word) > room:
            lines.append([])
        lines[-1].append((word, bold))
    return lines


def _cut(word: str, most: int) -> list[str]:
    """A word that no line holds, in pieces."""
    return [word[at : at + most] for at in range(0, len(word), most)]


def drawn_rings(child: str, friends: Sequence[Friend], *, name: str, about: str, ident: str = "network") -> str:
    """A network as SVG.

    Args:
        child: the name in the middle.
        name, about: what a screen reader is told of the picture, and where the same stands in words.
        ident: begins the ids inside.
    """
    dots, rings = placed(friends)
    far = rings[-1]
    mid_x, mid_y = far + SIDE, far + 22
    parts = [f'<circle class="kg-disc" cx="{mid_x}" cy="{mid_y}" r="{far}" fill="{MIST}"/>']
    cross = f"M{mid_x} {mid_y - far}v{far * 2}M{mid_x - far} {mid_y}h{far * 2}"
    parts.append(f'<path class="kg-line-w" stroke="#fff" stroke-width="2" d="{cross}"/>')
    parts += [
        f'<circle class="kg-ring" cx="{mid_x}" cy="{mid_y}" r="{r}" fill="none" stroke="{RIM}"/>' for r in rings[::-1]
    ]
    parts += [_corner(circle, mid_x * 2, mid_y * 2) for circle in CORNERS]
    order = sorted(friends, key=_near_first)
    for one in order:
        at, wide = dots[one.key], {1: 4, 2: 2}.get(one.closeness, 1)
        parts.append(
            f'<path stroke="{TEAL}" stroke-width="{wide}" d="M{mid_x} {mid_y}L{mid_x + at.x} {mid_y + at.y}"/>'
        )
    for one in order:
        at = dots[one.key]
        parts.append(_friend(one, mid_x + at.x, mid_y + at.y))
    parts.append(_child(child, mid_x, mid_y))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {mid_x * 2} {mid_y * 2}" width="{mid_x * 2}"'
        f' height="{mid_y * 2}" role="group" aria-labelledby="{ident}-name" aria-describedby="{ident}-about"'
        f' {FONT} font-size="14" fill="{INK}"><title id="{ident}-name">{escape(name)}</title>'
        f'<desc id="{ident}-about">{escape(about)}</desc>{"".join(parts)}</svg>'
    )


def _corner(circle: str, width: int, height: int) -> str:
    across, down, lines = CORNERS[circle]
    x, anchor = (4, "") if across < 0 else (width - 4, "t-e")
    top = 20 if down < 0 else height - 12 - 18 * (len(lines) - 1)
    end = ' text-anchor="end"' if anchor else ""
    return "".join(
        f'<text class="t-b t-2 {anchor}" x="{x}" y="{top + 18 * n}" font-weight="700" fill="{QUIET}"{end}>{line}</text>'
        for n, line in enumerate(lines)
    )


def _child(name: str, x: int, y: int) -> str:
    """The child's name in the middle, whole."""
    lines = wrap(name, IN_MIDDLE) or [""]
    wide = max(MIDDLE, *(int(len(line) * LETTER / 2) + 8 for line in lines), NEXT * len(lines) // 2 + 8)
    top = y + 5 - NEXT * (len(lines) - 1) // 2
    middle = f'class="t-m t-b" x="{x}" text-anchor="middle" font-weight="700"'
    words = "".join(f'<text {middle} y="{top + NEXT * n}">{escape(line)}</text>' for n, line in enumerate(lines))
    return f'<circle class="kg-mari" cx="{x}" cy="{y}" r="{wide}" fill="{MARIGOLD}"/>{words}'


def _friend(one: Friend, x: int, y: int) -> str:
    """Somebody's dot and words."""
    left = CORNERS[one.circle][0] < 0
    end, side = (' text-anchor="end"', " t-e") if left else ("", "")
    whole = f"{one.name}, {one.role}" if one.role else one.name
    at = x - 12 if left else x + 12
    words = "".join(
        f'<text class="t-halo{side}" x="{at}" y="{y + 5 + NEXT * n}" paint-order="stroke" stroke="{MIST}"'
        f' stroke-width="4" stroke-linejoin="round"{end}>{_spans(line)}</text>'
        for n, line in enumerate(label(one))
    )
    drawn = f'<circle class="kg-s" cx="{x}" cy="{y}" r="7" fill="#fff" stroke="{INK}" stroke-width="2"/>{words}'
    if not one.href:
        return f'<g role="img" aria-label="{escape(whole)}">{drawn}</g>'
    return f'<a href="{escape(one.href)}" aria-label="{escape(whole)}">{drawn}</a>'


def _spans(line: list[tuple[str, bool]]) -> str:
    """The bold words of a line, then the others."""
    name, role = (escape(" ".join(word for word, bold in line if bold is which)) for which in (True, False))
    bold = f'<tspan class="t-b" font-weight="700">{name}</tspan>' if name else ""
    return " ".join(part for part in (bold, role) if part)
