"""The letters about a whole bundle: they stand on its page, and in the record of none of its people."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import agents, letters
from dsr.errors import DeskError, Forgotten
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bundle, Letter
from dsr.models.case import Delivery
from portal import access
from portal.staff.account import actor, desk
from portal.staff.case import ShownLetter, framed, pdf_response, shown_letter
from portal.web.typed_requests import StaffRequest


class MailedForm(forms.Form):
    mailed_on = forms.DateField(
        label=gettext_lazy("Mailed on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )


class ReturnedForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note for the record (optional)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass(frozen=True)
class BundleLetter:
    """`mailed`, `returned`: the form that records it, where it can be."""

    shown: ShownLetter
    mailed: MailedForm | None
    returned: ReturnedForm | None


def listed_letters(bundle: Bundle) -> list[BundleLetter]:
    """The newest first, each with what can be recorded of it."""
    return [_listed(shown_letter(row)) for row in bundle.letters.select_related("bundle").order_by("-pk")]


def _listed(one: ShownLetter) -> BundleLetter:
    named = f"letter-{one.letter.pk}-%s"
    may_return = agents.may_bundle_letter_return(one.letter)
    return BundleLetter(
        one,
        MailedForm(auto_id=named) if one.is_to_mail and not one.held_back else None,
        ReturnedForm(auto_id=named) if may_return else None,
    )


def _words(letter: Letter) -> dict[str, str]:
    """What it says. Raises Http404 where its words are forgotten."""
    try:
        return letters.body_of(letter)
    except Forgotten as error:
        raise Http404 from error


@desk(Who.VIEWER, "GET")
def bundle_letter_page(request: StaffRequest, reference: str, letter_id: int) -> HttpResponse:
    """One letter as it was sent, or as it will be."""
    found = access.bundle_letter_for_staff(request, reference, letter_id)
    shown = {"bundle": found.bundle, "letter": found, "shown": shown_letter(found), "body": _words(found)}
    return render(request, "staff/bundle/letter.html", shown)


@desk(Who.VIEWER, "GET")
def bundle_letter_email(request: StaffRequest, reference: str, letter_id: int) -> HttpResponse:
    html = _words(access.bundle_letter_for_staff(request, reference, letter_id))["html"]
    if not html:
        raise Http404
    return framed(html)


@desk(Who.VIEWER, "GET")
def bundle_letter_pdf(request: StaffRequest, reference: str, letter_id: int) -> HttpResponse:
    """The print-ready PDF of a paper letter."""
    found = access.bundle_letter_for_staff(request, reference, letter_id)
    if found.delivery != Delivery.MAIL:
        raise Http404
    _words(found)
    return pdf_response(letters.paper_pdf(found), f"{found.bundle}-{found.pk}.pdf")


@desk(Who.REVIEWER, "POST")
def record_bundle_letter(request: StaffRequest, reference: str, letter_id: int) -> HttpResponse:
    """It was printed and put in the mail."""
    found = access.bundle_letter_for_staff(request, reference, letter_id)
    form = MailedForm(request.POST)
    try:
        if not form.is_valid():
            messages.error(request, _("Enter the day on which you mailed it."))
        else:
            letters.record_bundle_letter_mailed(found.pk, actor(request), form.cleaned_data["mailed_on"])
            messages.success(request, _("The mailing is recorded."))
    except DeskError as error:
        messages.error(request, str(error))
    return redirect("staff:bundle", references.spell(str(found.bundle)))


@desk(Who.REVIEWER, "POST")
def return_bundle_letter(request: StaffRequest, reference: str, letter_id: int) -> HttpResponse:
    """It came back, in the mail or as a bounce."""
    found = access.bundle_letter_for_staff(request, reference, letter_id)
    form = ReturnedForm(request.POST)
    try:
        if not form.is_valid():
            messages.error(request, " ".join(map(str, form.errors["note"])))
        else:
            agents.record_bundle_letter_returned(found.pk, actor(request), form.cleaned_data["note"])
            messages.success(request, _("Recorded of each request that it told of: this letter came back."))
    except DeskError as error:
        messages.error(request, str(error))
    return redirect("staff:bundle", references.spell(str(found.bundle)))
