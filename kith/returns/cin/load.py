"""From a census file into the rooms: as a whole or not at all, and never twice (decision 24)."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.db import connection
from tqdm import tqdm

from kith.access.models import User
from kith.kernel.perform import Invalid, perform
from kith.people.models import Identifier, Person
from kith.returns.cin.read import read_census
from kith.returns.cin.records import Census, Treatment
from kith.returns.cin.report import Report, Row, summary, with_more
from kith.returns.models import BroughtIn, KeptApart
from kith.returns.protection import Left
from kith.returns.steps import BringInName, another_child, bring_child
from kith.standards.words import listed

NOT_OPEN = "held already, not open to the import: nothing of it was written"
ANOTHER = (
    "Kith holds a child with this LAchildID, born on another day: nothing of this one was written. Is the file of "
    "another authority? If not, mend the id or the date of birth, here or where the file was made, and import it again."
)
UNDER_WAY = 74839202  # the lock of an import in PostgreSQL
LARGEST_NAMES = 50_000_000  # bytes


def load_file(path: Path, actor: User, shown: bool = False) -> Report:
    """Bring one census in, in the caller's transaction: any failure leaves nothing behind.

    Args:
        path: the XML file.
        actor: who brings it in.
        shown: whether a bar shows how far it is.

    Raises:
        NotACensus: the file cannot be read as a CIN census; the message says what to do.
        Busy: another import is under way.
    """
    one_at_a_time()
    census = _read(path, shown)
    parts = tuple(replace(part, why=f"{part.why}{_perhaps(part.upn)}") for part in census.kept_aside)
    census = replace(census, kept_aside=parts)
    before = Person.objects.count()
    name = f"CIN {census.header.year}"
    left: list[Row] = []
    _keep_apart(census, name, actor)
    unseen = _unseen(record.known_as for record in census.children)
    for record in tqdm(census.children, desc="Children", unit="", disable=not shown, mininterval=0.5):
        if record.known_as in unseen:
            left.append(Row(record.key, record.line, Treatment.LEFT_OUT, "", "", "", f"This child is {NOT_OPEN}."))
        elif another_child(record):
            left.append(Row(record.key, record.line, Treatment.LEFT_OUT, "", "", "8510", ANOTHER))
        else:
            left += [
                Row(record.key, record.line, Treatment.LEFT_OUT, "", "", "", said)
                for said in _said(bring_child(actor, record))
            ]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    BroughtIn.objects.create(
        census=name,
        by=actor,
        digest=digest,
        children=len(census.children),
        new_children=Person.objects.count() - before,
    )
    return with_more(summary(census), left)


def _read(path: Path, shown: bool) -> Census:
    with tqdm(desc="Reading", unit="B", unit_scale=True, disable=not shown, mininterval=0.5) as bar:

        def progress(done: int, total: int | None) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return read_census(path, progress=progress)


class Busy(Exception):
    """Another import is under way; the message says to wait."""


def one_at_a_time() -> None:
    """Hold the import until the transaction ends: two at once would each find nobody, and write everybody twice."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [UNDER_WAY])
        if not cursor.fetchone()[0]:
            raise Busy("Another import is under way. Wait until it has ended, then give this file again.")


def _keep_apart(census: Census, name: str, actor: User) -> None:
    """Keep what is in nobody's record."""
    KeptApart.objects.bulk_create(
        [
            KeptApart(
                by=actor, census=name, module=p.module[:60], xml=p.xml, why=p.why[:500], fingerprint=p.fingerprint
            )
            for p in census.kept_aside
        ],
        ignore_conflicts=True,
    )


def _perhaps(upn: str) -> str:
    """Who a child without an id may be, by a sound UPN. Never more than a hint: a person decides."""
    if not upn:
        return ""
    known = Identifier.objects.filter(scheme=Identifier.Scheme.UPN, value=upn, sound=True, until=None).first()
    if known is None:
        return ""
    ids = Identifier.objects.filter(scheme=Identifier.Scheme.LA_CHILD_ID, person_id=known.person_id, until=None)
    key = ids.values_list("value", flat=True).first()
    if key is None:
        return " Kith holds a child with this UPN, and no LAchildID for them."
    return f" Kith holds a child with this UPN, whose LAchildID is {key}. If they are one child, give that id."


def _unseen(keys: Iterable[str]) -> set[str]:
    """Those of these child ids that are held already where the import may not look (decision 6)."""
    with connection.cursor() as cursor:
        cursor.execute("select kith_child_ids_unseen(%s)", [list(keys)])
        return {value for (value,) in cursor.fetchall()}


def _said(left: Left) -> list[str]:
    changed = [f"{listed(left.changed)}: changed in Kith since: kept."] if left.changed else []
    return changed + left.refused


class NotNames(Exception):
    """The file is not a list of names; the message says how to mend it, row by row."""


def load_names(path: Path, actor: User) -> str:
    """Complete the names of children brought in without: columns `LAchildID`, `given`, `family`.

    Raises:
        NotNames: no such columns, or a row that names nobody we hold; nothing is written.
        Busy: another import is under way.
    """
    one_at_a_time()
    if path.stat().st_size > LARGEST_NAMES:
        raise NotNames("This file is over 50 MB: a list of names is much shorter. Check that it is the right one.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise NotNames(f"This is not a CSV file in UTF-8 ({fault}). Save it as CSV UTF-8 and try again.") from fault
    if any("\0" in (value or "") for row in rows for value in row.values() if not isinstance(value, list)):
        raise NotNames("There are NUL characters in it, as a damaged file has. Save it as CSV UTF-8 and try again.")
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
