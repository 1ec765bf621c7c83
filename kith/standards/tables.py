"""Read the room's data files. One reader, so every list is read the same way and a bad file is named plainly."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

DATA = Path(__file__).parent / "data"

Row = Mapping[str, str]


class StandardsError(Exception):
    """A data file in this room cannot be used. Carries every fault found, so that they are mended in one go."""

    def __init__(self, source: str, faults: Iterable[str]) -> None:
        self.source = source
        self.faults = tuple(faults)
        super().__init__(f"{source} cannot be used:\n" + "\n".join(f"  - {fault}" for fault in self.faults))


def read_table(path: Path, columns: Sequence[str]) -> list[Row]:
    """Read a CSV file whose first line must be exactly `columns`.

    Raises StandardsError when the heading differs or a row has too many or too few cells.
    """
    faults: list[str] = []
    rows: list[Row] = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        heading = next(reader, [])
        if heading != list(columns):
            raise StandardsError(path.name, [f"the columns are {', '.join(heading)}; expected {', '.join(columns)}"])
        for cells in reader:
            if len(cells) != len(columns):
                faults.append(f"line {reader.line_num}: {len(cells)} cells where {len(columns)} are expected")
                continue
            rows.append(dict(zip(columns, (cell.strip() for cell in cells), strict=True)))
    if faults:
        raise StandardsError(path.name, faults)
    return rows
