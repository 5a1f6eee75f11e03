"""The page behind the link by which a person withdraws their request. Only POST acts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dsr import closures
from dsr.closures import WithdrawalState
from dsr.kinds import base
from portal import access
from portal.public.form import SeeOther
from portal.public.links.outside_answer import behind_link
from portal.web import rate_limits
from portal.web.typed_requests import wear


@behind_link
def withdrawal_page(request: HttpRequest, token: str) -> HttpResponse:
    """What stops and what was done already. A link that is used up, too old or unknown says the same."""
    found = access.withdrawal_by_link(token)
    if found is None:
        return render(request, "public/links/withdrawal_answer.html", {"said": "unknown"}, status=404)
    shown, secret = found
    wear(request, shown.case.brand)
    if request.method == "POST" and shown.state is WithdrawalState.OPEN:
        if not rate_limits.allows(request, rate_limits.PUBLIC_FORM):
            return render(request, "public/links/withdrawal_answer.html", {"said": "limit"}, status=429)
        closures.withdraw(secret)
        return SeeOther(request.path)
    if shown.state is not WithdrawalState.OPEN:
        return render(request, "public/links/withdrawal_answer.html", {"said": shown.state.value, "case": shown.case})
    words = {"shown": shown, "title": base.get(shown.case.kind).title, "path": request.path}
    return render(request, "public/links/withdrawal.html", words)
