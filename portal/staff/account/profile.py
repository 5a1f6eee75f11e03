"""One's own account: name, daily email, and the ways to password and second factor."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dsr.lifecycle import Who
from dsr.models import Account
from portal.staff.account.roles import desk
from portal.web.typed_bases import ModelForm
from portal.web.typed_requests import StaffRequest


class YouForm(ModelForm[Account]):
    class Meta:
        model = Account
        fields = ("name", "daily_email")


@desk(Who.VIEWER, "POST")
def switch_keys(request: StaffRequest) -> HttpResponse:
    """Switch the single keys off in this browser, or on: who speaks to a computer may press them unawares."""
    request.session["keys_off"] = not request.session.get("keys_off")
    return redirect("staff:you")


@desk(Who.VIEWER, "GET", "POST")
def profile_page(request: StaffRequest) -> HttpResponse:
    """Everybody, a viewer too, may change what is only about oneself."""
    form = YouForm(request.POST or None, instance=request.user, auto_id="you-%s")
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your account is saved."))
        return redirect("staff:you")
    return render(request, "staff/account/profile.html", {"form": form})
