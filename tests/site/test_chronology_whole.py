"""A chronology by lanes, beside that of a brother or sister, summed up, printed and taken out (AS-15, IG-06, IG-07)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import Matter, MatterSubject
from kith.frontdoor.models import Contact
from kith.kernel.perform import Invalid
from kith.notes.models import Note
from kith.notes.steps import CorrectNote
from kith.people.models import Person
from kith.people.queries.summaries import summaries_of
from kith.people.steps import OfPeriod, WriteSummary
from kith.record.models import PeriodSummary, Sighting, StepEvent, SummaryEntry
from kith.standards.lanes import lane_of, lanes
from tests.assessment.reading import places, signed_in
from tests.cast import Cast, london, take
from tests.notes.scene import HAPPENED, SAID, Family, again, family, written
from tests.people import made

pytestmark = pytest.mark.django_db
MORNING = london(2026, 6, 4, 9)
JUNE = (london(2026, 6, 1).date(), london(2026, 6, 30).date())


@pytest.fixture
def home(cast: Cast) -> Family:
    """Amara, her brother Chidi and their home; the police told of her in 2024, her grandmother in 2025."""
    found = family(cast)
    for when, kind, code in ((london(2024, 3, 1), "police", "6"), (london(2025, 5, 2), "", "1A")):
        told_of(cast, found.amara, when, kind, code)
    return found


def told_of(cast: Cast, child: Person, when: datetime, kind: str, code: str) -> None:
    with acting(cast.mash_worker):
        agency = type(cast.school).objects.create(name="Harbour police", kind=kind) if kind else None
        work = Matter.objects.create(kind="contact")
        MatterSubject.objects.create(matter=work, person=child.subject)
        Contact.objects.create(
            matter=work, number=f"C-{when:%y}", received_at=when, recorded_by=cast.mash_worker, method="phone",
            type="service_request", source_code=code, agency=agency, worry="Shouting at night.",
        )  # fmt: skip
        about = {"step": "frontdoor.contact_received", "actor": cast.mash_worker, "line": f"Contact of {when.year}"}
        StepEvent.objects.create(matter=work, happened_at=when, written_at=when, **about)


def read(who: Client, child: Person, tail: str = "", when: datetime = MORNING) -> str:
    with at(when):
        answer = who.get(f"/people/{child.ref}/chronology/{tail}")
    assert answer.status_code == 200, answer
    text = str(answer.content.decode())
    return text.partition("<main")[2] or text  # the address itself, which the frame repeats, is the reader's own


def event_of(cast: Cast, note: Note) -> StepEvent:
    with acting(cast.social_worker):
        return StepEvent.objects.get(matter=note.matter, step="notes.written")


def summed_up(
    cast: Cast, child: Person, *events: StepEvent, when: datetime = MORNING, replaces: Any = None, **said: Any
) -> Any:
    said = {"words": "A loud spring.", "rests_on": [str(one.ref) for one in events], **said}
    with at(when):
        return take(WriteSummary, cast.social_worker, OfPeriod(child, *JUNE, replaces), said).result


def test_as_15_every_kind_of_agency_has_its_lane() -> None:
    assert {lane_of("", kind) for kind in ("gp", "emergency_department")} == {"health"}
    assert [lane_of("people.address_added"), lane_of("notes.written"), lane_of("", "self")] == [
        "family", "social_care", "family",
    ]  # fmt: skip
    assert next(iter(lanes())) == "social_care"


def test_as_15_lanes_years_and_days_are_asked_for_in_the_address(cast: Cast, home: Family) -> None:
    with at(MORNING):
        written(cast.social_worker, home.amara)
    who = signed_in(cast.social_worker)
    whole = read(who, home.amara)
    assert "Entries of each year" in whole
    assert "lane=police&amp;from=2024-01-01&amp;to=2024-12-31" in whole
    police = read(who, home.amara, "?lane=police")
    assert "Contact of 2024" in police
    assert "Contact of 2025" not in police
    assert "Case note" not in police.partition("<caption>Entries <")[2]
    assert "Contact of 2025" in read(who, home.amara, "?lane=family")
    ours = read(who, home.amara, "?lane=social_care")
    assert "Contact of" not in ours
    assert "Case note: visit" in ours
    assert "Contact of 2025" not in read(who, home.amara, "?from=2024-01-01&to=2024-12-31")
    for nonsense in ("?from=then", "?lane=gossip&room=gossip", "?before=soon_9", "?with=nobody&with=%00"):
        assert "Contact of 2024" in read(who, home.amara, nonsense)


def test_as_15_a_restricted_brother_is_nowhere_beside_counted_printed_or_taken_out(cast: Cast, home: Family) -> None:
    """Once his record is restricted nothing of it shows, nor that there is one; and each paper is written down."""
    with at(MORNING):
        written(cast.social_worker, home.chidi, words="Chidi ran to the harbour.")
    who = signed_in(cast.social_worker)
    beside = f"?with={home.chidi.ref}"
    shown = read(who, home.amara, beside)
    assert f'value="{home.chidi.ref}" checked' in shown.replace("  ", " ")
    assert shown.count("<bdi>Chidi Okafor</bdi>: </span>") == 1
    assert "Chidi Okafor" in read(who, home.amara, f"export/{beside}")
    with at(MORNING), acting(cast.team_manager):
        made.involve(cast.team_manager, home.amara)
        made.restrict(cast.team_manager, home.chidi)
    alone = [read(who, home.amara, tail) for tail in ("", "export/", "print/")]
    for tail, plain in zip(("", "export/", "print/"), alone, strict=True):
        again_shown = read(who, home.amara, f"{tail}{beside}")
        assert "Chidi" not in again_shown
        assert home.chidi.ref not in again_shown
        assert again_shown.count("<tr") == plain.count("<tr")
        assert again_shown.count("\n") == plain.count("\n")
    reader = signed_in(cast.team_manager)
    assert "<bdi>Chidi Okafor</bdi>" in read(reader, home.amara, beside)
    with acting(cast.team_manager):
        pages = list(Sighting.objects.filter(person_id=home.chidi.pk).order_by("pk").values_list("page", "actor__name"))
        left = Sighting.objects.filter(person_id=home.amara.pk, page="Chronology, exported").count()
    assert pages == [
        ("Chronology, beside that of a brother or sister", cast.social_worker.name),
        ("Chronology, exported", cast.social_worker.name),
        ("Chronology, beside that of a brother or sister", cast.team_manager.name),
    ]
    assert left == 3


def test_as_15_what_does_not_fit_a_spreadsheet_is_said_in_it(
    cast: Cast, home: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = signed_in(cast.social_worker)
    assert "There are earlier entries" not in read(who, home.amara, "export/")
    monkeypatch.setattr("kith.people.queries.chronology.MOST_ON_PAPER", 1)
    lines = read(who, home.amara, "export/").splitlines()
    assert len(lines) == 3
    assert "There are earlier entries than these" in lines[-1]


def test_as_15_a_summary_rests_on_entries_and_says_when_one_was_put_right(cast: Cast, home: Family) -> None:
    with at(MORNING):
        note = written(cast.social_worker, home.amara)
    entry = event_of(cast, note)
    for fault in ({"rests_on": []}, {"words": ""}, {"rests_on": ["00000000-0000-0000-0000-000000000000"]}):
        with pytest.raises(Invalid):
            summed_up(cast, home.amara, entry, **fault)
    first = summed_up(cast, home.amara, entry, words="Loud nights, and a harbour to go to.")
    who = signed_in(cast.social_worker)
    page = f"summaries/{first.ref}/"
    assert "put right" not in read(who, home.amara)
    with acting(cast.social_worker):
        assert [place.href for place in places([home.amara.pk], "harbour")] == [
            f"/people/{home.amara.ref}/chronology/{page}"
        ]
    later = london(2026, 6, 5, 9)
    with at(later):
        now_stands = SAID | {"words": "The flat was cold.", "why": "I mistyped."}
        take(CorrectNote, cast.social_worker, again(cast.social_worker, note), now_stands)
    assert "1 of its sources was put right since" in read(who, home.amara, when=later)
    assert "The note was corrected on 5 June 2026" in read(who, home.amara, page, later)
    anew: dict[str, Any] = {"because": "The flat was cold.", "replaces": first, "when": later}
    second = summed_up(cast, home.amara, entry, words="Cold nights.", **anew)
    with pytest.raises(Invalid, match="Somebody was quicker"):
        summed_up(cast, home.amara, entry, words="Warm.", **anew)
    with acting(cast.social_worker):
        (stands,) = summaries_of([home.amara.pk])
        assert (stands.one, stands.corrected) == (second, 0)
    assert "It was written anew on 5 June 2026" in read(who, home.amara, page, later)
    assert "A summary of 1 June 2026 to 30 June 2026 was written anew" in read(who, home.amara, when=later)


def test_as_15_a_summary_is_hidden_with_each_entry_that_it_rests_on(cast: Cast, home: Family) -> None:
    """Its words may tell of work that is about somebody hidden: then nothing of it shows, not to raw SQL either."""
    with acting(cast.social_worker):
        work = Matter.objects.create(kind="contact")
        for one in (home.amara, home.chidi):
            MatterSubject.objects.create(matter=work, person=one.subject)
        about = {"step": "assessment.visit_tried", "actor": cast.social_worker, "line": "Both at the harbour"}
        both = StepEvent.objects.create(matter=work, happened_at=HAPPENED, written_at=HAPPENED, **about)
    found = summed_up(cast, home.amara, both, words="With Chidi at the harbour.")
    who = signed_in(cast.social_worker)
    assert "With Chidi" in read(who, home.amara)
    with acting(cast.team_manager):
        made.restrict(cast.team_manager, home.chidi)
    assert "With Chidi" not in read(who, home.amara)
    with at(MORNING):
        assert who.get(f"/people/{home.amara.ref}/chronology/summaries/{found.ref}/").status_code == 404
    with acting(cast.social_worker):
        assert not PeriodSummary.objects.exists()
        assert not SummaryEntry.objects.exists()
        assert places([home.amara.pk], "harbour") == []
    with acting(cast.team_manager):
        assert PeriodSummary.objects.exists()
        assert SummaryEntry.objects.exists()
