"""From the authorised assessment to the reader's hands, as people do it in a browser (AS-20; promises 1, 7 and 9)."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from kith.access.actor import acting, at
from kith.letters import steps
from kith.letters.models import Letter
from kith.record.models import Sighting
from tests.assessment.reading import asked, signed_in
from tests.cast import Cast, london
from tests.letters.scene import DAY, Scene, browser, words
from tests.people import made

pytestmark = pytest.mark.django_db


def fields(page: str) -> dict[str, str]:
    """What stands in a form's boxes, as a browser would send it."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    boxes = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S)
    found |= {name: words.removeprefix("\n") for name, words in boxes}
    return {name: unescape(words) for name, words in found.items() if name != "csrfmiddlewaretoken"}


def only(scene: Scene) -> Letter:
    with acting(scene.worker):
        return Letter.objects.get()


def test_a_letter_from_proposal_to_acknowledgement(scene: Scene) -> None:
    with at(DAY):
        client = browser(scene.worker)
        assert f'href="{scene.home}"' in client.get(f"/assessments/{scene.assessment.ref}/").content.decode()
        href = f"{scene.home}{scene.key(scene.grace)}/"
        assert f'href="{href}"' in client.get(scene.home).content.decode()
        answer = client.post(href, fields(client.get(href).content.decode()), follow=True).content.decode()
        assert "Draft: this has not been sent to anybody." in answer
        letter = only(scene)
        sent = {"how": "hand", "sent_on-day": "15", "sent_on-month": "6", "sent_on-year": "2026"}
        answer = client.post(f"{letter.href}send/", sent, follow=True).content.decode()
        assert "<strong>Sent</strong> on 15 June 2026, by hand, by Farah Siddiqui" in answer
        assert "Draft:" not in client.get(letter.href).content.decode()
        day = {f"acknowledged_on-{part}": value for part, value in (("day", "15"), ("month", "6"), ("year", "2026"))}
        answer = client.post(f"{letter.href}acknowledge/", day | {"words": "Read together."}, follow=True)
        assert "<strong>Acknowledged</strong> on 15 June 2026: <bdi>Read together.</bdi>" in answer.content.decode()


