"""Writes the tables of docs/benchmarks.md from the results kept; the words round them are written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bench import home
from bench.figures import kept

PAGE = home.CHECKOUT / "docs" / "benchmarks.md"


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A Markdown table; every column but the first is numbers."""
    names = list(head)
    lines = [f"| {' | '.join(names)} |", f"|---|{'--:|' * (len(names) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(map(_said, row))} |" for row in rows)])


def _said(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if isinstance(value, float) and value >= 100 else str(value)


def when(found: dict[str, Any]) -> str:
    """When it ran, and beside what."""
    return f"{found['at']}, {found['processors']} processors, load {found['load']}"


def pages(found: dict[str, Any]) -> str:
    """Each page at both sizes."""
    small, large = found[str(home.SMALL)], found[str(found["people"])]
    rows = []
    for name, big in large["pages"].items():
        little = small["pages"].get(name)
        ratio = round(big["busy"] / little["busy"], 1) if little and little["busy"] else None
        rows.append(
            [name, little and little["busy"], big["busy"], big["busy_p95"], ratio, big["median"], big["p95"],
             big["sql"], big["python"], big["template"], big["queries"]]
        )  # fmt: skip
    head = ["Page", f"busy, {home.SMALL:,}", f"busy, {found['people']:,}", "busy p95", "ratio", "median", "p95",
            "SQL", "Python", "template", "queries"]  # fmt: skip
    ran = f"{home.SMALL:,}: {when(small['machine'])}. {found['people']:,}: {when(large['machine'])}."
    return f"{ran}\n\n{table(head, rows)}"


def search(found: dict[str, Any]) -> str:
    """Times at both sizes, and recall by class beside the others."""
    people = found["people"]
    small, large = found[f"kith {home.SMALL}"], found[f"kith {people}"]
    times = [
        [f"{size:,} people", one["p50"], one["p95"], one["worst"], one["busy"]["p50"], one["busy"]["p95"],
         one["in_ten"], one["strictly"], one["told"], one["asked"], when(one["machine"])]
        for size, one in ((home.SMALL, small), (people, large))
    ]  # fmt: skip
    ratio = [round(large[part] / small[part], 1) for part in ("p50", "p95")]
    ratio += [None, *(round(large["busy"][part] / small["busy"][part], 1) for part in ("p50", "p95"))]
    times.append(["ratio", *ratio, None, None, None, None, None])
    head = [
        "",
        "p50 ms",
        "p95 ms",
        "worst ms",
        "busy p50",
        "busy p95",
        "in the first ten, %",
        "without ties, %",
        "of those tellable, %",
        "queries",
        "when",
    ]
    others = {"Kith": large["classes"], "Kith at intake": found.get("intake", {}).get("classes", {})}
    others["trigrams"] = found.get("trigrams", {}).get("classes", {})
    splink = found.get("splink", {})
    judged = {name: {"in_ten": share} for name, share in splink.get("classes", {}).items()}
    others["Splink"] = judged
    columns = {name: classes for name, classes in others.items() if classes}
    rows = [
        [name, *(classes.get(name, {}).get("in_ten") for classes in columns.values()), large["classes"][name]["told"]]
        for name, _ in sorted(large["classes"].items(), key=lambda one: one[1]["in_ten"])
    ]
    whole = [large["in_ten"], *(found[part]["in_ten"] for part in ("intake", "trigrams", "splink") if part in found)]
    rows.append(["**all**", *whole, large["told"]])
    by_class = table(["Class", *columns, "Kith, of those tellable"], rows)
    return f"{table(head, times)}\n\nSeed {found['seed']}, {found['size']} queries a class.\n\n{by_class}"


def load(found: dict[str, Any]) -> str:
    """How many workers, how fast; and what the server's processes hold."""
    rows = [
        [one["workers"], one["all"]["a_second"], one["all"]["median"], one["all"]["p95"], one["all"]["failures"],
         f"{one['at']}, load {one['load']}"]
        for one in found["runs"]
    ]  # fmt: skip
    head = ["Workers", "requests/s", "median ms", "p95 ms", "failures", "when"]
    each = max(found["runs"], key=lambda one: (one["all"]["p95"] <= 500, one["workers"]))
    by_page = table(
        [f"Page, at {each['workers']} workers", "requests", "median ms", "p95 ms"],
        [[name, one["requests"], one["median"], one["p95"]] for name, one in sorted(each["pages"].items())],
    )
    held = table(
        ["Process of `kith serve`", "RSS MB", "PSS MB"],
        [["master" if not place else f"worker {place}", one["rss"], one["pss"]]
         for place, one in enumerate(found["memory"])],
    )  # fmt: skip
    return f"{found['people']:,} people.\n\n{table(head, rows)}\n\n{by_page}\n\n{held}"


def writing(found: dict[str, Any]) -> str:
    """A long assessment beside an empty one, a large family drawn, and drafts kept."""
    long, empty = found["long"], found["empty"]
    rows = [
        [what, one["median"], empty[what]["median"], round(one["median"] / empty[what]["median"], 1), one["p95"]]
        for what, one in long.items()
        if isinstance(one, dict)
    ]
    head = ["", f"{long['pages']} pages, median ms", "empty, median ms", "ratio", f"{long['pages']} pages, p95 ms"]
    a_page = round(long["print"]["median"] / long["pages"] / 1000, 3)
    drawn, drafts = found["genogram"], found["drafts"]
    said = (
        f"Printing: {a_page} s a page. Genogram of {drawn['people']} people: median {drawn['median']} ms, p95"
        f" {drawn['p95']}. Drafts kept by two processes: {drafts['a second']} a second (300 people typing send"
        f" {drafts['sent a second']:g}), median {drafts['median']} ms, p95 {drafts['p95']}."
    )
    return f"{when(found['machine'])}, {found['people']:,} people.\n\n{table(head, rows)}\n\n{said}"


def past(found: dict[str, Any]) -> str:
    """A long history beside a short one, the past beside the present, and what history and the wall cost a write."""
    long, short = found["long"], found["short"]
    rows = [
        [what, one["median"], short[what]["median"], round(one["median"] / short[what]["median"], 1),
         round(one["median"] / one["sql"], 1), one["p95"]]
        for what, one in long.items() if what != "restoring"
    ]  # fmt: skip
    head = [
        "",
        "5,000 events, median ms",
        "50 events, median ms",
        "ratio",
        "times its SQL",
        "5,000 events, p95 ms",
    ]
    again = table(
        ["All that is shown of a record", "rows", "as it stands, ms", "as it stood, ms", "ratio"],
        [[name, int(one["rows"]), one["now"], one["then"], one["ratio"]]
         for name, one in (("50 events", short["restoring"]), ("10,000 rows of history", long["restoring"]))],
    )  # fmt: skip
    plain = found["writing"]["neither"]
    written = table(
        ["An address, by itself", "written, ms", "ratio", "changed, ms", "ratio"],
        [[name, one["written"], round(one["written"] / plain["written"], 2), one["changed"],
          round(one["changed"] / plain["changed"], 2)] for name, one in found["writing"].items()],
    )  # fmt: skip
    parts = (table(head, rows), again, written)
    return f"{when(found['machine'])}, {found['people']:,} people.\n\n" + "\n\n".join(parts)


def audit(found: dict[str, Any]) -> str:
    """The list of reading that deserves a look, beside its SQL alone; and the search through the looks."""
    rows = [
        [name, found[what]["median"], found[what]["p95"], found[what]["sql"], found[what]["ratio"]]
        for name, what in (("what waits", "list"), ("everything", "everything"))
    ]
    shown = table(["The list", "median ms", "p95 ms", "SQL alone, ms", "ratio"], rows)
    said = (
        f"{found['looks']:,} looks, {found['findings']:,} findings. The first search, of a month: "
        f"{found['first']['seconds']} s. The search of an hour after it: {found['hour']['seconds']} s."
    )
    return f"{when(found['machine'])}, {found['people']:,} people.\n\n{shown}\n\n{said}"


def _whole(name: str, found: dict[str, Any]) -> bool:
    """Whether that part ran to its end: half a run says nothing."""
    last = {"pages": str(found["people"]), "search": "ended", "load": "memory", "writing": "drafts", "past": "writing",
            "audit": "everything"}  # fmt: skip
    return last[name] in found


def write() -> None:
    """Put the tables between their marks in docs/benchmarks.md."""
    text = PAGE.read_text(encoding="utf-8")
    for name, made in (
        ("pages", pages),
        ("search", search),
        ("load", load),
        ("writing", writing),
        ("past", past),
        ("audit", audit),
    ):
        found = kept(name)
        if found and _whole(name, found):
            shown = f"<!-- {name} -->\n{made(found)}\n<!-- /{name} -->"
            text = re.sub(rf"<!-- {name} -->.*<!-- /{name} -->", lambda _, new=shown: new, text, flags=re.DOTALL)
    PAGE.write_text(text, encoding="utf-8")
