"""A page with every component on it, and a small server for it: for looking at, for axe, and for the scripts' tests.

To look at it: `python -m tests.ui.gallery`, then open the address it prints.
"""

from __future__ import annotations

import json
import mimetypes
import threading
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

from django.template import Context, Engine
from django.template.loader import get_template, render_to_string

from kith.ui.forms import (
    Checkboxes,
    DateParts,
    Email,
    KithForm,
    LongText,
    MomentParts,
    Phone,
    Postcode,
    Radios,
    Repeat,
    Select,
    Text,
    Tick,
    Upload,
    WholeNumber,
    YesNo,
)

ROOT = Path(__file__).parents[2]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class ChildForm(KithForm):
    """One child of several."""

    first_name = Text("First name", width=20)
    born = DateParts("Date of birth", past=True)


class GalleryForm(KithForm):
    """One field of every kind."""

    fieldsets = (
        ("About you", ("name", "email", "phone", "postcode")),
        ("What happened", ("told", "when", "method", "other")),
    )
    name = Text("Your name", hint="As on your badge", width=20)
    email = Email("Work email address")
    phone = Phone(required=False)
    postcode = Postcode(required=False)
    told = LongText("What were you told?", hint="In the referrer's own words", rows=4)
    when = MomentParts("When you were told", hint="For example, 4 6 2026 at 16:34", past=True)
    method = Radios(
        "How did they tell us?",
        [("phone", "By phone"), ("other", "Another way")],
        hints={"phone": "To the front door or the night duty team"},
        reveal={"other": ["other"]},
    )
    other = Text("Say how", width=20)
    kinds = Checkboxes(
        "Kinds of worry", [("home", "At home"), ("away", "Away from home"), ("none", "None")], exclusive="none"
    )
    level = Select(
        "Level of need", [("1", "Universal"), ("2", "Early help"), ("3", "Child in need")], empty="Choose a level"
    )
    safe = YesNo("Is the child safe now?")
    rooms = WholeNumber("Bedrooms", suffix="rooms", required=False)
    proof = Upload("Letter", required=False)
    agreed = Tick("The parents know that I am telling you", required=False)
    children = Repeat(ChildForm, "Children", one="child")


CLOCK = {
    "state": "soon",
    "used": 75,
    "words": "Assessment due in 8 working days",
    "href": "#counting",
    "rule": "Assessment finished within 45 working days of the referral",
    "source": "Working Together, assessment timescales",
    "started_by": "Referral, Friday 17 April 2026",
    "limit": "Tuesday 23 June 2026",
    "counted": "32 of 45 working days used. 4 and 25 May were bank holidays.",
}


def shown() -> dict[str, Any]:
    """Everything the gallery draws."""
    due = [
        (
            "Dr Anand's reply",
            "Asked 19 May how Grace's low mood is being helped.",
            "late",
            100,
            "Overdue by 1 working day",
        ),
        ("Reply to health visitor", "She asks if Mum has been told about the check.", "today", 75, "Due today"),
        ("See Amara", "Every 10 working days, agreed in the plan.", "soon", 50, "Due in 3 working days"),
    ]
    return {
        "training_copy": True,
        "authority_name": "Northmere Council",
        "may_search": True,
        "density": "roomy",
        "user": SimpleNamespace(is_authenticated=True, name="Farah Siddiqui", pk=1),
        "person_ref": "farah",
        "nav": [
            {"label": "My work", "href": "/"},
            {"label": "Front door", "href": "/f/", "count": 14, "current": True},
        ],
        "back": {"href": "/f/", "label": "Front door"},
        "facts": [
            {"label": "Born", "value": "12 February 2018"},
            {"label": "Child id", "value": "104 882", "number": True},
            {"label": "Lives at", "value": "14 Rowan Walk, NM4 2QT"},
            {"label": "Key worker", "value": "Farah Siddiqui"},
        ],
        "badges": [
            ("missing", "Missing now"),
            ("restricted", "Restricted"),
            ("looked-after", "Looked after"),
            ("protection", "Child protection plan"),
            ("need", "Child in need"),
            ("care", "Letters: mother only"),
        ],
        "pages": [{"label": "Overview", "href": "#o", "current": True}, {"label": "Chronology", "href": "#c"}],
        "clock_soon": CLOCK,
        "steps": [
            {"label": "Contact", "state": "done", "lines": ["15 April, police", "Decided in 20 hours"]},
            {"label": "Referral", "state": "done", "lines": ["17 April"]},
            {"label": "Assessment", "state": "now", "lines": ["Day 32 of 45", "7 of 11 sections ready"], "href": "#a"},
            {"label": "Plan, or close", "state": "next", "lines": ["Not started"]},
        ],
        "counts": [{"number": 2, "label": "overdue", "href": "#1"}, {"number": 14, "label": "children"}],
        "due": [{"what": a, "why": b, "clock": {**CLOCK, "state": c, "used": d, "words": e}} for a, b, c, d, e in due],
        "events": [
            {
                "title": "School told us what Amara said",
                "href": "#e",
                "by": "Mrs Hale, Larkfield Primary",
                "when": datetime(2026, 6, 3, 15, 34, tzinfo=UTC),
                "words": "Mum came in the same day and asked for help.",
            },
            {
                "title": "Seen alone at school",
                "by": "Farah Siddiqui",
                "when": date(2026, 5, 26),
                "words": "Drew her houses.",
            },
        ],
        "rows": [
            {"key": "Name", "value": "زينب الحسن", "actions": [{"label": "Change", "href": "#n", "about": "name"}]},
            {"key": "School", "value": "Larkfield Primary"},
        ],
        "chips": [
            ("later", 25, "Friday 12 June"),
            ("soon", 50, "Due in 4 working days"),
            ("today", 75, "7 hours left"),
            ("late", 100, "Late by 1 hour 10"),
            ("done", None, "Done on time"),
            ("done-late", None, "Done late"),
        ],
        "crumbs": [{"label": "Children", "href": "#c"}, {"label": "Amara Okafor"}],
        "previous": {"href": "#p"},
        "next": {"href": "#n"},
        "tabs": [{"label": "Facts", "panel": "Known"}, {"label": "Sources", "panel": "Police"}],
        "people": [
            {"name": "Grace Okafor", "phone": "07700 900 318", "about": "Mother. Text first"},
            {"name": "Night duty team", "phone": "01632 960 999", "about": "After 17:30 and at weekends"},
        ],
        "lacking": [
            {"label": "Write the analysis", "href": "#w"},
            {"label": "Link worry D2", "href": "#d", "about": " to a goal"},
        ],
    }


