"""The forms of an assessment and of its clocks."""

from kith.assessment.forms.allocating import AllocateForm, ReallocateForm, WhoForm
from kith.assessment.forms.clocks import LateForm, NeededByForm, NumberForm, ProfileForm
from kith.assessment.forms.concluding import AuthoriseForm, BringInForm, ReviewForm
from kith.assessment.forms.visits import SeenForm, TriedForm

__all__ = [
    "AllocateForm",
    "AuthoriseForm",
    "BringInForm",
    "LateForm",
    "NeededByForm",
    "NumberForm",
    "ProfileForm",
    "ReallocateForm",
    "ReviewForm",
    "SeenForm",
    "TriedForm",
    "WhoForm",
]
