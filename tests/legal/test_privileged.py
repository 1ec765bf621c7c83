"""Legal advice is privileged: whoever may not read it meets none of it by any route (CP-11)."""

from __future__ import annotations

import pytest
from django.db import connection

from kith.access.actor import acting, at
from kith.governance import gathering
from kith.kernel.perform import Refused
from kith.legal import queries, steps
from kith.legal.models import LegalAdvice
from kith.legal.paper import sheet
from kith.people.models import Person
from kith.record import words
from kith.record.registry import tonight
from tests.assessment.reading import signed_in
from tests.cast import Cast, london, take
from tests.legal import scene
from tests.people import made

pytestmark = pytest.mark.django_db
SECRET = "winnable"  # of the advice, and of nothing else


@pytest.fixture
def amara(cast: Cast) -> Person:
    case = scene.in_case(cast)
    with at(scene.LETTER):
        more = {
            "adviser": "Ola Brandt",
            "given_on": "2026-07-31",
            "words": "A winnable case all the same, said quietly.",
        }
        take(steps.RecordAdvice, cast.social_worker, case, more)
    with acting(cast.social_worker), at(scene.LETTER):
        person = queries.case_children(case)[0].child.person
        for actor in (cast.conference_chair, cast.duty_worker, cast.reviewing_officer, cast.mash_manager):
            made.involve(actor, person)
    return person


def test_cp_11_advice_is_absent_from_pages_search_past_paper_and_sql(cast: Cast, amara: Person) -> None:
    one, case = scene.newest(cast, amara), scene.case_of(cast, amara)
    past = f"{amara.href}as-known/?at=2026-08-02T09:00"
    with at(london(2026, 8, 3)):
        reader = signed_in(cast.social_worker)
        assert SECRET in reader.get(one.href).content.decode()
        assert "A winnable case" in reader.get(case.href).content.decode()
        assert reader.get(f"{one.href}minutes.pdf").content.startswith(b"%PDF")
        with acting(cast.social_worker):
            assert words.places({amara.pk}, SECRET, cast.social_worker)
            assert scene.ADVICE in str(sheet(queries.gateway_view(one)))
        for actor in (cast.conference_chair, cast.duty_worker, cast.reviewing_officer, cast.mash_manager):
            browser = signed_in(actor)
            page = browser.get(one.href).content.decode()
            assert "Hurt twice" in page  # the decision is for whoever is near the child
            assert SECRET not in page
            assert SECRET not in browser.get(case.href).content.decode()
            assert SECRET not in browser.get(past, follow=True).content.decode()
            assert browser.get(f"{one.href}minutes.pdf").status_code == 404
            with pytest.raises(Refused):
                take(steps.RecordAdvice, actor, one, {"adviser": "Me", "given_on": "2026-07-31", "words": "So."})
            with acting(actor), connection.cursor() as cursor:
                assert words.places({amara.pk}, SECRET, actor) == []
                assert not LegalAdvice.objects.exists()
                cursor.execute("select count(*) from legal_legaladvice")
                assert cursor.fetchone() == (0,)
                assert SECRET not in str(sheet(queries.gateway_view(one)))
                assert SECRET not in str(tonight([amara.pk], actor))


def test_cp_11_advice_stands_in_the_past_for_those_who_read_it_today(cast: Cast, amara: Person) -> None:
    """And its entry in the story says that it was taken, and nothing of it (IG-07)."""
    from kith.record.then import parts, standing_then

    with acting(cast.social_worker), at(london(2026, 8, 3)):
        matters = [scene.newest(cast, amara).pk, scene.case_of(cast, amara).pk]
        ours = [one for one in parts() if one.key in ("legal_advice", "gateway_decided", "legal_cases")]
        before = standing_then(ours, [amara.pk], matters, london(2026, 7, 27))
        after = standing_then(ours, [amara.pk], matters, london(2026, 7, 30))
    assert {part.key: len(rows) for part, rows, _ in after} == {
        "legal_advice": 1,
        "gateway_decided": 1,
        "legal_cases": 1,
    }
    assert {part.key: len(rows) for part, rows, _ in before}["legal_advice"] == 0
    with at(london(2026, 8, 3)):
        story = signed_in(cast.conference_chair).get(f"{amara.href}chronology/").content.decode()
    assert "Legal advice was taken" in story
    assert SECRET not in story


def test_cp_11_whoever_asks_to_see_their_record_is_given_no_legal_advice(cast: Cast, amara: Person) -> None:
    """Not even where whoever gathers it may read it (IG-01)."""
    with acting(cast.social_worker), at(london(2026, 8, 3)):
        given = "\n".join(one.words for one in gathering._everything(amara, london(2026, 8, 3)))
    assert "Hurt twice" in given
    assert SECRET not in given
