"""Who may write on the board: whoever may write in the assessment it belongs to, and nobody else."""

from __future__ import annotations

from typing import Any

from kith.access.models import User
from kith.assessment.policies import work


def write(actor: User, target: Any) -> bool | str:
    """May write on the board of an open assessment; `target` is an entry, a score, or what is to become one."""
    return work(actor, target.assessment)
