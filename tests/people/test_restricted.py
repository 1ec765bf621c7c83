"""A restricted record is absent for all but its named readers, and never lost to them (decisions 5, 6 and 7)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection

from kith.access.actor import acting, at
from kith.access.models import Matter, NamedReader, Notice, SameSubject, Subject
from kith.access.policies import door
from kith.frontdoor.steps import ReceiveContact
from kith.kernel.perform import Invalid, Refused, perform
from kith.people import queries, steps
from kith.people.models import Household, HouseholdMember, Person, RestrictedMatch, Restriction, SearchCard
from kith.people.recognition import Particulars
from kith.people.steps.lookout import tell_named_readers
from kith.record.registry import events_of
from kith.site.jobs import DESK
from tests.cast import TODAY, Cast, contact_about, take
from tests.people import made

pytestmark = pytest.mark.django_db
WHY = "Her father works here"
WALLED = (
    "people_person", "people_name", "people_searchkey", "people_searchcard", "people_restrictedmatch",
    "people_restriction", "access_namedreader",
)  # fmt: skip


@pytest.fixture
def reader(cast: Cast) -> Iterator[Any]:
    """Marcus, a team manager, who may restrict records."""
    with acting(cast.team_manager), at(TODAY):
        yield cast.team_manager


@pytest.fixture
def zofia(cast: Cast, reader: Any) -> Person:
    """Zofia Nowicka, 11, restricted to Marcus and Farah."""
    child = made.person(
        reader, "Zofia", "Nowicka", date(2015, 3, 4), sex="F", identifiers={"nhs": "9990142009"},
        address_line="9 Quay Street", postcode="NM1 2AB", phone="07700 900777",
    )  # fmt: skip
    made.involve(reader, child)
    made.involve(cast.social_worker, child)
    perform(steps.RecordRestricted, reader, child, {"reason": WHY, "readers": [cast.social_worker.ref]})
    return child


def test_the_readers_come_first_and_whoever_restricts_is_one_of_them(cast: Cast, reader: Any, zofia: Person) -> None:
    assert {row.user for row in queries.named_readers(zofia)} == {reader, cast.social_worker}
    assert Restriction.objects.get().reason == WHY
    assert queries.badges_of([zofia])[zofia.pk] == [("restricted", "Restricted")]
    for actor in (reader, cast.social_worker):
        with acting(actor):
            assert [result.name for result in queries.search(actor, "zofia")] == ["Zofia Nowicka"]


def test_for_everybody_else_there_is_no_trace(cast: Cast, zofia: Person) -> None:
    """Search, matches, references, relatives, households, repeated numbers: all as if there were nobody."""
    with acting(cast.mash_worker):
        actor = cast.mash_worker
        for typed in ("zofia nowicka", "4/3/2015", "9990142009", "NM1 2AB", "07700900777", "nowic"):
            assert queries.search(actor, typed) == []
        assert queries.likely_matches(actor, told_of(zofia)) == []
        assert queries.find_by_ref(actor, zofia.ref) is None
        assert queries.badges_of([zofia.pk]) == {zofia.pk: []}
        twin = made.person(actor, "Other", "Child", identifiers={"nhs": "9990142009"})
        assert queries.repeated_identifiers(actor) == []
        assert queries.household_of(twin) == []


def told_of(person: Person) -> Particulars:
    """What somebody might be told of her."""
    return Particulars(names=("Zofia Nowicka",), date_of_birth=person.date_of_birth)


def test_a_relatives_card_forgets_somebody_restricted_and_learns_them_again(cast: Cast, reader: Any) -> None:
    mother = made.person(reader, "Iwona", "Nowicka", kind="adult", phone="07700 900123")
    child = made.person(reader, "Zofia", "Nowicka", date(2015, 3, 4))
    made.related(mother, "mother", child)
    made.involve(reader, mother, child)
    assert "parents" in SearchCard.objects.get(person_id=child.pk).particulars
    perform(steps.RecordRestricted, reader, mother, {"reason": WHY})
    assert "parents" not in SearchCard.objects.get(person_id=child.pk).particulars
    with acting(cast.mash_worker):
        assert queries.search(cast.mash_worker, "07700900123") == []
        assert queries.family_of(child) == []
        assert queries.who_to_ring(queries.family_of(child)) == []
    perform(steps.RestrictionLifted, reader, mother, {"reason": "He has left"})
    assert "parents" in SearchCard.objects.get(person_id=child.pk).particulars
    assert Restriction.objects.get().lifted_because == "He has left"
    with acting(cast.mash_worker):
        assert len(queries.search(cast.mash_worker, "07700900123")) == 2


@pytest.mark.parametrize("restricted", [0, 1, 2])
def test_a_relatives_card_forgets_somebody_whichever_of_their_joined_records_is_restricted(
    restricted: int, cast: Cast, reader: Any
) -> None:
    """The child's mother was written down three times; the child hangs on one record, another is restricted."""
    phone = "07700 900123"
    kept, related, third = (
        made.person(reader, name, "Nowicka", kind="adult", phone=phone) for name in ("Iwona", "Ivona", "Yvonne")
    )
    child = made.person(reader, "Zofia", "Nowicka", date(2015, 3, 4))
    made.related(related, "mother", child)
    for one in (related, third):
        SameSubject.objects.create(kept_id=kept.pk, other_id=one.pk, reason=WHY)
    made.involve(reader, kept, related, third, child)
    chosen = (kept, related, third)[restricted]
    perform(steps.RecordRestricted, reader, chosen, {"reason": WHY})
    assert "parents" not in SearchCard.objects.get(person_id=child.pk).particulars
    with acting(cast.mash_worker):
        assert queries.search(cast.mash_worker, phone) == []
        assert [one.person.pk for one in queries.search(cast.mash_worker, "nowicka")] == [child.pk]
    perform(steps.RestrictionLifted, reader, chosen, {"reason": "He has left"})
    assert "parents" in SearchCard.objects.get(person_id=child.pk).particulars


