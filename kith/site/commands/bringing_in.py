"""`import`: records from another system, in one piece or not at all (decision 24)."""

import csv
import os
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kith.site.commands.terminal import WELL, Stop, say, wake


def cin_census(arguments: Namespace) -> int:
    """A children in need census file, of any year from 2022 on."""
    out: Path | None = arguments.report
    if out:
        _check_place(out, arguments.file, arguments.force)
    report = _bring_in("load_file", arguments.file, shown=True)
    say(report.overview())
    if out:
        _write(report, out, arguments.force)
        say(f"The report by child is in {out}. It is about children: keep it as you keep their records.")
    return WELL


def names(arguments: Namespace) -> int:
    """Names for children whom a census brought in without: a CSV file by child id."""
    say(_bring_in("load_names", arguments.file))
    return WELL


def _bring_in(loader: str, file: Path, **how: bool) -> Any:
    if not file.is_file():
        raise Stop(f"There is no file {file}.")
    wake()
    from kith.access.system import working
    from kith.kernel.perform import Invalid
    from kith.returns.cin import load, refusal

    bring: Callable[..., Any] = getattr(load, loader)
    try:
        with working() as kith:
            return bring(file, kith, **how)
    except (refusal.NotACensus, load.NotNames, load.Busy) as why:
        raise Stop(f"Nothing was brought in. {why}") from why
    except Invalid as wrong:
        said = " ".join(str(text) for texts in wrong.form.errors.values() for text in texts)
        raise Stop(f"Nothing was brought in. A rule of the record refused it: {said}") from wrong


def _check_place(out: Path, file: Path, force: bool) -> None:
    """Say what would stop the report before anything is brought in."""
    if file.exists() and out.exists() and out.samefile(file):
        raise Stop("The report would be written over the census. Give it another name.")
    if out.is_dir():
        raise Stop(f"{out} is a folder. Give the report a name in it.")
    if out.exists() and not force:
        raise Stop(f"There is a file {out} already. Give the report another name, or add --force to write over it.")
    if not out.parent.is_dir():
        raise Stop(f"There is no folder {out.parent} for the report.")
    if not os.access(out.parent, os.W_OK):
        raise Stop(f"Kith may not write in the folder {out.parent}. Give the report another place.")


def _write(report: Any, out: Path, force: bool) -> None:
    """The report for a spreadsheet, readable only by whoever asked for it."""
    begun = False
    try:
        if force:
            out.unlink(missing_ok=True)
        opened = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        begun = True
        with open(opened, "w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(report.csv_rows())
    except OSError as why:
        if begun:
            out.unlink(missing_ok=True)
        raise Stop(
            f"The census was brought in, but the report could not be written ({why.strerror}). The same command again "
            "brings nothing in twice, and writes it."
        ) from why
