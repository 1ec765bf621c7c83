"""Police notifications as a file: whole or not at all, and safe to bring twice (FD-01)."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kith.access.actor import acting, at
from kith.access.models import Agency, NamedReader, Subject
from kith.frontdoor import steps
from kith.frontdoor.models import Contact, ContactChild, FileAwaiting, PoliceColumnMap
from kith.frontdoor.queries.police_file import Preview, columns_for, preview
from kith.kernel.perform import Invalid, Refused
from kith.record.models import StepEvent
from tests.cast import TODAY, Cast, take

pytestmark = pytest.mark.django_db

LINES = """
URN|Incident Date|Incident Time|Type|Risk|Forename|Surname|DOB|Sex|Address|Postcode|Circumstances|Officer
NM/26/100|02/06/2026|21:40|Domestic incident|Standard|Rosa|Marchetti|11/03/2014|F|3 Gannet Close|TS24 0AB|Shouting.|PC 1
NM/26/101|2026-06-01||Missing from home|High|Finlay|Osei-Barr|1 May 2011|male|||Not home by ten. Found at one.|PC 90
"""
HEADINGS, ROSA, FINLAY = (line.split("|") for line in LINES.strip().splitlines())
ELLIS = [*ROSA[:5], "Ellis", "Marchetti", "20/09/2010", "M", *ROSA[9:]]


def as_csv(*rows: list[str], headings: list[str] | None = None, delimiter: str = ",") -> bytes:
    """The rows as a spreadsheet would save them."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([headings or HEADINGS, *rows])
    return out.getvalue().encode()


def put_by(cast: Cast, data: bytes, name: str = "nightly.csv") -> FileAwaiting:
    """Joanne brings the file at nine on 3 June."""
    with at(TODAY):
        files = {"file": SimpleUploadedFile(name, data)}
        found = take(steps.PutFileBy, cast.mash_worker, None, {}, files=files).result
    assert isinstance(found, FileAwaiting)
    return found


def matched(cast: Cast, data: bytes, **columns: str) -> FileAwaiting:
    """The file with its columns matched as guessed, or as given."""
    file = put_by(cast, data)
    with acting(cast.mash_worker):
        answers = columns_for(file)
    with at(TODAY):
        take(steps.MatchColumns, cast.mash_worker, file, answers | columns)
    with acting(cast.mash_worker):
        file.refresh_from_db()
    return file


def looked_at(cast: Cast, data: bytes, **columns: str) -> Preview:
    """What confirming the file would do."""
    file = matched(cast, data, **columns)
    with at(TODAY), acting(cast.mash_worker):
        return preview(file)


def received(cast: Cast, data: bytes, **more: Any) -> FileAwaiting:
    """The file, confirmed an hour later."""
    file = matched(cast, data)
    with at(TODAY + timedelta(hours=1)):
        take(steps.ReceivePoliceFile, cast.mash_worker, file, {}, **more)
    with acting(cast.mash_worker):
        file.refresh_from_db()
    return file


def faults(cast: Cast, *rows: list[str]) -> list[tuple[int, str, str]]:
    """What the preview says must be mended."""
    found = looked_at(cast, as_csv(*rows))
    return [(fault.row, fault.column, fault.words) for fault in found.faults]


def changed(row: list[str], heading: str, cell: str) -> list[str]:
    """The row with one cell changed."""
    return [cell if HEADINGS[place] == heading else old for place, old in enumerate(row)]


