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
        "why": _why_not(visitor),
        "done": closures.done_so_far(case) if may_withdraw(visitor) else (),
    }
    return render(request, "public/request_page/withdraw.html", words, status=422 if is_post else 200)


def _why_not(visitor: Visitor) -> str:
    """Why it cannot be withdrawn now, in words to them; empty when it can."""
    if not visitor.may_act:
        return _("Who acts for another shows the permission first. Until then the request goes on.")
    if may_withdraw(visitor):
        return ""
    if visitor.is_answered or not visitor.case.is_open:
        return _("This request is answered, or it ended: there is nothing to withdraw.")
    return too_late() if is_offered(visitor) else _("This request cannot be withdrawn here.")


def too_late() -> str:
    return _("It is too late to withdraw this request: the work has begun, or our answer is on its way.")


def _withdraw(case: Case, form: FactForm) -> None:
    if not closures.withdraw_from_page(case.pk, form.given()):
        raise Blocked(too_late())


def may_withdraw(visitor: Visitor) -> bool:
    """Only the person, or who has shown permission to act for them, and while nothing was done."""
    return visitor.may_act and not closures.why_not_withdrawn(visitor.case)


def is_offered(visitor: Visitor) -> bool:
    """From the receipt to the answer: what is too late, its page says, and the list tells of no decision."""
    return visitor.may_act and not visitor.is_answered and closures.is_withdrawal_offered(visitor.case)
