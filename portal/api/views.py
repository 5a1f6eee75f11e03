"""The calls: may this person be mailed or shared, headers for mail, the feed of opt-outs, a later consent."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from dsr import disclosures, suppression
from dsr.errors import BadInput
from dsr.formats import address_lines
from dsr.formats.sent_values import is_kept, whole_number
from dsr.models import ApiKey, MailList, Suppression
from dsr.models.suppression import Scope
from portal.api.calls import body_of, call, refuse, text_of, texts_of
from portal.web import rate_limits

_MOST_BYTES = 1 << 30
_IN_MEMORY = 1 << 22
_PAGE = 1_000


@call("POST", Scope.CHECK)
def suppressed(request: HttpRequest, key: ApiKey) -> HttpResponseBase:
    """May no commercial mail go to this address?"""
    body = body_of(request, email=str)
    scope = _list(key, text_of(body, "list"))
    return JsonResponse({"suppressed": suppression.is_mail_suppressed(key.business_id, body["email"], scope)})


def _list(key: ApiKey, slug: str) -> str:
    """A list that is not known is a slip of the pen, and would be answered wrongly. Raises BadInput."""
    if slug and not is_kept(slug):
        raise BadInput(_("There is no mail list of this name."))
    if slug and not MailList.objects.filter(business_id=key.business_id, slug=slug).exists():
        raise BadInput(_("There is no mail list “%(list)s”.") % {"list": slug})
    return slug


@call("POST", Scope.CHECK, rate_limits.API_BULK)
def bulk(request: HttpRequest, key: ApiKey) -> HttpResponseBase:
    """A line for each line that was sent, in its order: 1 suppressed, 0 not.

    The whole body is read before the first line is answered, because most clients read nothing while they send. Only
    the answers are kept meanwhile, no address.
    """
    length = whole_number(request.headers.get("Content-Length", ""))
    if length is None:
        return refuse("no-length", _("Send a Content-Length; a long body in chunks is not read."), 411)
    if length > _MOST_BYTES:
        return refuse("too-long", _("Send at most one gigabyte at once."), 413)
    found = _checks(key, request.GET.get("for", "mail"), request.GET.get("field", "email"), request)
    answers = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the response closes it
    try:
        for _value, is_suppressed in found:
            answers.write(b"1\n" if is_suppressed else b"0\n")
        answers.seek(0)
        return FileResponse(answers, content_type="text/plain; charset=utf-8")
    except BaseException:
        answers.close()
        raise


def _checks(key: ApiKey, use: str, field: str, request: HttpRequest) -> Iterator[tuple[str, bool]]:
    """What the query asks: for mail by email address, for sharing by whatever is known. Raises BadInput."""
    sent = address_lines.read_lines(request.read)
    if use == "sharing" and field in suppression.FIELDS:
        return suppression.check_sharing(key.business_id, field, sent)
    if use == "mail" and field == "email":
        return suppression.check_addresses(key.business_id, sent, _list(key, request.GET.get("list", "")))
    raise BadInput(_("“for” is mail, by email; or sharing, and then “field” is email, phone or postal."))


def _person(body: dict[str, Any]) -> dict[str, str]:
    """All that was sent of a person. Raises BadInput."""
    return {name: text_of(body, name) for name in suppression.FIELDS}


@call("POST", Scope.CHECK)
def may_share(request: HttpRequest, key: ApiKey) -> HttpResponseBase:
    """May this person's information be shared, when may we ask again, and does the business sell or share at all?"""
    found = suppression.may_share(key.business_id, _person(body_of(request)))
    return JsonResponse(
        {
            "may_share": found.may_share,
            "direct_marketing": found.direct_marketing,
            "sale_sharing": found.sale_sharing,
            "since": found.since.isoformat() if found.since else None,
            "ask_again_on": found.ask_again_on.isoformat() if found.ask_again_on else None,
            "sells_or_shares": disclosures.sells_or_shares(key.business),
        }
    )


@call("POST", Scope.HEADERS)
def headers(request: HttpRequest, key: ApiKey) -> HttpResponseBase:
    """The two headers of RFC 8058 for one recipient and list."""
    body = body_of(request, email=str)
    return JsonResponse(
        {"headers": suppression.unsubscribe_headers(key.business, body["email"], text_of(body, "list"))}
    )


@call("GET", Scope.FEED)
def opt_outs(request: HttpRequest, key: ApiKey) -> HttpResponseBase:
    """What was stopped, and what was lifted again, after a change; oldest first."""
    after = whole_number(request.GET.get("after", "0"))
    if after is None:
        raise BadInput(_("“after” is the number that the last answer gave as “next_after”."))
    rows = suppression.feed_after(key.business_id, after, _PAGE)
    last = rows[-1].change if rows else after
    answer = {"opt_outs": [_row(row) for row in rows], "next_after": last, "is_all": len(rows) < _PAGE}
    return JsonResponse(answer)


def _row(row: Suppression) -> dict[str, Any]:
    return {
        "id": row.pk,
        "change": row.change,
        "purpose": row.purpose,
        "list": row.scope,
        "field": row.field,
        "digest": row.digest,
        "since": row.since.isoformat(),
        "lifted_at": row.lifted_at.isoformat() if row.lifted_at else None,
        "address": suppression.feed_address(row),
    }


@call("POST", Scope.FEED)
def confirm(request: HttpRequest, key: ApiKey) -> HttpResponseBase:
    """The program has taken the feed up to a change: addresses that were kept for it may go."""
    up_to = body_of(request, up_to=int)["up_to"]
    if up_to < 0 or up_to > suppression.newest_feed_number(key.business_id):
        raise BadInput(_("“up_to” is a number that the feed gave as “next_after”."))
    return JsonResponse({"erased": suppression.confirm_feed(key, up_to)})


@call("POST", Scope.CONSENT)
def consented(request: HttpRequest, key: ApiKey) -> HttpResponseBase:
    """A later affirmative consent lifts what was stopped; its evidence is sealed."""
    body = body_of(request, at=str, evidence=dict)
    known = _person(body)
    try:
        at = datetime.fromisoformat(body["at"])
    except ValueError as error:
        raise BadInput(_("“at” is a time like 2026-03-10T09:00:00-07:00.")) from error
    if at.tzinfo is None:
        raise BadInput(_("“at” needs its offset, like 2026-03-10T09:00:00-07:00."))
    purposes, lists = texts_of(body, "purposes"), texts_of(body, "lists")
    for slug in lists:
        _list(key, slug)
    lifted = suppression.record_consent(key.business, known, purposes, lists, body["evidence"], at)
    return JsonResponse({"lifted": lifted})
