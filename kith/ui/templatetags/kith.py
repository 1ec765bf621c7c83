"""Tags every page may use: names, dates, times and ages as Kith writes them, form fields, and the error summary."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kith.kernel.now import LONDON, now, today
from kith.standards.words import initials
from kith.ui.forms.shown import field_html, summary_links
from kith.ui.forms.words import lower_first
from kith.ui.templatetags.ui_parts import clock_html

register = template.Library()
# A clock in a list of many, `{% clock_face row.clock at_end=True %}`: the same as `<c-clock>`, in a tenth of the time.
register.simple_tag(clock_html, name="clock_face")
register.filter("initials", initials)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@register.filter
def in_london(value: datetime) -> datetime:
    """The same moment on the practitioner's clock. A time without a zone is already London's."""
    return value.replace(tzinfo=LONDON) if value.tzinfo is None else value.astimezone(LONDON)


def _day(value: date | datetime) -> date:
    return in_london(value).date() if isinstance(value, datetime) else value


@register.filter
def long_date(value: date | datetime | None) -> str:
    """`4 June 2026`; nothing for nothing."""
    if not value:
        return ""
    day = _day(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@register.filter
def day_date(value: date | datetime | None) -> str:
    """`Thursday 4 June`, with the year when it is not this one."""
    if not value:
        return ""
    day = _day(value)
    year = "" if day.year == today().year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


@register.filter
def clock_time(value: datetime | None) -> str:
    """`16:34`, in London."""
    return in_london(value).strftime("%H:%M") if value else ""


@register.filter
def moment(value: date | datetime | None) -> SafeString | str:
    """A date, or a date and time, inside a `time` element: `3 June 2026, 16:34`."""
    if not value:
        return ""
    if isinstance(value, datetime):
        local = in_london(value)
        words = f"{long_date(local)}, {clock_time(local)}"
        return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), long_date(value))


def years_between(born: date, day: date) -> int:
    """Whole years lived on a day. Someone born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@register.filter
def age(born: date | None, on: date | None = None) -> str:
    """An age in words: `8 years`, `14 months` under two, `5 weeks` under three months; `not yet born` before birth."""
    if not born:
        return ""
    day = _day(on) if on else today()
    if born > day:
        return "not yet born"
    years = years_between(born, day)
    if years >= 2:
        return f"{years} years"
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    if months >= 3:
        return f"{months} months"
    days = (day - born).days
    return _counted(days // 7, "week") if days >= 7 else _counted(days, "day")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


@register.filter
def person_name(person: Any) -> SafeString | str:
    """A person's name so that it reads rightly in any script beside English; `Name not supplied` when there is none.

    Takes a person, a user or plain text: `display_name` or `name` is used, whichever there is.
    """
    if person is None or person == "":
        return "Name not supplied"
    words = person
    if not isinstance(person, str):
        words = getattr(person, "display_name", None) or getattr(person, "name", "")
    words = words() if callable(words) else words
    return format_html("<bdi>{}</bdi>", words) if words else "Name not supplied"


@register.filter
def ref(value: Any) -> SafeString | str:
    """A reference or identifier in figures that line up and do not break: `104 882` stays on one line."""
    text = getattr(value, "ref", value)
    return format_html('<span class="kith-num kith-nowrap">{}</span>', text) if text not in (None, "") else ""


@register.filter
def unstopped(value: Any) -> str:
    """What somebody wrote, without the stop at its end: for the middle of a sentence of ours."""
    return str(value or "").strip().rstrip(".").rstrip()


@register.filter
def first_lower(value: Any) -> str:
    """With a small first letter, for the middle of a sentence; GP stays GP."""
    return lower_first(str(value or ""))


@register.filter
def telephone(value: Any) -> str:
    """A phone number as a `tel:` link wants it: digits, and a leading plus."""
    return re.sub(r"(?!^\+)[^0-9]", "", str(value or "").strip())


@register.simple_tag
def govuk_field(bound: BoundField | None, **changes: Any) -> SafeString | str:
    """One form field, whole: label, hint, error and control, in GOV.UK's markup.

    Usage: `{% govuk_field form.name %}`, or with changes to how it is shown, `{% govuk_field form.name heading="l" %}`.
    """
    return field_html(bound, **changes) if bound is not None else ""


@register.simple_tag
def error_links(form: BaseForm | None = None, items: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """What the error summary lists: each fault with a link to the exact control."""
    return list(items or []) or (summary_links(form) if form is not None else [])


@register.simple_tag
def shown_at() -> SafeString | str:
    """When this page was drawn: it stands at the foot of what is printed."""
    return moment(now())
