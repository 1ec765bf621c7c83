"""What is missing on the board before an assessment can be approved (SS-03), and its state in the list of sections."""

from __future__ import annotations

from collections.abc import Iterator

from kith.assessment.models import Assessment, ProposedConclusion
from kith.assessment.queries.lacking import Lack, Ready, must_have
from kith.practice.signs_of_safety.queries.board import Board, board_of

KEY = "signs_of_safety"
TITLE = "Signs of Safety"


def page(ref: str) -> str:
    """The board's address, by the reference of its assessment."""
    return f"/assessments/{ref}/signs-of-safety/"


@must_have
def nothing_hangs_loose(ready: Ready) -> Iterator[Lack]:
    """From harm to danger, safety goal and next step: nothing on the board hangs loose (SS-03)."""
    yield from lacks_of(board_of(ready.assessment))


def lacks_of(board: Board) -> Iterator[Lack]:
    """Everything that is missing on one board."""
    assessment = board.assessment
    home = page(assessment.ref)
    asked = assessment.depth != Assessment.Depth.BRIEF
    if not board.begun:
        if asked:
            yield Lack(f"Write “{TITLE}”", home, section=KEY, untouched=True)
        return
    if asked and not board.of("danger") and not board.no_danger:
        name = assessment.child.person.called
        about = ", or that no danger was found"
        yield Lack(f"Say what could happen to {name} if nothing changes", f"{home}#danger", about, KEY)
    for card in board.cards.values():
        for gap in card.gaps:
            yield Lack(gap.to_do, f"{home}{card.entry.ref}/link/", section=KEY)
    if board.no_danger and _harm_is_proposed(assessment):
        about = ", and the board that no danger was found"
        yield Lack("The conclusion says significant harm", f"{home}#danger", about, KEY)


def _harm_is_proposed(assessment: Assessment) -> bool:
    rows = ProposedConclusion.objects.filter(matter_id=assessment.matter_id, state=ProposedConclusion.State.SENT)
    return rows.filter(need=ProposedConclusion.Need.HARM).exists()


def state(assessment: Assessment) -> tuple[bool, str]:
    """Whether the section is ready, and what the list says of it."""
    board = board_of(assessment)
    ready = not list(lacks_of(board))
    if not board.begun:
        return ready, "Not needed" if ready else "Not started"
    return ready, "Ready" if ready else "Started"
