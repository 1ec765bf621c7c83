"""The Signs of Safety board: what is written, how it is linked, and what is missing (SS-01 to SS-06, FA-04)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from kith.access.actor import acting, at
from kith.assessment.models import Assessment
from kith.assessment.queries.lacking import lacking
from kith.kernel.perform import Invalid, Refused, Stale
from kith.practice.signs_of_safety.domains import DOMAINS
from kith.practice.signs_of_safety.models import Entry, Link
from kith.practice.signs_of_safety.queries import state, story_of_entries
from kith.practice.signs_of_safety.steps import AddEntry, Blank, ChangeEntry, EndEntry, LinkEntries
from kith.record.models import StepEvent
from tests.assessment.scene import allocated, child, concluded, proposed, referrals
from tests.assessment.test_work import END
from tests.cast import Cast, take
from tests.practice.board import NOW, SAID, board, lacks, link, placed, write

pytestmark = pytest.mark.django_db
UNSEEN = END | {"not_seen_because": "She is with her father in Leeds; Leeds saw her."}


def refused_fields(cast: Cast, assessment: Assessment, kind: str, **wrong: Any) -> list[str]:
    """The fields that an entry is sent back for."""
    with at(NOW), pytest.raises(Invalid) as no:
        take(AddEntry, cast.social_worker, Blank(assessment, kind), SAID[kind] | wrong)
    return list(no.value.form.errors)


def test_ss_01_seven_domains_and_the_familys_goals_in_three_columns(cast: Cast, assessment: Assessment) -> None:
    danger = write(cast.social_worker, assessment, "danger")
    for one in DOMAINS:
        if one.key != "danger":
            write(cast.social_worker, assessment, one.key, **({"danger": [danger.ref]} if one.key == "safety" else {}))
    found = board(cast.social_worker, assessment)
    assert [
        (title, [(place.domain.key, len(place.cards)) for place in places]) for _, title, places in found.columns
    ] == [
        ("Worried about", [("harm", 1), ("danger", 1), ("complicating", 1)]),
        ("Working well", [("strength", 1), ("safety", 1)]),
        ("Needs to happen", [("family_goal", 1), ("safety_goal", 1), ("next_step", 1)]),
    ]
    for card in found.cards.values():
        assert (card.entry.written_by, card.entry.written_at) == (cast.social_worker, NOW)


@pytest.mark.parametrize("blank", ["words", "actor", "place", "began_on", "times", "severity", "effect", "source"])
def test_ss_02_past_harm_can_be_counted(cast: Cast, assessment: Assessment, blank: str) -> None:
    assert refused_fields(cast, assessment, "harm", **{blank: ""}) == [blank]


def test_ss_02_the_database_keeps_no_harm_that_nobody_could_count(cast: Cast, assessment: Assessment) -> None:
    with at(NOW), acting(cast.social_worker), pytest.raises(IntegrityError, match="harm_can_be_counted"):
        Entry.objects.create(
            matter=assessment.matter, kind="harm", number=1, words="He is aggressive.", written_by=cast.social_worker
        )


def test_ss_02_a_pattern_ends_after_it_began(cast: Cast, assessment: Assessment) -> None:
    assert refused_fields(cast, assessment, "harm", ended_on="2026-01-01") == ["ended_on"]
    pattern = write(cast.social_worker, assessment, "harm", began_on="2026-01-10", ended_on="2026-04-12", times="10")
    assert (pattern.times, pattern.code) == (10, "H1")


def test_ss_03_references_are_stable_for_good(cast: Cast, assessment: Assessment) -> None:
    first = write(cast.social_worker, assessment, "danger")
    with at(NOW):
        take(EndEntry, cast.social_worker, first, {"reason": "Said twice.", "mistaken": "on"})
    second = write(cast.social_worker, assessment, "danger")
    assert (first.code, second.code) == ("D1", "D2")


def test_ss_03_nothing_hangs_loose_at_approval(cast: Cast, assessment: Assessment) -> None:
    """Harm, danger, safety goal and next step: each says what it lacks until it is linked."""
    worker = cast.social_worker
    harm, danger = write(worker, assessment, "harm"), write(worker, assessment, "danger")
    assert lacks(worker, assessment) == [
        "Link past harm H1 to a danger",
        "Link danger D1 to what has happened",
        "Link danger D1 to a safety goal",
    ]
    card = board(worker, assessment).of("danger")[0]
    assert [gap.on_card for gap in card.gaps] == ["Needs the harm that it comes from", "Needs a safety goal"]
    link(worker, assessment, danger, harm=[harm])
    goal = write(worker, assessment, "safety_goal", danger=[danger.ref])
    assert lacks(worker, assessment) == ["Give safety goal G1 a next step"]
    step = write(worker, assessment, "next_step")
    assert "Link next step “Nan has the children Saturday noon to Sunday tea.” to a safety goal" in lacks(
        worker, assessment
    )
    link(worker, assessment, step, safety_goal=[goal])
    assert lacks(worker, assessment) == []
    with at(NOW), acting(worker):
        assert state(assessment) == (True, "Ready")


def test_ss_03_the_panel_and_approval_read_the_same_list(cast: Cast, assessment: Assessment) -> None:
    write(cast.social_worker, assessment, "danger")
    with at(NOW):
        with acting(cast.social_worker):
            assert "Link danger D1 to a safety goal" in [lack.words for lack in lacking(assessment)]
        ended = concluded(cast, cast.practice_supervisor, assessment, **UNSEEN)
    assert "Link danger D1 to a safety goal" in ended.lacked


def test_ss_03_a_link_that_is_taken_away_is_kept_with_who_did_it(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    harm, danger = write(worker, assessment, "harm"), write(worker, assessment, "danger")
    link(worker, assessment, danger, harm=[harm])
    link(worker, assessment, harm, danger=[])
    with acting(worker):
        assert list(Link.objects.values_list("earlier__kind", "later__kind", "ended_by")) == [
            ("harm", "danger", worker.pk)
        ]
    assert "Link danger D1 to what has happened" in lacks(worker, assessment)


def test_an_empty_board_is_asked_for_but_not_in_a_brief_assessment(cast: Cast, assessment: Assessment) -> None:
    assert lacks(cast.social_worker, assessment) == ["Write “Signs of Safety”"]
    brief = allocated(cast, referrals(cast, child(cast.mash_worker, "Chidi Okafor"))[0], depth="brief")
    assert lacks(cast.social_worker, brief) == []
    with at(NOW), acting(cast.social_worker):
        assert state(assessment) == (False, "Not started")
        assert state(brief) == (True, "Not needed")


def test_ss_03_no_danger_is_a_finding_with_a_reason(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    write(worker, assessment, "harm")
    about = "Say what could happen to Amara if nothing changes, or that no danger was found"
    assert about in lacks(worker, assessment)
    assert refused_fields(cast, assessment, "no_danger", found="") == ["found"]
    assert refused_fields(cast, assessment, "no_danger", words="") == ["words"]
    write(worker, assessment, "no_danger")
    assert lacks(worker, assessment) == []  # what has happened leads to none: that is what was found
    with at(NOW), pytest.raises(Invalid, match="already that none was found"):
        take(AddEntry, worker, Blank(assessment, "no_danger"), SAID["no_danger"])
    write(worker, assessment, "danger")
    assert board(worker, assessment).no_danger is None
    with at(NOW), pytest.raises(Invalid, match="danger stands"):
        take(AddEntry, worker, Blank(assessment, "no_danger"), SAID["no_danger"])


def test_ss_03_no_danger_does_not_go_with_significant_harm(cast: Cast, assessment: Assessment) -> None:
    write(cast.social_worker, assessment, "no_danger")
    with at(NOW):
        proposed(cast, assessment, need="harm", duty="s47", outcome="strategy")
    assert lacks(cast.social_worker, assessment) == [
        "The conclusion says significant harm, and the board that no danger was found"
    ]


def test_ss_04_fa_04_safety_is_against_a_danger_and_was_seen_on_a_day(cast: Cast, assessment: Assessment) -> None:
    """A promise or a strength is no safety yet."""
    worker = cast.social_worker
    assert refused_fields(cast, assessment, "safety") == ["danger"]
    danger = write(worker, assessment, "danger")
    assert refused_fields(cast, assessment, "safety") == ["danger"]
    assert refused_fields(cast, assessment, "safety", danger=[danger.ref], shown=[]) == ["shown"]
    nobody = [{"on": "2026-05-02", "by": ""}]
    assert refused_fields(cast, assessment, "safety", danger=[danger.ref], shown=nobody) == ["shown"]
    later = [{"on": "2026-07-02", "by": "Nan"}]
    assert refused_fields(cast, assessment, "safety", danger=[danger.ref], shown=later) == ["shown"]
    seen = write(worker, assessment, "safety", danger=[danger.ref])
    assert [day["on"] for day in seen.shown] == ["2026-05-02", "2026-05-09"]
    card = board(worker, assessment).of("safety")[0]
    assert [entry.code for entry in card.back] == ["D1"]
    with at(NOW), acting(worker), pytest.raises(Invalid, match="Safety is always against a danger"):
        take(LinkEntries, worker, seen, {"danger": []})


def test_ss_04_safety_against_nothing_that_stands_is_a_gap(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    danger = write(worker, assessment, "danger")
    write(worker, assessment, "safety", danger=[danger.ref])
    with at(NOW):
        take(EndEntry, worker, danger, {"reason": "Daniel has moved abroad for good."})
    assert "Link existing safety S1 to a danger that still stands" in lacks(worker, assessment)


def test_ss_04_no_step_makes_safety_of_a_strength(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    strength = write(worker, assessment, "strength")
    danger = write(worker, assessment, "danger")
    write(worker, assessment, "safety", danger=[danger.ref])
    with at(NOW), acting(worker):
        strength.refresh_from_db()
        more = SAID["strength"] | {"shown": SAID["safety"]["shown"], "danger": [danger.ref], "kind": "safety"}
        take(ChangeEntry, worker, placed(strength, assessment), more)
        strength.refresh_from_db()
        assert (strength.kind, strength.shown) == ("strength", [])
    assert len(board(worker, assessment).of("strength")) == 1


def test_ss_05_what_makes_it_harder_says_how(cast: Cast, assessment: Assessment) -> None:
    assert refused_fields(cast, assessment, "complicating", effect="") == ["effect"]


def test_ss_06_steps_have_an_owner_and_a_day_and_goals_say_whose_they_are(cast: Cast, assessment: Assessment) -> None:
    assert refused_fields(cast, assessment, "next_step", owner="", due_on="") == ["owner", "due_on"]
    assert refused_fields(cast, assessment, "family_goal", said_by="") == ["said_by"]
    assert refused_fields(cast, assessment, "safety_goal", indicator="") == ["indicator"]


def test_an_entry_is_changed_and_ended_and_every_version_stays(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    entry = write(worker, assessment, "strength")
    with at(NOW), acting(worker):
        take(ChangeEntry, worker, entry, SAID["strength"] | {"words": "Grace asked three times."})
        entry.refresh_from_db()
        take(EndEntry, worker, placed(entry, assessment), {"reason": "It was her sister.", "mistaken": "on"})
        [(kept, versions)] = story_of_entries(assessment)
        assert kept.mistaken
        assert [(one.standing, one.words) for one in versions] == [
            ("Written by mistake", "It was her sister."),
            ("Changed", "Grace asked three times."),
            ("Written", SAID["strength"]["words"]),
        ]
        entry.refresh_from_db()
        with pytest.raises(Invalid, match="taken off the board"):
            take(ChangeEntry, worker, placed(entry, assessment), SAID["strength"])
        lines = (
            StepEvent.objects.filter(step__startswith="signs_of_safety.").order_by("pk").values_list("line", flat=True)
        )
        assert list(lines) == [
            "Signs of Safety: strength written",
            "Signs of Safety: strength changed",
            "Signs of Safety: strength was written by mistake",
        ]
    assert board(worker, assessment).cards == {}


def test_nobody_overwrites_what_they_have_not_seen(cast: Cast, assessment: Assessment) -> None:
    worker = cast.social_worker
    entry = write(worker, assessment, "strength")
    with at(NOW):
        take(ChangeEntry, cast.practice_supervisor, entry, SAID["strength"] | {"words": "Nell's words."})
        with pytest.raises(Stale):
            take(ChangeEntry, worker, entry, SAID["strength"], seen_version=1)


def test_as_01_a_brother_gets_only_what_is_ticked_and_his_own_effect(cast: Cast) -> None:
    worker = cast.social_worker
    first, second = referrals(cast, child(cast.mash_worker), child(cast.mash_worker, "Chidi Okafor"))
    amara = allocated(cast, first, with_siblings=[second.ref])
    with acting(worker):
        chidi = Assessment.objects.select_related("matter", "child__person").get(referral=second)
    write(worker, amara, "strength")
    write(worker, amara, "family_goal", also=[chidi.ref])
    assert [card.entry.kind for card in board(worker, chidi).cards.values()] == ["family_goal"]
    assert refused_fields(cast, amara, "harm", also=[chidi.ref]) == [f"effect_on_{chidi.ref}"]
    write(worker, amara, "harm", also=[chidi.ref], **{f"effect_on_{chidi.ref}": "Chidi went to his coach's."})
    own = board(worker, chidi).of("harm")[0].entry
    assert (own.code, own.effect) == ("H1", "Chidi went to his coach's.")
    assert board(worker, amara).of("harm")[0].entry.effect == SAID["harm"]["effect"]
    danger = write(worker, amara, "danger", harm=[board(worker, amara).of("harm")[0].entry.ref], also=[chidi.ref])
    assert board(worker, chidi).of("danger")[0].back == []  # linked on his own board, by whoever knows it
    with acting(worker):
        form = AddEntry.build_form(worker, Blank(amara, "safety"))
    assert "also" not in form.fields
    assert danger.code == "D1"


def test_an_entry_of_another_childs_board_cannot_be_linked(cast: Cast, assessment: Assessment) -> None:
    other = allocated(cast, referrals(cast, child(cast.mash_worker, "Tobias Wren"))[0])
    strange = write(cast.social_worker, other, "harm")
    write(cast.social_worker, assessment, "harm")
    assert refused_fields(cast, assessment, "danger", harm=[strange.ref]) == ["harm"]


def test_nothing_is_written_on_the_board_of_a_concluded_assessment(cast: Cast, assessment: Assessment) -> None:
    entry = write(cast.social_worker, assessment, "strength")
    with at(NOW):
        concluded(cast, cast.practice_supervisor, assessment, **UNSEEN)
        with acting(cast.social_worker):
            assessment = Assessment.objects.select_related("matter", "child__person").get(pk=assessment.pk)
        for step, target in ((AddEntry, Blank(assessment, "strength")), (EndEntry, placed(entry, assessment))):
            with pytest.raises(Refused, match="authorised"):
                take(step, cast.social_worker, target, SAID["strength"])


def test_a_stranger_writes_nothing(cast: Cast, assessment: Assessment) -> None:
    with at(NOW), pytest.raises(Refused, match="not involved"):
        take(AddEntry, cast.stranger, Blank(assessment, "strength"), SAID["strength"])
