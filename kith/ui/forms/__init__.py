"""Forms as Kith shows them: GOV.UK markup, plain sentences, nothing typed lost."""

from kith.ui.forms.base import KithForm, KithRenderer
from kith.ui.forms.dates import DateParts, MomentParts
from kith.ui.forms.fields import (
    Checkboxes,
    Email,
    Hidden,
    LongText,
    Phone,
    Postcode,
    Radios,
    Select,
    Text,
    Tick,
    Upload,
    WholeNumber,
    YesNo,
)
from kith.ui.forms.repeats import Repeat
from kith.ui.forms.schema import form_schema

__all__ = [
    "Checkboxes",
    "DateParts",
    "Email",
    "Hidden",
    "KithForm",
    "KithRenderer",
    "LongText",
    "MomentParts",
    "Phone",
    "Postcode",
    "Radios",
    "Repeat",
    "Select",
    "Text",
    "Tick",
    "Upload",
    "WholeNumber",
    "YesNo",
    "form_schema",
]
