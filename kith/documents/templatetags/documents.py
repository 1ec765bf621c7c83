"""`{% documents_on_work matter %}`: the documents of a piece of work, on whatever page shows it."""

from __future__ import annotations

from typing import Any

from django import template

from kith.documents.content import TYPES
from kith.documents.queries import documents_on

register = template.Library()


@register.inclusion_tag("documents/parts/on_work.html")
def documents_on_work(work: Any) -> dict[str, Any]:
    """A heading, the documents of this piece of work (a matter), and the way to add more."""
    return {"work": work, "documents": list(documents_on(work))}


@register.inclusion_tag("documents/parts/listed.html")
def documents_listed(work: Any) -> dict[str, Any]:
    """Only the documents of this piece of work, where the page already adds to them."""
    return {"documents": list(documents_on(work))}


@register.filter
def file_type(media_type: str) -> str:
    """ "a PDF"."""
    found = TYPES.get(media_type)
    return found.called if found else media_type


@register.filter
def file_ending(media_type: str) -> str:
    """ "PDF", for the place where a picture would stand."""
    found = TYPES.get(media_type)
    return found.endings[0].upper() if found else ""
