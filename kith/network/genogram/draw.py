"""A genogram as SVG, in the field's symbols. It carries its own colours, so that it can be kept and printed alone."""

from __future__ import annotations

from html import escape

from kith.network.genogram.family import Couple, Family, Someone
from kith.network.genogram.place import BELOW, HALF, LABEL, Bond, Brood, Layout, Spot, lay_out

INK, QUIET, TEAL, BRICK, WARM, MIST = "#14252a", "#4a5b60", "#0b5b63", "#a3261c", "#fff0d4", "#eef6f6"
LINE = f'class="kg-l" fill="none" stroke="{INK}" stroke-width="2"'
SHAPE = f'class="kg-s" fill="#fff" stroke="{INK}" stroke-width="2"'
FONT = "font-family=\"'Atkinson Hyperlegible Next', arial, sans-serif\""
WIDE = 7.6  # how wide a letter of a name is, about


def drawn(family: Family, *, name: str, about: str, ident: str = "genogram") -> str:
    """A family as SVG.

    Args:
        name: what the picture is called, for a screen reader.
        about: what it shows and where the same is said in words.
        ident: begins the ids inside, when several pictures stand on one page.
    """
    layout = lay_out(family)
    parts = [_home(layout, path) for path in layout.homes]
    parts += [_brood(one, layout) for one in layout.broods]
    parts += [_bond(one, layout) for one in layout.bonds]
    parts += [_feeling(one.one, one.other, one.quality, layout) for one in family.feelings]
    order = sorted(family.people, key=lambda one: (layout.spots[one.key].y, layout.spots[one.key].x))
    parts += [_person(one, layout.spots[one.key], one.key in family.home) for one in order]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width} {layout.height}" width="{layout.width}"'
        f' height="{layout.height}" role="group" aria-labelledby="{ident}-name" aria-describedby="{ident}-about"'
        f' {FONT} font-size="14" fill="{INK}"><title id="{ident}-name">{escape(name)}</title>'
        f'<desc id="{ident}-about">{escape(about)}</desc>{"".join(parts)}</svg>'
    )


def _home(layout: Layout, path: tuple[Spot, ...]) -> str:
    return (
        f'<path class="kg-house" fill="{MIST}" stroke="{TEAL}" stroke-width="1.5" stroke-dasharray="3 5"'
        f' stroke-linecap="round" d="{_rounded(path)}"/>'
    )


def _rounded(path: tuple[Spot, ...], radius: int = 14) -> str:
    """A line through corners that are rounded off."""
    words: list[str] = []
    for before, at, after in zip((path[-1], *path), path, (*path[1:], path[0]), strict=False):
        start, end = _towards(at, before, radius), _towards(at, after, radius)
        words.append(f"{'L' if words else 'M'}{start.x} {start.y}Q{at.x} {at.y} {end.x} {end.y}")
    return "".join(words) + "Z"


