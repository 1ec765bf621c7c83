"""Several processes live the plan through at once, each event as soon as all that it follows from has happened."""

from __future__ import annotations

import gc
import os
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any

from django.db import connection, connections

from kith.site.demo.build.live import Living
from kith.site.demo.build.order import Order, Strand
from kith.site.demo.build.place import Place
from kith.site.demo.plan.authority import Authority

FEW = 60  # events for which no second process is worth its start
STEP_ASIDE = 5  # how nice those are who do not recognise: that is the longest line, and half of all there is to do


def lived_through(
    authority: Authority, order: Order, place: Place, *, hands: int, told: Callable[[], object] = lambda: None
) -> Counter[str]:
    """Live everything planned through, and give back what the rules refused, with how often.

    However many take part, what comes of it is the same: only ids, references and the order in which families that have
    nothing to do with each other come to be written down may differ.

    Args:
        order: of the authority's events, none of them done yet.
        hands: how many processes take part; 1 is this one alone.
        told: called after each event.
    """
    strands: dict[str, Strand] = {}
    living = Living(place, authority)
    gc.collect()
    gc.freeze()  # the plan is large and lives to the end: not to be walked through again and again
    if hands == 1 or len(order.events) < FEW:
        while (event := order.next()) is not None:
            living.through(order.events[event], strands.setdefault(order.strand(event), Strand()))
            order.done(event)
            told()
        return living.counted
    connections.close_all()  # a connection belongs to one process
    crew = [_Hand(living, order.events, recognises=place == 0) for place in range(hands)]
    try:
        return _shared_out(order, strands, crew, told)
    finally:
        for hand in crew:
            hand.process.terminate()
            hand.process.join()


def _shared_out(
    order: Order, strands: dict[str, Strand], crew: list[_Hand], told: Callable[[], object]
) -> Counter[str]:
    idle, busy = list(crew), {}  # type: list[_Hand], dict[Connection, tuple[_Hand, int]]
    while True:
        for hand in list(idle):
            if (event := order.next(recognising=hand.recognises)) is not None:
                idle.remove(hand)
                hand.line.send((event, strands.get(order.strand(event), Strand())))
                busy[hand.line] = hand, event
        if not busy:
            break
        for line in wait(list(busy)):
            assert isinstance(line, Connection)  # only lines of hands are waited for
            hand, event = busy.pop(line)
            strands[order.strand(event)] = hand.answer()
            order.done(event)
            idle.append(hand)
            told()
    return sum((hand.dismissed() for hand in crew), Counter())


class _Hand:
    """One process of the crew, and the line to it. One of them recognises, and does nothing else."""

    def __init__(self, living: Living, events: tuple[Any, ...], *, recognises: bool) -> None:
        self.recognises = recognises
        self.line, theirs = get_context("fork").Pipe()
        given = theirs, self.line, living, events, 0 if recognises else STEP_ASIDE
        self.process = get_context("fork").Process(target=_work, args=given, daemon=True)
        self.process.start()
        theirs.close()

    def answer(self) -> Any:
        """What comes back over the line.

        Raises:
            RuntimeError: the process has ended instead; what went wrong stands in the terminal.
        """
        try:
            return self.line.recv()
        except EOFError:
            raise RuntimeError("A process that lived the plan through has ended. What it said stands above.") from None

    def dismissed(self) -> Counter[str]:
        """Let it go, and hear what was refused to it."""
        self.line.send(None)
        refused: Counter[str] = self.answer()
        return refused


def _work(line: Connection, other_end: Connection, living: Living, events: tuple[Any, ...], nice: int) -> None:
    other_end.close()
    os.nice(nice)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us hears it, and ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _hurry()
    with suppress(EOFError, ConnectionError):  # whoever started us is gone
        while (given := line.recv()) is not None:
            event, strand = given
            living.through(events[event], strand)
            line.send(strand)
        line.send(living.counted)
    connections.close_all()


def _hurry() -> None:
    """For made-up records only: each statement is planned once, by index, and nobody waits for the disk.

    Tables that begin empty and grow by the minute would be read whole long after that stopped being quick.
    """
    connection.settings_dict["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}
    with connection.cursor() as cursor:
        for setting in ("synchronous_commit", "enable_seqscan", "enable_hashjoin", "enable_mergejoin"):
            cursor.execute(f"set {setting} to off")
    connection.connection.prepared_max = 2000
    gc.set_threshold(50_000, 20, 20)
