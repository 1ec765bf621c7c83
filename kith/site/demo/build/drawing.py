"""Pictures that stand for a child's drawing: made of a few shapes by a seed, and plainly nobody's."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from kith.documents.arriving import Arriving, limit
from kith.site.demo.plan.chance import stream

SIZE = (480, 360)
SKY, GRASS, INK = "#e9f2f7", "#9bbf88", "#3b3b3b"
BRIGHT = ("#d9534f", "#e0a030", "#4a7fb5", "#7c5aa6", "#2f8f83")


def drawing(named: str) -> Arriving:
    """A house, a sun and some people, as a child might draw them; another for each name, the same every time.

    Args:
        named: what the file is called after, beginning with `drawing:`.
    """
    name = named.partition(":")[2]
    rng = stream(1, "drawing", name)
    picture = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 270, *SIZE), fill=GRASS)
    left = rng.randrange(30, 200)
    pen.ellipse((390, 25, 450, 85), fill="#f2c230")
    pen.rectangle((left, 160, left + 150, 275), fill="#f3e3c3", outline=INK, width=4)
    pen.polygon([(left - 15, 160), (left + 75, 85), (left + 165, 160)], fill=rng.choice(BRIGHT), outline=INK)
    pen.rectangle((left + 58, 215, left + 95, 275), fill=rng.choice(BRIGHT), outline=INK, width=3)
    for place in range(rng.randrange(2, 5)):
        _somebody(pen, left + 190 + 38 * place, 285 - rng.randrange(0, 40), rng.choice(BRIGHT))
    pen.text((12, SIZE[1] - 22), "Made up for a demonstration: no child drew this", fill=INK)
    held = BytesIO()
    picture.save(held, "PNG")
    sent = Arriving(f"{name}.png", "image/png")
    sent.size = sent.take(held.getvalue(), limit())
    sent.seek(0)
    return sent


def _somebody(pen: ImageDraw.ImageDraw, x: int, top: int, colour: str) -> None:
    pen.ellipse((x - 11, top - 22, x + 11, top), fill="#f6d7b8", outline=INK, width=3)
    pen.line((x, top, x, top + 36), fill=colour, width=6)
    pen.line((x - 16, top + 14, x + 16, top + 14), fill=colour, width=5)
    pen.line((x, top + 36, x - 12, top + 62), fill=INK, width=4)
    pen.line((x, top + 36, x + 12, top + 62), fill=INK, width=4)
