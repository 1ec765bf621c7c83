"""Police notifications come as a file: looked at first, then received whole or not at all (FD-01)."""

from __future__ import annotations

from typing import Any

from kith.access.models import Agency, User
from kith.access.policies import needs
from kith.access.roles import Ability
from kith.frontdoor.models import Contact, FileAwaiting, PoliceColumnMap
from kith.frontdoor.police_csv import read
from kith.frontdoor.police_form import ColumnsForm, UploadForm
from kith.frontdoor.queries.police_file import Incident, forces, preview
from kith.frontdoor.steps.receive import HaveIt, ReceiveContact
from kith.kernel.perform import Breach, Invalid, lock, perform
from kith.kernel.step import Act, Step
from kith.ui.forms import KithForm

put_by = needs(Ability.WORK_CONTACTS)


def own_file(actor: User, file: FileAwaiting) -> bool | str:
    """May go on with a file they brought themselves, until it is received."""
    if file.author_id != actor.pk:
        return "Somebody else brought this file. Only they can go on with it."
    if file.received_at is not None:
        return "This file has been received already. Nothing is received twice."
    return put_by(actor, file)


class PutFileBy(Step):
    """Bring a police file."""

    name = "frontdoor.police_file_put_by"
    form = UploadForm
    may = put_by
    done = "A police file put by, to be looked at"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"agencies": forces()}

    def apply(self, act: Act, file: dict[str, str], agency: str) -> FileAwaiting:
        """Only whoever brought it can see it; one that was never confirmed goes when the next one comes."""
        FileAwaiting.objects.filter(author=act.actor, received_at=None).delete()
        force = Agency.objects.filter(ref=agency).first() if agency else None
        return FileAwaiting.objects.create(author=act.actor, agency=force, put_by_at=act.now, **file)


class MatchColumns(Step):
    """Say what each column holds."""

    name = "frontdoor.police_columns_matched"
    form = ColumnsForm
    may = own_file
    done = "The columns of a police file matched"

    @classmethod
    def form_kwargs(cls, actor: Any, target: Any) -> dict[str, Any]:
        return {"table": read(target.text)}

    def apply(self, act: Act, columns: dict[str, int], type: str) -> FileAwaiting:
        """The answer is remembered for the next file with these headings; it says nothing of anybody."""
        file: FileAwaiting = lock(act.target)
        file.columns, file.type = columns, type
        file.save(update_fields=["columns", "type"])
        PoliceColumnMap.objects.update_or_create(
            headings=read(file.text).digest, defaults={"columns": columns, "type": type, "used_at": act.now}
        )
        return file


class ReceivePoliceFile(Step):
    """Receive these contacts."""

    name = "frontdoor.police_file_received"
    form = KithForm
    may = own_file
    done = "A police file received: {new} new contacts, {before} that we had"

    def apply(self, act: Act) -> FileAwaiting:
        """Every incident becomes a contact, or none does; one that we had stays as it is, and the report says so."""
        file: FileAwaiting = lock(act.target)
        if file.received_at is not None:
            raise Breach("This file was received a moment ago. Nothing was received twice.")
        if not file.columns:
            raise Breach("Say first what each column holds.")
        found = preview(file)
        if found.faults:
            raise Breach(f"{len(found.faults)} cells of this file must be mended first. Nothing was received.")
        report = [_received(act, file, incident) for incident in found.incidents]
        file.report, file.text, file.received_at = report, "", act.now
        file.save(update_fields=["report", "text", "received_at"])
        new = sum(line["new"] for line in report)
        act.words = {"new": new, "before": len(report) - new}
        return file


def _received(act: Act, file: FileAwaiting, incident: Incident) -> dict[str, Any]:
    """Receive one incident; what the report says of its rows."""
    line = {"reference": incident.reference, "rows": incident.rows, "said_twice": incident.said_twice, "new": False}
    if incident.before is not None:
        return line | {"number": incident.before.number, "ref": incident.before.ref, "children": 0}
    try:
        data = {**incident.data, "received_at": file.put_by_at}
        contact = perform(ReceiveContact, act.actor, None, data).result
    except Invalid as fault:
        if isinstance(fault.__cause__, HaveIt):
            return line | {"number": "", "ref": "", "children": 0}
        words = " ".join(str(text) for texts in fault.form.errors.values() for text in texts)
        rows = ", ".join(str(row) for row in incident.rows)
        raise Breach(f"Row {rows}: {words} Nothing was received.") from fault
    assert isinstance(contact, Contact)
    return line | {"number": contact.number, "ref": contact.ref, "children": len(incident.children), "new": True}


class ThrowFileAway(Step):
    """Throw this file away."""

    name = "frontdoor.police_file_thrown_away"
    form = KithForm
    may = own_file
    done = "A police file thrown away"

    def apply(self, act: Act) -> None:
        """Nothing of it stays."""
        FileAwaiting.objects.filter(pk=act.target.pk).delete()
