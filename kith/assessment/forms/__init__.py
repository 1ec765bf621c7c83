"""The forms of an assessment and of its clocks."""

from kith.assessment.forms.allocating import AllocateForm, ReallocateForm, WhoForm
from kith.assessment.forms.clocks import LateForm, NeededByForm, NumberForm, ProfileForm
from kith.assessment.forms.concluding import AuthoriseForm, BringInForm, ProposeForm, ReviewForm
from kith.assessment.forms.section import SectionForm, section_form
from kith.assessment.forms.supervising import AgreePlanForm, SendBackForm, SupervisionForm
from kith.assessment.forms.visits import NextStepForm, ParentSeenForm, SeenForm, TriedForm, WaiveForm

__all__ = [
    "AgreePlanForm",
    "AllocateForm",
    "AuthoriseForm",
    "BringInForm",
    "LateForm",
    "NeededByForm",
    "NextStepForm",
    "NumberForm",
    "ParentSeenForm",
    "ProfileForm",
    "ProposeForm",
    "ReallocateForm",
    "ReviewForm",
    "SectionForm",
    "SeenForm",
    "SendBackForm",
    "SupervisionForm",
    "TriedForm",
    "WaiveForm",
    "WhoForm",
    "section_form",
]
