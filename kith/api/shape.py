"""What a system sent is of the kind the description promises: text where text belongs, and nothing it does not name.

A page can only send text, and never a box that is not there; a system can send anything. What is found here would else
be written down as something nobody said (`{'a': 1}` as the worry), or be left out without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
WORDS = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "an object",
}
MOST = 50  # faults told at once


def faults(schema: Schema, data: dict[str, Any]) -> dict[str, list[str]]:
    """What is not of the promised kind, by field; empty when all is."""
    found: dict[str, list[str]] = {}
    for number, (name, fault) in enumerate(_faults(schema, data)):
        if number == MOST:
            break
        found.setdefault(name, []).append(fault)
    return found


def _faults(schema: Schema, data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in data.items():
        known = schema["properties"].get(name)
        if known is None:
            yield name[:100], "There is no such field. Nothing is left out without a word: take it away"
        else:
            for fault in _of_kind(known, value):
                yield name, fault


def _of_kind(schema: Schema, value: Any) -> Iterator[str]:
    kind = schema["type"]
    if not _is(kind, value):
        yield f"This must be {WORDS[kind]}, or left out"
    elif kind == "string" and len(value) > schema.get("maxLength", len(value)):
        yield f"This must be {schema['maxLength']:,} characters or fewer. It now has {len(value):,}"
    elif kind == "array":
        if len(value) > schema.get("maxItems", len(value)):
            yield f"There may be {schema['maxItems']} at most"
            return
        for number, item in enumerate(value, 1):
            inner = schema["items"]
            nested = _faults(inner, item) if inner["type"] == "object" and isinstance(item, dict) else ()
            yield from (f"{number}, {name}: {fault}" for name, fault in nested)
            if not _is(inner["type"], item):
                yield f"{number}: this must be {WORDS[inner['type']]}"


def _is(kind: str, value: Any) -> bool:
    if kind in ("integer", "number"):
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return not isinstance(value, bool) and (whole or (kind == "number" and isinstance(value, float)))
    return isinstance(value, {"string": str, "boolean": bool, "array": list, "object": dict}[kind])
