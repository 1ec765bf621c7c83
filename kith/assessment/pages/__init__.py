"""The assessment room's addresses."""

from django.urls import path

from kith.assessment.pages import afterwards, allocate, assessment, clocks, homeless, prebirth, standards, workspace

urls = [
    path("allocate/", allocate.waiting, name="waiting"),
    path("allocate/<slug:ref>/", allocate.allocate, name="allocate"),
    path("assessments/<slug:ref>/", assessment.assessment, name="assessment"),
    path("assessments/<slug:ref>/seen/", assessment.seen, name="seen"),
    path("assessments/<slug:ref>/no-interpreter/", assessment.no_interpreter, name="no-interpreter"),
    path("assessments/<slug:ref>/tried/", assessment.tried, name="tried"),
    path("assessments/<slug:ref>/review/", assessment.review, name="review"),
    path("assessments/<slug:ref>/reallocate/", assessment.reallocate, name="reallocate"),
    path("assessments/<slug:ref>/propose/", assessment.propose, name="propose"),
    path("assessments/<slug:ref>/authorise/", assessment.authorise, name="authorise"),
    path("assessments/<slug:ref>/send-back/", assessment.send_back, name="send-back"),
    path("assessments/<slug:ref>/supervision/", assessment.supervision, name="supervision"),
    path("assessments/<slug:ref>/agree-plan/", assessment.agree_plan, name="agree-plan"),
    path("assessments/<slug:ref>/new-information/", afterwards.new_information, name="new-information"),
    path("assessments/<slug:ref>/new-information/<slug:new>/", afterwards.still_stands, name="still-stands"),
    path("assessments/<slug:ref>/before-birth/", prebirth.begin, name="before-birth"),
    path("assessments/<slug:ref>/proceedings/", prebirth.proceedings, name="proceedings"),
    path("assessments/<slug:ref>/papers/", prebirth.papers, name="papers"),
    path("assessments/<slug:ref>/disclose/", prebirth.disclose, name="disclose"),
    path("assessments/<slug:ref>/disclosed/<slug:given>/", prebirth.answered, name="answered"),
    path("assessments/<slug:ref>/homeless/", homeless.approach, name="homeless"),
    path("assessments/<slug:ref>/homeless-duties/", homeless.duties, name="homeless-duties"),
    path("assessments/<slug:ref>/bed-and-breakfast/", homeless.bed_and_breakfast, name="bed-and-breakfast"),
    path("assessments/<slug:ref>/whole/", workspace.whole, name="whole"),
    path("assessments/<slug:ref>/assessment.pdf", workspace.paper, name="paper"),
    path("assessments/<slug:ref>/write/<slug:key>/", workspace.write, name="write"),
    path("assessments/<slug:ref>/write/<slug:key>/earlier/", workspace.earlier, name="earlier"),
    path("assessments/<slug:ref>/write/<slug:key>/beside/", workspace.beside, name="beside"),
    path("clock/<slug:ref>/needed-by/", clocks.needed_by, name="needed-by"),
    path("clock/<slug:ref>/late/", clocks.late, name="late"),
    path("standards/", standards.standards, name="standards"),
    path("standards/<str:key>/", standards.choose, name="standard"),
]
