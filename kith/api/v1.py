"""The interface for other systems: send a contact, read what became of it. The same step and words as the page."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError

from kith.access.actor import acting
from kith.api.auth import SystemToken
from kith.api.shape import faults
from kith.frontdoor.forms import ContactForm
from kith.frontdoor.models import Contact, ReferrerMessage
from kith.frontdoor.policies import record_contacts
from kith.frontdoor.queries.portal import standing_words
from kith.frontdoor.steps import ReceiveContact
from kith.kernel.perform import Invalid, Refused, Repeated, perform
from kith.ui.forms import form_schema

LARGEST = 2_000_000  # bytes of one request
LONGEST_KEY = 80
MEND = "Some things must be mended."

api = NinjaAPI(
    title="Kith for other systems",
    version="1",
    urls_namespace="api-v1",
    auth=SystemToken(),
    docs_url=None,
    description="Send contacts to the front door and read what became of them.",
)

ERRORS = {
    "type": "object",
    "properties": {"error": {"type": "string"}, "fields": {"type": "object"}},
    "required": ["error"],
}
_MISTAKES = {
    str(code): {"description": words, "content": {"application/json": {"schema": ERRORS}}}
    for code, words in (
        (400, "Not JSON, or not an object"),
        (401, "No token, or one that has ended"),
        (403, "This system may not do that"),
        (404, "No such contact, or not one of yours"),
        (413, "Too long"),
        (415, "Not sent as application/json"),
        (422, "Something must be mended: `fields` says what"),
    )
}


def _answers(*codes: str) -> dict[str, Any]:
    return {code: _MISTAKES[code] for code in codes}


SENT = {
    "type": "object",
    "properties": {"ref": {"type": "string"}, "number": {"type": "string"}, "repeated": {"type": "boolean"}},
    "required": ["repeated"],
}
STANDS = {
    "type": "object",
    "properties": {
        "ref": {"type": "string"},
        "number": {"type": "string"},
        "state": {"type": "string", "description": "In words, as the page shows it"},
        "answers": {"type": "array", "items": {"type": "string"}, "description": "What the referrer was told"},
    },
    "required": ["ref", "number", "state", "answers"],
}


def _takes() -> dict[str, Any]:
    """The form of the page, without how it came: that is known."""
    schema = form_schema(ContactForm)
    schema["properties"].pop("method")
    schema["required"].remove("method")
    return schema


TAKES = _takes()


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, exc: AuthenticationError) -> JsonResponse:
    """No token, a wrong one, or one that has ended: the same words for all three."""
    words = "Send your token as `Authorization: Bearer KEY`. It may have ended: ask Kith's system administrator."
    return JsonResponse({"error": words}, status=401, headers={"WWW-Authenticate": "Bearer"})


def _mistaken(status: int, words: str, **more: Any) -> JsonResponse:
    return JsonResponse({"error": words, **more}, status=status)


@api.post(
    "/contacts",
    operation_id="send_contact",
    summary="Send a contact",
    openapi_extra={
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "maxLength": LONGEST_KEY},
                "description": "Your own key: the same key again gives the first answer and writes nothing.",
            }
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": TAKES}}},
        "responses": {
            "201": {"description": "Recorded", "content": {"application/json": {"schema": SENT}}},
            "200": {"description": "Already recorded", "content": {"application/json": {"schema": SENT}}},
            **_answers("400", "401", "403", "413", "415", "422"),
        },
    },
)
def send_contact(request: HttpRequest) -> JsonResponse:
    """One contact about one or more children. The worry and a child are needed; a field it does not know is refused."""
    if request.content_type != "application/json":
        return _mistaken(415, "Send one JSON object as application/json.")
    if _length(request) > LARGEST:
        return _mistaken(413, "This is too long. Send the worry, and keep reports for later.")
    data = _object(request)
    if data is None:
        return _mistaken(400, "Send one JSON object.")
    if wrong := faults(TAKES, data):
        return _mistaken(422, MEND, fields=wrong)
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY:
        return _mistaken(400, f"The Idempotency-Key may have {LONGEST_KEY} characters.")
    return _received(request, data, key or None)


def _received(request: HttpRequest, data: dict[str, Any], key: str | None) -> JsonResponse:
    actor = request.auth  # type: ignore[attr-defined]  # ninja puts the caller here
    with acting(actor):
        try:
            outcome = perform(ReceiveContact, actor, None, {**data, "method": "api"}, request_key=key)
        except Repeated:  # and since then about somebody whose record is closed to this system
            return JsonResponse({"repeated": True})
        except Refused as refused:
            return _mistaken(403, str(refused))
        except Invalid as invalid:
            fields = {name: [str(text) for text in texts] for name, texts in invalid.form.errors.items()}
            return _mistaken(422, MEND, fields=fields)
        contact = outcome.result
        if contact is None:  # sent before, and since then about somebody whose record is closed to this system
            return JsonResponse({"repeated": True})
        body = {"ref": contact.ref, "number": contact.number, "repeated": outcome.repeated}
        return JsonResponse(body, status=200 if outcome.repeated else 201)


def _length(request: HttpRequest) -> int:
    """What the sender says it is, so that what is too long is never read."""
    said = str(request.META.get("CONTENT_LENGTH") or "")
    return int(said) if said.isdecimal() and len(said) < 19 else 0


def _object(request: HttpRequest) -> dict[str, Any] | None:
    try:
        body = json.loads(request.body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


@api.get(
    "/contacts/{ref}",
    operation_id="read_contact",
    summary="Where a contact you sent stands",
    openapi_extra={
        "responses": {
            "200": {"description": "How it stands", "content": {"application/json": {"schema": STANDS}}},
            **_answers("401", "404"),
        }
    },
)
def read_contact(request: HttpRequest, ref: str) -> JsonResponse:
    """Only contacts that this system sent; what was decided, in the words the referrer was given."""
    actor = request.auth  # type: ignore[attr-defined]  # ninja puts the caller here
    with acting(actor):
        # Not by the doors of the page, which shut some time after the decision: a sender may ask whenever it likes.
        sent = Contact.objects.filter(recorded_by=actor, matter__ref=ref).select_related("matter__threshold_decision")
        contact = sent.first() if ref.isalnum() and record_contacts(actor, None) is True else None
        if contact is None:
            return _mistaken(404, "There is no such contact, or it is not one of yours.")
        answers = list(
            ReferrerMessage.objects.filter(matter=contact.matter).order_by("sent_at").values_list("words", flat=True)
        )
        state = standing_words(contact)
        return JsonResponse({"ref": contact.ref, "number": contact.number, "state": state, "answers": answers})