def test_fd01_one_incident_is_one_contact_and_its_rows_are_its_children(cast: Cast) -> None:
    force = Agency.objects.create(name="Northmere Police", kind="police", source_code="6")
    data = as_csv(ROSA, ELLIS, FINLAY)
    with at(TODAY):
        files = {"file": SimpleUploadedFile("nightly.csv", data)}
        file = take(steps.PutFileBy, cast.mash_worker, None, {"agency": force.ref}, files=files).result
        with acting(cast.mash_worker):
            answers = columns_for(file)  # type: ignore[arg-type]  # a file
        take(steps.MatchColumns, cast.mash_worker, file, answers)
        with acting(cast.mash_worker):
            assert isinstance(file, FileAwaiting)
            file.refresh_from_db()
    with at(TODAY + timedelta(hours=1)):
        take(steps.ReceivePoliceFile, cast.mash_worker, file)
    with acting(cast.mash_worker):
        rosa, finlay = Contact.objects.order_by("external_ref")
        assert (rosa.source_code, rosa.method, rosa.type, rosa.agency) == ("6", "police_file", "domestic_abuse", force)
        assert rosa.received_at == TODAY, "it came when the file came"
        assert rosa.worry.startswith("It happened on 2 June 2026 at 21:40.")
        assert (rosa.address_line, rosa.postcode, rosa.referrer_name) == ("3 Gannet Close", "TS24 0AB", "PC 1")
        assert (finlay.type, finlay.urgent, finlay.urgent_because) == ("missing", True, "The police say: High")
        told = ContactChild.objects.filter(matter=rosa.matter).order_by("pk")
        assert [(one.told_given, one.told_birth_date, one.told_sex) for one in told] == [
            ("Rosa", date(2014, 3, 11), "F"),
            ("Ellis", date(2010, 9, 20), "M"),
        ]
        assert StepEvent.objects.filter(step="frontdoor.contact_received").count() == 2
        file.refresh_from_db()
        assert file.text == "", "nothing of the file stays but the report"
        assert [(line["rows"], line["new"], line["children"]) for line in file.report] == [
            ([2, 3], True, 2), ([4], True, 1),
        ]  # fmt: skip


def test_fd01_the_same_file_again_receives_nothing_and_says_so(cast: Cast) -> None:
    received(cast, as_csv(ROSA, ELLIS, FINLAY))
    again = received(cast, as_csv(ROSA, FINLAY, changed(ROSA, "URN", "NM/26/102")))
    with acting(cast.mash_worker):
        assert Contact.objects.count() == 3
        numbers = dict(Contact.objects.values_list("external_ref", "number"))
    assert [(line["reference"], line["new"], line["number"]) for line in again.report] == [
        ("NM/26/100", False, numbers["NM/26/100"]),
        ("NM/26/101", False, numbers["NM/26/101"]),
        ("NM/26/102", True, numbers["NM/26/102"]),
    ]


def test_fd01_an_incident_about_a_child_who_is_hidden_is_not_received_twice_and_says_no_more(cast: Cast) -> None:
    received(cast, as_csv(ROSA))
    with acting(cast.mash_manager):
        contact = Contact.objects.select_related("matter").get()
        child = Subject.objects.create()
        NamedReader.objects.create(person=child, user=cast.mash_manager, reason="A colleague's family")
        contact.matter.subjects.create(person=child)
        Subject.objects.filter(pk=child.pk).update(restricted=True)
    again = received(cast, as_csv(ROSA, FINLAY))
    hidden = again.report[0]
    assert (hidden["reference"], hidden["new"], hidden["number"], hidden["ref"]) == (
        "NM/26/100", False, "", "",
    )  # fmt: skip
    assert again.report[1]["new"]


def test_fd01_one_wrong_cell_receives_nothing_at_all(cast: Cast) -> None:
    file = matched(cast, as_csv(ROSA, changed(FINLAY, "DOB", "31/02/2015")))
    with at(TODAY), pytest.raises(Invalid, match="1 cells of this file must be mended first"):
        take(steps.ReceivePoliceFile, cast.mash_worker, file)
    with acting(cast.mash_worker):
        assert not Contact.objects.exists()
        file.refresh_from_db()
        assert file.received_at is None


def test_fd01_a_failure_half_way_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    file = matched(cast, as_csv(ROSA, FINLAY))
    apply = steps.ReceiveContact.apply

    def failing(self: Any, act: Any, **cleaned: Any) -> Any:
        if cleaned["external_ref"] == "NM/26/101":
            raise RuntimeError("the power went")
        return apply(self, act, **cleaned)

    monkeypatch.setattr(steps.ReceiveContact, "apply", failing)
    with at(TODAY), pytest.raises(RuntimeError):
        take(steps.ReceivePoliceFile, cast.mash_worker, file)
    with acting(cast.mash_worker):
        assert not Contact.objects.exists()
        file.refresh_from_db()
        assert file.text


