"""The practice model is a replaceable part: another is added by its folder and one line in settings (issue 3)."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import modify_settings
from django.urls import clear_url_caches
from procrastinate.contrib.django.apps import ProcrastinateConfig

import kith.practice
from kith.access.actor import acting, at
from kith.assessment import sections
from kith.assessment.models import Assessment
from kith.assessment.queries import lacking as rules
from kith.assessment.queries.lacking import lacking
from kith.site import urls
from tests.assessment.reading import signed_in
from tests.cast import Cast
from tests.practice.board import NOW

ANOTHER = Path(__file__).parent / "another"
NAME = "kith.practice.three_houses"


@pytest.fixture
def three_houses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder lies among the models and its line stands in settings; Kith starts anew, and is put back after."""
    monkeypatch.setattr(kith.practice, "__path__", [*kith.practice.__path__, str(ANOTHER)])
    monkeypatch.setenv("NINJA_SKIP_REGISTRY", "1")  # the interface is not made twice, only looked at again
    monkeypatch.setattr(ProcrastinateConfig, "ready", lambda self: None)  # it takes its tasks in only once a process
    monkeypatch.setattr(sections, "_offered", sections.offered())
    monkeypatch.setattr(rules, "_rules", list(rules._rules))
    with modify_settings(INSTALLED_APPS={"append": NAME}):
        _addresses_anew()
        yield
    for name in [name for name in sys.modules if name.startswith(NAME)]:
        del sys.modules[name]
    _addresses_anew()


def _addresses_anew() -> None:
    importlib.reload(urls)
    clear_url_caches()


@pytest.mark.django_db
def test_another_model_is_one_folder_and_one_line(cast: Cast, assessment: Assessment, three_houses: None) -> None:
    """Its section, its page, its rule of approval and its part of the whole assessment, beside Signs of Safety."""
    browser = signed_in(cast.social_worker)
    with at(NOW):
        with acting(cast.social_worker):
            labels = [lack.words for lack in lacking(assessment)]
        page = browser.get(f"/assessments/{assessment.ref}/three-houses/").content.decode()
        board = browser.get(f"/assessments/{assessment.ref}/signs-of-safety/").content.decode()
        whole = browser.get(f"/assessments/{assessment.ref}/whole/").content.decode()
    assert "Amara has not drawn the houses" in labels
    assert "Three houses, section 5" in page
    for html in (page, board):
        assert "Amara has not drawn the houses" in html
        assert "Not drawn" in html
        assert ">Signs of Safety<" in html
    assert whole.index('id="s-day"') < whole.index("Amara draws on Thursday.") < whole.index('id="s-needs"')


@pytest.mark.django_db
def test_without_its_line_a_model_is_not_there(cast: Cast, assessment: Assessment) -> None:
    assert NAME not in settings.INSTALLED_APPS
    with at(NOW):
        browser = signed_in(cast.social_worker)
        assert browser.get(f"/assessments/{assessment.ref}/three-houses/").status_code == 404
        assert "drawn" not in browser.get(f"/assessments/{assessment.ref}/signs-of-safety/").content.decode()


def test_nothing_but_settings_names_a_model() -> None:
    root = Path(str(kith.practice.__path__[0])).parent
    named = [
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        if not file.is_relative_to(root / "practice") and "signs_of_safety" in file.read_text(encoding="utf-8")
    ]
    assert named == ["site/settings.py"]
