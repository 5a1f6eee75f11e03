"""What every call has: a key that may do it, a limit for each key, and errors that say what to do next."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from dsr import suppression
from dsr.errors import BadInput, KeyLost
from dsr.formats.sent_values import load_json
from dsr.models import ApiKey
from dsr.models.suppression import Scope
from portal.web import rate_limits

log = logging.getLogger(__name__)

Call = Callable[[HttpRequest, ApiKey], HttpResponseBase]


def call(
    method: str, scope: Scope, limit: rate_limits.Limit = rate_limits.API
) -> Callable[[Call], Callable[..., Any]]:
    """A view for programs whose key has this scope."""

    def decorate(answer: Call) -> Callable[..., Any]:
        @csrf_exempt
        @never_cache
        @wraps(answer)
        def view(request: HttpRequest) -> HttpResponseBase:
            if request.method != method:
                response = refuse("wrong-method", _("Send it as %(method)s.") % {"method": method}, 405)
                response["Allow"] = method
                return response
            if settings.SECURE_SSL_REDIRECT and not request.is_secure():
                return refuse(
                    "not-https", _("Use https. The key was sent in the clear: revoke it, make another."), 403
                )
            try:
                return _answer(request, answer, scope, limit)
            except BadInput as error:
                return refuse(error.code, str(error), 400)
            except RequestDataTooBig:
                return refuse("too-long", _("This is too long. For many addresses use the bulk call."), 413)
            except KeyLost as error:
                return later(error.code, str(error))
            except DatabaseFailure as failure:
                log.error("A call was not answered (%s).", type(failure).__name__)
                return later("try-again", _("The database does not answer. Send it again in a minute."))

        return view

    return decorate


def _answer(request: HttpRequest, answer: Call, scope: Scope, limit: rate_limits.Limit) -> HttpResponseBase:
    way, _space, text = request.headers.get("Authorization", "").partition(" ")
    key = suppression.find_api_key(text.strip()) if way.casefold() == "bearer" and text.strip() else None
    if key is None:
        words = _("Send “Authorization: Bearer ” with a key in use (manage.py new_api_key makes one).")
        response = refuse("no-key", words, 401)
        response["WWW-Authenticate"] = "Bearer"
        return response
    if scope.value not in key.scopes:
        words = _("This key may not do it. Make one with the scope “%(scope)s”.") % {"scope": scope.value}
        return refuse("not-allowed", words, 403)
    if not rate_limits.counts(limit, f"key {key.pk}"):
        words = _("Too many calls with this key. Wait, or use the bulk call.")
        response = refuse("too-many", words, 429)
        response["Retry-After"] = str(limit.seconds)
        return response
    return answer(request, key)


def refuse(code: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"error": code, "message": message}, status=status)


def later(code: str, message: str) -> JsonResponse:
    response = refuse(code, message, 503)
    response["Retry-After"] = "60"
    return response


def body_of(request: HttpRequest, **wanted: type) -> dict[str, Any]:
    """The JSON object that was sent, with what it must have by type. Raises BadInput."""
    body = load_json(request.body or b"{}")
    if not isinstance(body, dict):
        raise BadInput(_("Send a JSON object."))
    for name, kind in wanted.items():
        if not isinstance(body.get(name), kind) or body[name] in ("", True, False):
            raise BadInput(_("“%(name)s” is missing, or not a %(kind)s.") % {"name": name, "kind": kind.__name__})
    return body


def text_of(body: dict[str, Any], name: str) -> str:
    """An optional text of the body. Raises BadInput."""
    value = body.get(name, "")
    if not isinstance(value, str):
        raise BadInput(_("“%(name)s” must be a text.") % {"name": name})
    return value


def texts_of(body: dict[str, Any], name: str) -> list[str]:
    """An optional list of texts of the body. Raises BadInput."""
    values = body.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadInput(_("“%(name)s” must be a list of texts.") % {"name": name})
    return values
