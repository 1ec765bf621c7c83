"""The interface for other systems: send a contact, read what became of it. The same step and words as the page."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import NinjaAPI

from kith.access.actor import acting
from kith.api.auth import SystemToken
from kith.frontdoor.forms import ContactForm
from kith.frontdoor.queries.contact import view
from kith.frontdoor.steps import ReceiveContact
from kith.kernel.perform import Invalid, Refused, perform
from kith.ui.forms import form_schema

LARGEST = 2_000_000  # bytes of one request

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
        (422, "Something must be mended: `fields` says what"),
    )
}


def _answers(*codes: str) -> dict[str, Any]:
    return {code: _MISTAKES[code] for code in codes}


SENT = {
    "type": "object",
    "properties": {"ref": {"type": "string"}, "number": {"type": "string"}, "repeated": {"type": "boolean"}},
}


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
                "schema": {"type": "string", "maxLength": 80},
                "description": "Your own key: the same key again gives the first answer and writes nothing.",
            }
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": form_schema(ContactForm)}}},
        "responses": {
            "201": {"description": "Recorded", "content": {"application/json": {"schema": SENT}}},
            "200": {"description": "Already recorded", "content": {"application/json": {"schema": SENT}}},
            **_answers("400", "401", "403", "413", "422"),
        },
    },
)
def send_contact(request: HttpRequest) -> JsonResponse:
    """One contact about one or more children. `method` is set to `api`; the worry and a child are needed."""
    if len(request.body) > LARGEST:
        return JsonResponse({"error": "This is too long. Send the worry, and keep reports for later."}, status=413)
    data = _object(request)
    if data is None:
        return JsonResponse({"error": "Send one JSON object."}, status=400)
    key = request.headers.get("Idempotency-Key", "")[:80] or None
    actor = request.auth  # type: ignore[attr-defined]  # ninja puts the caller here
    with acting(actor):
        try:
            outcome = perform(ReceiveContact, actor, None, {**data, "method": "api"}, request_key=key)
        except Refused as refused:
            return JsonResponse({"error": str(refused)}, status=403)
        except Invalid as invalid:
            fields = {name: [str(text) for text in texts] for name, texts in invalid.form.errors.items()}
            return JsonResponse({"error": "Some things must be mended.", "fields": fields}, status=422)
        contact = outcome.result
        body = {"ref": contact.ref, "number": contact.number, "repeated": outcome.repeated}
        return JsonResponse(body, status=200 if outcome.repeated else 201)


def _object(request: HttpRequest) -> dict[str, Any] | None:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


@api.get(
    "/contacts/{ref}",
    operation_id="read_contact",
    summary="Where a contact you sent stands",
    openapi_extra={"responses": {"200": {"description": "How it stands"}, **_answers("401", "404")}},
)
def read_contact(request: HttpRequest, ref: str) -> JsonResponse:
    """Only contacts that this system sent; what was decided, in the words the referrer was given."""
    actor = request.auth  # type: ignore[attr-defined]  # ninja puts the caller here
    with acting(actor):
        found = view(actor, ref) if ref.isalnum() else None
        if found is None or found.contact.recorded_by_id != actor.pk:
            return JsonResponse({"error": "There is no such contact, or it is not one of yours."}, status=404)
        answers = [message.words for message in found.messages]
        contact = found.contact
        state = contact.get_state_display()
        return JsonResponse({"ref": contact.ref, "number": contact.number, "state": state, "answers": answers})
