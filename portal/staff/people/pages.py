"""The list of who works at the desk, and what an administrator does for one of them."""

from functools import partial

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from dsr import access_record
from dsr.access_record import AccessName
from dsr.lifecycle import Who
from dsr.models import Account, Session
from portal.staff.account import confirmed, desk, is_closed_by_groups
from portal.staff.people.factor_reset import reset_factors
from portal.staff.people.forms import InviteForm, PersonForm
from portal.staff.people.invitation import invite
from portal.web.client_address import client_hash
from portal.web.typed_requests import StaffRequest


@desk(Who.ADMINISTRATOR, "GET")
def people_page(request: StaffRequest) -> HttpResponse:
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    people = Account.objects.annotate(has_factor=Exists(factors)).order_by("-is_active", "name", "email")
    return render(request, "staff/people/people.html", {"people": people})


@desk(Who.ADMINISTRATOR, "GET", "POST")
@confirmed("staff:invite")
def invite_page(request: StaffRequest) -> HttpResponse:
    """A new colleague: the invitation leads to the password that they choose themselves."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.save(commit=False)
        account.set_unusable_password()
        account.save()
        return _invited(request, account)
    return render(request, "staff/people/invite.html", {"form": form}, status=422 if form.errors else 200)


@desk(Who.ADMINISTRATOR, "POST")
@confirmed("staff:people")
def invite_again(request: StaffRequest, account_id: int) -> HttpResponse:
    """An invitation went astray or its time is over. Who chose a password needs none."""
    account = get_object_or_404(Account.objects.filter(is_active=True, last_login=None), pk=account_id)
    return _invited(request, account)


def _invited(request: StaffRequest, account: Account) -> HttpResponse:
    try:
        invite(request, account, request.user)
    except OSError:
        said = _("The mail server does not take the invitation now. Invite %(who)s again later.")
        messages.error(request, said % {"who": account})
    else:
        messages.success(request, _("%(who)s is invited by email.") % {"who": account})
    return redirect("staff:people")


@desk(Who.ADMINISTRATOR, "GET", "POST")
@confirmed("staff:people")
def person_page(request: StaffRequest, account_id: int) -> HttpResponse:
    """Name, address, role, and whether the account is open."""
    account = get_object_or_404(Account, pk=account_id)
    before = (account.role, account.is_active, account.email)
    form = PersonForm(request.POST or None, instance=account)
    if request.method == "POST" and _save(request, form, before):
        messages.success(request, _("%(who)s is saved.") % {"who": account})
        return redirect("staff:people")
    words = {"form": form, "person": Account.objects.get(pk=account_id)}
    return render(request, "staff/people/person.html", words, status=422 if form.errors else 200)


def _save(request: StaffRequest, form: PersonForm, before: tuple[str, bool, str]) -> bool:
    """False where the form is wrong. That an administrator stays is looked at while nobody else changes one."""
    with transaction.atomic():
        Account.objects.hold_administrators()
        if not form.is_valid():
            return False
        _record(request, form.save(), before)
        return True


def _record(request: StaffRequest, account: Account, before: tuple[str, bool, str]) -> None:
    """What changed of a person's access. Who is closed, or has another address, is out at once."""
    role, was_active, email = before
    write = partial(access_record.write, by=request.user, client=client_hash(request))
    if account.role != role:
        write(AccessName.ROLE_CHANGED, account, before=role, after=account.role)
    if account.is_active != was_active:
        name = AccessName.ACCOUNT_OPENED if account.is_active else AccessName.ACCOUNT_CLOSED
        write(name, account)
    elif is_closed_by_groups(account):
        write(AccessName.ACCOUNT_CLOSED, account)  # a person says so now: no group opens it again
    if account.email != email:
        write(AccessName.EMAIL_CHANGED, account)
    if not account.is_active or account.email != email:
        Session.objects.filter(account=account).delete()


@desk(Who.ADMINISTRATOR, "POST")
@confirmed("staff:people")
def reset_person_factors(request: StaffRequest, account_id: int) -> HttpResponse:
    """Somebody lost the phone or key. One's own is changed at one's own account."""
    account = get_object_or_404(Account.objects.exclude(pk=request.user.pk), pk=account_id)
    if reset_factors(account, request.user, client_hash(request)):
        said = _("%(who)s has no second factor any more, and is signed out everywhere. The record names you both.")
        messages.success(request, said % {"who": account})
    else:
        messages.info(request, _("%(who)s had no second factor.") % {"who": account})
    return redirect("staff:people")


@desk(Who.ADMINISTRATOR, "POST")
@confirmed("staff:people")
def end_person_sessions(request: StaffRequest, account_id: int) -> HttpResponse:
    """A laptop was lost, or somebody left it open."""
    account = get_object_or_404(Account.objects.exclude(pk=request.user.pk), pk=account_id)
    Session.objects.filter(account=account).delete()
    access_record.write(AccessName.SESSION_ENDED, account, by=request.user, client=client_hash(request))
    messages.success(request, _("%(who)s is signed out everywhere.") % {"who": account})
    return redirect("staff:people")
