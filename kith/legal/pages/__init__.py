"""The pages of the legal room."""

from django.urls import path

from kith.legal.pages import case, gateway

urls = [
    path("people/<slug:ref>/legal-gateway/", gateway.ask, name="ask"),
    path("legal-gateways/<slug:ref>/", gateway.gateway, name="gateway"),
    path("legal-gateways/<slug:ref>/advice/", gateway.advise, name="advise"),
    path("legal-gateways/<slug:ref>/hold/", gateway.hold, name="hold"),
    path("legal-gateways/<slug:ref>/call-off/", gateway.call_off, name="call-off"),
    path("legal-gateways/<slug:ref>/minutes.pdf", gateway.minutes, name="minutes"),
    path("pre-proceedings/<slug:ref>/", case.case, name="case"),
    path("pre-proceedings/<slug:ref>/advice/", case.advise, name="case-advise"),
    path("pre-proceedings/<slug:ref>/family-meeting/", case.offer, name="case-offer"),
    path("pre-proceedings/<slug:ref>/family-meeting/none/", case.not_offer, name="case-not-offer"),
    path("pre-proceedings/<slug:ref>/family-meeting/<slug:one>/", case.answer, name="case-answer"),
    path("pre-proceedings/<slug:ref>/letter/", case.letter, name="case-letter"),
    path("pre-proceedings/<slug:ref>/meeting/", case.meeting, name="case-meeting"),
    path("pre-proceedings/<slug:ref>/more-time/", case.extend, name="case-extend"),
    path("pre-proceedings/<slug:ref>/end/", case.end, name="case-end"),
    path("pre-proceedings/<slug:ref>/issue/", case.issue, name="case-issue"),
    path("pre-proceedings/<slug:ref>/hearing/", case.hearing, name="case-hearing"),
    path("pre-proceedings/<slug:ref>/decided/", case.decided, name="case-decided"),
]