def test_restricting_needs_the_ability_and_keeping_readers_needs_to_be_one(
    cast: Cast, reader: Any, zofia: Person
) -> None:
    amara = made.amara(reader)
    made.involve(cast.social_worker, amara)
    with acting(cast.social_worker), pytest.raises(Refused, match="Team manager"):
        perform(steps.RecordRestricted, cast.social_worker, amara, {"reason": WHY})
    with acting(cast.service_manager), pytest.raises(Refused, match="named reader"):
        perform(steps.RestrictionLifted, cast.service_manager, zofia, {"reason": WHY})
    with pytest.raises(Invalid, match="restricted already"):
        perform(steps.RecordRestricted, reader, zofia, {"reason": WHY})


def test_readers_come_and_go_and_nobody_takes_themselves_off(cast: Cast, reader: Any, zofia: Person) -> None:
    perform(steps.ReaderAdded, reader, zofia, {"email": cast.conference_chair.email.upper(), "reason": "Chairs"})
    with acting(cast.conference_chair):
        assert Subject.objects.filter(pk=zofia.pk).exists()
    perform(steps.ReaderRemoved, reader, zofia, {"reader": cast.conference_chair.ref})
    with acting(cast.conference_chair):
        assert not Subject.objects.filter(pk=zofia.pk).exists()
    with pytest.raises(Invalid, match="cannot take yourself off"):
        perform(steps.ReaderRemoved, reader, zofia, {"reader": reader.ref})
    with pytest.raises(Invalid, match="Nobody signs in"):
        perform(steps.ReaderAdded, reader, zofia, {"email": "nobody@northmere.example", "reason": "x"})


# Somebody new who may be restricted (decision 6)


def come_up(cast: Cast, *given: Any, **more: Any) -> Person:
    """A MASH worker, who knows nothing, writes somebody down."""
    with acting(cast.mash_worker):
        return made.person(cast.mash_worker, *given, **more)


