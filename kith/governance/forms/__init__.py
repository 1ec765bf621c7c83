from kith.governance.forms.access_request import (
    AskCheckForm,
    CheckForm,
    CloseForm,
    ExtendForm,
    GiveForm,
    IdentityForm,
    RequestForm,
    SendForm,
    WithholdForm,
)
from kith.governance.forms.retention import HoldForm, ReleaseForm, ReviewForm
from kith.governance.forms.unusual import AnswerForm, ExplainForm

__all__ = [
    "AnswerForm", "AskCheckForm", "CheckForm", "CloseForm", "ExplainForm", "ExtendForm", "GiveForm", "HoldForm",
    "IdentityForm", "ReleaseForm", "RequestForm", "ReviewForm", "SendForm", "WithholdForm",
]  # fmt: skip
