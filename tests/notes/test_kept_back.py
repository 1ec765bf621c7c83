"""A manager keeps a case note back from the family, looks at it again, and lets them read it after all (IG-04)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from kith.access.actor import acting, at
from kith.access.models import RoleGrant, User
from kith.governance.queries import access_request
from kith.kernel.perform import Invalid, Refused
from kith.notes import queries
from kith.notes.models import Note, NoteKept
from kith.notes.steps import CorrectNote, RecallNote, ReleaseNote, WithholdNote
from kith.people.queries.chronology import chronology
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take
from tests.governance.asked import gathered, text_of
from tests.notes.scene import SAID, Family, again, family, part, written
from tests.people import made

pytestmark = pytest.mark.django_db
MORNING, LATER, DUE = london(2026, 6, 4, 9), london(2026, 6, 5, 9), london(2026, 6, 20, 9)
WORDS = "The neighbour heard a child scream."
WHY = {"reason": "He would know who told us.", "review_on": "2026-06-20"}


@pytest.fixture
def home(cast: Cast) -> Family:
    found = family(cast)
    with at(london(2026, 6, 2)), acting(cast.social_worker):
        made.involve(cast.team_manager, found.amara, found.chidi, found.kit, kind="supervisor")
    return found


@pytest.fixture
def note(cast: Cast, home: Family) -> Note:
    with at(MORNING):
        return written(cast.social_worker, home.amara, words=WORDS)


def kept_back(cast: Cast, note: Note, **more: Any) -> NoteKept:
    with at(LATER):
        found = take(WithholdNote, cast.practice_supervisor, again(cast.practice_supervisor, note), WHY | more).result
    assert isinstance(found, NoteKept)
    return found


def of(actor: User, note: Note) -> NoteKept | None:
    with acting(actor):
        return queries.kept_back([note.pk]).get(note.pk)


def due_to(actor: User) -> list[int]:
    with acting(actor), at(DUE):
        return [row.matter_id for row in queries.to_review(actor)]


def test_ig_04_only_a_manager_keeps_it_back_in_writing_until_a_day_within_a_year(
    cast: Cast, home: Family, note: Note
) -> None:
    with at(LATER):
        with pytest.raises(Refused, match="keeps something back"):
            take(WithholdNote, cast.social_worker, note, WHY)
        with pytest.raises(Refused, match="Open the record first"):
            take(WithholdNote, cast.mash_manager, again(cast.mash_manager, note), WHY)
        for wrong in ({"reason": ""}, {"review_on": "2026-06-05"}, {"review_on": "2028-06-05"}):
            with pytest.raises(Invalid):
                take(WithholdNote, cast.practice_supervisor, note, WHY | wrong)
    kept_back(cast, note)
    row = of(cast.social_worker, note)
    assert row is not None
    assert (row.reason, row.review_on, row.by) == (WHY["reason"], date(2026, 6, 20), cast.practice_supervisor)


def test_ig_04_the_page_and_the_paper_say_first_that_it_is_not_for_the_family(
    cast: Cast, home: Family, note: Note
) -> None:
    kept_back(cast, note)
    browser = signed_in(cast.social_worker)
    with at(LATER):
        for where in ("", "print/", "sent/", "correct/"):
            page = browser.get(f"{note.href}{where}").content.decode()
            assert "Not for the family." in page, where
            assert WHY["reason"] in page, where
        with acting(cast.social_worker):
            lines = [one.line for one in chronology([home.amara.pk]).entries]
    assert "Case note kept back from the family, to be looked at again on 20 June 2026" in lines
    assert not [one for one in lines if WHY["reason"] in one]


def test_ig_04_the_bundle_for_the_family_withholds_it_whole(cast: Cast, home: Family, note: Note) -> None:
    with at(MORNING):
        written(cast.social_worker, home.amara, words="The flat was cold.")
    kept_back(cast, note)
    officer = cast.information_governance_officer
    one = gathered(officer, home)
    given = text_of(officer, one)
    assert "scream" not in given
    assert WHY["reason"] not in given
    assert "The flat was cold." in given
    with acting(officer):
        (row,) = access_request.withheld(one)
    assert (row.reason, row.why) == (
        "withheld", f"{cast.practice_supervisor.name} kept it back from the family: {WHY['reason']}",
    )  # fmt: skip


def test_ig_04_it_comes_back_on_its_day_and_is_kept_back_longer_or_let_go(cast: Cast, home: Family, note: Note) -> None:
    kept_back(cast, note)
    manager = cast.practice_supervisor
    with acting(manager), at(LATER):
        assert not queries.to_review(manager)
    assert due_to(manager) == [note.pk]
    assert due_to(cast.team_manager) == []
    with at(DUE):
        page = signed_in(manager).get("/").content.decode()
        assert "kept back from a family, to look at again" in page
        assert note.href in page
        take(WithholdNote, manager, again(manager, note), WHY | {"review_on": "2026-07-20"})
        assert due_to(manager) == []
        take(ReleaseNote, manager, again(manager, note), {"reason": "He knows, and she is safe."})
    assert of(manager, note) is None
    with at(DUE), pytest.raises(Refused, match="not kept back"):
        take(ReleaseNote, manager, again(manager, note), {"reason": "Again."})
    with acting(manager), at(DUE):
        assert [row.reason for row in queries.kept_before(note)][-1] == WHY["reason"]
        page = signed_in(manager).get(note.href).content.decode()
        assert "Not for the family." not in page
        assert "He knows, and she is safe." in page
    assert "scream" in text_of(cast.information_governance_officer, gathered(cast.information_governance_officer, home))


def test_ig_04_where_the_manager_has_gone_it_is_due_to_every_manager_of_the_child(
    cast: Cast, home: Family, note: Note
) -> None:
    kept_back(cast, note)
    with acting(cast.team_manager):
        RoleGrant.objects.filter(user=cast.practice_supervisor).update(until=date(2026, 6, 10))
    assert due_to(cast.team_manager) == [note.pk]
    assert due_to(cast.mash_manager) == []
    assert due_to(cast.social_worker) == []


def test_ig_04_what_takes_its_place_is_kept_back_too(cast: Cast, home: Family, note: Note) -> None:
    """A correction, and the note where it belongs; what was recalled comes back to nobody."""
    kept_back(cast, note)
    manager = cast.practice_supervisor
    with at(LATER):
        said = SAID | {"words": "The neighbour heard two children scream.", "why": "Both."}
        right = take(CorrectNote, cast.social_worker, again(cast.social_worker, note), said).result
        with pytest.raises(Refused, match="stands in its place"):
            take(WithholdNote, manager, again(manager, note), WHY)
    assert of(manager, right) is not None
    assert due_to(manager) == [right.pk]
    with at(LATER):
        gone = {"why": "Another family.", "belongs": "elsewhere", "other": home.kit.ref}
        recall = take(RecallNote, cast.social_worker, again(cast.social_worker, right), gone).result
    with acting(manager):
        stands = Note.objects.get(came_from=recall)
        assert stands.person_id == home.kit.pk
    assert of(manager, stands) is not None
    assert due_to(manager) == [stands.pk]


def test_ig_04_what_was_written_with_it_for_a_sister_is_kept_back_with_it(cast: Cast, home: Family) -> None:
    with at(MORNING):
        note = written(cast.social_worker, home.amara, words=WORDS, also=[home.chidi.ref])
        other = part(cast.social_worker, note, home.chidi)
    kept_back(cast, note)
    row = of(cast.practice_supervisor, other)
    assert row is not None
    assert row.reason == WHY["reason"]


def test_ig_04_nobody_changes_what_was_said_of_it(cast: Cast, home: Family, note: Note) -> None:
    row = kept_back(cast, note)
    with acting(cast.practice_supervisor):
        for change in (lambda: NoteKept.objects.filter(pk=row.pk).update(reason="x"), row.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
        with pytest.raises(DatabaseError, match="keeping_back_says_why"), transaction.atomic():
            NoteKept.objects.create(matter=note.matter, reason="", by=cast.practice_supervisor)


def test_ig_04_whoever_leaves_the_day_out_is_asked_for_it_in_plain_words(cast: Cast, note: Note) -> None:
    with at(LATER):
        answer = signed_in(cast.practice_supervisor).post(f"/notes/{note.ref}/withhold/", {"reason": WHY["reason"]})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter the day to look at this again" in said
    assert "He would know who told us." in said, "what was typed is kept"
