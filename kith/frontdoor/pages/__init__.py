"""The front door's addresses."""

from django.urls import path

from kith.frontdoor.pages import contact, police_file, portal, queue, sharing

urls = [
    path("front-door/", queue.queue, name="queue"),
    path("front-door/export/", queue.export, name="queue-export"),
    path("contacts/new/", contact.new, name="new"),
    path("contacts/police-file/", police_file.bring, name="police-file"),
    path("contacts/police-file/<slug:ref>/", police_file.look, name="police-file-look"),
    path("contacts/police-file/<slug:ref>/columns/", police_file.columns, name="police-file-columns"),
    path("contacts/police-file/<slug:ref>/throw-away/", police_file.throw_away, name="police-file-throw-away"),
    path("contacts/<slug:ref>/", contact.contact, name="contact"),
    path("contacts/<slug:ref>/take/", contact.take, name="take"),
    path("contacts/<slug:ref>/hand-over/", contact.hand_over, name="hand-over"),
    path("contacts/<slug:ref>/child/", contact.add_child, name="add-child"),
    path("contacts/<slug:ref>/children/<slug:child>/", contact.recognise, name="recognise"),
    path("contacts/<slug:ref>/decide/", contact.decide, name="decide"),
    path("contacts/<slug:ref>/sign/", contact.sign, name="sign"),
    path("contacts/<slug:ref>/send-back/", contact.send_back, name="send-back"),
    path("contacts/<slug:ref>/consent/", sharing.consent, name="consent"),
    path("contacts/<slug:ref>/authorise/", sharing.authorise, name="authorise"),
    path("contacts/<slug:ref>/ask-authority/", sharing.ask_authority, name="ask-authority"),
    path("contacts/<slug:ref>/ask-authority/<slug:asked>/refuse/", sharing.refuse_authority, name="refuse-authority"),
    path("contacts/<slug:ref>/authorise/<slug:authority>/end/", sharing.end_authority, name="end-authority"),
    path("contacts/<slug:ref>/discussion/", sharing.discussion, name="discussion"),
    path("contacts/<slug:ref>/crime/", sharing.crime, name="crime"),
    path("contacts/<slug:ref>/crime/take-back/", sharing.take_back_crime, name="take-back-crime"),
    path("contacts/<slug:ref>/police/", sharing.police, name="police"),
    path("portal/", portal.home, name="portal"),
    path("portal/new/", portal.services_first, name="portal-new"),
    path("portal/new/form/", portal.new, name="portal-form"),
    path("portal/<slug:ref>/", portal.contact, name="portal-contact"),
]