def test_ig06_a_pdf_is_a_reading_and_its_name_tells_nothing(scene: Scene) -> None:
    letter = scene.written("child")
    with at(DAY):
        answer = browser(scene.manager).get(f"{letter.href}pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="letter-{letter.ref}.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"%PDF-1.7")
    with acting(scene.manager):
        seen = Sighting.objects.get(page="Letter, saved as a PDF")
    assert (seen.actor, seen.person_id) == (scene.manager, scene.amara.pk)


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(scene: Scene) -> None:
    with at(DAY):
        typed = {
            "called": "A letter",
            "greeting": "",
            "parts-0-heading": "Now",
            "parts-0-text": "They live at 3 refuge  row.",
        }
        answer = browser(scene.worker).post(f"{scene.home}child/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Take “3 Refuge Row” out: it is an address that is kept confidential" in page
    assert "They live at 3 refuge  row." in page


def test_where_nothing_may_go_the_page_says_why_and_offers_no_way(scene: Scene) -> None:
    scene.take(steps.StopLetters, scene.amara, {"kind": "fgm", "reason": "She would be taken abroad."})
    with at(DAY):
        worker = browser(scene.worker).get(scene.home).content.decode()
        manager = browser(scene.manager).get(scene.home).content.decode()
    assert "No letters to the family or the child." in worker
    assert worker.count("<strong>Stopped.</strong>") == 3
    assert f"{scene.home}child/" not in worker.replace("/withhold/", "")
    assert f"{scene.home}referrer/" in worker
    assert "Let letters go again" in manager
    assert "Let letters go again" not in worker


def test_pr12_the_flag_stands_on_the_childs_family_page_and_leads_away_again(scene: Scene) -> None:
    family = f"/people/{scene.amara.ref}/family/"
    with at(DAY):
        worker, manager = browser(scene.worker), browser(scene.manager)
        assert f"/people/{scene.amara.ref}/letters/stop/" in worker.get(family).content.decode()
        stop = {"kind": "fgm", "reason": "She would be taken abroad."}
        worker.post(f"/people/{scene.amara.ref}/letters/stop/", stop)
        page = manager.get(family).content.decode()
        assert "She would be taken abroad." in page
        lift = re.search(r"/letters/stops/\w+/lift/", page)
        assert lift
        manager.post(lift[0], {"reason": "She lives with her aunt."})
        assert "No letters to the family" not in worker.get(family).content.decode()
        told = worker.get(f"/people/{scene.amara.ref}/chronology/?room=letters").content.decode()
        assert "Letters to the family may go again" in told


def test_words_of_letters_are_found_as_they_were_sent_or_stand(scene: Scene) -> None:
    """A draft that was written anew is not how it stands; what was sent is what they were told."""
    scene.sent(scene.key(scene.grace))
    draft = scene.written("child", "We went to the harbour.")
    scene.take(steps.ReviseLetter, draft, words("We went to the lighthouse."))
    scene.take(steps.ReviseLetter, scene.envelope(scene.key(scene.grace)).letter, words("A correction."))
    with at(DAY):
        client, href = browser(scene.worker), f"/people/{scene.amara.ref}/words/"
        found = {
            typed: client.get(href, {"q": typed}).content.decode() for typed in ("finished", "harbour", "lighthouse")
        }
    assert "What we decided" in found["finished"]
    assert "<mark>lighthouse</mark>" in found["lighthouse"]
    assert "<mark>" not in found["harbour"]


def test_the_reviews_that_are_due_stand_on_the_managers_own_page(scene: Scene) -> None:
    data = {"reason": "An enquiry would be prejudiced.", "review_on": "2026-06-29"}
    letter = scene.take(steps.WithholdLetter, scene.envelope(scene.key(scene.emeka)), data, scene.manager)
    with at(london(2026, 6, 26)):
        assert "Withheld letters" not in browser(scene.manager).get("/").content.decode()
    with at(london(2026, 6, 29)):
        page = browser(scene.manager).get("/").content.decode()
        assert "Withheld letters to look at again" in page
        assert letter.href in page
        assert "Withheld letters" not in browser(scene.worker).get("/").content.decode()


def test_before_the_conclusion_is_authorised_the_page_says_so(scene: Scene) -> None:
    with acting(scene.worker):
        type(scene.assessment).objects.filter(pk=scene.assessment.pk).update(state="open")
    with at(DAY):
        client = browser(scene.worker)
        page = client.get(scene.home).content.decode()
        assert "The conclusion is shared once it is authorised." in page
        assert client.get(f"{scene.home}child/").status_code == 403
        assert "Share the conclusion" not in client.get(f"/assessments/{scene.assessment.ref}/").content.decode()


def test_the_page_asks_as_much_for_many_readers_as_for_few(scene: Scene) -> None:
    with at(DAY):
        client = signed_in(scene.worker)
        client.get(scene.home)
        _, few = asked(client, scene.home)
        with acting(scene.worker):
            for number in range(6):
                uncle = made.person(scene.worker, f"Uncle{number}", "Okafor", date(1980, 1, 1), kind="adult")
                made.related(uncle, "aunt_uncle", scene.amara, parental_responsibility=True)
        _, many = asked(client, scene.home)
    assert len(few) == len(many) <= 19, "\n".join(many)


def test_a_letter_and_the_page_where_one_is_written_ask_a_fixed_number_of_questions(scene: Scene) -> None:
    with at(DAY):
        client = signed_in(scene.worker)
        written = scene.sent(scene.key(scene.emeka)).href
        for href, most in ((f"{scene.home}{scene.key(scene.grace)}/", 21), (written, 12)):
            client.get(href)
            answer, questions = asked(client, href)
            assert answer.status_code == 200
            assert len(questions) <= most, "\n".join(questions)


def test_another_agency_is_chosen_from_the_directory(scene: Scene, cast: Cast) -> None:
    with at(DAY):
        client = browser(scene.worker)
        answer = client.get(scene.home, {"agency": cast.other_school.ref})
        assert answer["Location"] == f"{scene.home}agency-{cast.other_school.ref}/"
        assert client.get(answer["Location"]).status_code == 200
        assert client.get(scene.home, {"agency": "nobody"})["Location"] == scene.home
        assert client.get(f"{scene.home}nobody/").status_code == 404


def test_a_letter_of_a_partner_is_read_in_the_portal_and_acknowledged(scene: Scene, cast: Cast) -> None:
    letter = scene.sent("referrer", how="portal", reader=cast.referrer.ref)
    href = f"/portal/letters/{letter.ref}/"
    with at(DAY):
        client = browser(cast.referrer)
        assert href in client.get("/portal/").content.decode()
        assert "We have finished our work." in client.get(href).content.decode()
        assert client.get(f"{href}pdf/")["Content-Type"] == "application/pdf"
        answer = client.post(href, {}, follow=True).content.decode()
        assert "We know that you have read it" in answer
        assert "You read it on 15 June 2026" in answer
        assert "I have read this" not in client.get(href).content.decode()
        assert browser(cast.other_referrer).get(href).status_code == 404
        assert browser(scene.worker).get(href).status_code == 403
    with acting(scene.worker):
        assert Sighting.objects.filter(actor=cast.referrer, page__startswith="Letter, in the portal").count() >= 3


def test_a_corrected_letter_takes_the_place_of_the_first_once_it_is_sent(scene: Scene, cast: Cast) -> None:
    first = scene.sent("referrer", how="portal", reader=cast.referrer.ref)
    second = scene.take(steps.ReviseLetter, scene.envelope("referrer").letter, words("Corrected."))
    with at(DAY):
        client = browser(cast.referrer)
        page = client.get("/portal/").content.decode()
        assert first.ref in page
        assert second.ref not in page
        assert client.get(f"/portal/letters/{second.ref}/").status_code == 404
        scene.take(steps.SendLetter, second, {"how": "portal", "reader": cast.referrer.ref, "sent_on": "2026-06-15"})
        page = client.get("/portal/").content.decode()
        assert second.ref in page
        assert first.ref not in page
