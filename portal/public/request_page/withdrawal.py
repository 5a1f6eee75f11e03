"""Withdraw the request from its page: what stops, what was done already, and one fact that no letter carries."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _

from dsr import closures
from dsr.errors import Blocked
from dsr.kinds import base
from dsr.models import Case
from dsr.request_page import Visitor
from portal.public.form import SeeOther
from portal.public.request_page.press_form import FactForm, take_press
from portal.public.request_page.visits import on_own_page


@on_own_page("POST")
def withdraw_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Nothing is withdrawn before the button. Of several requests it is this one alone."""
    case, is_post = visitor.case, request.method == "POST"
    form = FactForm(request.POST if is_post else None, case=case)
    if is_post and may_withdraw(visitor) and take_press(request, form, lambda: _withdraw(case, form), "value"):
        messages.success(request, _("Your request is withdrawn. We do no more with it, and write to you to say so."))
        return SeeOther(resolve_url("public:own_page"))
    words = {
        "form": form,
        "case": case,
        "title": base.get(case.kind).title,
        "is_open": may_withdraw(visitor),
        "done": closures.done_so_far(case) if may_withdraw(visitor) else (),
    }
    return render(request, "public/request_page/withdraw.html", words, status=422 if is_post else 200)


def _withdraw(case: Case, form: FactForm) -> None:
    if not closures.withdraw_from_page(case.pk, form.given()):
        raise Blocked(_("It is too late to withdraw this request: it is answered, or the work has begun."))


def may_withdraw(visitor: Visitor) -> bool:
    """Only the person, or who has shown permission to act for them, and while nothing was done."""
    return visitor.may_act and not closures.why_not_withdrawn(visitor.case)