@pytest.mark.parametrize(
    ("heading", "cell", "sentence"),
    [
        ("DOB", "31/02/2015", "“31/02/2015” is not a real date. Write it as 12/02/2018, the day first"),
        ("DOB", "02/28/2015", "the day first"),
        ("DOB", "11/03/14", "two centuries"),
        ("DOB", "42074", "is a number. Show the column as a date"),
        ("DOB", "12/02/2999", "today or in the past"),
        ("DOB", "01/01/1971", "more than 25 years ago"),
        ("DOB", "about ten", "is not a date"),
        ("Incident Date", "04/06/2026", "in the future"),
        ("Incident Time", "25:99", "is not a time"),
        ("Sex", "Mars", "Write female, male or not known"),
        ("Risk", "purple", "Write yes or no, or high, medium or standard"),
        ("Postcode", "NOWHERE", "full UK postcode"),
        ("URN", "", "There is no reference"),
        ("URN", "N" * 81, "80 characters or fewer"),
        ("Circumstances", "", "Say what happened"),
        ("Circumstances", "=HYPERLINK(0)", "This begins with “=”, as a formula does"),
        ("Forename", "@SUM(A1)", "as a formula does"),
        ("Forename", "+cmd()", "as a formula does"),
        ("Surname", "O" * 121, "120 characters or fewer"),
        ("Officer", "PC\u0007", "hidden character"),
    ],
)
def test_fd01_each_cell_that_must_be_mended_is_named_by_row_and_column_with_what_to_do(
    cast: Cast, heading: str, cell: str, sentence: str
) -> None:
    found = faults(cast, FINLAY, changed(ROSA, heading, cell))
    assert [(row, sentence in words) for row, _, words in found] == [(3, True)] * len(found), found
    assert found
    assert found[0][1].endswith(f": {heading}")


def test_fd01_a_column_that_is_wrong_in_most_rows_is_asked_about_once(cast: Cast) -> None:
    """Not two hundred times: it is the choice of the column that must be mended."""
    rows = [changed(changed(ROSA, "URN", f"NM/26/{n}"), "DOB", "3 Gannet Close") for n in range(6)]
    assert looked_at(cast, as_csv(*rows)).wrong_columns == ["H: DOB"]
    assert looked_at(cast, as_csv(*rows, *[changed(ROSA, "URN", f"A{n}") for n in range(6)])).wrong_columns == []
    assert looked_at(cast, as_csv(*rows[:4])).wrong_columns == []


def test_fd01_text_that_only_looks_odd_is_taken_as_it_is(cast: Cast) -> None:
    odd = changed(changed(ROSA, "Forename", "أمل 🌻"), "Surname", "בן-דוד")
    odd = changed(odd, "Circumstances", '- shouting, then quiet\n+ 2 adults, "quoted"; @ the pier — naïve\n😀')
    received(cast, as_csv(odd))
    with acting(cast.mash_worker):
        child = ContactChild.objects.get()
        assert (child.told_given, child.told_family) == ("أمل 🌻", "בן-דוד")
        assert "😀" in Contact.objects.get().worry


def test_fd01_a_row_that_says_the_same_again_is_taken_once_and_other_words_are_kept(cast: Cast) -> None:
    more = changed(changed(ELLIS, "Circumstances", "Ellis rang 999 himself."), "Address", "9 Quay Street")
    file = received(cast, as_csv(ROSA, ROSA, more))
    with acting(cast.mash_worker):
        contact = Contact.objects.get()
        assert ContactChild.objects.filter(matter=contact.matter).count() == 2
        assert "Ellis rang 999 himself." in contact.worry
        assert "Also at: 9 Quay Street" in contact.worry
    assert file.report[0]["said_twice"] == [3]


def test_fd01_a_row_with_too_many_cells_is_named(cast: Cast) -> None:
    found = looked_at(cast, as_csv(ROSA, [*FINLAY, "and a comma, unquoted"]))
    assert [(fault.row, "has 14 cells under 13 headings" in fault.words) for fault in found.faults] == [(3, True)]


def test_fd01_more_children_than_any_home_under_one_reference_is_a_wrong_column(cast: Cast) -> None:
    crowd = [changed(ROSA, "Forename", f"Child{n}") for n in range(30)]
    assert any("Is this the reference of the incident?" in words for _, _, words in faults(cast, *crowd))