@pytest.mark.parametrize(
    ("given", "more"),
    [
        (("Zofia", "Nowicka", date(2015, 3, 4)), {}),
        (("Zofja", "Novitska", date(2015, 3, 4)), {}),
        (("Sophia", "Nowicka", date(2015, 3, 4)), {}),
        (("Somebody", "Else"), {"identifiers": {"nhs": "999 014 2009"}}),
        (("Zofia", "Nowicka"), {}),
        (("Zofia", "Nowicka", date(2015, 4, 3)), {"phone": "07700 900 777"}),
    ],
)
def test_somebody_new_who_may_be_restricted_lies_on_the_readers_desk_only(
    given: Any, more: Any, cast: Cast, reader: Any, zofia: Person
) -> None:
    new = come_up(cast, *given, **more)
    with acting(cast.mash_worker):
        assert not RestrictedMatch.objects.exists()
        assert queries.restricted_matches_for(cast.mash_worker) == []
        assert queries.search(cast.mash_worker, "nowicka") == [] or new.pk in [
            result.person.pk for result in queries.search(cast.mash_worker, "nowicka")
        ]
    for actor in (reader, cast.social_worker):
        with acting(actor):
            (waiting,) = queries.restricted_matches_for(actor)
            assert (waiting.person.pk, waiting.other.pk) == (zofia.pk, new.pk)
            assert waiting.comparison is not None


@pytest.mark.parametrize(
    "given", [("Tobias", "Ferreira", date(2015, 3, 4)), ("Zofia", "Nowicka", date(1980, 1, 1)), ("Zofia", "Ferreira")]
)
def test_somebody_unlike_them_does_not(given: Any, cast: Cast, reader: Any, zofia: Person) -> None:
    come_up(cast, *given)
    assert queries.restricted_matches_for(reader) == []


def test_what_is_learnt_later_is_compared_too(cast: Cast, reader: Any, zofia: Person) -> None:
    new = come_up(cast, "Zo", "N", date(2014, 1, 1))
    assert queries.restricted_matches_for(reader) == []
    with acting(cast.mash_worker):
        made.involve(cast.mash_worker, new)
        perform(steps.IdentifierAdded, cast.mash_worker, new, {"scheme": "nhs", "value": "999 014 2009"})
    assert [one.other.pk for one in queries.restricted_matches_for(reader)] == [new.pk]


def test_a_contact_is_compared_before_there_is_a_record_and_the_record_takes_its_place(
    cast: Cast, reader: Any, zofia: Person
) -> None:
    with acting(cast.mash_worker):
        matter = Matter.objects.create(kind="contact")
        assert tell_named_readers(told_of(zofia), matter=matter) is None
    (waiting,) = queries.restricted_matches_for(reader)
    assert (waiting.matter, waiting.other) == (matter, None)
    with pytest.raises(Invalid, match="once the child is recognised"):
        perform(steps.RestrictedMatchJoined, reader, waiting.match, {"answer": "same", "reason": "It is her"})
    new = come_up(cast, "Zofia", "Nowicka", date(2015, 3, 4), matter=matter)
    (waiting,) = queries.restricted_matches_for(reader)
    assert (waiting.matter, waiting.other.pk) == (matter, new.pk)


def test_a_contact_received_reaches_the_desk_and_the_mail_of_the_readers_and_its_writer_learns_nothing(
    cast: Cast, reader: Any, zofia: Person
) -> None:
    child = {"given": "Zofja", "family": "Nowicka", "born": "2015-03-04"}
    contact = take(ReceiveContact, cast.mash_worker, None, contact_about(child)).result
    with acting(cast.mash_worker):
        assert not RestrictedMatch.objects.exists()
    for actor in (reader, cast.social_worker):
        with acting(actor):
            (waiting,) = queries.restricted_matches_for(actor)
            assert (waiting.matter, waiting.other) == (contact.matter, None)
            assert queries.on_the_desk_of(actor).count() == 1
    told_by_mail = Notice.objects.filter(href=DESK).values_list("user_id", flat=True)
    assert set(told_by_mail) == {reader.pk, cast.social_worker.pk}
    assert not Notice.objects.filter(user=cast.mash_worker).exists()


