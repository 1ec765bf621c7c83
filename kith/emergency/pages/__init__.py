"""The pages of emergency protection."""

from django.urls import path

from kith.emergency.pages import emergency

urls = [
    path("people/<slug:ref>/emergency/", emergency.start, name="start"),
    path("people/<slug:ref>/emergency/police/", emergency.police, name="police"),
    path("people/<slug:ref>/emergency/order/", emergency.order, name="order"),
    path("people/<slug:ref>/emergency/agreement/", emergency.agreement, name="agreement"),
    path("emergency-protection/<slug:ref>/", emergency.emergency, name="emergency"),
    path("emergency-protection/<slug:ref>/confirm/", emergency.confirm, name="confirm"),
    path("emergency-protection/<slug:ref>/advice/", emergency.advice, name="advice"),
    path("emergency-protection/<slug:ref>/discussion/", emergency.discussion, name="discussion"),
    path("emergency-protection/<slug:ref>/extend/", emergency.extend, name="extend"),
    path("emergency-protection/<slug:ref>/end/", emergency.end, name="end"),
    path("emergency-protection/<slug:ref>/record.pdf", emergency.printed, name="pdf"),
]
