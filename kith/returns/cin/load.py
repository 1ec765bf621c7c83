"""From a census file into the rooms: as a whole or not at all, and never twice (decision 24)."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from django.db import connection
from tqdm import tqdm

from kith.access.models import User
from kith.kernel.perform import Invalid, perform
from kith.people.models import Identifier, Person
from kith.returns.cin.read import read_census
from kith.returns.cin.records import Treatment
from kith.returns.cin.report import Report, Row, summary, with_more
from kith.returns.models import BroughtIn
from kith.returns.steps import BringInName, bring_child
from kith.standards.words import listed

NOT_OPEN = "kept aside: held already, not open to the import"
LARGEST_NAMES = 50_000_000  # bytes


def load_file(path: Path, actor: User, progress: Callable[[object], None] | None = None) -> Report:
    """Bring one census in, in the caller's transaction: any failure leaves nothing behind.

    Args:
        path: the XML file.
        actor: who brings it in.
        progress: told each line worth reading while it goes.

    Raises:
        NotACensus: the file cannot be read as a CIN census; the message says what to do.
    """
    census = read_census(path)
    before = Person.objects.count()
    left: list[Row] = []
    unseen = _unseen(record.key for record in census.children)
    for record in tqdm(census.children, desc="Children", unit="", disable=progress is None, mininterval=0.5):
        if record.key[:60] in unseen:
            left.append(Row(record.key, record.line, Treatment.KEPT_ASIDE, "", "", "", f"{NOT_OPEN}."))
        elif kept := bring_child(actor, record):
            left.append(Row(record.key, record.line, Treatment.KEPT_ASIDE, "", "", "", _left(kept)))
    BroughtIn.objects.create(
        census=f"CIN {census.header.year}",
        by=actor,
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
        children=len(census.children),
        new_children=Person.objects.count() - before,
    )
    return with_more(summary(census), left)


def _unseen(keys: Iterable[str]) -> set[str]:
    """Those of these child ids that are held already where the import may not look (decision 6)."""
    with connection.cursor() as cursor:
        cursor.execute("select kith_child_ids_unseen(%s)", [[key[:60] for key in keys]])
        return {value for (value,) in cursor.fetchall()}


def _left(kept: list[str]) -> str:
    return f"{listed(kept)}: changed in Kith since: kept."


class NotNames(Exception):
    """The file is not a list of names; the message says how to mend it, row by row."""


def load_names(path: Path, actor: User, progress: Callable[[object], None] | None = None) -> str:
    """Complete the names of children brought in without: columns `LAchildID`, `given`, `family`.

    Raises:
        NotNames: no such columns, or a row that names nobody we hold; nothing is written.
    """
    if path.stat().st_size > LARGEST_NAMES:
        raise NotNames("This file is over 50 MB: a list of names is much shorter. Check that it is the right one.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise NotNames(f"This is not a CSV file in UTF-8 ({fault}). Save it as CSV UTF-8 and try again.") from fault
    if not rows or not {"LAchildID", "given", "family"} <= set(rows[0]):
        raise NotNames("The first line must name the columns LAchildID, given and family.")
    unseen = _unseen((row["LAchildID"] or "").strip() for row in rows)
    aside = [number for number, row in enumerate(rows, start=2) if (row["LAchildID"] or "").strip() in unseen]
    faults = [
        said for number, row in enumerate(rows, start=2) if number not in aside and (said := _name(number, row, actor))
    ]
    if faults:
        raise NotNames("Nothing was written.\n" + "\n".join(faults[:50]))
    left = "".join(f"\nLine {number}: {NOT_OPEN}." for number in aside)
    return f"{len(rows) - len(aside)} names brought in.{left}"


def _name(number: int, row: dict[str, str], actor: User) -> str:
    key = (row["LAchildID"] or "").strip()
    held = Identifier.objects.filter(scheme=Identifier.Scheme.LA_CHILD_ID, value=key, until=None).first()
    if held is None:
        return f"Line {number}: no child has the id {key!r}."
    person = Person.objects.select_related("subject").get(pk=held.person_id)
    try:
        perform(BringInName, actor, person, {"given": row["given"], "family": row["family"]})
    except Invalid as wrong:
        return f"Line {number}: {'; '.join(str(text) for texts in wrong.form.errors.values() for text in texts)}."
    return ""