def test_a_named_reader_who_is_not_involved_opens_the_record_without_a_reason(
    cast: Cast, reader: Any, zofia: Person
) -> None:
    given = {"email": cast.stranger.email, "reason": "Covers for Farah"}
    perform(steps.ReaderAdded, reader, zofia, given)
    with acting(cast.stranger):
        met = door(cast.stranger, Subject.objects.get(pk=zofia.pk))
    assert (met.state, met.because) == ("open", "You are a named reader of this restricted record")


def test_a_reader_joins_the_new_record_and_it_disappears_with_the_restricted_one(
    cast: Cast, reader: Any, zofia: Person
) -> None:
    new = come_up(cast, "Zofia", "Nowicka", date(2015, 3, 4))
    with acting(cast.social_worker):
        (waiting,) = queries.restricted_matches_for(cast.social_worker)
        perform(
            steps.RestrictedMatchJoined, cast.social_worker, waiting.match, {"answer": "same", "reason": "Same mother"}
        )
        assert SameSubject.objects.filter(kept_id=zofia.pk, other_id=new.pk, until=None).exists()
        assert [result.person.pk for result in queries.search(cast.social_worker, "zofia")] == [zofia.pk]
        assert queries.restricted_matches_for(cast.social_worker) == []
    with acting(cast.mash_worker):
        assert not Subject.objects.filter(pk=new.pk).exists()
        assert queries.search(cast.mash_worker, "zofia") == []
    with acting(cast.social_worker):
        data = {"other": new.ref, "reason": "Another Zofia"}
        perform(steps.RecordsParted, cast.social_worker, zofia, data)
    with acting(cast.mash_worker):
        assert [result.person.pk for result in queries.search(cast.mash_worker, "zofia")] == [new.pk]


def test_a_reader_who_says_different_leaves_both_alone(cast: Cast, reader: Any, zofia: Person) -> None:
    new = come_up(cast, "Zofia", "Nowicka", date(2015, 3, 4))
    (waiting,) = queries.restricted_matches_for(reader)
    with acting(cast.mash_worker), pytest.raises(Refused, match="named reader"):
        perform(steps.RestrictedMatchJoined, cast.mash_worker, waiting.match, {"answer": "same", "reason": "x"})
    perform(steps.RestrictedMatchJoined, reader, waiting.match, {"answer": "different", "reason": "Another Zofia"})
    assert queries.restricted_matches_for(reader) == []
    with acting(cast.mash_worker):
        assert Subject.objects.filter(pk=new.pk).exists()


def test_raw_sql_as_the_application_learns_nothing_either(cast: Cast, zofia: Person) -> None:
    with acting(cast.mash_worker), connection.cursor() as cursor:
        for table in (*WALLED, "people_personevent", "people_nameevent"):
            column = "subject_id" if table.startswith("people_person") else "person_id"
            cursor.execute(f"select count(*) from {table} where {column} = %s", [zofia.pk])  # noqa: S608  # our names
            assert cursor.fetchone() == (0,)
        cursor.execute("select kith_restricted_matches(null, %s, '{}', '{}', '{}')", [zofia.pk])
        assert cursor.fetchone()[0] in (None, "")


# Saying why (screen 13)


def test_a_reason_opens_the_record_until_midnight_or_for_a_week(cast: Cast, reader: Any) -> None:
    amara = made.amara(reader)
    tom = cast.stranger
    with acting(tom):
        assert door(tom, amara.subject).state == "ask"
        data = {"why": "cover", "covering_for": "Farah Siddiqui", "words": "She is in court today", "until": "today"}
        perform(steps.AccessReasoned, tom, amara, data)
        assert door(tom, amara.subject).state == "open"
        with at(TODAY.replace(hour=23, minute=59)):
            assert door(tom, amara.subject).state == "open"
        with at(TODAY.replace(day=4, hour=0)):
            assert door(tom, amara.subject).state == "ask"
            perform(steps.AccessReasoned, tom, amara, {**data, "until": "week"})
        with at(TODAY.replace(day=10)):
            assert door(tom, amara.subject).state == "open"
        with at(TODAY.replace(day=11)):
            assert door(tom, amara.subject).state == "ask"


