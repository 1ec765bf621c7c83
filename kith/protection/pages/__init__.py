"""The pages of the protection room."""

from django.urls import path

from kith.protection.pages import discussion, enquiry

urls = [
    path("people/<slug:ref>/strategy-discussion/", discussion.call, name="call"),
    path("strategy-discussions/<slug:ref>/", discussion.discussion, name="discussion"),
    path("strategy-discussions/<slug:ref>/hold/", discussion.hold, name="hold"),
    path("strategy-discussions/<slug:ref>/move/", discussion.move, name="move"),
    path("strategy-discussions/<slug:ref>/call-off/", discussion.call_off, name="call-off"),
    path("strategy-discussions/<slug:ref>/add/", discussion.add, name="add"),
    path("strategy-discussions/<slug:ref>/minutes.pdf", discussion.minutes, name="minutes"),
    path("enquiries/<slug:ref>/", enquiry.enquiry, name="enquiry"),
    path("enquiries/<slug:ref>/propose/", enquiry.propose, name="propose"),
    path("enquiries/<slug:ref>/authorise/", enquiry.authorise, name="authorise"),
    path("enquiries/<slug:ref>/send-back/", enquiry.send_back, name="send-back"),
    path("enquiries/<slug:ref>/no-conference/", enquiry.no_conference, name="no-conference"),
]
