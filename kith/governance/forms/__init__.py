from kith.governance.forms.retention import HoldForm, ReleaseForm, ReviewForm
from kith.governance.forms.unusual import AnswerForm, ExplainForm

__all__ = ["AnswerForm", "ExplainForm", "HoldForm", "ReleaseForm", "ReviewForm"]
