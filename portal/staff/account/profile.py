"""One's own account: name, daily email, and the ways to password and second factor."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dsr.lifecycle import Who
from dsr.models import Account
from portal.staff.account.roles import desk


class YouForm(forms.ModelForm):
    class Meta:
        model = Account
        fields = ("name", "daily_email")


@desk(Who.VIEWER, "GET", "POST")
def profile_page(request: HttpRequest) -> HttpResponse:
    """Everybody, a viewer too, may change what is only about oneself."""
    form = YouForm(request.POST or None, instance=request.user, auto_id="you-%s")
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your account is saved."))
        return redirect("staff:you")
    return render(request, "staff/account/profile.html", {"form": form})
