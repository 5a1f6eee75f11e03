"""Another address for the letters of the request: asked for with a fact, proved by a link or a code."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import address_change
from dsr.address_change import NewAddress
from dsr.models import Case
from dsr.models.case import Delivery
from dsr.request_page import Visitor
from portal.public.form import SeeOther
from portal.public.request_page.press_form import FactForm, PressForm, network_is_over, take_press
from portal.public.request_page.visits import on_own_page
from portal.web import rate_limits
from portal.web.mailbox_field import MailboxField
from portal.web.text_fields import PostalField


class AddressForm(FactForm):
    """Where to write from now on: an email address or a mailing address."""

    delivery = forms.ChoiceField(
        label=gettext_lazy("How shall we write to you?"),
        choices=[(Delivery.EMAIL.value, gettext_lazy("By email")), (Delivery.MAIL.value, gettext_lazy("On paper"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how we shall write to you.")},
    )
    email = MailboxField(label=gettext_lazy("Your new email address"), required=False, max_length=254)
    postal = PostalField(
        label=gettext_lazy("Your new mailing address"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    field_order = ("delivery", "email", "postal", "fact", "value")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = "email" if said.get("delivery") == Delivery.EMAIL else "postal"
        lacking = {
            "email": _("Enter your new email address."),
            "postal": _("Enter your new mailing address."),
        }
        if said.get("delivery") and not said.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, lacking[wanted])
        return said

    def address(self) -> NewAddress:
        said = self.cleaned_data
        return NewAddress(said["delivery"], said["email"] if said["delivery"] == Delivery.EMAIL else said["postal"])


class NewCodeForm(PressForm):
    code = forms.CharField(
        label=gettext_lazy("The code that we sent to your new address"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        error_messages={"required": gettext_lazy("Enter the code.")},
    )


@on_own_page("POST")
def address_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Ask for another address; or, while one waits, the code that proves it."""
    if address_change.waiting_change(visitor.case) is not None:
        return _waiting(request, visitor)
    case, is_post = visitor.case, request.method == "POST"
    form = AddressForm(request.POST if is_post else None, case=case, initial={"delivery": case.delivery})
    if is_post and visitor.may_act and take_press(request, form, lambda: _ask(case, form)):
        messages.success(request, _("We write to both addresses. Confirm the new one with what we send there."))
        return SeeOther(resolve_url("public:own_page_address"))
    why = address_change.why_not_changed(case) if visitor.may_act else _not_permitted()
    words = {"form": form, "case": case, "why": why, "wait_hours": address_change.wait_hours()}
    return render(request, "public/request_page/address.html", words, status=422 if is_post else 200)


def _not_permitted() -> str:
    return _("Who acts for another shows the permission first. Until then the address stays.")


def _waiting(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    change, is_post = address_change.waiting_change(visitor.case), request.method == "POST"
    form = NewCodeForm(request.POST if is_post else None)
    if is_post and form.is_valid():
        if not rate_limits.allows(request, rate_limits.PROOF):
            form.add_error(None, network_is_over())
        elif address_change.enter_code(visitor.case, form.cleaned_data["code"]):
            messages.success(request, _("Your new address is confirmed."))
            return SeeOther(resolve_url("public:own_page_address"))
        else:
            form.add_error(
                "code", _("This code is not right, or it is too old. Check what we sent to your new address.")
            )
    words = {"form": form, "case": visitor.case, "change": change}
    return render(request, "public/request_page/address_waits.html", words, status=422 if is_post else 200)


def _ask(case: Case, form: AddressForm) -> None:
    address_change.ask_change(case.pk, form.given(), form.address(), key=form.key(case))


def may_change(visitor: Visitor) -> bool:
    """Offered while a change waits, too: there the code is typed. Why it cannot be changed now, its page says."""
    return visitor.may_act and not visitor.is_answered and address_change.is_offered(visitor.case)
