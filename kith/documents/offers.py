"""What the documents room offers the pages that gather a child's story."""

from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Concat

from kith.documents.models import Document
from kith.record.registry import Titled, offers_matters


def pages(matters: list[int]) -> Titled:
    """How documents are named and reached. One taken back is not named: its name may be what the mistake was."""
    rows = Document.objects.filter(matter_id__in=matters, mistaken_because="").order_by()
    address = Concat(Value("/documents/"), F("matter__ref"), Value("/"))
    return rows.values_list("matter_id", Concat(Value("Document "), F("title")), address)


offers_matters("document", pages)
