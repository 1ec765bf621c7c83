"""A network map as SVG: the child in the middle, three rings, four circles of life. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import sqrt

INK, QUIET, TEAL, MIST, RIM, MARIGOLD = "#14252a", "#4a5b60", "#0b5b63", "#eef6f6", "#7d8f93", "#f2a93b"
FONT = "font-family=\"'Atkinson Hyperlegible Next', arial, sans-serif\""
LINE = 19  # from one label to the next
FIRST = 24  # from the middle line to the first
RINGS = (92, 149, 206)
MIDDLE = 34
LETTER = 7.2  # how wide one is, about
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

    The rings grow when a quarter holds more people than they have lines for.
    """
    rings = _rings(friends)
    dots: dict[str, Dot] = {}
    for circle, (across, down, _) in CORNERS.items():
        here = [one for one in sorted(friends, key=_near_first) if one.circle == circle]
        free = [FIRST + LINE * n for n in range(rings[-1] // LINE)]
        for ring, radius in enumerate(rings, 1):
            on_ring = [one for one in here if one.closeness == ring]
            lines = _even([y for y in free if y < radius - 6], len(on_ring))
            for one, y in zip(on_ring, lines, strict=True):
                dots[one.key] = Dot(across * round(sqrt(radius * radius - y * y)), down * y)
            free = [y for y in free if y not in lines]
    return dots, rings


def _near_first(one: Friend) -> tuple[int, int, str, str]:
    return one.closeness, list(CORNERS).index(one.circle), one.name, one.key


def _rings(friends: Sequence[Friend]) -> tuple[int, ...]:
    found: list[int] = []
    for ring, radius in enumerate(RINGS, 1):
        most = max((sum(1 for f in friends if f.circle == c and f.closeness <= ring) for c in CORNERS), default=0)
        least = FIRST + LINE * most + 8
        found.append(max(radius, least, found[-1] + 55 if found else 0))
    return tuple(found)


def _even(free: Sequence[int], many: int) -> list[int]:
    """So many of the free lines, spread over all of them."""
    return [free[(2 * n + 1) * len(free) // (2 * many)] for n in range(many)]


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
        parts.append(_friend(one, mid_x + at.x, mid_y + at.y, int((mid_x - abs(at.x) - 14) / LETTER)))
    parts.append(
        f'<circle class="kg-mari" cx="{mid_x}" cy="{mid_y}" r="{MIDDLE}" fill="{MARIGOLD}"/><text class="t-m t-b"'
        f' x="{mid_x}" y="{mid_y + 5}" text-anchor="middle" font-weight="700">{escape(_short(child, 9))}</text>'
    )
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


def _friend(one: Friend, x: int, y: int, room: int) -> str:
    """Somebody's dot and words. `room`: how many letters there are to the picture's edge."""
    left = CORNERS[one.circle][0] < 0
    end, side = (' text-anchor="end"', " t-e") if left else ("", "")
    whole = f"{one.name}, {one.role}" if one.role else one.name
    name, left_over = _short(one.name, room), room - len(one.name) - 2
    role = _short(one.role, left_over) if left_over > 3 else ""
    words = f'<tspan class="t-b" font-weight="700">{escape(name)}</tspan>{f", {escape(role)}" if role else ""}'
    drawn = (
        f'<circle class="kg-s" cx="{x}" cy="{y}" r="7" fill="#fff" stroke="{INK}" stroke-width="2"/>'
        f'<text class="t-halo{side}" x="{x - 12 if left else x + 12}" y="{y + 5}" paint-order="stroke" stroke="{MIST}"'
        f' stroke-width="4" stroke-linejoin="round"{end}>{words}</text>'
    )
    if not one.href:
        return f'<g role="img" aria-label="{escape(whole)}">{drawn}</g>'
    return f'<a href="{escape(one.href)}" aria-label="{escape(whole)}">{drawn}</a>'


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
