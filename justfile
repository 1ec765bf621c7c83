# Daily tasks. `just` is installed by bin/setup: .venv/bin/just, or put .venv/bin on your PATH.

set positional-arguments

python := justfile_directory() / ".venv/bin/python"
export PYTHONPATH := justfile_directory()
export PATH := justfile_directory() / ".venv/bin:" + env("PATH")

# What there is to run
default:
    @just --list --unsorted

# A made-up authority on http://localhost:8000
demo *arguments:
    bin/demo "$@"

# The whole suite; with paths or options, some of it on the embedded server
test *arguments:
    bin/test "$@"

# Style, types and imports, without the tests
check:
    bin/setup test packages quiet
    ruff check
    ruff format --check
    lint-imports
    {{ python }} scripts/with_database.py embedded mypy

# Put Python in the house style
fmt:
    bin/setup test packages quiet
    ruff check --fix
    ruff format

# Recompile every lock; `just lock --upgrade` takes the newest of everything
lock *arguments:
    bin/lock "$@"

# Build styles and scripts again
styles:
    bin/setup

# How fast at a million people: `just bench [search | pages | load | writing | past | audit] [--keep]`; figures go to docs/benchmarks.md
bench *arguments:
    bin/setup packages quiet
    nice -n 5 {{ python }} -m bench "$@"

# The tests that make up their own examples, with twenty times as many (hours); `just campaign 2` is shorter
campaign times="20":
    KITH_CAMPAIGN={{ times }} bin/test tests -p tests.campaign -m "not browser" --hypothesis-show-statistics -q
