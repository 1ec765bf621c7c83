"""Case notes: written for one child or several, late, put right; nobody changes or deletes one (IG-06, IG-07)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from kith.access.actor import acting, at
from kith.kernel.perform import Invalid, Refused
from kith.notes import queries
from kith.notes.models import Note
from kith.notes.steps import CorrectNote, WriteNote
from kith.people.queries.chronology import Asked, chronology
from kith.record.models import PracticeStandardChoice, StepEvent
from tests.assessment.reading import places, signed_in
from tests.cast import Cast, london, take
from tests.notes.scene import HAPPENED, SAID, Family, again, family, part, written
from tests.people import made

pytestmark = pytest.mark.django_db
MORNING = london(2026, 6, 4, 9)


@pytest.fixture
def home(cast: Cast) -> Family:
    return family(cast)


def listed(home: Family, child: Any, **asked: str) -> list[str]:
    with acting(home.cast.social_worker):
        found = queries.listed(home.cast.social_worker, [child.pk], queries.Asked.of(asked))
        return [one.words for one in found.notes]


def read(home: Family, where: str) -> str:
    with at(MORNING):
        return signed_in(home.cast.social_worker).get(where).content.decode()


def test_a_note_is_written_on_its_page_without_scripts_and_once_only(cast: Cast, home: Family) -> None:
    with at(MORNING):
        browser = signed_in(cast.social_worker)
        where = f"/people/{home.amara.ref}/notes/write/"
        page = browser.get(where)
        assert 'value="09:00"' in page.content.decode()  # it happened just now, unless somebody says otherwise
        sent = SAID | {"request_key": str(page.context["request_key"]), "seen_version": ""}
        first, second = browser.post(where, sent), browser.post(where, sent)
        assert first.status_code == 302
        assert second["Location"] == first["Location"]
        shown = browser.get(first["Location"]).content.decode()
    assert "The flat was warm and tidy." in shown
    assert "Their mother" in shown
    assert listed(home, home.amara) == ["The flat was warm and tidy."]
    assert listed(home, home.chidi) == []


def test_written_for_two_each_record_holds_its_own_words_and_no_others(cast: Cast, home: Family) -> None:
    """What stands on one child's record alone is on no page of another's, and found in no search of theirs."""
    with at(MORNING):
        note = written(
            cast.social_worker, home.amara, also=[home.chidi.ref], own="Amara hid a bruise.",
            **{f"only_{home.chidi.ref}": "Chidi has stopped sleeping."},
        )  # fmt: skip
    other = part(cast.social_worker, note, home.chidi)
    assert note.words == "The flat was warm and tidy.\n\nAmara hid a bruise."
    assert other.words == "The flat was warm and tidy.\n\nChidi has stopped sleeping."
    for here, its, others in ((note, "a bruise", "stopped sleeping"), (other, "stopped sleeping", "a bruise")):
        child = home.amara if here is note else home.chidi
        for where in (here.href, f"{here.href}print/", f"{child.href}notes/", f"{child.href}words/?q=warm"):
            page = read(home, where)
            assert "warm" in page, where
            assert others not in page, where
        assert its in read(home, here.href)
        with acting(cast.social_worker):
            assert not places([child.pk], f'"{others}"')
            assert [one.line for one in chronology([child.pk]).entries if one.event.step.startswith("notes.")] == [
                "Case note: visit"
            ]


def test_a_restricted_sister_is_hidden_with_her_part_and_the_rest_stays(cast: Cast, home: Family) -> None:
    with at(MORNING):
        note = written(cast.social_worker, home.amara, also=[home.chidi.ref])
        other = part(cast.social_worker, note, home.chidi)
        with acting(cast.social_worker):
            made.restrict(cast.social_worker, home.chidi)
        browser = signed_in(cast.practice_supervisor)
        assert browser.get(other.href).status_code == 404
        page = browser.get(note.href).content.decode()
        assert "The flat was warm and tidy." in page
        assert "Chidi" not in page
        assert home.chidi.ref not in page
        form = browser.get(f"/people/{home.amara.ref}/notes/write/").content.decode()
        assert "Chidi" not in form
    with acting(cast.practice_supervisor):
        assert queries.written_with(note) == []
        assert not Note.objects.filter(pk=other.pk).exists()


def test_whoever_may_not_write_for_a_child_is_not_offered_them(cast: Cast, home: Family) -> None:
    with at(london(2026, 6, 2)), acting(cast.social_worker):
        made.involve(cast.stranger, home.amara)
    with at(MORNING):
        written(cast.stranger, home.amara, also=[home.chidi.ref])
    assert listed(home, home.chidi) == []
    with at(MORNING), pytest.raises(Refused, match="not involved"):
        take(WriteNote, cast.stranger, home.chidi, SAID)


def test_each_record_says_something(cast: Cast, home: Family) -> None:
    sent = SAID | {"words": "", "own": "Amara alone.", "also": [home.chidi.ref]}
    with at(MORNING), pytest.raises(Invalid) as no:
        take(WriteNote, cast.social_worker, home.amara, sent)
    assert list(no.value.form.errors) == ["words"]


@pytest.mark.parametrize(("moment", "late"), [(london(2026, 6, 5, 23), False), (london(2026, 6, 8, 0, 30), True)])
def test_ig_07_a_late_entry_is_flagged_by_itself(cast: Cast, home: Family, moment: datetime, late: bool) -> None:
    """Two working days after that Wednesday is the Friday; the Monday is late."""
    with at(moment):
        note = written(cast.social_worker, home.amara)
        assert note.late is late
        assert ("Late entry" in read(home, note.href)) is late
        with acting(cast.social_worker):
            (line,) = [one.line for one in chronology([home.amara.pk]).entries if one.event.step == "notes.written"]
    assert ("late entry" in line) is late
    assert listed(home, home.amara, show="late") == ([note.words] if late else [])


def test_ig_07_how_late_is_the_authoritys_own_number(cast: Cast, home: Family) -> None:
    with at(london(2026, 6, 1)), acting(cast.service_manager):
        PracticeStandardChoice.objects.create(
            rule="notes.late", profile="", limit_number=5, unit="working days", since=london(2026, 6, 1),
            chosen_by=cast.service_manager, reason="Our procedure",
        )  # fmt: skip
    with at(london(2026, 6, 8, 9)):
        assert not written(cast.social_worker, home.amara).late


def test_nothing_that_has_not_happened_is_noted(cast: Cast, home: Family) -> None:
    with at(HAPPENED.replace(hour=9)), pytest.raises(Invalid) as no:
        take(WriteNote, cast.social_worker, home.amara, SAID)
    assert list(no.value.form.errors) == ["happened_at"]


def test_as_15_a_significant_event_stands_out_in_the_chronology_with_why(cast: Cast, home: Family) -> None:
    said = {"significant": "yes", "significant_because": "She named who hurt her.", "also": [home.chidi.ref]}
    with at(MORNING):
        written(cast.social_worker, home.amara, **said)
        written(cast.social_worker, home.amara)
        for child in (home.amara, home.chidi):
            with acting(cast.social_worker):
                found = chronology([child.pk], Asked(room="notes", only_significant=True)).entries
            assert [(one.line, one.mark and one.mark.why) for one in found] == [
                ("Case note: visit", "She named who hurt her.")
            ]
        with pytest.raises(Invalid):
            take(WriteNote, cast.social_worker, home.amara, SAID | {"significant": "yes"})


def test_ig_07_a_correction_stands_beside_what_it_corrects(cast: Cast, home: Family) -> None:
    with at(MORNING):
        note = written(cast.social_worker, home.amara)
        twin = again(cast.social_worker, note)
        right = {"words": "The flat was cold.", "why": "I mixed up two visits."}
        new = take(CorrectNote, cast.social_worker, note, SAID | right).result
        assert isinstance(new, Note)
        old, new = again(cast.social_worker, note), again(cast.social_worker, new)
        before, after = read(home, old.href), read(home, new.href)
    assert (new.corrects, old.correction) == (old, new)
    assert "The flat was warm and tidy." in before
    assert "<del" in before
    assert new.href in before
    assert old.href in after
    assert "I mixed up two visits." in after
    assert "<del" not in after
    assert listed(home, home.amara, show="corrected") == ["The flat was warm and tidy."]
    with at(MORNING), pytest.raises(Refused, match="corrected already"):
        take(CorrectNote, cast.social_worker, old, SAID | right)
    with at(MORNING), pytest.raises(Invalid, match="a moment ago"):  # two people at once
        take(CorrectNote, cast.social_worker, twin, SAID | right)


def test_a_correction_for_two_corrects_each_childs_part(cast: Cast, home: Family) -> None:
    with at(MORNING):
        note = written(cast.social_worker, home.amara, also=[home.chidi.ref], own="Amara hid a bruise.")
        other = part(cast.social_worker, note, home.chidi)
        sent = SAID | {"words": "It was cold.", "own": "Amara hid two.", "also": [home.chidi.ref], "why": "My mistake."}
        take(CorrectNote, cast.social_worker, note, sent)
        old = again(cast.social_worker, other)
    assert old.correction is not None
    assert (old.correction.words, old.correction.person_id) == ("It was cold.", home.chidi.pk)
    with acting(cast.social_worker):
        steps = StepEvent.objects.filter(matter=old.correction.matter_id)
        assert [one.line for one in steps] == ["Case note corrected: visit"]


def test_only_its_author_or_a_manager_corrects_a_note(cast: Cast, home: Family) -> None:
    with at(london(2026, 6, 2)), acting(cast.social_worker):
        made.involve(cast.stranger, home.amara)
    with at(MORNING):
        note = written(cast.social_worker, home.amara)
        with pytest.raises(Refused, match="Whoever wrote it"):
            take(CorrectNote, cast.stranger, note, SAID | {"why": "I know better."})
        take(CorrectNote, cast.practice_supervisor, note, SAID | {"why": "The day was wrong."})


@pytest.mark.parametrize("change", ["update", "delete"])
def test_ig_07_nobody_changes_or_deletes_a_note(cast: Cast, home: Family, change: str) -> None:
    with at(MORNING):
        note = written(cast.social_worker, home.amara)
    rows = Note.objects.filter(pk=note.pk)
    with acting(cast.social_worker), pytest.raises(DatabaseError), transaction.atomic():
        rows.update(shared="Something else.") if change == "update" else rows.delete()
    assert again(cast.social_worker, note).shared == SAID["words"]


def test_a_management_note_is_a_managers(cast: Cast, home: Family) -> None:
    with at(MORNING):
        with pytest.raises(Invalid):
            take(WriteNote, cast.social_worker, home.amara, SAID | {"kind": "management"})
        written(cast.practice_supervisor, home.amara, kind="management")
    assert listed(home, home.amara, kind="management") == [SAID["words"]]
    assert listed(home, home.amara, kind="call") == []
    assert listed(home, home.amara, show="mine") == []


def test_ex_16_words_that_blame_a_child_are_worth_another_look(cast: Cast, home: Family) -> None:
    with at(MORNING):
        note = written(cast.social_worker, home.amara, words="She is putting herself at risk.")
        assert "Words worth another look" in read(home, note.href)
        plain = written(cast.social_worker, home.amara)
        assert "Words worth another look" not in read(home, plain.href)


def test_an_empty_list_says_how_to_begin(cast: Cast, home: Family) -> None:
    page = read(home, f"{home.amara.href}notes/")
    assert "No notes here" in page
    assert f"{home.amara.href}notes/write/" in page
    assert "No note on this record is of this kind." in read(home, f"{home.amara.href}notes/?show=late")
    assert f"{home.amara.href}notes/" in read(home, home.amara.href)
