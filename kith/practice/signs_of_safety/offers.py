"""What the model offers the assessment: its section, and how it is read on the whole assessment's page."""

from __future__ import annotations

from typing import Any

from kith.assessment.sections import Offered, Reading, offers_section
from kith.practice.signs_of_safety import queries
from kith.practice.signs_of_safety.queries.gaps import KEY, TITLE, page


def read(assessment: Any) -> Reading:
    """The board and the scale, without what changes them."""
    board, scale = queries.board_of(assessment), queries.scale_of(assessment)
    return Reading("signs_of_safety/read.html", {"board": board, "scale": scale}, queries.on_paper(board, scale))


offers_section(Offered(KEY, TITLE, after="parenting", href=page, state=queries.state, read=read))
