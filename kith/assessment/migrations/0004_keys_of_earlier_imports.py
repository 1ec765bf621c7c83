"""Assessments that a census brought in before they had a key get the one by which the next census knows them again."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from django.db import migrations

LONGEST = 110  # of a key without its number


def give_keys(apps: Any, schema_editor: Any) -> None:
    assessments = apps.get_model("assessment", "Assessment").objects.using(schema_editor.connection.alias)
    earlier = assessments.filter(import_key="").exclude(brought_in_from="").exclude(referral=None)
    for row in earlier.exclude(referral__import_key="").select_related("referral").iterator():
        key = f"{row.referral.import_key}/{quote(row.started_on.isoformat(), safe='')}"
        whole = key if len(key) <= LONGEST else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"
        assessments.filter(pk=row.pk).update(import_key=f"{whole}/1")


class Migration(migrations.Migration):
    dependencies = [("assessment", "0003_assessment_import_key"), ("frontdoor", "0001_initial")]

    operations = [migrations.RunPython(give_keys, migrations.RunPython.noop)]
