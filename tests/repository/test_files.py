"""What the files of the repository promise each other, whatever they hold."""

import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
CODE = {".py", ".html", ".css", ".scss", ".js"}
LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "package-lock.json"]
# Halved, so that this page does not find itself.
PLACES = re.compile("|".join(["/wo" + r"rk/(main|shared|\.)", "/ro" + r"ot/\.", "ba" + "sh_jobs", "/opt/wh" + "eels"]))
REGISTRIES = re.compile("|".join(["registry.np" + "mjs", "pypi.or" + "g/simple", "files.python" + "hosted"]))
UNFINISHED = re.compile(r"\b(TO" + "DO|FIX" + r"ME)\b|pytest\.(mark\.)?(ski" + "p|xfa" + "il)")
UNREASONED = re.compile(r"#\s*(no" + r"qa(: [A-Z0-9, ]+)?|type: ig" + r"nore(\[[\w, -]+\])?)\s*$")


@cache
def files() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    said = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=30,
    ).stdout  # fmt: skip
    return [ROOT / name for name in said.split("\0") if name and (ROOT / name).is_file()]


def lines_matching(pattern: re.Pattern[str], among: list[Path]) -> list[str]:
    found = []
    for file in among:
        try:
            text = file.read_text()
        except UnicodeDecodeError:
            continue  # not text
        found += [
            f"{file.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    return found


def code(*suffixes: str) -> list[Path]:
    return [file for file in files() if file.suffix in (suffixes or CODE)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_says_what_is_installed_but_not_from_where(lock: Path):
    assert "://" not in lock.read_text()


def test_no_file_names_a_place_on_somebodys_machine():
    assert lines_matching(PLACES, files()) == []


def test_no_file_names_a_package_registry():
    assert lines_matching(REGISTRIES, files()) == []


def test_no_file_of_code_is_longer_than_a_sitting():
    # Migrations are written by Django, one table after another: nobody reads them in a sitting.
    written = [file for file in code() if "migrations" not in file.parts]
    long = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in written}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_nothing_is_left_unfinished_or_passed_over():
    assert lines_matching(UNFINISHED, code()) == []


def test_a_rule_is_set_aside_only_with_a_reason_beside_it():
    assert lines_matching(UNREASONED, code(".py")) == []


@pytest.mark.parametrize("wanted", sorted((ROOT / "requirements").glob("*.in")), ids=lambda wanted: wanted.name)
def test_every_dependency_says_why_it_is_here_and_is_locked(wanted: Path):
    lines = [line for line in wanted.read_text().splitlines() if line and not line.startswith(("#", "-"))]
    assert [line for line in lines if not re.search(r"\S\s+# \w+", line)] == []
    locked = wanted.with_suffix(".txt").read_text()
    names = [re.split(r"[\[~=<>\s]", line)[0] for line in lines]
    assert [name for name in names if not re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE)] == []


def test_every_room_says_what_it_is_for():
    rooms = [init.parent for init in (ROOT / "kith").glob("*/__init__.py")]
    assert rooms
    assert [room.name for room in rooms if not (room / "README.md").is_file()] == []


def test_only_one_page_reads_the_machines_clock():
    """The linter's ban is lifted in kernel and access for their transactions; this holds the clock's part of it."""
    clock = re.compile(r"timezone\.now\(|localdate\(|datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(")
    pages = [file for file in code(".py") if file.is_relative_to(ROOT / "kith")]
    found = lines_matching(clock, [page for page in pages if page != ROOT / "kith" / "kernel" / "now.py"])
    assert found == []


def test_every_command_can_be_run():
    commands = [*(ROOT / "bin").iterdir(), ROOT / ".ci" / "run"]
    assert [command.name for command in commands if not os.access(command, os.X_OK)] == []
