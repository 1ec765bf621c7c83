"""A note on the wrong child's record is taken off it and stands on the right one; its readers are listed (IG-06)."""

from __future__ import annotations

from typing import Any

import pytest

from kith.access.actor import acting, at
from kith.access.models import Notice
from kith.kernel.perform import Invalid, Refused
from kith.notes import queries
from kith.notes.models import Note, NoteRecall
from kith.notes.steps import CorrectNote, NoteGiven, PlaceNote, RecallNote
from kith.people.queries.chronology import Asked, chronology
from tests.assessment.reading import places, signed_in
from tests.cast import Cast, london, take
from tests.notes.scene import SAID, Family, again, family, part, written
from tests.people import made

pytestmark = pytest.mark.django_db
MORNING, NOON = london(2026, 6, 4, 9), london(2026, 6, 4, 12)
WHY = "The visit was to another family."
WORDS = "Kit slept on the floor."


@pytest.fixture
def home(cast: Cast) -> Family:
    return family(cast)


@pytest.fixture
def wrong(cast: Cast, home: Family) -> Note:
    with at(MORNING):
        return written(cast.social_worker, home.amara, words=WORDS, significant="yes", significant_because="No bed.")


def recalled(home: Family, note: Note, **more: Any) -> NoteRecall:
    with at(NOON):
        said = {"why": WHY, "belongs": "elsewhere", "other": home.kit.ref, **more}
        found = take(RecallNote, home.cast.social_worker, note, said).result
    assert isinstance(found, NoteRecall)
    return found


def test_it_is_on_no_page_of_the_wrong_record_any_more(cast: Cast, home: Family, wrong: Note) -> None:
    recalled(home, wrong)
    browser = signed_in(cast.social_worker)
    with at(NOON):
        for where in (
            "",
            "notes/",
            "notes/?kind=visit",
            "chronology/",
            "words/?q=floor",
            "words/?q=bed",
            "notes/?show=significant",
        ):
            page = browser.get(f"{home.amara.href}{where}").content.decode()
            assert WORDS not in page.replace("<mark>", "").replace("</mark>", ""), where
            assert "No bed." not in page.replace("<mark>", "").replace("</mark>", ""), where
        for where in ("", "print/", "correct/", "recall/"):
            answer = browser.get(f"{wrong.href}{where}")
            page = answer.content.decode()
            assert answer.status_code == (200 if where in ("", "print/") else 403), where
            assert WORDS not in page, where
            assert WHY not in page, where
        assert "A note was recalled" in browser.get(f"{home.amara.href}notes/").content.decode()
        with acting(cast.social_worker):
            told = [one.line for one in chronology([home.amara.pk], Asked(room="notes")).entries]
            assert told == ["A note was recalled: it stood on this record by mistake"]
            assert places([home.amara.pk], "floor or bed") == []


def test_it_stands_whole_on_the_right_record(cast: Cast, home: Family, wrong: Note) -> None:
    found = recalled(home, wrong, other="204411")
    with acting(cast.social_worker):
        right = queries.by_ref(queries.recall_by_ref(found.ref).stands_as.ref)  # type: ignore[union-attr]  # it was placed
        assert right is not None
        told = chronology([home.kit.pk], Asked(room="notes")).entries
    assert (right.person_id, right.words, right.written_by, right.written_at) == (
        home.kit.pk, WORDS, cast.social_worker, MORNING,
    )  # fmt: skip
    assert [(one.line, one.is_significant) for one in told] == [
        ("Case note: visit. It stood on another record by mistake", True)
    ]
    with at(NOON):
        page = signed_in(cast.social_worker).get(right.href).content.decode()
    assert WORDS in page
    assert "Amara" not in page


