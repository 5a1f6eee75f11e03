"""What we send does not arrive: another address is asked for with the reference and a fact, without a code by mail.

Who typed the address wrongly gets no code there. The answer is the same for every reference, known or not.
"""

from secrets import token_urlsafe

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dsr import address_change, request_facts
from dsr.address_change import NewAddress
from dsr.models.case import Delivery
from portal.public import brand_urls
from portal.public.request_page.press_form import PressForm, network_is_over
from portal.public.request_page.visits import private
from portal.web import rate_limits
from portal.web.mailbox_field import MailboxField


class LostAddressForm(PressForm):
    """The reference, a fact of the request that no letter carries, and the right email address."""

    reference = forms.CharField(
        label=gettext_lazy("Your reference"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter your reference. It stands on the page after the form.")},
    )
    fact = forms.ChoiceField(
        label=gettext_lazy("What can you tell us from your request?"),
        choices=tuple(request_facts.ASKED_AS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you can tell us.")},
    )
    value = forms.CharField(
        label=gettext_lazy("Type it here"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type it here, as it stands in your request.")},
    )
    email = MailboxField(
        label=gettext_lazy("The right email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": gettext_lazy("Enter your email address.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@private
def lost_address_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """A slip in the address is put right by who made the request."""
    brand_urls.meet(request, slug)
    is_post = request.method == "POST"
    form = LostAddressForm(request.POST if is_post else None)
    if is_post and form.is_valid():
        if rate_limits.allows(request, rate_limits.PROOF):
            said = form.cleaned_data
            wanted = NewAddress(Delivery.EMAIL.value, said["email"])
            address_change.want_by_reference(
                said["reference"], (said["fact"], said["value"]), wanted, press=said["press"] or token_urlsafe(16)
            )
            return render(request, "public/request_page/lost_address_sent.html")
        form.add_error(None, network_is_over())
    return render(request, "public/request_page/lost_address.html", {"form": form}, status=422 if is_post else 200)