def _towards(start: Spot, end: Spot, most: int) -> Spot:
    dx, dy = end.x - start.x, end.y - start.y
    step = min(most, (abs(dx) + abs(dy)) // 2)
    return Spot(start.x + step * ((dx > 0) - (dx < 0)), start.y + step * ((dy > 0) - (dy < 0)))


def _brood(one: Brood, layout: Layout) -> str:
    """From the parents' line down to the bar, along it, and down to each child. A name on the way is left clear."""
    tops = [Spot(layout.spots[key].x, layout.spots[key].y - HALF) for key in one.children]
    xs = [top.x for top in tops] + ([one.drop.x] if one.drop else [])
    words = [f"M{top.x} {one.bar}V{top.y}" for top in tops]
    if min(xs) != max(xs):
        words.append(f"M{min(xs)} {one.bar}H{max(xs)}")
    if one.drop:
        feet = [Spot(layout.spots[key].x, layout.spots[key].y + HALF) for key in one.parents]
        clear = f"V{one.drop.y + 5}M{one.drop.x} {one.drop.y + BELOW - 4}" if one.drop in feet else ""
        words.append(f"M{one.drop.x} {one.drop.y}{clear}V{one.bar}")
    return f'<path {LINE} d="{"".join(words)}"/>'


def _bond(one: Bond, layout: Layout) -> str:
    left, right = layout.spots[one.left], layout.spots[one.right]
    if one.over is not None:
        path = f"M{left.x + 8} {left.y - HALF + 3}V{one.over}H{right.x - 8}V{right.y - HALF + 3}"
        at = Spot(left.x + 30, one.over)
    elif left.y == right.y:
        path = f"M{left.x + HALF} {left.y}H{right.x - HALF}"
        at = Spot(left.x + HALF + 14, left.y)
    else:
        path = f"M{left.x} {left.y}L{right.x} {right.y}"
        at = Spot((left.x * 3 + right.x) // 4, (left.y * 3 + right.y) // 4)
    words = "".join(_cut(at, n) for n in range({"separated": 1, "divorced": 2}.get(one.couple.parted, 0)))
    said = list(one.couple.words)
    middle = (left.x + right.x) // 2
    lift = 24 if one.over is None else 8
    lines = [
        _text(middle, at.y - lift - 15 * (len(said) - 1 - n) + (16 if one.over is None else 0), line, small=True)
        for n, line in enumerate(said)
    ]
    return f'<path {LINE}{_dashes(one.couple)} d="{path}{words}"/>{"".join(lines)}'


def _dashes(couple: Couple) -> str:
    """Marriage is a solid line, living together a dashed one; of others we know no more than that they are a couple."""
    if couple.how == "married":
        return ""
    return ' stroke-dasharray="7 5"' if couple.how == "together" else ' stroke-dasharray="2 5"'


def _cut(at: Spot, nth: int) -> str:
    x = at.x - 4 + nth * 8
    return f"M{x} {at.y + 9}l10 -18"


def _feeling(one: str, other: str, quality: str, layout: Layout) -> str:
    """A double line for close and a zigzag for strained, from one symbol to the other."""
    start, end = layout.spots[one], layout.spots[other]
    dx, dy = end.x - start.x, end.y - start.y
    far = (dx * dx + dy * dy) ** 0.5 or 1.0
    ux, uy = dx / far, dy / far
    lift = 11 if start.y == end.y else 0  # beside the line of a couple, not on it
    sx, sy = start.x + ux * HALF, start.y + uy * HALF + lift
    ex, ey = end.x - ux * HALF, end.y - uy * HALF + lift
    if quality == "close":
        side = 2.5
        path = "".join(
            f"M{sx - uy * s:.1f} {sy + ux * s:.1f}L{ex - uy * s:.1f} {ey + ux * s:.1f}" for s in (-side, side)
        )
        return f'<path class="kg-close" fill="none" stroke="{TEAL}" stroke-width="2" d="{path}"/>'
    many = max(4, int(far / 12))
    points = []
    for n in range(many + 1):
        along = n / many
        side = 0 if n in (0, many) else 6 if n % 2 else -6
        points.append(f"{sx + (ex - sx) * along - uy * side:.1f} {sy + (ey - sy) * along + ux * side:.1f}")
    return f'<path class="kg-strain" fill="none" stroke="{BRICK}" stroke-width="2" d="M{"L".join(points)}"/>'


def _person(one: Someone, at: Spot, at_home: bool) -> str:
    shapes = [_shape(one, at, HALF + 6)] if one.me else []
    shapes.append(_shape(one, at, HALF, WARM if one.me else "#fff"))
    if one.died:
        edge = HALF if one.sex == "M" else 16
        across = edge * 2
        path = f"M{at.x - edge} {at.y - edge}l{across} {across}m0 -{across}l-{across} {across}"
        shapes.append(f'<path {LINE} d="{path}"/>')
    if one.age and not one.died:
        shapes.append(_text(at.x, at.y + (13 if one.unborn else 5), one.age, bold=one.me))
    if one.unknown:
        shapes.append(_text(at.x, at.y + 6, "?", bold=True))
    down = at.y + HALF + (21 if one.me else 17)
    lines, on = _name_lines(one.name), MIST if at_home else "#fff"
    for n, line in enumerate(lines):
        shapes.append(_text(at.x, down + 16 * n, line, bold=True, on=on))
    for n, line in enumerate(one.below[: 4 - len(lines)]):
        shapes.append(_text(at.x, down + 16 * (len(lines) + n), _short(line), small=True, on=on))
    whole = f"<g>{''.join(shapes)}</g>"
    said = escape(one.said or one.name)
    if not one.href:
        return f'<g role="img" aria-label="{said}">{whole}</g>'
    return f'<a href="{escape(one.href)}" aria-label="{said}">{whole}</a>'


def _shape(one: Someone, at: Spot, half: int, fill: str = "#fff") -> str:
    look = SHAPE.replace("#fff", fill).replace("kg-s", "kg-s kg-me") if fill == WARM else SHAPE
    x, y = at.x, at.y
    if one.unborn:
        return f'<path {look} d="M{x} {y - half}L{x + half} {y + half - 3}H{x - half}Z"/>'
    if one.sex == "M":
        return f'<rect {look} x="{x - half}" y="{y - half}" width="{half * 2}" height="{half * 2}"/>'
    if one.sex == "F":
        return f'<circle {look} cx="{x}" cy="{y}" r="{half}"/>'
    far = half + 3
    return f'<path {look} d="M{x} {y - far}L{x + far} {y}L{x} {y + far}L{x - far} {y}Z"/>'


def _text(x: int, y: int, words: str, *, bold: bool = False, small: bool = False, on: str = "") -> str:
    """A line of words in the middle of x. `on`: the colour behind it, which keeps lines that pass off the letters."""
    look = "t-m" + (" t-b" if bold else "") + (" t-s t-2" if small else "")
    weight = ' font-weight="700"' if bold else ""
    size = f' font-size="13" fill="{QUIET}"' if small else ""
    halo = f' paint-order="stroke" stroke="{on}" stroke-width="5" stroke-linejoin="round"' if on else ""
    return f'<text class="{look}" x="{x}" y="{y}" text-anchor="middle"{weight}{size}{halo}>{escape(words)}</text>'


def _name_lines(name: str) -> list[str]:
    """A name on one line, or on two; what is longer still stands whole in the table."""
    if len(name) * WIDE <= LABEL:
        return [name]
    first, _, rest = name.partition(" ")
    return [_short(first), _short(rest)] if rest else [_short(first)]


def _short(words: str) -> str:
    most = int(LABEL / WIDE)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
