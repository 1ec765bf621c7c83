"""Gathering what every room holds of somebody into a bundle: copies in words, from which the originals never change.

Rooms say what of their own is shown by `shows_then`, for the record as it was known; the bundle is the same for today,
with the chronology, the letters, what was shared and which documents there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from kith.access.models import Matter
from kith.access.policies import identity_of
from kith.documents.queries import documents_of
from kith.governance.models import BundleEntry, Withholding
from kith.governance.withholding import ADDRESS, WITHHELD
from kith.kernel.step import Act
from kith.letters.models import Letter
from kith.people.models import Address, HouseholdMember, Person, Relationship
from kith.record import said, then
from kith.record.registry import story_of
from kith.sharing.models import AgencyDiscussion
from kith.standards.words import full_moment, local_day, long_date

OWN = "subject_access"  # the kind of a request's own matter: no part of what is asked for
# What Kith counts for itself and is told in the chronology: of the parts it is left out.
NO_PART = ("clocks",)
SHORTEST = 5  # letters and digits: less of an address would be found in any sentence


@dataclass(frozen=True)
class Found:
    """One thing that the record holds. What was kept back from the family when it was written says why."""

    part: str
    heading: str
    title: str
    words: str
    withheld: str = ""

    @property
    def whole(self) -> str:
        """Its title and its words as one text: what is kept back may stand in either."""
        return f"{self.title}\n{self.words}".strip()


def gather(act: Act, matter: Matter, person: Person) -> int:
    """Write everything down as entries of a request's bundle; gives back how many.

    A confidential address is withheld wherever it stands, of whoever it is (IG-08); what a manager kept back from the
    family is withheld as a whole until somebody decides otherwise (IG-04).
    """
    found = list(_everything(person, act.now))
    entries = BundleEntry.objects.bulk_create(
        BundleEntry(matter=matter, number=number, part=one.part, heading=one.heading, title=one.title[:400],
                    words=one.whole)
        for number, one in enumerate(found, 1)
    )  # fmt: skip
    protected = _protected(person)
    withheld = []
    for entry, one in zip(entries, found, strict=True):
        about: dict[str, Any] = {"matter": matter, "entry": entry, "by": act.actor, "at": act.now}
        if one.withheld and entry.words:
            whole = {"begins": 0, "ends": len(entry.words), "reason": WITHHELD, "why": one.withheld}
            withheld.append(Withholding(**about, **whole))
        if protected:  # there too: the whole of it may be given after all, and the address still is not
            withheld += [
                Withholding(**about, begins=hit.start(), ends=hit.end(), reason=ADDRESS, by_itself=True,
                            why="A confidential address")
                for hit in protected.finditer(entry.words)
            ]  # fmt: skip
    for row in withheld:
        row.save(force_insert=True)
    return len(entries)


def _everything(person: Person, at: datetime) -> Iterator[Found]:
    ids = sorted(identity_of(person.subject))
    work = Matter.objects.filter(pk__in=then.matters_then(ids, at)).exclude(kind=OWN)
    matters = list(work.values_list("pk", flat=True))
    parts = [one for one in then.parts() if one.key not in NO_PART and not one.privileged]
    rows = then.standing_then(parts, ids, matters, at)
    people, others = said.names_of(rows)
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "shown_name"))
    for part, stood, _ in rows:
        kept = part.kept_back(stood) if stood else {}
        for row, one in zip(reversed(stood), reversed(said.said(part, stood, names, others)), strict=True):
            words = "\n".join(f"{label}: {text}" for label, text in one.lines)
            yield Found(part.key, part.title, one.name, words, kept.get(row.pk, ""))
    yield from _letters(ids, matters)
    yield from _shared(matters)
    for document in documents_of(ids).order_by("uploaded_at"):
        about = f"{document.get_kind_display()}, added {long_date(local_day(document.uploaded_at))}"
        yield Found("documents", "Documents", document.title, about)
    story = [one for one in reversed(story_of(set(ids))) if not one.line.startswith("Subject access")]
    lines = [f"{full_moment(one.happened_at)}: {one.line} ({one.who})" for one in story]
    yield Found("chronology", "Chronology", "What was done, and when", "\n".join(lines))


def _letters(ids: list[int], matters: list[int]) -> Iterator[Found]:
    """What was written to anybody on work about them, the last version of each; drafts were sent to nobody."""
    rows = Letter.objects.filter(matter__in=matters, replaced_by=None).exclude(state="drafted").order_by("pk")
    for one in rows:
        words = "\n".join(f"{section['heading']}: {section['text']}" for section in one.sections)
        yield Found("letters", "Letters", f"{one.title}, to {one.name}", words, one.withheld_reason)


def _shared(matters: list[int]) -> Iterator[Found]:
    """With which agency what was shared (Article 15(1)(c))."""
    for one in AgencyDiscussion.objects.filter(matter__in=matters).order_by("at"):
        lines = [("When", full_moment(one.at)), ("Shared", one.shared), ("Learned", one.learned),
                 ("Why it was necessary", one.why_needed)]  # fmt: skip
        words = "\n".join(f"{label}: {text}" for label, text in lines if text)
        yield Found("shared", "What was said to and heard from agencies", one.agency, words)


def _protected(person: Person) -> re.Pattern[str] | None:
    """Every confidential address of theirs, of their family and of whoever they live or lived with, as it may stand in
    a text: whatever is between its words."""
    ids = set(identity_of(person.subject))
    homes = HouseholdMember.objects.filter(person__in=ids).values("household")
    near = set(HouseholdMember.objects.filter(household__in=homes).values_list("person_id", flat=True))
    for one in Relationship.objects.filter(Q(person__in=ids) | Q(to__in=ids)):
        near |= {one.person_id, one.to_id}
    found = set()
    for row in Address.objects.filter(person__in=ids | near, confidential=True):
        found |= {pattern for text in (row.line, row.postcode) if (pattern := _as_it_may_stand(text))}
    return re.compile("|".join(sorted(found, key=len, reverse=True)), re.IGNORECASE) if found else None


def _as_it_may_stand(text: str) -> str:
    letters = re.findall(r"\w", text)
    if len(letters) < SHORTEST:
        return ""
    return r"(?<!\w)" + r"\W{0,3}".join(re.escape(letter) for letter in letters) + r"(?!\w)"
