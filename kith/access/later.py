"""Asking for a job inside the transaction that needs it: with the step, or not at all."""

from __future__ import annotations

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task


def later(job: str, **arguments: int | str) -> None:
    """Ask the worker for a job once this transaction is committed.

    Args:
        job: its name, as kith.site.jobs gives it; that page is above every room, so it is asked for by name.
        arguments: ids only. The table of jobs is outside the wall (foundations, trap 15).
    """
    # Always Django's own connection. In the worker the library would use another, and a job that fails would leave
    # behind what it had asked for.
    configure_task(name=job, job_manager=JobManager(DjangoConnector()), queue="default").defer(**arguments)
