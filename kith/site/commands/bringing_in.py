"""`import`: records from another system, in one piece or not at all (decision 24)."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kith.site.commands.terminal import WELL, Stop, say, wake


def cin_census(arguments: Namespace) -> int:
    """A children in need census file, of any year from 2022 on."""
    return _bring_in("load_file", arguments.file)


def names(arguments: Namespace) -> int:
    """Names for children whom a census brought in without: a CSV file by child id."""
    return _bring_in("load_names", arguments.file)


def _bring_in(loader: str, file: Path) -> int:
    if not file.is_file():
        raise Stop(f"There is no file {file}.")
    wake()
    from kith.access.system import working
    from kith.kernel.perform import Invalid
    from kith.returns.cin import load, refusal

    bring: Callable[..., Any] = getattr(load, loader)
    try:
        with working() as kith:
            report = bring(file, kith, _progress)
    except (refusal.NotACensus, load.NotNames) as why:
        raise Stop(f"Nothing was brought in. {why}") from why
    except Invalid as wrong:
        said = " ".join(str(text) for texts in wrong.form.errors.values() for text in texts)
        raise Stop(f"Nothing was brought in. A rule of the record refused it: {said}") from wrong
    say(report if isinstance(report, str) else report.overview())
    return WELL


def _progress(line: object) -> None:
    say(f"  {line}")
