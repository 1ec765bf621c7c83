"""What every page about one person shares: the bar of its sub-pages."""

from __future__ import annotations

from typing import Any

SUB_PAGES = [
    ("Overview", ""),
    ("Chronology", "chronology/"),
    ("Notes", "notes/"),
    ("Family and network", "family/"),
    ("Assessments", "assessments/"),
    ("Documents", "documents/"),
    ("Who has looked", "access/"),
]
CHILD_ONLY = ("notes/", "assessments/")


def frame(person: Any, here: str) -> dict[str, Any]:
    """What every page about one person shares."""
    pages = [
        {"label": label, "href": f"{person.href}{tail}", "current": tail == here}
        for label, tail in SUB_PAGES
        if tail not in CHILD_ONLY or person.kind != "adult"
    ]
    return {"person": person, "pages": pages}
