"""SQL made once for a shape of question is the SQL Django would make for each, with that question's own values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.postgresql import compiler as django_sql
from django.db.migrations.state import ProjectState
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Upper

from kith.access.actor import acting
from kith.access.db import compiler as ours
from kith.access.db.shapes import MOST, shape_of
from kith.access.models import Involvement, MatterSubject, Notice, User
from kith.kernel.now import now
from kith.people.models import Name, Person
from tests.cast import Cast
from tests.people.made import amara as amara_of
from tests.people.made import person

pytestmark = pytest.mark.django_db

DAY = now()
# Each makes questions of one kind from a number; no two kinds have the same SQL.
ASKED: dict[str, Callable[[int], QuerySet[Any, Any]]] = {
    "one": lambda n: Name.objects.filter(pk=n),
    "not one": lambda n: Name.objects.exclude(pk=n),
    "in order": lambda n: Name.objects.filter(pk=n).order_by("given", "-pk"),
    "without an end first": lambda n: Name.objects.filter(pk=n).order_by(F("until").desc(nulls_first=True)),
    "without an end last": lambda n: Name.objects.filter(pk=n).order_by(F("until").desc(nulls_last=True)),
    "the first": lambda n: Name.objects.filter(pk=n)[:1],
    "the first two": lambda n: Name.objects.filter(pk=n)[:2],
    "the second": lambda n: Name.objects.filter(pk=n)[1:2],
    "with the person": lambda n: Name.objects.filter(pk=n).select_related("person"),
    "with the person's record": lambda n: Name.objects.filter(pk=n).select_related("person__person"),
    "of somebody": lambda n: Name.objects.filter(person_id=n),
    "by what is theirs": lambda n: Name.objects.filter(person__person__shown_name=f"Somebody {n}"),
    "some of its columns": lambda n: Name.objects.filter(pk=n).only("given"),
    "without one column": lambda n: Name.objects.filter(pk=n).defer("given"),
    "values": lambda n: Name.objects.filter(pk=n).values("given", "family"),
    "values the other way": lambda n: Name.objects.filter(pk=n).values("family", "given"),
    "each once": lambda n: Name.objects.filter(pk=n).values("family").distinct(),
    "ended": lambda n: Name.objects.filter(pk=n, until__isnull=False),
    "not ended": lambda n: Name.objects.filter(pk=n, until=None),
    "one of two": lambda n: Name.objects.filter(pk__in=[n, n + 1]),
    "one of three": lambda n: Name.objects.filter(pk__in=[n, n + 1, n + 2]),
    "one of two, one of them nobody's": lambda n: Name.objects.filter(pk__in=[n, None]),
    "either": lambda n: Name.objects.filter(Q(pk=n) | Q(given=str(n))),
    "neither": lambda n: Name.objects.exclude(Q(pk=n) | Q(given=str(n))),
    "a yes": lambda n: User.objects.filter(pk=n, is_active=True),
    "a no": lambda n: User.objects.filter(pk=n, is_active=False),
    "one of what another asks": lambda n: Name.objects.filter(person__in=_about(n)),
    "one of what nobody asks": lambda n: Name.objects.exclude(person__in=_about(n)),
    "like another column": lambda n: Name.objects.filter(pk=n, given=F("family")),
    "where there is one": lambda n: Name.objects.filter(Exists(_about(n).filter(person=OuterRef("person")))),
    "where there is none": lambda n: Name.objects.filter(~Exists(_about(n).filter(person=OuterRef("person")))),
    "where there is one with the same day": lambda n: Name.objects.filter(
        Exists(_about(n).filter(person=OuterRef("person"), since=OuterRef("since")))
    ),
    "whether there is one": lambda n: _whether(Name.objects.filter(pk=n)),
    "as it begins": lambda n: Name.objects.filter(given__startswith=str(n)),
    "as it is, large or small": lambda n: Name.objects.filter(given__iexact=f"%{n}_"),
    "somewhere in it": lambda n: Name.objects.filter(given__contains=f"%{n}_"),
    "after": lambda n: Involvement.objects.filter(since__gt=DAY - timedelta(days=n)),
    "before": lambda n: Involvement.objects.filter(since__lt=DAY - timedelta(days=n)),
}  # fmt: skip
UNUSUAL: dict[str, Callable[[int], QuerySet[Any, Any]]] = {
    "none": lambda n: Name.objects.none(),
    "one of none": lambda n: Name.objects.filter(pk__in=[]),
    "one of a great many": lambda n: Name.objects.filter(pk__in=range(n, n + MOST + 1)),
    "with words of its own beside": lambda n: Name.objects.filter(pk=n).annotate(a=Value("1")),
    "with a yes of its own": lambda n: Name.objects.filter(pk=n).annotate(a=Value(True)),
    "one of what one of none asks": lambda n: Name.objects.filter(person__in=_about(n).filter(pk__in=[])),
    "with something worked out": lambda n: Name.objects.filter(pk=n).annotate(loud=Upper("given")),
    "ordered by something worked out": lambda n: Name.objects.filter(pk=n).order_by(Upper("given")),
    "with words of its own": lambda n: Name.objects.extra(where=["id = %s"], params=[n]),
    "held": lambda n: Name.objects.select_for_update().filter(pk=n),
    "too large": lambda n: Name.objects.filter(pk=2**70 + n),
    "two in one": lambda n: Name.objects.filter(pk=n).union(Name.objects.filter(pk=n + 1)),
    "as it ends": lambda n: Name.objects.filter(given__endswith=str(n)),
}  # fmt: skip


def _about(matter: int) -> QuerySet[Any, Any]:
    return MatterSubject.objects.filter(matter_id=matter).values("person")


def _whether(question: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    question.query = question.query.exists()
    return question


def _both(question: QuerySet[Any, Any]) -> tuple[Any, Any]:
    """The SQL as Kith makes or takes it, and as Django makes it."""
    made: list[Any] = []
    for kind in (ours.SQLCompiler, django_sql.SQLCompiler):
        try:
            statement, params = kind(question.query.clone(), connection, None).as_sql()
        except Exception as nothing:
            made.append(repr(nothing))
        else:
            made.append((statement, tuple(params)))
    return made[0], made[1]


def test_each_shape_of_question_keeps_its_own_sql_and_takes_its_own_values() -> None:
    for number in (3, 4, 5):
        for name, ask in (ASKED | UNUSUAL).items():
            if name == "held":
                continue  # its SQL depends on whether a transaction is open
            mine, theirs = _both(ask(number))
            assert mine == theirs, name


def test_what_is_asked_again_is_not_made_again_and_what_is_unusual_is_left_to_django() -> None:
    for name, ask in ASKED.items():
        assert shape_of(ask(1).query.get_compiler("default"), True) is not None, name
    for name, ask in UNUSUAL.items():
        assert shape_of(ask(1).query.get_compiler("default"), True) is None, name
    list(ASKED["with the person"](1))
    again = ASKED["with the person"](2).query.get_compiler("default")
    again.as_sql()
    assert again._converters is not None


def test_no_two_kinds_of_question_have_one_shape() -> None:
    shapes = [shape_of(ask(1).query.get_compiler("default"), True) for ask in ASKED.values()]
    found = [one[0] for one in shapes if one is not None]
    assert len(set(found)) == len(found)


def test_rows_are_read_as_ever_whoever_asks_and_whatever_was_asked_before(cast: Cast) -> None:
    with acting(cast.social_worker):
        amara, noah = amara_of(cast.social_worker), person(cast.social_worker, "Noah", "Okafor")
        for child in (amara, noah, amara):
            (name,) = Name.objects.filter(person_id=child.pk, kind="usual") or Name.objects.filter(person_id=child.pk)
            assert name.given == child.first_name
            assert Person.objects.select_related("subject").get(pk=child.pk).subject.ref == child.ref
            row = Person.objects.filter(pk=child.pk).values("date_of_birth", "shown_name").get()
            assert row == {"date_of_birth": child.date_of_birth, "shown_name": child.shown_name}
        assert Name.objects.filter(person_id=amara.pk).exists()
    assert not Name.objects.filter(person_id=amara.pk), "nobody sees anything"


def test_a_row_is_written_with_its_own_values_and_read_back(cast: Cast) -> None:
    Notice.objects.create(user=cast.social_worker, href=Upper(Value("/first/")), asked_at=DAY)
    written = [
        Notice.objects.create(user=cast.social_worker, href=f"/work/{number}/", asked_at=DAY + timedelta(days=number))
        for number in range(3)
    ]
    assert len({one.pk for one in written}) == 3
    for number, one in enumerate(Notice.objects.filter(pk__in=[one.pk for one in written]).order_by("pk")):
        assert (one.href, one.asked_at) == (f"/work/{number}/", DAY + timedelta(days=number))
    other = Notice.objects.create(user=cast.social_worker, href=Upper(Value("/other/")), asked_at=DAY)
    other.refresh_from_db()
    assert other.href == "/OTHER/", "what the database is to work out is written as it says"
    again = Notice.objects.create(user=cast.social_worker, href="/again/", asked_at=DAY)
    again.refresh_from_db()
    assert again.href == "/again/", "and so is nothing after it"


def test_a_model_of_a_migration_is_left_to_django() -> None:
    state = ProjectState.from_apps(apps)
    old = state.apps.get_model("people", "Name")
    assert shape_of(old.objects.filter(pk=1).query.get_compiler("default"), True) is None
