"""Somebody asks to see what is held about them, and is given it without what the law keeps back (IG-01, IG-08)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kith.access.actor import acting, at
from kith.access.models import Matter, Notice, User
from kith.governance import bundle, gathering
from kith.governance.models import AccessRequest, BundleEntry, BundleSent, Withholding
from kith.governance.queries import access_request as queries
from kith.governance.steps import (
    AskForCheck,
    CheckBundle,
    CloseRequest,
    ExtendRequest,
    GatherBundle,
    GiveAfterAll,
    IdentityKnown,
    ReceiveRequest,
    ReopenBundle,
    SendBundle,
    Withhold,
)
from kith.governance.withholding import reasons
from kith.kernel.perform import Invalid, Refused
from kith.notes.models import Note
from kith.people.models import Address
from kith.record.models import Clock, Sighting
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take
from tests.governance.asked import ASKED, NOW, RECEIVED, checked, entry_with, fresh, gathered, received, text_of
from tests.notes.scene import Family, family, written
from tests.people import made

pytestmark = pytest.mark.django_db
SECRET = "The father rang from Harbour Row and asked where she sleeps."


@pytest.fixture
def home(cast: Cast) -> Family:
    found = family(cast)
    with at(london(2026, 6, 2)), acting(cast.social_worker):
        grace = made.person(cast.social_worker, "Grace", "Okafor", kind="adult", address_line="3 Harbour Row",
                            postcode="NM1 4ZZ", confidential=True)  # fmt: skip
        made.related(grace, "mother", found.amara)
    return found


@pytest.fixture
def officer(cast: Cast) -> User:
    return cast.information_governance_officer


def test_a_month_counts_from_the_day_it_reached_us_and_two_more_once(cast: Cast, home: Family, officer: User) -> None:
    """UK GDPR Article 12(3): the corresponding day, and three months where it is complex."""
    one = received(officer, home)
    with acting(officer):
        clock = Clock.objects.get(matter=one.matter)
        assert (clock.rule, clock.due_at.date() if clock.due_at else None) == ("sar.respond", date(2026, 7, 8))
    with at(london(2026, 7, 9)), pytest.raises(Invalid) as no:
        take(ExtendRequest, officer, one, {"because": "Fifteen years of files."})
    assert "first month is over" in str(no.value.form.errors)
    with at(london(2026, 7, 1)):
        take(ExtendRequest, officer, one, {"because": "Fifteen years of files."})
        one = fresh(officer, one)
        with pytest.raises(Refused, match="extended already"):
            take(ExtendRequest, officer, one, {"because": "More."})
        with acting(officer):
            assert queries.clocks_of([one.pk])[one.pk].clock.due_at.date() == date(2026, 9, 8)  # type: ignore[union-attr]  # it has one
            assert Clock.objects.filter(matter=one.matter, stopped_at=None).count() == 1
        take(CloseRequest, officer, one, {"because": "They took it back."})
    with acting(officer):
        assert not Clock.objects.filter(matter=one.matter, stopped_at=None).exists()


def test_the_bundle_is_gathered_from_the_rooms_and_the_record_stays_as_it_was(
    cast: Cast, home: Family, officer: User
) -> None:
    with at(london(2026, 6, 4)):
        note = written(cast.social_worker, home.amara, words=SECRET)
    one = gathered(officer, home)
    with acting(officer):
        parts = {row.part for row in queries.entries(one)}
        assert {"who", "names", "family", "notes", "chronology"} <= parts
        assert "clocks" not in parts
        entry = entry_with(officer, one, SECRET)
    with at(NOW):
        take(Withhold, officer, entry, {"where": "whole", "reason": "serious_harm", "why": "He is looking for her."})
        with pytest.raises(Refused, match="gathered already"):
            take(GatherBundle, officer, fresh(officer, one))
    with acting(cast.social_worker):
        assert Note.objects.get(pk=note.pk).shared == SECRET
    with acting(officer):
        assert entry_with(officer, one, SECRET).words.count(SECRET) == 1  # the copy stays whole too


def test_words_that_are_withheld_are_not_in_what_is_printed(cast: Cast, home: Family, officer: User) -> None:
    with at(london(2026, 6, 4)):
        written(cast.social_worker, home.amara, words="Chidi was frightened. Amara drew a boat. CHIDI slept.")
    one = gathered(officer, home)
    entry = entry_with(officer, one, "Chidi was frightened")
    with at(NOW):
        for wrong in ("Chidi was afraid", ""):
            with pytest.raises(Invalid) as no:
                take(
                    Withhold, officer, entry, {"where": "here", "words": wrong, "reason": "third_party", "why": "His."}
                )
            assert "words" in no.value.form.errors
        said = {"where": "here", "words": "chidi", "reason": "third_party", "why": "It is about him."}
        take(Withhold, officer, entry, said)
        with pytest.raises(Invalid):
            take(Withhold, officer, entry, said)
    printed = text_of(officer, one)
    assert "was frightened" in printed
    assert "Amara drew a boat" in printed
    assert printed.count("[Withheld: information about somebody else]") == 2
    line = next(row for row in printed.split('"') if "was frightened" in row)
    assert "chidi" not in line.casefold()
    with at(NOW):
        file = signed_in(officer).get(f"{one.href}bundle.pdf").content
    assert file.startswith(b"%PDF")


def test_the_file_is_the_same_whatever_the_withheld_words_are() -> None:
    """Not black over text: of what was kept back there is nothing in it, letter for letter."""
    one = AccessRequest(
        matter=Matter(ref="z"), asked_as="self", asked_by="Z", received_on=RECEIVED, state="checked", checked_at=NOW,
        gathered_at=NOW,
    )  # fmt: skip

    def file(words: str) -> bytes:
        entry = BundleEntry(pk=1, number=1, heading="Notes", title="Note", words=f"We rang {words} back.")
        span = Withholding(entry=entry, begins=8, ends=8 + len(words), reason="third_party", why="His.")
        return bundle.printed(one, [entry], [span])

    assert file("Mr Quill") == file("Somebody who is quite another")
    assert file("Mr Quill") != bundle.printed(
        one, [BundleEntry(pk=1, number=1, heading="Notes", title="Note", words="We rang Mr Quill back.")], []
    )


def test_the_same_words_are_withheld_wherever_they_stand_and_overlaps_are_one(
    cast: Cast, home: Family, officer: User
) -> None:
    with at(london(2026, 6, 4)):
        written(cast.social_worker, home.amara, words="Mr Quill rang.")
        written(cast.social_worker, home.amara, words="We rang Mr Quill back, who is angry.")
    one = gathered(officer, home)
    entry = entry_with(officer, one, "Mr Quill rang.")
    with at(NOW):
        everywhere = {"where": "all", "words_everywhere": "Mr Quill", "reason": "third_party", "why": "A neighbour."}
        take(Withhold, officer, entry, everywhere)
        other = entry_with(officer, one, "who is angry")
        more = {"where": "here", "words": "Quill back, who is angry", "reason": "third_party", "why": "His."}
        take(Withhold, officer, other, more)
    printed = text_of(officer, one)
    assert "Quill" not in printed
    assert "angry" not in printed
    assert "We rang [Withheld: information about somebody else]." in printed


def test_ig_08_a_protected_address_is_withheld_by_itself_wherever_it_stands(
    cast: Cast, home: Family, officer: User
) -> None:
    with at(london(2026, 6, 4)):
        written(cast.social_worker, home.amara, words="They moved to 3,  harbour row (nm14zz) in May. The sea is near.")
    one = gathered(officer, home)
    printed = text_of(officer, one).casefold()
    assert "harbour" not in printed
    assert "nm14zz" not in printed
    assert "nm1 4zz" not in printed
    assert "the sea is near" in printed
    with acting(officer):
        row = next(each for each in queries.withheld(one) if each.by_itself)
        found = queries.withholding_by_ref(row.ref)
    with at(NOW), pytest.raises(Refused, match="given to nobody"):
        take(GiveAfterAll, officer, found, {"because": "They may know."})
    with acting(officer), pytest.raises(IntegrityError), transaction.atomic():
        Withholding.objects.filter(pk=row.pk).update(taken_back_by=officer, taken_back_because="So")
    assert Address.objects.filter(confidential=True).count() == 0  # nobody is acting: the wall shows none


def test_what_an_entry_is_called_can_be_kept_back_like_its_words(cast: Cast, home: Family, officer: User) -> None:
    """Family is called by names, a document by whatever somebody typed."""
    one = gathered(officer, home)
    assert "Grace Okafor" in text_of(officer, one)
    entry = entry_with(officer, one, "Grace Okafor: mother")
    with at(NOW):
        everywhere = {"where": "all", "words_everywhere": "Grace Okafor", "reason": "third_party", "why": "Hers."}
        take(Withhold, officer, entry, everywhere)
    assert "Grace" not in text_of(officer, one)


def test_ig_04_what_a_manager_withheld_is_kept_back_and_given_after_all_without_its_address(
    cast: Cast, home: Family, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = gathering.Found("letters", "Letters", "A letter", "They sleep at 3 Harbour Row.", "It would do harm.")
    monkeypatch.setattr(gathering, "_everything", lambda person, at: [letter])
    one = gathered(officer, home)
    assert "sleep" not in text_of(officer, one)
    with acting(officer):
        (row,) = [each for each in queries.withheld(one) if not each.by_itself]
        found = queries.withholding_by_ref(row.ref)
    assert (row.reason, row.why) == ("withheld", "It would do harm.")
    with at(NOW):
        take(GiveAfterAll, officer, found, {"because": "It would not any more."})
    assert "They sleep at [Withheld: an address that is protected]." in text_of(officer, one)


def test_a_reason_that_would_do_harm_is_not_on_the_page(cast: Cast, home: Family, officer: User) -> None:
    """DPA 2018 Sch 3: to say why may itself do the harm. Each reason has its law."""
    with at(london(2026, 6, 4)):
        written(cast.social_worker, home.amara, words=SECRET)
    one = gathered(officer, home)
    with at(NOW):
        entry = entry_with(officer, one, SECRET)
        take(Withhold, officer, entry, {"where": "whole", "reason": "serious_harm", "why": "He looks for her."})
    printed = text_of(officer, one)
    for words in ("where she sleeps", "He looks for her", "Serious harm", "Sch 3"):
        assert words not in printed, words
    assert "[Withheld]" in printed
    assert "Information Commissioner" in printed
    for reason in reasons().values():
        assert reason.citation, reason.key


def test_what_is_given_after_all_says_why_and_what_was_said_stays(cast: Cast, home: Family, officer: User) -> None:
    with at(london(2026, 6, 4)):
        written(cast.social_worker, home.amara, words="The teacher, Mrs Hale, was kind.")
    one = gathered(officer, home)
    entry = entry_with(officer, one, "Mrs Hale")
    with at(NOW):
        take(
            Withhold, officer, entry, {"where": "here", "words": "Mrs Hale", "reason": "third_party", "why": "A name."}
        )
        with acting(officer):
            (row,) = [each for each in queries.withheld(one) if not each.by_itself]
            found = queries.withholding_by_ref(row.ref)
        take(GiveAfterAll, officer, found, {"because": "An education worker (para 17)."})
    assert "Mrs Hale, was kind" in text_of(officer, one)
    with acting(officer):
        kept = Withholding.objects.get(pk=row.pk)
        assert (kept.why, kept.taken_back_by, kept.taken_back_because) == (
            "A name.", officer, "An education worker (para 17).",
        )  # fmt: skip


def test_ig_03_a_second_person_checks_and_never_whoever_prepared_it(cast: Cast, home: Family, officer: User) -> None:
    one = gathered(officer, home)
    with at(NOW):
        with acting(officer):
            offered = queries.checkers(one, officer)
        assert officer not in offered
        assert cast.practice_supervisor in offered  # of the child's case
        assert cast.stranger not in offered
        assert signed_in(cast.practice_supervisor).get(one.href).status_code == 404  # not asked yet
        take(AskForCheck, officer, one, {"checker": cast.practice_supervisor.ref})
        one = fresh(officer, one)
        assert Notice.objects.filter(user=cast.practice_supervisor, href=one.href).exists()
        with pytest.raises(Refused, match="prepared themselves"):
            take(CheckBundle, officer, one, {"right": "yes", "words": "Mine."})
        with pytest.raises(Refused, match="Another person"):
            take(CheckBundle, cast.team_manager, one, {"right": "yes", "words": "Fine."})
        with pytest.raises(Refused, match="second person is checking"):
            take(CloseRequest, officer, one, {"because": "No."})
        assert signed_in(cast.practice_supervisor).get(one.href).status_code == 200
        take(CheckBundle, cast.practice_supervisor, one, {"right": "no", "words": "Entry 3 names a neighbour."})
        one = fresh(officer, one)
        assert one.state == "gathered"
        assert "Entry 3 names a neighbour." in signed_in(officer).get(one.href).content.decode()
    with acting(officer), pytest.raises(IntegrityError, match="nobody_checks"), transaction.atomic():
        AccessRequest.objects.filter(pk=one.pk).update(checker=officer, prepared_by=officer)


def test_ig_01_what_was_given_to_whom_and_why_is_kept(cast: Cast, home: Family, officer: User) -> None:
    one = gathered(officer, home)
    given = {"to": "Hale and Wren", "how": "By a secure link"}
    with at(NOW):
        with pytest.raises(Refused, match="second person checks"):
            take(SendBundle, officer, one, given)
        one = checked(cast, one)
        with pytest.raises(Refused, match="how it is known who they are"):
            take(SendBundle, officer, one, given)
        take(IdentityKnown, officer, one, {"identity_how": "Known to her adviser.", "identity_on": "2026-06-08"})
        one = fresh(officer, one)
        assert "Draft" not in text_of(officer, one)
        take(SendBundle, officer, one, given)
        page = signed_in(officer).get(one.href).content.decode()
        one = fresh(officer, one)
        for step in (SendBundle, CloseRequest, AskForCheck):
            with pytest.raises(Refused, match="answered"):
                take(step, officer, one, given)
    for words in ("Hale and Wren", "By a secure link", "Article 15"):
        assert words in page, words
    with acting(officer):
        sent = BundleSent.objects.get(matter=one.matter)
        assert (len(sent.sha256), sent.by) == (64, officer)
        assert not Clock.objects.filter(matter=one.matter, stopped_at=None).exists()


def test_a_checked_bundle_that_is_changed_is_checked_again(cast: Cast, home: Family, officer: User) -> None:
    one = gathered(officer, home)
    with at(NOW):
        one = checked(cast, one)
        with acting(officer):
            entry = queries.entry(one, 1)
        said = {"where": "whole", "reason": "third_party", "why": "So."}
        with pytest.raises(Refused, match="has checked it"):
            take(Withhold, officer, entry, said)
        take(ReopenBundle, officer, one)
        one = fresh(officer, one)
        assert (one.state, one.checked_at) == ("gathered", None)
        assert "Draft" in text_of(officer, one)


def test_ig_05_only_whoever_answers_or_checks_reads_it_and_each_look_is_kept(
    cast: Cast, home: Family, officer: User
) -> None:
    one = gathered(officer, home)
    for other in (cast.social_worker, cast.team_manager, cast.data_analyst, cast.head_of_service):
        browser = signed_in(other)
        with at(NOW):
            for where in ("", "1/", "bundle.pdf", "withhold/"):
                assert browser.get(f"{one.href}{where}").status_code == 404, (other, where)
            assert browser.get("/subject-access/").status_code == 403
    with at(NOW):
        signed_in(officer).get(f"{one.href}1/")
        signed_in(officer).get(f"{one.href}bundle.pdf")
    with acting(officer):
        pages = set(Sighting.objects.filter(person_id=home.amara.pk, actor=officer).values_list("page", flat=True))
    assert {"Subject access bundle", "Subject access bundle, as a PDF"} <= pages


def test_ig_05_a_restricted_record_is_gone_from_the_requests_too(cast: Cast, home: Family, officer: User) -> None:
    one = gathered(officer, home)
    with at(london(2026, 6, 2)), acting(cast.team_manager):
        made.restrict(cast.team_manager, home.amara)
    browser = signed_in(officer)
    with at(NOW):
        assert one.ref not in browser.get("/subject-access/").content.decode()
        for where in ("", "1/", "bundle.pdf", "gather/"):
            assert browser.get(f"{one.href}{where}").status_code == 404, where
        assert browser.get(f"/subject-access/new/{home.amara.ref}/").status_code == 404
    with acting(officer):
        assert (AccessRequest.objects.count(), BundleEntry.objects.count(), Withholding.objects.count()) == (0, 0, 0)


def test_who_asks_for_another_says_by_what_right_and_nobody_asks_twice(cast: Cast, home: Family, officer: User) -> None:
    with at(NOW):
        for wrong, field in (({"on_behalf": ""}, "on_behalf"), ({"received_on": "2026-06-10"}, "received_on")):
            with pytest.raises(Invalid) as no:
                take(ReceiveRequest, officer, home.amara, ASKED | wrong)
            assert field in no.value.form.errors
    received(officer, home)
    with at(NOW):
        with pytest.raises(Invalid) as no:
            take(ReceiveRequest, officer, home.amara, ASKED)
        assert "asked_by" in no.value.form.errors
        with pytest.raises(Refused):
            take(ReceiveRequest, cast.social_worker, home.amara, ASKED)


def test_the_officer_walks_through_every_page(cast: Cast, home: Family, officer: User) -> None:
    browser = signed_in(officer)
    with at(NOW):
        assert browser.get(f"/subject-access/?person={home.amara.ref}").status_code == 302
        assert browser.get(f"/subject-access/new/{home.amara.ref}/").status_code == 200
        one = gathered(officer, home)
        for where in ("", "1/", "1/withhold/", "identity/", "extend/", "ask-check/", "close/"):
            assert browser.get(f"{one.href}{where}").status_code == 200, where
        assert browser.get(f"{one.href}9999/").status_code == 404
        assert "A. O." in browser.get("/subject-access/").content.decode()
