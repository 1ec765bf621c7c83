"""`bin/kith import cin-census`: the report as a file, and an import that is broken off or begun twice (decision 24)."""

from __future__ import annotations

import csv
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ROOT
from tests.returns.census import child, message, referral
from tests.site.conftest import Place, Run

PLAN = "<PreProceedingsandFGDM><FGDMoffered>2025-07-01</FGDMoffered></PreProceedingsandFGDM>"


def ids(where: Place, beginning: str) -> int:
    with psycopg.connect(where["DATABASE_OWNER_URL"]) as owner:
        found = owner.execute("select count(*) from people_identifier where value like %s", [f"{beginning}%"])
        return int(found.fetchone()[0])  # type: ignore[index]  # a count has a row


@pytest.fixture
def census(tmp_path: Path) -> Path:
    file = tmp_path / "census.xml"
    plain = child(referral(PLAN), key="REP1", ethnicity="=HYPERLINK(1)")
    file.write_text(message(plain, child(key="", ethnicity="@SUM(A1)")), encoding="utf-8")
    return file


def test_the_report_by_child_comes_as_a_file(run: Run, real_place: Place, census: Path) -> None:
    out = census.with_name("report.csv")
    words = ("import", "cin-census", str(census), "--report", str(out))
    done = run(real_place, *words)
    assert done.returncode == 0, done.stderr
    assert "Kept word for word for a later import" in done.stdout
    assert str(out) in done.stdout
    assert "Children: 100%" in done.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["LAchildID", "Line", "What became of it"]
    of_child = {(row[2], row[3], row[4]) for row in rows if row[0] == "REP1"}
    assert of_child >= {
        ("kept aside", "PreProceedingsandFGDM", ""),
        ("kept aside", "ChildCharacteristics/Ethnicity", "'=HYPERLINK(1)"),
    }
    assert [row[3] for row in rows if "Give the child an LAchildID" in row[6]] == ["Child"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    before = out.read_bytes()
    refused = run(real_place, *words)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "add --force" in refused.stderr
    again = run(real_place, *words, "--force")
    assert (again.returncode, out.read_bytes()) == (0, before)


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("census.xml", "over the census"),
        (".", "is a folder"),
        ("nowhere/report.csv", "There is no folder"),
    ],
)
def test_a_report_that_cannot_be_written_stops_the_import_before_it_begins(
    run: Run, real_place: Place, census: Path, out: str, said: str
) -> None:
    was = census.read_bytes()
    place = str(census.parent / out)
    done = run(real_place, "import", "cin-census", str(census), "--report", place, "--force")
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert census.read_bytes() == was


def test_a_refused_file_leaves_no_report(run: Run, real_place: Place, tmp_path: Path) -> None:
    file, out = tmp_path / "other.xml", tmp_path / "report.csv"
    file.write_text(message(child()).replace(">CIN<", ">CLA<"), encoding="utf-8")
    done = run(real_place, "import", "cin-census", str(file), "--report", str(out))
    assert done.returncode == 1
    assert "the collection is 'CLA'" in done.stderr
    assert not out.exists()


def test_an_import_killed_half_way_leaves_nothing_and_may_be_given_again(
    run: Run, real_place: Place, tmp_path: Path
) -> None:
    file = tmp_path / "census.xml"
    file.write_text(message(*(child(key=f"KILL{n}") for n in range(120))), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "kith.site.cli", "import", "cin-census", str(file)],
        cwd=ROOT, env=real_place, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
    ) as begun:  # fmt: skip
        try:
            assert begun.stderr is not None
            seen = b""
            while not re.search(rb"Children: .* [1-9][0-9]*/120 ", seen):
                more = os.read(begun.stderr.fileno(), 4096)
                assert more, seen
                seen += more
            begun.send_signal(signal.SIGSTOP)  # as long as the other needs to begin
            twin = run(real_place, "import", "cin-census", str(file))
            assert (twin.returncode, twin.stdout) == (1, "")
            assert "Another import is under way" in twin.stderr
        finally:
            begun.send_signal(signal.SIGKILL)
    assert ids(real_place, "KILL") == 0
    for _ in range(100):
        done = run(real_place, "import", "cin-census", str(file))
        if "under way" not in done.stderr:  # the database may still be taking back what the dead one did
            break
        time.sleep(0.2)
    assert (done.returncode, ids(real_place, "KILL")) == (0, 120), done.stderr
    assert run(real_place, "import", "cin-census", str(file)).returncode == 0
    assert ids(real_place, "KILL") == 120
