"""The letters' addresses."""

from django.urls import path

from kith.letters.pages import letter, portal, stops, work

urls = [
    path("letters/to/<slug:ref>/", work.work, name="work"),
    path("letters/to/<slug:ref>/<slug:key>/", work.write, name="write"),
    path("letters/to/<slug:ref>/<slug:key>/withhold/", work.withhold, name="withhold"),
    path("letters/stops/<slug:ref>/lift/", stops.lift, name="lift"),
    path("letters/<slug:ref>/", letter.letter, name="letter"),
    path("letters/<slug:ref>/pdf/", letter.pdf, name="pdf"),
    path("letters/<slug:ref>/change/", letter.change, name="change"),
    path("letters/<slug:ref>/send/", letter.send, name="send"),
    path("letters/<slug:ref>/acknowledge/", letter.acknowledge, name="acknowledge"),
    path("letters/<slug:ref>/release/", letter.release, name="release"),
    path("people/<slug:ref>/letters/stop/", stops.stop, name="stop"),
    path("portal/letters/<slug:ref>/", portal.letter, name="portal-letter"),
    path("portal/letters/<slug:ref>/pdf/", portal.pdf, name="portal-pdf"),
]
