"""Adding, opening and taking back, as people do it in a browser (issue 3: attachments; IG-06; decisions 5 and 7)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kith.access.actor import acting
from kith.access.models import NamedReader, Subject
from kith.documents import store
from kith.documents.models import Document
from kith.documents.policies import about
from kith.documents.steps import DocumentTakenBack
from kith.kernel.perform import Invalid
from kith.people.models import Person, Relationship
from kith.record.models import Sighting, StepEvent
from tests.assessment.reading import signed_in
from tests.assessment.scene import allocated, referrals
from tests.cast import Cast, contact_about, take
from tests.documents import files
from tests.documents.conftest import Add
from tests.people import made

pytestmark = pytest.mark.django_db


def up(body: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def said(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_several_files_are_added_at_once_and_stand_in_the_record(cast: Cast, amara: Person) -> None:
    browser, home = signed_in(cast.social_worker), f"/people/{amara.ref}/documents/"
    assert "No documents yet" in browser.get(home).content.decode()
    page = browser.get(home + "add/").content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "multiple" in page
    assert "Up to 10 at once, each up to 25 MB: PDF, JPEG" in page
    sent = {
        "attached": [up(files.picture(), "IMG_1.jpg"), up(files.pdf(), "b.pdf")],
        "kind": "drawing",
        "called": "Home",
    }
    answer = browser.post(home + "add/", sent, follow=True)
    assert answer.redirect_chain == [(home, 302)]
    page = answer.content.decode()
    for words in ("Home, 1 of 2", "Home, 2 of 2", "Added: a drawing, 2 files. Not scanned", "Farah Siddiqui"):
        assert words in page
    event = StepEvent.objects.get(step="documents.added")
    assert (event.line, event.person_id) == ("Added: a drawing, 2 files", amara.pk)
    assert "Added: a drawing" in browser.get(f"/people/{amara.ref}/chronology/").content.decode()


def test_one_bad_file_and_none_is_kept_and_what_was_typed_stays(cast: Cast, amara: Person, folder: Any) -> None:
    sent = {
        "attached": [up(files.pdf(), "good.pdf"), up(b"MZ\0\0", "bad.pdf"), up(b"", "empty.txt")],
        "kind": "letter",
        "called": "From the school",
    }
    answer = signed_in(cast.social_worker).post(f"/people/{amara.ref}/documents/add/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "bad.pdf is a program. Kith keeps no programs" in page
    assert "empty.txt is empty" in page
    assert 'value="From the school"' in page
    assert 'value="letter" checked' in page
    assert not Document.objects.exists()
    assert not [one for one in folder.rglob("*") if one.is_file()]


def test_no_file_and_too_many_files(cast: Cast, amara: Person) -> None:
    browser, href = signed_in(cast.social_worker), f"/people/{amara.ref}/documents/add/"
    assert "Choose the files to add" in browser.post(href, {"kind": "letter"}).content.decode()
    many = {"attached": [up(b"a", f"{n}.txt") for n in range(11)], "kind": "letter"}
    assert "at most 10 files at a time. You chose 11" in browser.post(href, many).content.decode()


def test_a_file_beyond_the_limit_is_thrown_away_as_it_comes(cast: Cast, amara: Person, settings: Any) -> None:
    """However large: no more of it than the limit ever lies on the disk, and none in memory."""
    settings.DOCUMENT_LIMIT = 0.5
    sent = {"attached": [up(b"a" * 700_000, "film.txt")], "kind": "other", "called": "A long film"}
    answer = signed_in(cast.social_worker).post(f"/people/{amara.ref}/documents/add/", sent)
    assert "film.txt is larger than 0.5 MB, which is as much as Kith keeps" in answer.content.decode()
    assert 'value="A long film"' in answer.content.decode()


def test_what_does_not_fit_on_the_disk_is_said(cast: Cast, amara: Person, folder: Any) -> None:
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file where the folder should be")
    sent = {"attached": [up(files.pdf(), "letter.pdf")], "kind": "letter"}
    answer = signed_in(cast.social_worker).post(f"/people/{amara.ref}/documents/add/", sent)
    assert answer.status_code == 422
    assert "Kith has no room for letter.pdf just now" in answer.content.decode()


def test_sent_twice_it_is_added_once(cast: Cast, amara: Person) -> None:
    browser, href = signed_in(cast.social_worker), f"/people/{amara.ref}/documents/add/"
    for _ in range(2):
        sent = {"attached": [up(files.pdf(), "letter.pdf")], "kind": "letter", "request_key": "one-key"}
        assert browser.post(href, sent).status_code == 302
    assert Document.objects.count() == 1


def test_a_copy_is_saved_and_never_opened_in_the_page(cast: Cast, add: Add) -> None:
    document = add(files.pdf(), "the letter.docx", called="From “school”")
    answer = signed_in(cast.social_worker).get(document.href + "file/")
    assert said(answer) == files.pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="From school.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer["Cache-Control"] == "private, no-store"
    page = signed_in(cast.social_worker).get(document.href).content.decode()
    assert "Its name ends in .docx, but it is a PDF." in page
    assert "Not scanned: no scanner was set up" in page


def test_a_photograph_is_shown_upright_and_without_where_it_was_taken(cast: Cast, add: Add) -> None:
    original = files.picture(size=(3000, 2000), told=True)
    assert files.WHERE in original
    document = add(original, "IMG.jpg", kind="photograph")
    browser = signed_in(cast.social_worker)
    for tail, longest in (("picture/", 1600), ("small/", 240)):
        answer = browser.get(document.href + tail)
        shown = said(answer)
        assert "sandbox" in answer["Content-Security-Policy"]
        with Image.open(BytesIO(shown)) as drawn:
            assert drawn.size == (round(longest * 2 / 3), longest)  # it lay on its side
            assert len(drawn.getexif()) == 0
        assert files.WHERE not in shown
    assert said(browser.get(document.href + "file/")) == original


def test_looking_is_written_down_and_the_small_picture_with_the_page_it_stands_on(cast: Cast, add: Add) -> None:
    document = add(files.picture(), "a.jpg")
    browser = signed_in(cast.social_worker)
    for tail in ("small/", "", "small/", "picture/", "file/"):
        answer = browser.get(document.href + tail)
        assert answer.status_code == 200
        assert said(answer) if answer.streaming else answer.content
    seen = list(Sighting.objects.order_by("pk").values_list("page", flat=True))
    assert seen == ["Document, small picture", "Document", "Document, picture", "Document, saved a copy"]


def test_somebody_not_involved_is_asked_why_first(cast: Cast, add: Add) -> None:
    document = add(files.picture(), "a.jpg")
    (subject,) = about(document)
    for tail in ("", "file/", "picture/", "small/", "take-back/"):
        answer = signed_in(cast.stranger).get(document.href + tail)
        assert answer.status_code == 302
        assert answer["Location"].startswith(f"/people/{subject.ref}/reason/?next=%2Fdocuments%2F")
    assert signed_in(cast.data_analyst).get(document.href).status_code == 404


def test_a_restricted_childs_document_is_nowhere(cast: Cast, add: Add, amara: Person) -> None:
    document = add(files.picture(), "a.jpg", called="Quillfeather drawing")
    NamedReader.objects.create(person_id=amara.pk, user=cast.head_of_service, reason="holds the case")
    Subject.objects.filter(pk=amara.pk).update(restricted=True)
    for one in (cast.social_worker, cast.team_manager, cast.nominated_officer):
        browser = signed_in(one)
        for tail in ("", "file/", "picture/", "small/", "take-back/", "scan/"):
            assert browser.get(document.href + tail).status_code == 404
        assert browser.get(f"/people/{amara.ref}/documents/").status_code == 404
        for guess in (f"/documents/{document.key}/", f"/static/{document.key}", f"/{store.path_of(document.key).name}"):
            assert browser.get(guess).status_code == 404
    assert signed_in(cast.head_of_service).get(document.href).status_code == 200


def test_whoever_added_it_takes_it_back_or_a_manager_and_nobody_opens_it_then(
    cast: Cast, add: Add, amara: Person
) -> None:
    document = add(files.picture(), "a.jpg", called="Another child’s drawing")
    for one in (cast.second_worker, cast.practice_supervisor):
        made.involve(one, amara)
    refused = signed_in(cast.second_worker).get(document.href + "take-back/")
    assert refused.status_code == 403
    assert "Whoever added it takes it back, or a" in refused.content.decode()
    browser = signed_in(cast.practice_supervisor)
    assert browser.post(document.href + "take-back/", {"reason": ""}).status_code == 422
    page = browser.post(
        document.href + "take-back/", {"reason": "It is another child’s."}, follow=True
    ).content.decode()
    assert "Nell Abara took it back" in page
    assert "It is another child’s." in page
    assert "Another child’s drawing" not in page
    for tail in ("file/", "picture/", "small/"):
        assert browser.get(document.href + tail).status_code == 404
    assert "Another child" not in browser.get(f"/people/{amara.ref}/documents/").content.decode()
    chronology = browser.get(f"/people/{amara.ref}/chronology/").content.decode()
    assert "Taken back: a document added by mistake" in chronology
    assert "Another child" not in chronology
    assert store.path_of(document.key).exists()  # until its time to be kept is over


def test_two_who_take_it_back_at_once_leave_the_reason_of_the_first(cast: Cast, add: Add) -> None:
    document = add(files.picture(), "a.jpg")
    with acting(cast.social_worker):
        opened_too = Document.objects.select_related("matter", "work").get(pk=document.pk)
    take(DocumentTakenBack, cast.social_worker, document, {"reason": "Another child’s."})
    with pytest.raises(Invalid, match="taken back a moment ago"):
        take(DocumentTakenBack, cast.social_worker, opened_too, {"reason": "Mine."})


def test_a_file_that_is_not_there_is_not_found_and_breaks_nothing(cast: Cast, add: Add) -> None:
    document = add()
    store.path_of(document.key).unlink()
    assert signed_in(cast.social_worker).get(document.href + "file/").status_code == 404
    assert signed_in(cast.social_worker).get(document.href).status_code == 200


def test_what_is_about_a_brother_too_stands_in_both_records(cast: Cast, amara: Person) -> None:
    chidi, far = (made.person(cast.social_worker, name, "Okafor") for name in ("Chidi", "Ikenna"))
    for one in (chidi, far):
        Relationship.objects.create(person_id=one.pk, to_id=amara.pk, kind="sibling")
    made.involve(cast.social_worker, chidi)
    browser = signed_in(cast.social_worker)
    href = f"/people/{amara.ref}/documents/add/"
    page = browser.get(href).content.decode()
    assert f'value="{chidi.ref}"' in page
    assert far.ref not in page  # whose record is not open to her
    sent = {"kind": "photograph", "about": [chidi.ref, amara.ref]}
    assert browser.post(href, {**sent, "attached": [up(files.picture(), "two.jpg")]}).status_code == 302
    assert browser.post(href, {**sent, "attached": [up(files.pdf(), "x.pdf")], "about": [far.ref]}).status_code == 422
    for one in (amara, chidi):
        assert "two.jpg" in browser.get(f"/people/{one.ref}/documents/").content.decode()
    Subject.objects.filter(pk=chidi.pk).update(restricted=True)
    assert "two.jpg" not in browser.get(f"/people/{amara.ref}/documents/").content.decode()


def test_a_contact_takes_documents_before_anybody_in_it_is_known(cast: Cast) -> None:
    from kith.frontdoor.steps import ReceiveContact

    contact = take(ReceiveContact, cast.mash_worker, None, contact_about()).result
    with acting(cast.mash_worker):
        ref = contact.matter.ref
    browser = signed_in(cast.mash_manager)
    assert f"/documents/to/{ref}/" in browser.get(f"/contacts/{ref}/").content.decode()
    sent = {"attached": [up(files.pdf(), "letter from school.pdf")], "kind": "letter"}
    answer = browser.post(f"/documents/to/{ref}/", sent, follow=True)
    assert answer.redirect_chain == [(f"/contacts/{ref}/", 302)]
    assert "letter from school.pdf" in browser.get(f"/documents/to/{ref}/").content.decode()
    with acting(cast.mash_worker):
        href = Document.objects.get().href
    assert "Nobody recognised yet" in browser.get(href).content.decode()
    assert signed_in(cast.social_worker).get(href).status_code == 404
    assert signed_in(cast.social_worker).get(f"/documents/to/{ref}/").status_code == 404


def test_an_assessment_takes_documents_and_the_child_has_them(cast: Cast, amara: Person) -> None:
    opened = allocated(cast, referrals(cast, amara)[0])
    browser = signed_in(cast.social_worker)
    sent = {"attached": [up(files.picture(), "house.jpg")], "kind": "drawing"}
    page = browser.post(f"/documents/to/{opened.ref}/", sent, follow=True).content.decode()
    assert "house.jpg" in page
    assert "house.jpg" in browser.get(f"/people/{amara.ref}/documents/").content.decode()
    href = Document.objects.get().href
    assert f"/assessments/{opened.ref}/" in browser.get(href).content.decode()
    assert signed_in(cast.stranger).get(f"/documents/to/{opened.ref}/").status_code == 302
