"""Where the time of a request goes: SQL, templates, and the Python round them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.template.backends.django import Template


@dataclass
class Spent:
    """Milliseconds of one request, and its statements with theirs. `busy` is processor time, here and in PostgreSQL,
    which other work on the machine does not lengthen as it does the time on the clock."""

    all: float = 0.0
    busy: float = 0.0
    sql: float = 0.0
    template: float = 0.0
    statements: list[tuple[float, str, Any]] = field(default_factory=list)

    @property
    def python(self) -> float:
        """What is neither SQL nor template."""
        return max(0.0, self.all - self.sql - self.template)


@contextmanager
def watched() -> Iterator[Spent]:
    """Everything done here is counted; a commit is SQL, a query made while rendering is SQL and not template."""
    spent = Spent()
    render, commit = Template.render, connection._commit
    servers: dict[Path, float] = {}

    def statement(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        servers.setdefault(server, _busy(server))
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = (time.perf_counter() - began) * 1000
            spent.sql += took
            spent.statements.append((took, sql, params))

    def rendered(template: Any, *args: Any, **more: Any) -> Any:
        began, before = time.perf_counter(), spent.sql
        try:
            return render(template, *args, **more)
        finally:
            spent.template += (time.perf_counter() - began) * 1000 - (spent.sql - before)

    def committed() -> Any:
        began = time.perf_counter()
        try:
            return commit()
        finally:
            spent.sql += (time.perf_counter() - began) * 1000

    Template.render, connection._commit = rendered, committed  # type: ignore[method-assign]  (put back below)
    began, here = time.perf_counter(), time.process_time()
    try:
        with connection.execute_wrapper(statement):
            yield spent
    finally:
        spent.all = (time.perf_counter() - began) * 1000
        spent.busy = (time.process_time() - here) * 1000 + sum(_busy(one) - was for one, was in servers.items())
        Template.render, connection._commit = render, commit  # type: ignore[method-assign]  (put back below)


def _busy(server: Path) -> float:
    """Milliseconds of processor that a server process has used since it began."""
    return int(server.read_text().split()[0]) / 1e6 if server.exists() else 0.0