def test_a_manager_reads_who_when_and_why_and_who_is_to_be_told(cast: Cast, home: Family, wrong: Note) -> None:
    with at(london(2026, 6, 2)), acting(cast.social_worker):
        made.involve(cast.team_manager, home.amara)
        made.involve(cast.conference_chair, home.amara)
    with at(london(2026, 6, 4, 10)):
        signed_in(cast.conference_chair).get(f"{wrong.href}print/")
        signed_in(cast.team_manager).get(f"{home.amara.href}notes/")
        signed_in(cast.practice_supervisor).get(wrong.href)
        signed_in(cast.practice_supervisor).get(f"{home.amara.href}as-known/?at=2026-06-04T10:00")
        signed_in(cast.duty_worker).get(wrong.href)  # is asked why, and reads nothing
    recalled(home, wrong)
    with at(london(2026, 6, 5)):
        page = signed_in(cast.practice_supervisor).get(wrong.href)
    shown = page.content.decode()
    assert WHY in shown
    assert "4 June 2026, 12:00" in shown
    assert {(one.name, one.how) for one in page.context["readers"]} == {
        (cast.conference_chair.name, "Printed it"),
        (cast.practice_supervisor.name, "Opened it"),
        (cast.practice_supervisor.name, "Read the record as it was known, in which it may have stood"),
        (cast.team_manager.name, "Opened the list of notes while it stood there"),
    }
    assert home.kit.shown_name in shown
    with at(london(2026, 6, 5)):
        assert WHY not in signed_in(cast.conference_chair).get(wrong.href).content.decode()


def test_the_information_governance_officer_has_them_all(cast: Cast, home: Family, wrong: Note) -> None:
    found = recalled(home, wrong)
    browser = signed_in(cast.information_governance_officer)
    with at(NOON):
        assert "/notes/recalls/" in browser.get("/access/").content.decode()
        for where in ("/notes/recalls/", f"/notes/recalls/{found.ref}/"):
            page = browser.get(where).content.decode()
            assert WHY in page, where
            assert home.amara.ref in page, where
            assert home.kit.ref in page, where
            assert (WORDS in page, "Amara" in page, "Fennimore" in page) == (False, False, False), where
        assert browser.get(wrong.href).status_code == 404
        assert signed_in(cast.practice_supervisor).get("/notes/recalls/").status_code == 403


def test_where_the_right_child_is_restricted_nothing_of_them_is_told(cast: Cast, home: Family, wrong: Note) -> None:
    found = recalled(home, wrong)
    with acting(cast.social_worker):
        made.restrict(cast.social_worker, home.kit)
    with at(NOON):
        manager = signed_in(cast.practice_supervisor).get(wrong.href).content.decode()
        officer = signed_in(cast.information_governance_officer).get(f"/notes/recalls/{found.ref}/").content.decode()
    for page in (manager, officer):
        assert "A note was recalled" in page
        assert "no record that you can see" in page
        assert home.kit.ref not in page
        assert "Fennimore" not in page
        assert WORDS not in page


def test_a_record_that_is_not_open_is_not_found_by_its_number(cast: Cast, home: Family, wrong: Note) -> None:
    """Hidden, closed and made up look alike to whoever recalls."""
    with acting(cast.stranger):
        closed = made.person(cast.stranger, "Ottoline", "Brambleby")
    for other in (closed.ref, "999999"):
        with pytest.raises(Invalid) as no:
            recalled(home, wrong, other=other)
        assert no.value.form.errors["other"] == [
            "No record that is open to you has this. Open it first, or choose that you do not know."
        ]
    with pytest.raises(Invalid, match="by mistake"):
        recalled(home, wrong, other=home.amara.ref)
    with acting(cast.social_worker):
        assert not NoteRecall.objects.exists()


def test_where_nobody_knows_yet_it_stands_nowhere_until_a_manager_says(cast: Cast, home: Family, wrong: Note) -> None:
    found = recalled(home, wrong, belongs="not_known")
    with acting(cast.social_worker):
        assert Note.objects.count() == 1
    with at(NOON):
        browser = signed_in(cast.practice_supervisor)
        assert f"{wrong.href}place/" in browser.get(wrong.href).content.decode()
        assert WORDS in browser.get(f"{wrong.href}place/").content.decode()
        fresh, twin = (again(cast.practice_supervisor, wrong).recall for _ in range(2))
        assert fresh is not None
        assert twin is not None
        with acting(cast.practice_supervisor):
            assert twin.stands_as is None
        take(PlaceNote, cast.practice_supervisor, fresh, {"belongs": home.chidi.ref})
        with acting(cast.practice_supervisor):
            stands = queries.recall_by_ref(found.ref).stands_as  # type: ignore[union-attr]  # it is there
        assert stands is not None
        assert (stands.person_id, stands.words) == (home.chidi.pk, WORDS)
        with acting(cast.practice_supervisor):
            placed = queries.recall_by_ref(found.ref)
        with pytest.raises(Refused, match="already"):
            take(PlaceNote, cast.practice_supervisor, placed, {"belongs": home.chidi.ref})
        with pytest.raises(Invalid, match="a moment ago"):  # two managers at once
            take(PlaceNote, cast.practice_supervisor, twin, {"belongs": home.chidi.ref})


