"""The list of who works at the desk, and what an administrator does for one of them."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from dsr.lifecycle import Who
from dsr.models import Account
from portal.staff.account import desk
from portal.staff.people.factor_reset import reset_factors
from portal.web.client_address import client_hash
from portal.web.typed_requests import StaffRequest


@desk(Who.ADMINISTRATOR, "GET")
def people_page(request: StaffRequest) -> HttpResponse:
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    people = Account.objects.annotate(has_factor=Exists(factors)).order_by("-is_active", "name", "email")
    return render(request, "staff/people/people.html", {"people": people})


@desk(Who.ADMINISTRATOR, "POST")
@reauthentication_required  # type: ignore[untyped-decorator]
def reset_person_factors(request: StaffRequest, account_id: int) -> HttpResponse:
    """Somebody lost the phone or key. One's own is changed at one's own account."""
    account = get_object_or_404(Account.objects.exclude(pk=request.user.pk), pk=account_id)
    if reset_factors(account, request.user, client_hash(request)):
        said = _("%(who)s has no second factor any more, and is signed out everywhere. The record names you both.")
        messages.success(request, said % {"who": account})
    else:
        messages.info(request, _("%(who)s had no second factor.") % {"who": account})
    return redirect("staff:people")
