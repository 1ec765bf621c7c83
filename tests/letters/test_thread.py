"""One family letter from the authorised assessment to the family's hands (AS-20; experience promise 7)."""

from __future__ import annotations

import re

import pytest

from kith.access.actor import acting, at
from kith.letters.models import Letter
from tests.cast import Cast
from tests.letters.scene import DAY, Scene, browser, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return told(cast)


def fields(page: str) -> dict[str, str]:
    """What stands in a form's boxes, as a browser would send it."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    found |= {
        name: words.removeprefix("\n")
        for name, words in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S)
    }
    return {name: words for name, words in found.items() if name != "csrfmiddlewaretoken"}


def test_a_family_letter_is_proposed_changed_sent_and_acknowledged(scene: Scene) -> None:
    with at(DAY):
        client = browser(scene.worker)
        assert f'href="{scene.home}"' in client.get(f"/assessments/{scene.assessment.ref}/").content.decode()
        listed = client.get(scene.home).content.decode()
        for words in ("Grace Okafor", "Mother, parental responsibility", "Emeka Okafor", "not yet known", "The child, 8",
                      "Mrs Hale", "Told us, Larkfield Primary", "Rowan Surgery", "Not written"):  # fmt: skip
            assert words in listed, words
        href = f"{scene.home}{scene.key(scene.grace)}/"
        page = client.get(href).content.decode()
        typed = fields(page)
        said = " ".join(typed.values())
        assert "child in need plan" in said
        assert "Nights at home are hard" in said
        assert "Farah Siddiqui on 01632 960 140" in said
        assert "Left out of the proposed words" in page
        answer = client.post(href, typed, follow=True)
        assert "Draft: this has not been sent" in answer.content.decode(), answer.content.decode()
        with acting(scene.worker):
            letter = Letter.objects.get()
        file = client.get(f"{letter.href}pdf/")
        assert file["Content-Type"] == "application/pdf"
        assert file.content.startswith(b"%PDF-1.7")
