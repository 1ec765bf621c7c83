"""The pages of the conferences room."""

from django.urls import path

from kith.conferences.pages import conference

urls = [
    path("people/<slug:ref>/conference/", conference.ask, name="ask"),
    path("conferences/<slug:ref>/", conference.conference, name="conference"),
    path("conferences/<slug:ref>/arrange/", conference.arrange, name="arrange"),
    path("conferences/<slug:ref>/invite/", conference.invite, name="invite"),
    path("conferences/<slug:ref>/reports/<slug:agency>/", conference.report, name="report"),
    path("conferences/<slug:ref>/move/", conference.move, name="move"),
    path("conferences/<slug:ref>/call-off/", conference.call_off, name="call-off"),
    path("conferences/<slug:ref>/hold/", conference.hold, name="hold"),
    path("conferences/<slug:ref>/add/", conference.add, name="add"),
    path("conferences/<slug:ref>/minutes.pdf", conference.minutes, name="minutes"),
]
