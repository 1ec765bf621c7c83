"""The pages of care."""

from django.urls import path

from kith.care.pages import care

urls = [
    path("people/<slug:ref>/care/", care.start, name="start"),
    path("people/<slug:ref>/care/agreement/", care.agreement, name="agreement"),
    path("people/<slug:ref>/care/order/", care.order, name="order"),
    path("care/<slug:ref>/", care.period, name="period"),
    path("care/<slug:ref>/agree/", care.agree, name="agree"),
    path("care/<slug:ref>/refuse/", care.refuse, name="refuse"),
    path("care/<slug:ref>/approve/", care.approve, name="approve"),
    path("care/<slug:ref>/status/", care.status, name="status"),
    path("care/<slug:ref>/officer/", care.officer, name="officer"),
    path("care/<slug:ref>/review/", care.review, name="review"),
    path("care/<slug:ref>/end/", care.end, name="end"),
    path("care/<slug:ref>/record.pdf", care.printed, name="pdf"),
]