def page(template: str = "", **more: Any) -> str:
    """The gallery, or a page frame of the product, as HTML."""
    context = {**shown(), "form": GalleryForm(), **more}
    if template:
        return render_to_string(template, context)
    source = Path(__file__).with_name("gallery.html").read_text()
    engine: Engine = get_template("base.html").backend.engine
    compiler = next(loader for loader in _loaders(engine) if hasattr(loader, "cotton_compiler")).cotton_compiler
    return engine.from_string(compiler.process(source)).render(Context(context))


def _loaders(engine: Engine) -> list[Any]:
    return [inner for loader in engine.template_loaders for inner in getattr(loader, "loaders", [loader])]


class Site:
    """What the scripts talk to: the gallery, its drafts and its faults, on loopback."""

    def __init__(self) -> None:
        self.drafts: dict[str, dict[str, Any]] = {}
        self.puts: list[dict[str, Any]] = []
        self.posts: list[dict[str, list[str]]] = []
        self.fault = 0  # answer drafts with this status
        self.accepted = ""
        self.person = "farah"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Answers,), {"site": self}))
        self.address = f"http://localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def keep(self, url: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """What the product's draft address does: a newer version elsewhere is never overwritten."""
        if self.fault:
            return self.fault, {}
        self.puts.append(sent)
        old = self.drafts.get(url)
        if old and old["version"] != sent["version"] and old["data"] != sent["data"]:
            return 409, old
        new = {"version": (old or {"version": 0})["version"] + 1, "data": sent["data"]}
        self.drafts[url] = {**new, "saved_at": "2026-06-04T09:42:00+00:00"}
        return 200, self.drafts[url]

    def stop(self) -> None:
        """Close the server."""
        self.server.shutdown()
        self.server.server_close()


class _Answers(BaseHTTPRequestHandler):
    site: Site

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def answer(self, status: int, body: str | bytes, kind: str = "text/html; charset=utf-8") -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/static/"):
            file = ROOT / "build" / path[1:]
            if not file.is_file():
                return self.answer(404, "")
            return self.answer(200, file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream")
        if path == "/favicon.ico":
            return self.answer(200, b"", "image/x-icon")
        return self.answer(200, self.drawn(path))

    def drawn(self, path: str) -> str:
        """Each page of the small site."""
        if path == "/door/":
            return page("door.html", user=SimpleNamespace(is_authenticated=False))
        accepted, self.site.accepted = self.site.accepted, ""
        if path == "/plain/":
            return page("base.html", draft_accepted=accepted)
        draft = self.site.drafts.get("/drafts/gallery/")
        form = GalleryForm(data=_multi(draft["data"])) if draft else GalleryForm()
        form.unchecked = draft is not None
        return page(form=form, draft_version=draft["version"] if draft else 0, person_ref=self.site.person)

    def do_PUT(self) -> None:
        status, answer = self.site.keep(self.path, json.loads(self.body()))
        self.answer(status, json.dumps(answer), "application/json")

    def do_POST(self) -> None:
        sent = parse_qs(self.body().decode("utf-8", "replace"), keep_blank_values=True)
        self.site.posts.append(sent)
        form = GalleryForm(data=_multi(sent))
        form.is_valid()
        if self.path == "/gallery/":
            draft = self.site.drafts.get("/drafts/gallery/")
            return self.answer(422, page(form=form, typed=True, draft_version=draft["version"] if draft else 0))
        return self.answer(200, "")


def _multi(data: dict[str, list[str]]) -> Any:
    from django.utils.datastructures import MultiValueDict

    return MultiValueDict(data)


if __name__ == "__main__":
    import os
    import time

    import django
    from django.test import override_settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.site.settings")
    django.setup()
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=plain):
        print(Site().address)  # noqa: T201  # the one thing this command says
        while True:
            time.sleep(60)
