"""Where systems answer later: signed by the Standard Webhooks specification, without a key of ours and a cookie."""

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from dsr import third_party_notices, webhooks
from dsr.errors import BadInput, DeskError, NotAllowed
from dsr.formats.sent_values import whole_number
from dsr.fulfilment import ways
from dsr.fulfilment.ways import CallbackResult
from portal.api.calls import later, refuse
from portal.web import rate_limits

_MOST_BYTES = 65_536
_TOOK = {True: CallbackResult.TAKEN, False: CallbackResult.AGAIN, None: CallbackResult.UNKNOWN}


@csrf_exempt
@never_cache
def callback(request: HttpRequest) -> HttpResponseBase:
    """The answer to one message. What is answered again is taken as known, so a system may send until it hears 200."""
    if request.method != "POST":
        response = refuse("wrong-method", _("Send it as %(method)s.") % {"method": "POST"}, 405)
        response["Allow"] = "POST"
        return response
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return refuse("not-https", _("Use https."), 403)
    if not rate_limits.allows(request, rate_limits.CALLBACK):
        response = refuse("too-many", _("Too many messages. Wait and send it again."), 429)
        response["Retry-After"] = str(rate_limits.CALLBACK.seconds)
        return response
    length = whole_number(request.headers.get("Content-Length", ""))
    if length is None or length > _MOST_BYTES:
        return refuse("too-long", _("Send at most 64 KB."), 413)
    return _answer(request)


def _answer(request: HttpRequest) -> HttpResponseBase:
    given = {name.lower(): value for name, value in request.headers.items()}
    try:
        if webhooks.callback_type(request.body) == third_party_notices.WEBHOOK_ANSWER:
            took = _TOOK[third_party_notices.take_webhook_answer(given, request.body)]
        else:
            took = ways.take_callback(given, request.body)
    except NotAllowed as error:
        return refuse("bad-signature", str(error), 401)
    except BadInput as error:
        return refuse(error.code, str(error), 400)
    except DatabaseFailure:
        return later("try-again", _("The database does not answer. Send it again in a minute."))
    except DeskError as error:
        return refuse(error.code, str(error), 400)
    if took is CallbackResult.UNKNOWN:
        return refuse("unknown", _("“request” and “step” name no message of ours."), 404)
    if took is CallbackResult.EXPIRED:
        return refuse("expired", _("Its day is over, or a person settled it: the answer is not used."), 410)
    return JsonResponse({"state": took.value})
