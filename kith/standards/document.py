"""Write `docs/standards.md`, the list of timescales anyone can read: `python -m kith.standards.document [--check]`."""

import sys
from itertools import groupby
from pathlib import Path

from kith.standards.calendar import england
from kith.standards.consent import matrix
from kith.standards.deadlines import Deadline, Profile, load
from kith.standards.explain import CHECKED, STANDS_ON, says, version
from kith.standards.local_practice import parameters
from kith.standards.roles import Answerable, answerable
from kith.standards.thresholds import documents, levels
from kith.standards.words import long_date

PAGE = Path(__file__).parents[2] / "docs" / "standards.md"
AREAS = {
    "contact": "The front door",
    "referral": "The front door",
    "police.tell": "The front door",
    "csa": "The front door",
    "homeless": "The front door",
    "assessment": "Assessment",
    "prebirth": "Assessment",
    "exception": "Assessment",
    "emergency": "Protection",
    "strategy": "Protection",
    "s47": "Protection",
    "cp": "Protection",
    "police.protection": "Protection",
    "epo": "Protection",
    "care": "Protection",
    "gateway": "Protection",
    "preproceedings": "Protection",
    "fgdm": "Protection",
    "cin": "Child in need plans",
    "lac": "Children looked after",
    "iro": "Children looked after",
    "placement": "Placements",
    "out_of_area": "Placements",
    "adoption": "Placements",
    "pf": "Private fostering",
    "home": "Children's homes",
    "health": "Health and education",
    "pep": "Health and education",
    "eligible": "Leaving care",
    "pathway": "Leaving care",
    "pa": "Leaving care",
    "missing": "Missing children",
    "nrm": "Exploitation and modern slavery",
    "lado": "Allegations and serious incidents",
    "serious_incident": "Allegations and serious incidents",
    "complaint": "Complaints and requests for information",
    "sar": "Complaints and requests for information",
}
OPENING = """# The timescales Kith keeps

Every time limit that Kith counts, what it stands on, and how far its text was checked. Kith makes this page from its
own data with `python -m kith.standards.document`; a test fails when the page is out of date.

This is not legal advice. A rule whose text was not read needs a check by the authority's own lawyer first.

Two rule-books are held. **In force** is what law, guidance and common local practice ask today. **As described**
follows published procedures that set other limits. An authority chooses for each rule; a case keeps the edition it
began under. Where the law gives no number, Kith shows the time that has passed and makes up no date.
"""


def area(key: str) -> str:
    """The part of the work a rule belongs to. Raises KeyError for one that has no place on the page yet."""
    return AREAS[key] if key in AREAS else AREAS[key.partition(".")[0]]


def page() -> str:
    """The whole page, in Markdown."""
    order = list(dict.fromkeys(AREAS.values()))
    rules = sorted(load().rows, key=lambda rule: order.index(area(rule.key)))
    parts = [OPENING]
    for name, members in groupby(rules, key=lambda rule: area(rule.key)):
        parts.append(f"## {name}\n")
        parts += [_rule(rule) for rule in members]
    return "\n".join([*parts, _calendar(), _thresholds(), _consent(), _practice()])


def _rule(rule: Deadline) -> str:
    book = {Profile.AS_DESCRIBED: "as described", Profile.IN_FORCE: "in force"}.get(rule.profile, "both rule-books")
    source = f"[{rule.source}]({rule.url})" if rule.url else rule.source
    lines = [
        f"### {rule.title} ({book})\n",
        f"{says(rule)}.\n",
        f"- Stops: {rule.stops}",
        f"- For: {rule.applies_to}",
        f"- Stands on: {STANDS_ON[rule.force]}. {source}. {CHECKED[rule.verified]}",
        f"- Version: {version(rule)}",
        f"- Owner: {rule.owner_role} ({_who(answerable(rule.owner_role))})",
        f"- Exceptions: {rule.approver} ({_who(answerable(rule.approver))})",
        f"- Note: {rule.notes}" if rule.notes else "",
        f"- Edition: `{rule.edition}`. Begins with `{rule.starts_event}`, ends with `{rule.stops_event}`\n",
    ]
    return "\n".join(line for line in lines if line)


def _who(one: Answerable) -> str:
    if one.nobody:
        return "nobody can extend it"
    return ", ".join([*(role.label for role in one.roles), *(["outside Kith"] if one.external else [])])


def _calendar() -> str:
    calendar = england()
    first, last = min(calendar.loaded_years), max(calendar.loaded_years)
    rows = [
        f"| {long_date(day)} | {holiday.name} | {holiday.note} |"
        for day, holiday in sorted(calendar.holidays.items())
        if last - 4 <= day.year <= last
    ]
    held = (
        f"Calendar `{calendar.edition}` holds {first} to {last}; other years from 2000 to 2060 are worked out by "
        "rule and marked so. The last five years held:\n"
    )
    return "\n".join(
        [
            "## Bank holidays\n",
            held,
            "| Day kept | Holiday | Note |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _thresholds() -> str:
    latest = documents()[-1]
    lines = [
        "## Threshold document\n",
        f"{latest.cited}. It advises; people decide. Since the version before: {latest.changed}.\n",
    ]
    for level in levels().values():
        lines += [f"### {level.name}\n", f"{level.hint}. {level.basis}.\n"]
        lines += [f"- {one.text} (`{one.key}`)" for one in latest.at(level.level)]
        lines.append("")
    return "\n".join(lines)


def _consent() -> str:
    rows = [
        f"| {levels()[one.level].name} | {one.intervention} | {one.consent.value} | {one.rule} | {one.record} |"
        for one in matrix().values()
    ]
    return "\n".join(
        [
            "## Agreement to help\n",
            "Refusing help is never by itself a reason to raise a child to section 47.\n",
            "| Level | Help | Agreement | Rule | Recorded |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _practice() -> str:
    rows = [
        f"| {one.title} | {one.default} {one.unit} | {one.minimum} to {one.maximum} | {one.requirement} |"
        for one in parameters().values()
    ]
    head = ["## What an authority sets for itself\n", "| Setting | Shipped as | May be | Serves |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` say whether the one there is current. Returns the exit status."""
    if "--check" in arguments:
        current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        sys.stdout.write("docs/standards.md is current\n" if current else "docs/standards.md is out of date\n")
        return 0 if current else 1
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write("Wrote docs/standards.md\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