def test_fd01_the_columns_are_guessed_and_the_answer_is_remembered_for_the_next_file(cast: Cast) -> None:
    file = put_by(cast, as_csv(ROSA))
    with acting(cast.mash_worker):
        guessed = columns_for(file)
    assert (guessed["external_ref"], guessed["worry"], guessed["born"]) == ("0", "11", "7")
    odd = ["A", "B", "C", "D"]
    first = put_by(cast, as_csv(["1", "Shouting", "Rosa", "x"], headings=odd))
    with acting(cast.mash_worker):
        assert set(columns_for(first)) == {"type"}, "nothing is guessed from headings that say nothing"
    with at(TODAY):
        answers = {"external_ref": "0", "worry": "1", "given": "2", "type": "missing"}
        take(steps.MatchColumns, cast.mash_worker, first, answers)
    second = put_by(cast, as_csv(["2", "Quiet", "Ellis", "y"], headings=odd))
    with acting(cast.mash_worker):
        assert columns_for(second) == answers
    kept = PoliceColumnMap.objects.get()
    assert "Rosa" not in f"{kept.columns}{kept.headings}"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"external_ref": "", "worry": "11", "given": "5"}, "Choose the column that says this: their reference"),
        ({"external_ref": "0", "worry": "", "given": "5"}, "what happened"),
        ({"external_ref": "0", "worry": "0", "given": "5"}, "This column is chosen already"),
        ({"external_ref": "0", "worry": "11"}, "names the child"),
        ({"external_ref": "99", "worry": "11", "given": "5"}, "Choose one of the answers"),
    ],
)
def test_fd01_a_wrong_choice_of_columns_is_said(cast: Cast, answers: dict[str, str], sentence: str) -> None:
    file = put_by(cast, as_csv(ROSA))
    with at(TODAY), pytest.raises(Invalid, match=sentence):
        take(steps.MatchColumns, cast.mash_worker, file, answers | {"type": "domestic_abuse"})


def test_fd01_only_whoever_brought_a_file_sees_it_and_the_next_takes_its_place(cast: Cast, client: Client) -> None:
    first = matched(cast, as_csv(ROSA))
    with acting(cast.second_worker):
        assert not FileAwaiting.objects.exists(), "walled to its author"
    client.force_login(cast.second_worker)
    for where in ("", "columns/", "throw-away/"):
        assert client.get(f"/contacts/police-file/{first.ref}/{where}").status_code == 404
    with pytest.raises(Refused, match="Somebody else brought this file"):
        take(steps.ReceivePoliceFile, cast.second_worker, first)
    second = put_by(cast, as_csv(FINLAY))
    with acting(cast.mash_worker):
        assert list(FileAwaiting.objects.all()) == [second]
    take(steps.ThrowFileAway, cast.mash_worker, second)
    with acting(cast.mash_worker):
        assert not FileAwaiting.objects.exists()


def test_fd01_only_those_who_work_the_queue_bring_files(cast: Cast, client: Client) -> None:
    for nobody in (cast.social_worker, cast.referrer, cast.system_administrator):
        client.force_login(nobody)
        assert client.get("/contacts/police-file/").status_code == 403
        with pytest.raises(Refused):
            take(steps.PutFileBy, nobody, None, {}, files={"file": SimpleUploadedFile("a.csv", as_csv(ROSA))})


def test_fd01_a_file_is_brought_looked_at_and_received_on_its_pages(cast: Cast, client: Client) -> None:
    client.force_login(cast.mash_worker)
    with at(TODAY):
        wrong = client.post(
            "/contacts/police-file/", {"file": SimpleUploadedFile("list.csv", b"PK\x03\x04 a workbook")}
        )
        assert wrong.status_code == 422
        assert "Excel workbook" in wrong.content.decode()
        sent = {"file": SimpleUploadedFile("nightly.csv", as_csv(ROSA, ELLIS, changed(FINLAY, "DOB", "soon")))}
        columns = client.post("/contacts/police-file/", sent, follow=True)
        assert "What does each column hold?" in columns.content.decode()
        with acting(cast.mash_worker):
            file = FileAwaiting.objects.get()
            answers = columns_for(file)
        where = f"/contacts/police-file/{file.ref}/"
        assert client.get(where).status_code == 302, "the columns first"
        seen = client.post(f"{where}columns/", answers, follow=True).content.decode()
        assert "1 cell to mend first" in seen
        assert "Row 4" in seen
        assert "H: DOB" in seen
        assert client.post(where, {}).status_code == 422
        sent = {"file": SimpleUploadedFile("nightly.csv", as_csv(ROSA, ELLIS, FINLAY))}
        client.post("/contacts/police-file/", sent)
        with acting(cast.mash_worker):
            where = f"/contacts/police-file/{FileAwaiting.objects.get().ref}/"
        look = client.post(f"{where}columns/", answers, follow=True).content.decode()
        assert "Receive 2 contacts?" in look
        report = client.post(where, {"request_key": "one"}, follow=True).content.decode()
        assert "This is what became of each row" in report
        assert client.post(where, {"request_key": "one"}).status_code == 200
        queue = client.get("/front-door/?from=6").content.decode()
        assert "Rosa" in queue
        assert client.get(f"{where}columns/").status_code == 302
    with acting(cast.mash_worker):
        assert Contact.objects.count() == 2
