"""Tables that leave for a spreadsheet."""

from collections.abc import Iterable
from typing import Any


def guarded(cells: Iterable[Any]) -> list[str]:
    """Cells that a spreadsheet cannot take for formulas, whatever was typed into them."""
    texts = ["" if cell is None else str(cell) for cell in cells]
    return [f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text for text in texts]
