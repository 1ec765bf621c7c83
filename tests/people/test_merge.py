"""Two records of one person: joined by a link, parted with both as they were (decision 10, screen 6)."""

import random
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from kith.access.actor import acting, at
from kith.access.models import Matter, MatterSubject, SameSubject
from kith.access.policies import door
from kith.kernel.perform import Invalid, Refused, perform
from kith.people import queries, steps
from kith.people.models import Name, Person
from kith.people.recognition import Particulars
from tests.cast import TODAY, Cast
from tests.people import made

pytestmark = pytest.mark.django_db
REASON = "Same NHS number and mother"


@pytest.fixture
def mash(cast: Cast) -> Any:
    with acting(cast.mash_worker), at(TODAY):
        yield cast.mash_worker


def twice(actor: Any) -> tuple[Person, Person]:
    """Amara, written down twice."""
    return made.amara(actor), made.person(
        actor, "Mara", "Okafour", date(2018, 2, 12), identifiers={"nhs": "9990142009"}
    )


def snapshot(*people: Person) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of this room that says anything of these people, the search's own included."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for model in apps.get_app_config("people").get_models():
        if model.__name__.endswith("Event") or model.__name__ in ("MatchAnswer", "MatchShown", "NameToken"):
            continue
        columns = [field.column for field in model._meta.concrete_fields]
        about = [column for column in columns if column in ("person_id", "to_id", "subject_id", "other_id")]
        if about:
            where = " or ".join(f"{column} = any(%s)" for column in about)
            with connection.cursor() as cursor:
                said = ", ".join(column for column in columns if column != "version")
                cursor.execute(
                    f"select {said} from {model._meta.db_table} where {where} order by 1, 2",  # noqa: S608  # our own names
                    [[person.pk for person in people]] * len(about),
                )
                rows[model.__name__] = cursor.fetchall()
    return rows


def test_the_key_worker_of_a_joined_record_stands_beside_the_match(cast: Cast, mash: Any) -> None:
    kept, other = twice(mash)
    made.involve(cast.social_worker, other)
    perform(steps.RecordsJoined, mash, kept, {"other": other.ref, "reason": REASON})
    told = Particulars(("Amara Okafor",), date_of_birth=date(2018, 2, 12), sex="F")
    assert [(match.ref, match.key_worker) for match in queries.likely_matches(mash, told)] == [
        (kept.ref, cast.social_worker.name)
    ]


def test_joined_records_are_one_in_search_family_and_doors_and_no_row_moves(cast: Cast, mash: Any) -> None:
    kept, other = twice(mash)
    grace = made.person(mash, "Grace", "Okafor", kind="adult", sex="F")
    made.related(grace, "mother", other)
    before = snapshot(kept, other)
    perform(steps.RecordsJoined, mash, kept, {"other": other.ref, "reason": REASON})
    assert snapshot(kept, other) == before
    for typed in ("amara okafor", "mara okafour", "9990142009", "12/2/2018"):
        assert [result.person.pk for result in queries.search(mash, typed)] == [kept.pk]
    assert [one.words for one in queries.family_of(kept)] == ["mother"]
    assert [one.person.pk for one in queries.family_of(grace)] == [kept.pk]
    assert queries.find_by_ref(mash, other.ref) is not None
    assert queries.kept_record_of(other).pk == kept.pk
    made.involve(cast.social_worker, other)
    assert door(cast.social_worker, kept.subject).state == "open"


def test_parting_puts_both_back_as_they_were_and_lists_what_came_since(cast: Cast, mash: Any) -> None:
    kept, other = twice(mash)
    made.involve(mash, kept)
    before = snapshot(kept, other)
    link = perform(steps.RecordsJoined, mash, kept, {"other": other.ref, "reason": REASON}).result
    with at(TODAY.replace(hour=10)):
        perform(steps.NameAdded, mash, kept, {"kind": "alias", "given": "Peanut"})
    assert [entry.line for entry in queries.entries_since(link)] == ["Name added: also called"]
    with at(TODAY.replace(hour=11)):
        perform(steps.RecordsParted, mash, kept, {"other": other.ref, "reason": "Two cousins of one name"})
        perform(
            steps.EntryWithdrawn, mash, kept, {"entry": f"name:{Name.objects.get(given='Peanut').pk}", "reason": "Test"}
        )
    after = snapshot(kept, other)
    after["Name"] = [row for row in after["Name"] if "Peanut" not in row]
    assert after == before
    assert {result.person.pk for result in queries.search(mash, "okafor 12/2/2018")} == {kept.pk, other.pk}
    link.refresh_from_db()
    assert link.undone_because == "Two cousins of one name"
    assert [entry.line for entry in queries.entries_since(link)] == ["Name added: also called"]
    assert queries.parted_from(kept, other) == link


@pytest.mark.parametrize("seed", range(8))
def test_any_run_of_joining_and_parting_leaves_every_record_as_it_was(seed: int, cast: Cast, mash: Any) -> None:
    """Whatever order people join and part in, no row of any record moves, and search always shows each person once."""
    chance = random.Random(seed)
    people = [made.person(mash, f"Ada{name}", "Okafor", date(2018, 2, 12)) for name in ("", "m", "n", "r")]
    before = snapshot(*people)
    for _ in range(12):
        one, two = chance.sample(people, 2)
        step = chance.choice([steps.RecordsJoined, steps.RecordsJoined, steps.RecordsParted])
        with suppress(Invalid):  # a chain, or nothing to part: refused with a sentence
            perform(step, mash, one, {"other": two.ref, "reason": REASON})
        assert snapshot(*people) == before
        links = list(SameSubject.objects.filter(until=None).values_list("kept_id", "other_id"))
        assert not {kept for kept, _ in links} & {other for _, other in links}
        shown = [result.person.pk for result in queries.search(mash, "okafor 12/2/2018")]
        assert len(shown) == len(set(shown)) == len(people) - len(links)


@pytest.mark.parametrize("role", ["social_worker", "duty_worker"])
def test_joining_is_for_those_who_may(role: str, cast: Cast, mash: Any) -> None:
    kept, other = twice(mash)
    actor = getattr(cast, role)
    with acting(actor), pytest.raises(Refused, match="MASH worker"):
        perform(steps.RecordsJoined, actor, kept, {"other": other.ref, "reason": REASON})


def test_joining_needs_a_reason_and_another_record(mash: Any) -> None:
    kept, other = twice(mash)
    for data in ({"other": other.ref}, {"other": "nothere", "reason": REASON}, {"other": kept.ref, "reason": REASON}):
        with pytest.raises(Invalid):
            perform(steps.RecordsJoined, mash, kept, data)
    perform(steps.RecordsJoined, mash, kept, {"other": other.ref, "reason": REASON})
    with pytest.raises(Invalid) as refused:
        perform(steps.RecordsJoined, mash, kept, {"other": other.ref, "reason": REASON})
    assert "same person" in str(refused.value)


def test_the_preview_compares_and_counts_and_writes_nothing(mash: Any) -> None:
    kept, other = twice(mash)
    MatterSubject.objects.create(matter=Matter.objects.create(kind="contact"), person_id=other.pk)
    preview = queries.preview_of(kept, other)
    assert preview.comparison.of("Date of birth").verdict == "same"
    assert (preview.kept_works, preview.other_works) == (0, 1)
    assert not SameSubject.objects.exists()
