"""Where a form's autosave is sent: PUT to keep, GET to read back, DELETE to throw away."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from kith.access.models import User
from kith.record import drafts, presence
from kith.record.models import Draft
from kith.standards.language import another_look
from kith.ui.step_page import usable_key

LONGEST_KEY = 160  # characters, as the table has it


@require_http_methods(["GET", "PUT", "DELETE"])
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """One draft of the signed-in person. 401 when nobody is: the browser then keeps the text itself."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "signed out"}, status=401)
    if len(key) > LONGEST_KEY or "\x00" in key:
        raise Http404
    if request.method == "DELETE":
        drafts.accepted(request.user, key)
        return HttpResponse(status=204)
    if request.method == "GET":
        found = drafts.kept(request.user, key)
        return JsonResponse(_as_json(found)) if found else JsonResponse({"error": "none"}, status=404)
    return _kept(request.user, key, _sent(request))


def _kept(author: User, key: str, sent: dict[str, Any] | None) -> JsonResponse:
    if sent is None:
        return JsonResponse({"error": "That is not a draft, or it is too long to keep."}, status=400)
    try:
        kept = _as_json(drafts.keep(author, key, **sent))
        presence.here(author, key)
        others = [one.user.name for one in presence.others(author, key) if one.key == key]
        texts = [text for values in sent["data"].values() for text in values if " " in text]
        return JsonResponse({**kept, "others": others, "words": [vars(one) for one in another_look(texts)]})
    except drafts.DraftClash as clash:
        return JsonResponse(_as_json(clash.draft), status=409)
    except drafts.DraftOver:
        return JsonResponse({"error": "This was sent, and we have it."}, status=410)


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    if len(request.body) > drafts.LARGEST * 4:
        return None
    try:
        body = json.loads(request.body)
        data = {_whole(name)[:200]: [_whole(v) for v in values] for name, values in body["data"].items()}
        version = int(body.get("version") or 0)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
    href, title = _whole(body.get("href") or "/"), _whole(body.get("title") or "")
    text = json.dumps(data)
    if len(text) > drafts.LARGEST or "\\u0000" in text or "\x00" in href + title:
        return None
    href = href if href.startswith("/") and not href.startswith("//") else "/"
    form_key = usable_key(_whole(body.get("form") or "")) or ""
    return {"href": href[:300], "title": title[:200], "data": data, "version": version, "form_key": form_key}


def _whole(value: Any) -> str:
    """As text. Half a character, such as an emoji that was cut off, cannot be kept: a mark stands in its place."""
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _as_json(kept: Draft) -> dict[str, Any]:
    return {"version": kept.version, "data": kept.data, "saved_at": kept.saved_at.isoformat()}
