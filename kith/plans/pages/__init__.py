"""The pages of the plans room."""

from django.urls import path

from kith.plans.pages import goals, plan

urls = [
    path("people/<slug:ref>/need-plan/", plan.begin, name="begin"),
    path("plans/<slug:ref>/", plan.plan, name="plan"),
    path("plans/<slug:ref>/agree/", plan.agree, name="agree"),
    path("plans/<slug:ref>/change/", plan.change, name="change"),
    path("plans/<slug:ref>/goal/", plan.add_goal, name="goal"),
    path("plans/<slug:ref>/core-group/", plan.core_group, name="core-group"),
    path("plans/<slug:ref>/review/", plan.review, name="review"),
    path("plans/<slug:ref>/working/", plan.working, name="working"),
    path("plans/<slug:ref>/seen/", plan.seen, name="seen"),
    path("plans/<slug:ref>/not-seen/", plan.not_seen, name="not-seen"),
    path("plans/<slug:ref>/close/", plan.close, name="close"),
    path("plans/<slug:ref>/transfer/", plan.transfer, name="transfer"),
    path("plans/<slug:ref>/of-itself/", plan.of_itself, name="of-itself"),
    path("plans/<slug:ref>/plan.pdf", plan.for_the_family, name="pdf"),
    path("plans/<slug:ref>/goals/<slug:goal>/", goals.progress, name="progress"),
    path("plans/<slug:ref>/decide/<slug:one>/", goals.decide, name="decide"),
]
