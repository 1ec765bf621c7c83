"""The chronology of a child: what stands out, where each entry comes from, and gaps (AS-15)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Matter, MatterSubject
from kith.assessment.models import Assessment
from kith.assessment.steps import RecordSeen
from kith.frontdoor.models import Contact
from kith.kernel.perform import Invalid, Refused
from kith.kernel.step import steps
from kith.people.models import Person
from kith.people.queries.chronology import Asked, Chronology, Entry, chronology
from kith.people.queries.gaps import gaps_of
from kith.people.steps import InChronology, MarkEntry
from kith.record.models import EntryMark, StepEvent
from kith.record.registry import events_of
from kith.site.child.queries import rooms
from kith.standards.significant import significant
from tests.assessment import scene
from tests.assessment.reading import places, signed_in
from tests.cast import Cast, london, take
from tests.people import made

pytestmark = pytest.mark.django_db
NOW = london(2026, 6, 5, 15)
HOUR = timedelta(hours=1)
SEEN: dict[str, Any] = {
    "at": "2026-06-05T10:00", "place": "Home", "alone": "yes", "words": "I like it when it is quiet.",
    "observed": "Calm.", "bedroom": "yes",
}  # fmt: skip


@pytest.fixture
def amara(cast: Cast) -> Person:
    return scene.child(cast.mash_worker)


@pytest.fixture
def assessment(cast: Cast, amara: Person) -> Assessment:
    found = scene.allocated(cast, scene.referrals(cast, amara)[0])
    with at(NOW):
        take(RecordSeen, cast.social_worker, found, SEEN)
    return found


def told(cast: Cast, amara: Person, when: datetime = NOW, **asked: Any) -> Chronology:
    with acting(cast.social_worker), at(when):
        return chronology({amara.pk}, Asked(**asked))


def entry(cast: Cast, amara: Person, beginning: str) -> Entry:
    return next(one for one in told(cast, amara).entries if one.line.startswith(beginning))


def marked(cast: Cast, amara: Person, one: Entry, says: str, why: str, by: Any = None, when: datetime = NOW) -> None:
    with at(when):
        take(MarkEntry, by or cast.social_worker, InChronology(amara, one.event), {"significant": says, "why": why})


def tried(cast: Cast, assessment: Assessment, *days: datetime) -> None:
    """Visits of other days, as an import brings them."""
    for when in days:
        about = {"step": "assessment.visit_tried", "actor": cast.social_worker, "line": "Child not seen"}
        with acting(cast.social_worker):
            StepEvent.objects.create(matter=assessment.matter, happened_at=when, written_at=when, **about)


def page_of(cast: Cast, amara: Person, tail: str = "", when: datetime = NOW) -> str:
    with at(when):
        return signed_in(cast.social_worker).get(f"/people/{amara.ref}/chronology/{tail}").content.decode()


def test_as_15_what_is_significant_by_itself_is_data_about_steps_that_there_are() -> None:
    assert set(significant()) <= {one.name for one in steps()}


def test_as_15_an_entry_is_marked_on_top_and_stays_as_it_was(cast: Cast, amara: Person, assessment: Assessment) -> None:
    seen = entry(cast, amara, "Child seen")
    assert not seen.is_significant
    marked(cast, amara, seen, "yes", "The first time she spoke of nights.")
    marked(cast, amara, seen, "no", "She had said so at school before.", when=NOW + HOUR)
    marked(cast, amara, seen, "yes", "It is her first account to us.", when=NOW + 2 * HOUR)
    after = entry(cast, amara, "Child seen")
    assert after.mark is not None
    assert (after.is_significant, after.mark.why) == (True, "It is her first account to us.")
    assert (after.line, after.event.happened_at, after.who) == (seen.line, seen.happened_at, seen.who)
    with acting(cast.social_worker):
        assert EntryMark.objects.filter(event=seen.event).count() == 3
        lines = [one.line for one in StepEvent.objects.filter(step="people.entry_marked")]
        assert lines.count("An entry of the chronology was marked as not significant") == 1
        assert [place.title for place in places([amara.pk], "account")] == ["Chronology"]
    page = page_of(cast, amara, f"{seen.event.ref}/", NOW + 3 * HOUR)
    assert "She had said so at school before." in page
    assert "The first time she spoke of nights." in page


def test_as_15_what_is_significant_by_itself_can_be_said_not_to_be(
    cast: Cast, amara: Person, assessment: Assessment
) -> None:
    passed = entry(cast, amara, "Referral")
    assert (passed.is_significant, passed.because) == (True, "Passed to assessment")
    marked(cast, amara, passed, "no", "The same worry was told twice.")
    lines = [one.line for one in told(cast, amara, only_significant=True).entries]
    assert passed.line not in lines


@pytest.mark.parametrize("says", ["yes", "no"])
def test_as_15_the_search_for_words_leads_to_the_entry_that_the_words_were_said_of(
    cast: Cast, amara: Person, assessment: Assessment, says: str
) -> None:
    """Also where they say that it is not significant: among what is significant it would not be found."""
    passed, why = entry(cast, amara, "Referral"), "The same harbour was told of twice."
    if says == "no":
        marked(cast, amara, passed, "no", why)
    else:
        marked(cast, amara, passed, "no", "Not new.")
        marked(cast, amara, passed, "yes", why, when=NOW + HOUR)
    later = NOW + 2 * HOUR
    with at(later):
        found = signed_in(cast.social_worker).get(f"/people/{amara.ref}/words/?q=harbour").content.decode()
    href = f"/people/{amara.ref}/chronology/{passed.event.ref}/"
    assert f'href="{href}"' in found
    assert why in page_of(cast, amara, f"{passed.event.ref}/", later)


def test_as_15_only_what_stands_out_is_in_the_address(cast: Cast, amara: Person, assessment: Assessment) -> None:
    seen = entry(cast, amara, "Child seen")
    marked(cast, amara, seen, "yes", "Her first account.")
    page, whole = page_of(cast, amara, "?significant=1"), page_of(cast, amara)
    assert "Child seen alone" in page
    assert "Her first account." in page
    assert whole.count("<tr>") > page.count("<tr>")
    assert f"/chronology/{seen.event.ref}/" in whole
    assert "Significant only" in whole


def test_as_15_why_is_asked_for_and_what_is_not_new_is_not_written(
    cast: Cast, amara: Person, assessment: Assessment
) -> None:
    seen = entry(cast, amara, "Child seen")
    with pytest.raises(Invalid):
        marked(cast, amara, seen, "yes", "")
    marked(cast, amara, seen, "yes", "Her first account.")
    with pytest.raises(Invalid, match="It says so already"):
        marked(cast, amara, seen, "yes", "Her first account.", when=NOW + HOUR)


def test_as_15_only_those_to_whom_the_record_is_open_say_so(cast: Cast, amara: Person, assessment: Assessment) -> None:
    seen = entry(cast, amara, "Child seen")
    with pytest.raises(Refused, match="not involved"):
        marked(cast, amara, seen, "yes", "I think so.", by=cast.stranger)
    with at(NOW):
        answer = signed_in(cast.stranger).get(f"/people/{amara.ref}/chronology/{seen.event.ref}/")
    assert answer.status_code in (302, 404)
    other = scene.child(cast.social_worker, "Tobias Wetherell")
    with acting(cast.social_worker):
        assert not StepEvent.objects.filter(people__person_id=other.pk).exists()
    nobody = "00000000-0000-0000-0000-000000000000"
    with at(NOW):
        assert signed_in(cast.social_worker).get(f"/people/{amara.ref}/chronology/{nobody}/").status_code == 404


def test_as_15_each_entry_says_where_it_comes_from(cast: Cast, amara: Person, assessment: Assessment) -> None:
    when = london(2026, 6, 3, 11)
    with acting(cast.social_worker):
        contact = Contact.objects.get(referrals=assessment.referral_id)
        about = {"step": "frontdoor.contact_received", "actor": cast.mash_worker, "line": "Contact received"}
        StepEvent.objects.create(matter=contact.matter, happened_at=when, written_at=when, **about)
    received = entry(cast, amara, "Contact received")
    assert (received.source.name, received.source.agency) == (cast.school.name, True)
    assert entry(cast, amara, "Child seen").source.name == "Children’s social care"
    assert f'<td data-label="Source"><bdi>{cast.school.name}</bdi></td>' in page_of(cast, amara)


def test_as_15_a_stretch_without_any_entry_is_flagged(cast: Cast, amara: Person, assessment: Assessment) -> None:
    tried(cast, assessment, london(2024, 1, 10), london(2025, 3, 20))
    found = [gap.words for gap in told(cast, amara).gaps if not gap.agencies_only]
    assert found == [
        "Nothing that you can see is recorded from Thursday 20 March 2025 to Wednesday 3 June 2026",
        "Nothing that you can see is recorded from Wednesday 10 January 2024 to Thursday 20 March 2025",
    ]
    page = page_of(cast, amara)
    assert "Gaps of 6 months or more" in page
    assert found[0] in page
    assert not told(cast, amara, room="assessment").gaps


def test_as_15_a_gap_is_said_as_far_as_the_reader_sees_and_alike_to_everybody(
    cast: Cast, amara: Person, assessment: Assessment
) -> None:
    """Work about somebody hidden lies in it: whoever may not know sees a gap, and no sign that it is none."""
    tried(cast, assessment, london(2025, 3, 20))
    hidden = scene.child(cast.mash_worker, "Zephyrine Quillfeather")
    with acting(cast.mash_worker):
        work = Matter.objects.create(kind="contact")
        for one in (amara, hidden):
            MatterSubject.objects.create(matter=work, person=one.subject)
        about = {"step": "assessment.visit_tried", "actor": cast.mash_worker, "line": "Seen at the harbour"}
        when = london(2025, 12, 1)
        StepEvent.objects.create(matter=work, happened_at=when, written_at=when, **about)
    with acting(cast.team_manager):
        made.restrict(cast.team_manager, hidden)
    pages = {}
    for user in (cast.social_worker, cast.team_manager):
        with at(NOW):
            pages[user.pk] = signed_in(user).get(f"/people/{amara.ref}/chronology/").content.decode()
    assert "Seen at the harbour" not in pages[cast.social_worker.pk]
    assert "Seen at the harbour" in pages[cast.team_manager.pk]
    whole = "Nothing that you can see is recorded from Thursday 20 March 2025 to Wednesday 3 June 2026"
    assert whole in pages[cast.social_worker.pk]
    assert "Nothing that you can see is recorded from Thursday 20 March 2025 to Monday 1" in pages[cast.team_manager.pk]
    for page in pages.values():
        assert "Nothing is recorded" not in page


def test_as_15_a_stretch_without_an_agency_is_flagged_until_today(
    cast: Cast, amara: Person, assessment: Assessment
) -> None:
    tried(cast, assessment, *(london(2026, month, 10) for month in (1, 3, 9, 12)), london(2027, 3, 1))
    found = told(cast, amara, when=london(2027, 3, 5)).gaps
    assert [gap.words for gap in found] == [
        "No other agency told us anything that you can see since Saturday 10 January 2026"
    ]
    assert found[0].long == "13 months"


def test_as_15_what_is_put_right_in_the_record_closes_no_gap(cast: Cast, amara: Person, assessment: Assessment) -> None:
    later = london(2027, 3, 5)
    marked(cast, amara, entry(cast, amara, "Child seen"), "yes", "Her first account.", when=later)
    found = [gap.words for gap in told(cast, amara, when=later).gaps]
    # That no agency told us anything either would say the same again.
    assert found == ["Nothing that you can see is recorded since Friday 5 June 2026"]


@pytest.mark.parametrize(("months", "gaps"), [(6, 1), (12, 0)])
def test_as_15_how_long_a_gap_is_is_one_number(
    cast: Cast, amara: Person, assessment: Assessment, months: int, gaps: int
) -> None:
    tried(cast, assessment, london(2025, 10, 10))
    with acting(cast.social_worker), at(NOW):
        assert len([gap for gap in gaps_of({amara.pk}, months, []) if not gap.agencies_only]) == gaps


def test_as_15_somebody_new_has_no_gaps(cast: Cast, amara: Person) -> None:
    assert told(cast, amara).gaps == []


def test_as_15_every_room_that_writes_in_a_record_can_be_asked_for_by_itself(
    cast: Cast, amara: Person, assessment: Assessment
) -> None:
    """A room that is added later is not forgotten, nor one that writes in nobody's record offered."""
    assert {"frontdoor": "Front door", "notes": "Case notes", "people": "The record itself"}.items() <= rooms().items()
    assert {"access", "directory", "returns", "standards"}.isdisjoint(rooms())
    tried(cast, assessment, london(2025, 10, 10))
    with acting(cast.social_worker), at(NOW):
        events = list(events_of({amara.pk}))
    assert events
    assert {event.step.partition(".")[0] for event in events} <= set(rooms())
