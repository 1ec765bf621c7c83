"""A contact put into the referrer's words (FD-01, FD-03, FD-08)."""

from collections.abc import Mapping
from datetime import date
from random import Random

from kith.site.demo.plan.agencies import services
from kith.site.demo.plan.chance import likely, stream, weighted
from kith.site.demo.plan.days import is_school_day
from kith.site.demo.plan.events import ContactPlanned
from kith.site.demo.plan.said import agreements, said_adults, said_children
from kith.site.demo.plan.sources import Source, source_of
from kith.site.demo.plan.spelling import wrong_number
from kith.site.demo.plan.themes import Line, common, say, say_common, themes
from kith.site.demo.plan.told import Told
from kith.site.demo.plan.verdicts import Verdict
from kith.site.demo.plan.wording import words_for

# How often each part of a good referral is there: the child's words, strengths, harm, what was tried.
PARTS = {
    "police_da": (0.12, 0.35, 0.2, 0.5), "police_other": (0.3, 0.5, 0.4, 0.4), "school": (0.6, 0.8, 0.9, 0.9),
    "health": (0.3, 0.8, 0.9, 0.85), "family": (0.35, 0.4, 0.25, 0.4), "other": (0.4, 0.7, 0.8, 0.7),
}  # fmt: skip
LIKELIHOOD = {"likely": 40, "possible": 25, "happening": 20, "not_known": 15}


def tell(seed: int, verdict: Verdict, last_day: date) -> ContactPlanned:
    """The contact as it reaches Northmere."""
    told = verdict.told
    rng = stream(seed, "words", told.key)
    words = words_for(rng, told.scene)
    lines = _lines(rng, verdict)
    source = source_of(rng, told, lines[0])
    address_line, postcode = _address(rng, told)
    safe_now, safe_words = _safe(rng, verdict, words)
    shown, choice, reason = _services_shown(rng, verdict, source, words, last_day)
    return ContactPlanned(
        when=told.when,
        contact=told.key,
        family=told.family.key,
        category=told.category,
        theme=told.theme,
        agency=source.agency,
        source_code=source.source_code,
        referrer=source.referrer,
        referrer_name=source.name,
        referrer_role=source.role,
        referrer_phone=source.phone,
        recorded_by=source.recorded_by,
        method=source.method,
        contact_type=_contact_type(rng, told),
        external_ref=f"NP-{told.day:%y}-{told.key[1:]}" if source.agency == "police" else "",
        worry=told.script.get("worry") or " ".join(say(rng, (line,), words, told.scene.age) for line in lines),
        children=said_children(rng, told, source),
        adults=said_adults(rng, told),
        address_line=address_line,
        postcode=postcode,
        agreements=agreements(rng, verdict, source, words),
        urgent=verdict.urgent,
        urgent_because=_urgent_because(rng, verdict, words),
        safe_now=safe_now,
        safe_words=safe_words,
        crime=verdict.crime,
        services_shown=shown,
        service_choice=choice,
        service_reason=reason,
        **_parts(rng, verdict, words),
    )


def _lines(rng: Random, verdict: Verdict) -> list[Line]:
    """One line from each list that this speaker has for this worry."""
    told, lines = verdict.told, []
    for slot in themes()[told.theme].said[told.speaker]:
        fit = [line for line in slot if line.suits(told.scene.age, verdict.serious)]
        if fit:
            lines.append(rng.choice(fit))
    return lines


def _parts(rng: Random, verdict: Verdict, words: Mapping[str, str]) -> dict[str, str]:
    """The parts of a good referral: as written by hand, else by chance."""
    told, theme, age = verdict.told, themes()[verdict.told.theme], verdict.told.scene.age
    childs_words, strengths, harm, tried = (likely(rng, often) for often in PARTS[told.category])
    tool = theme.key in common()["tool"] and told.category in ("school", "health", "police_da") and likely(rng, 0.35)
    made = {
        "childs_words": say(rng, theme.shared["words"], words, age) if childs_words and age > 0 else "",
        "strengths": say(rng, theme.shared["strengths"], words, age) if strengths else "",
        "harm": say(rng, theme.shared["harm"], words, age, verdict.serious) if harm else "",
        "likelihood": weighted(rng, LIKELIHOOD) if harm else "",
        "evidence": say_common(rng, "evidence", told.speaker, words) if harm else "",
        "tools_used": say_common(rng, "tool", theme.key, words) if tool else "",
        "tried": say_common(rng, "tried", told.speaker, words) if tried else "",
    }
    return {key: told.script.get(key, value) for key, value in made.items()}


def _address(rng: Random, told: Told) -> tuple[str, str]:
    """Where the referrer says they live: not for a kept-secret address, and not always rightly."""
    home = told.focus.home_on(told.day) or next((one.home_on(told.day) for one in told.household if one.homes), None)
    if home is None or (home.confidential and likely(rng, 0.7)) or (told.category == "family" and likely(rng, 0.3)):
        return "", ""
    slipped = told.misspelt or likely(rng, 0.04)
    return wrong_number(home.line) if slipped else home.line, home.postcode


def _contact_type(rng: Random, told: Told) -> str:
    if told.category == "police_da":
        return "domestic_abuse"
    return themes()[told.theme].contact_type or ("service_request" if likely(rng, 0.7) else "information")


def _urgent_because(rng: Random, verdict: Verdict, words: Mapping[str, str]) -> str:
    if not verdict.urgent:
        return ""
    told = verdict.told
    said = themes()[told.theme].urgent.format_map(words) or say_common(rng, "urgent", "because", words, told.scene.age)
    return str(told.script.get("urgent", said))


def _safe(rng: Random, verdict: Verdict, words: Mapping[str, str]) -> tuple[str, str]:
    """Whether the children are safe now, as far as the referrer knows, and how they know."""
    told = verdict.told
    if "safe_now" in told.script:
        return told.script["safe_now"], told.script["safe_words"]
    if told.category == "school" and is_school_day(told.day):
        return "yes", say_common(rng, "safe", "yes_school", words)
    safe = "no" if verdict.urgent and likely(rng, 0.5) else "yes" if likely(rng, 0.55) else "not_known"
    return safe, say_common(rng, "safe", safe, words)


def _services_shown(
    rng: Random, verdict: Verdict, source: Source, words: Mapping[str, str], last_day: date
) -> tuple[tuple[str, ...], str, str]:
    """The services the online form showed before it was sent, and what the referrer did with them (FD-08)."""
    told = verdict.told
    if source.method != "portal" or verdict.urgent or verdict.outcome == "strategy" or told.theme == "placement":
        return (), "", ""
    fit = helpful_services(told, last_day)[:3]
    if not fit:
        return (), "", ""
    choice = "tried" if likely(rng, 0.35) else "went_ahead"
    return fit, choice, say_common(rng, "offered", choice, words)


def helpful_services(told: Told, last_day: date) -> tuple[str, ...]:
    """Keys of local services that answer this worry for a child of this age."""
    need, age = themes()[told.theme].helped_by, max(0, told.scene.age)
    return tuple(one.key for one in services(last_day) if need in one.needs and one.youngest <= age <= one.oldest)
