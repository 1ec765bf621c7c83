"""Reading a police file: what it is, what it is not, and what each cell means. Knows nothing of contacts."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from kith.kernel.now import LONDON, now
from kith.ui.forms.dates import EARLIEST, MONTH_NAMES, read_time

LARGEST = 5 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 2_000, 100
DELIMITERS = ",;\t|"
HOW = "Open it in the program it came from and save it as CSV UTF-8, then choose that file."
OTHER_KINDS = [
    (b"PK\x03\x04", f"This is an Excel workbook, or a zip file, not a CSV file. {HOW}"),
    (b"\xd0\xcf\x11\xe0", f"This is an old Excel or Word file, not a CSV file. {HOW}"),
    (b"%PDF", "This is a PDF. Ask the police for the same list as a CSV file."),
    (b"{\\rtf", f"This is a Word document, not a CSV file. {HOW}"),
    (b"\x1f\x8b", "This file is compressed. Unpack it, then choose the CSV file inside."),
    (b"<", "This is a web page, not a CSV file. Download the file itself, then choose it."),
]


class Unreadable(ValueError):
    """The file cannot be read as a table. The message says what it is and what to do."""


@dataclass(frozen=True)
class Table:
    """A file as a table: its headings, and its rows by the number a spreadsheet shows."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]

    @property
    def digest(self) -> str:
        """The headings, in order, as one word: the same for the next file like it."""
        plain = "\x1f".join(folded(heading) for heading in self.headings)
        return hashlib.sha256(plain.encode()).hexdigest()


def folded(text: str) -> str:
    """A heading without capitals, spaces and signs: "Date of Birth" is "dateofbirth"."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, as Windows writes it, or in UTF-16, as Excel does for "Unicode text".

    Raises:
        Unreadable: it is empty, too large, of another kind, or in letters we cannot read.
    """
    if len(data) > LARGEST:
        raise Unreadable("This file is larger than 5 MB. Split it into several, each with its headings.")
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise Unreadable("This file is empty. Choose the file with the list in it.")
    for mark, sentence in OTHER_KINDS:
        if start.startswith(mark):
            raise Unreadable(sentence)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = _utf_8(data)
    if b"\x00" in data:
        raise Unreadable(f"This is not a CSV file. {HOW}")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"We cannot read the letters in this file. {HOW}")


def _utf_8(data: bytes) -> bytes:
    try:
        return data.decode("utf-16").encode()
    except UnicodeError as broken:
        raise Unreadable(f"We cannot read the letters in this file: it breaks off. {HOW}") from broken


def read(text: str) -> Table:
    """The table in a text, whichever of four delimiters it uses.

    Raises:
        Unreadable: no headings, a single column, no rows, too many, or quotation marks that never close.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[list[str]] = []
    try:
        for line in reader:
            lines.append([cell.strip() for cell in line])
            if len(lines) > MOST_ROWS + 1:
                raise Unreadable(f"This file has more than {MOST_ROWS:,} rows. Split it, each part with its headings.")
    except csv.Error as fault:
        where = f"near line {reader.line_num}"
        raise Unreadable(f"The quotation marks do not close, or a cell is too long, {where}. {HOW}") from fault
    first = 1 if lines and re.fullmatch(r"sep=.?", lines[0][0] if lines[0] else "") else 0  # Excel's own first line
    headings = lines[first] if lines[first:] else []
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) < 2 and any(sum(map(bool, line)) > 1 for line in lines[first + 1 :]):
        raise Unreadable(
            "The first row must name the columns, and here it does not. Take away what stands above their names, and "
            "save the file again."
        )
    if len(headings) < 2:
        raise Unreadable("The first row must name the columns, with a comma between them. We found only one column.")
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(f"This file has more than {MOST_COLUMNS} columns. Leave out those that are not needed.")
    rows = [(number, line) for number, line in enumerate(lines[first + 1 :], first + 2) if any(line)]
    if not rows:
        raise Unreadable("There is a row of headings and nothing under it. Choose the file with the list in it.")
    return Table(headings, rows)


def _delimiter(text: str) -> str:
    """The sign that parts the rows as it parts the headings; of several, the one that makes most columns."""

    def fit(delimiter: str) -> tuple[int, int]:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            widths = [len(line) for line in islice(lines, 20) if line]
        except csv.Error:
            return (0, 0)
        return (widths.count(widths[0]), widths[0]) if widths and widths[0] > 1 else (0, 0)

    return max(DELIMITERS, key=fit)


FORMULA = re.compile(r"^(=|[+\-@][A-Za-z]\w*\()")
_DATE = re.compile(
    r"(?:(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})[-/. ](?P<m2>\d{1,2}|[A-Za-z]{3,9})[-/. ](?P<y2>\d{4}|\d{2}))"
    r"(?:[T ,]+(?P<time>\d{1,2}[:.]\d{2})(?:[:.]\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?)?"
)


def is_formula(cell: str) -> bool:
    """Whether a cell begins as a spreadsheet's formula does: what it says is not what was meant."""
    return FORMULA.match(cell) is not None


def read_date(cell: str) -> tuple[date, time | None]:
    """A date as people write it, day first, and the time beside it if there is one.

    Raises:
        ValueError: it is none; the message says how to mend it.
    """
    shown = cell if len(cell) <= 40 else f"{cell[:39]}…"
    if re.fullmatch(r"\d{4,6}(\.\d+)?", cell):
        raise ValueError(f"“{shown}” is a number. Show the column as a date in the spreadsheet, then save it again")
    found = _DATE.fullmatch(cell)
    if not found:
        raise ValueError(f"“{shown}” is not a date. Write it as 12/02/2018, the day first")
    year = found["y1"] or found["y2"]
    if len(year) == 2:
        raise ValueError(f"“{shown}” could mean two centuries. Write the year with four figures, as 12/02/2018")
    try:
        day = date(int(year), _month(found["m1"] or found["m2"]), int(found["d1"] or found["d2"]))
    except ValueError:
        raise ValueError(f"“{shown}” is not a real date. Write it as 12/02/2018, the day first") from None
    if day < EARLIEST:
        raise ValueError(f"“{shown}” is too long ago. Check the year")
    half = (re.search(r"[AaPp][Mm]$", cell) or [""])[0]
    return day, read_time(found["time"] + half) if found["time"] else None


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    word = text.casefold()
    return next((n for n, name in enumerate(MONTH_NAMES, 1) if name.startswith(word)), 0) or 9 * (word == "sept")


def happened_words(day: date, clock: time | None) -> str:
    """ "2 June 2026 at 21:40", or only the day.

    Raises:
        ValueError: it has not happened yet.
    """
    if datetime.combine(day, clock or time(0), LONDON) > now():
        raise ValueError("This is in the future. Check the date it happened")
    said = f"{day.day} {day:%B %Y}"
    return f"{said} at {clock:%H:%M}" if clock else said