def test_the_key_worker_is_told_at_once_without_a_name_in_the_message(cast: Cast, reader: Any) -> None:
    amara = made.amara(reader)
    made.involve(cast.social_worker, amara)
    with acting(cast.stranger):
        perform(steps.AccessReasoned, cast.stranger, amara, {"why": "danger"})
    notice = Notice.objects.get()
    assert (notice.user, notice.href) == (cast.social_worker, f"/people/{amara.ref}/access/")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "why"),
        ({"why": "cover", "words": "Covering"}, "covering_for"),
        ({"why": "review"}, "words"),
        ({"why": "other", "words": "x" * 1001}, "words"),
        ({"why": "danger", "until": "forever"}, "until"),
    ],
)
def test_a_reason_is_said_in_words_unless_a_child_is_in_danger(
    data: dict[str, Any], field: str, cast: Cast, reader: Any
) -> None:
    amara = made.amara(reader)
    with acting(cast.stranger), pytest.raises(Invalid) as refused:
        perform(steps.AccessReasoned, cast.stranger, amara, data)
    assert field in refused.value.form.errors


@pytest.mark.parametrize("role", ["referrer", "data_analyst", "system_administrator", "information_governance_officer"])
def test_a_reason_opens_nothing_for_those_to_whom_no_record_opens(role: str, cast: Cast, reader: Any) -> None:
    amara = made.amara(reader)
    actor = getattr(cast, role)
    with acting(actor), pytest.raises(Refused):
        perform(steps.AccessReasoned, actor, amara, {"why": "danger"})
    assert not NamedReader.objects.exists()


def test_what_was_done_about_both_goes_with_the_one_who_is_hidden(cast: Cast, reader: Any) -> None:
    """Nothing on a child's chronology says that there is a relative nobody may know of."""
    mother = made.person(reader, "Iwona", "Nowicka", kind="adult")
    child = made.person(reader, "Zofia", "Nowicka", date(2015, 3, 4))
    made.involve(reader, mother, child)
    perform(steps.RelationshipAdded, reader, child, {"other": mother.ref, "kind": "mother"})
    made.restrict(reader, mother)
    sql = "select count(*) from record_stepevent where step = 'people.relationship_added'"
    for actor, seen in ((reader, 1), (cast.mash_worker, 0)):
        with acting(actor), connection.cursor() as cursor:
            cursor.execute(sql)
            assert cursor.fetchone()[0] == seen
            assert events_of({child.pk}).filter(step="people.relationship_added").count() == seen


def test_joined_records_leave_a_home_together_and_a_reader_is_taken_off_both(cast: Cast, reader: Any) -> None:
    one, twin = (made.person(reader, given, "Nowicka", date(2015, 3, 4)) for given in ("Zofia", "Zosia"))
    made.involve(reader, one, twin)
    home = Household.objects.create()
    for person in (one, twin):
        HouseholdMember.objects.create(household=home, person_id=person.pk)
    SameSubject.objects.create(kept=one.subject, other=twin.subject, reason="One girl")
    perform(steps.HouseholdLeft, reader, one, {"household": home.ref, "until": "2026-06-02"})
    assert not HouseholdMember.objects.filter(until=None).exists()
    for person in (one, twin):
        made.restrict(reader, person)
        NamedReader.objects.create(person_id=person.pk, user=cast.social_worker, reason="holds the case")
    perform(steps.ReaderRemoved, reader, one, {"reader": cast.social_worker.ref})
    assert not NamedReader.objects.filter(user=cast.social_worker, until=None).exists()