def test_what_was_corrected_goes_and_stands_corrected_together(cast: Cast, home: Family, wrong: Note) -> None:
    with at(MORNING):
        new = take(
            CorrectNote, cast.social_worker, wrong, SAID | {"words": "On a mattress.", "why": "He said so."}
        ).result
        assert isinstance(new, Note)
    recalled(home, again(cast.social_worker, wrong))
    with acting(cast.social_worker):
        rows = list(queries.standing().order_by("pk"))
        assert [(one.person_id, one.words) for one in rows] == [(home.kit.pk, WORDS), (home.kit.pk, "On a mattress.")]
        assert rows[1].corrects == rows[0]
        assert len(queries.recalls_of([home.amara.pk])) == 1
    with at(NOON):
        for one in (wrong, new):
            assert "A note was recalled" in signed_in(cast.social_worker).get(one.href).content.decode()


def test_the_part_of_a_brother_stays_when_a_sisters_is_recalled(cast: Cast, home: Family) -> None:
    with at(MORNING):
        note = written(cast.social_worker, home.amara, also=[home.chidi.ref])
        other = part(cast.social_worker, note, home.chidi)
    recalled(home, note)
    with at(NOON):
        page = signed_in(cast.social_worker).get(other.href).content.decode()
    assert SAID["words"] in page
    assert note.href not in page


def test_it_is_recalled_once_by_whoever_is_near_and_its_author_hears(cast: Cast, home: Family, wrong: Note) -> None:
    said = {"why": WHY, "belongs": "not_known"}
    with at(NOON):
        with pytest.raises(Refused, match="not involved"):
            take(RecallNote, cast.stranger, wrong, said)
        first = take(RecallNote, cast.practice_supervisor, wrong, said, request_key="once")
        again_ = take(RecallNote, cast.practice_supervisor, wrong, said, request_key="once")
        assert (again_.repeated, again_.result) == (True, first.result)
        with pytest.raises(Refused, match="recalled"):
            take(RecallNote, cast.practice_supervisor, again(cast.practice_supervisor, wrong), said)
    with acting(cast.social_worker):
        assert Notice.objects.filter(user=cast.social_worker, href=wrong.href).exists()
        assert Note.objects.get(pk=wrong.pk).shared == WORDS  # the history keeps all


GIVEN = {"to": "Mrs Hale, Larkfield Primary", "how": "email", "why": "She sees him each morning."}


def test_ig_06_whoever_was_given_a_copy_is_among_those_to_be_told(cast: Cast, home: Family, wrong: Note) -> None:
    with at(london(2026, 6, 4, 10)):
        take(NoteGiven, cast.social_worker, wrong, GIVEN | {"at": london(2026, 6, 4, 9, 30).isoformat()})
        page = signed_in(cast.social_worker).get(wrong.href).content.decode()
        assert "Mrs Hale, Larkfield Primary" in page
        with acting(cast.social_worker):
            assert len(places([home.amara.pk], "Larkfield")) == 1
    found = recalled(home, wrong)
    with at(NOON):
        manager = signed_in(cast.practice_supervisor).get(wrong.href)
        officer = signed_in(cast.information_governance_officer).get(f"/notes/recalls/{found.ref}/")
    for page in (manager, officer):
        first = page.context["readers"][0]
        assert (first.name, first.how) == ("Mrs Hale, Larkfield Primary", "Was given a copy: by secure e-mail")
    with acting(cast.social_worker):
        assert places([home.amara.pk], "Larkfield") == []


def test_nobody_is_given_a_note_before_it_is_written_nor_once_it_is_recalled(
    cast: Cast, home: Family, wrong: Note
) -> None:
    with at(NOON), pytest.raises(Invalid, match="before it was written"):
        take(NoteGiven, cast.social_worker, wrong, GIVEN | {"at": london(2026, 6, 4, 8).isoformat()})
    recalled(home, wrong)
    with at(NOON), pytest.raises(Refused, match="recalled"):
        take(NoteGiven, cast.social_worker, again(cast.social_worker, wrong), GIVEN | {"at": NOON.isoformat()})
