"""The letters that wait to be printed and mailed, one by one or all at once; and the decisions that wait to leave."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr import bulk, journal, letters, review
from dsr.clock import today
from dsr.formats import references
from dsr.lifecycle import State, Who
from dsr.models import Case, Letter
from portal import access
from portal.staff.account import actor, decides, desk
from portal.staff.bulk import listed_bulks
from portal.staff.case import letter_in_words
from portal.staff.wording import states
from portal.staff.wording.bulk import verb
from portal.web.typed_requests import StaffRequest

MOST_LISTED = 200
BULKS_LISTED = 10


class MailedForm(forms.Form):
    """The day on which the chosen letters were put in the mail."""

    mailed_on = forms.DateField(
        label=gettext_lazy("Mailed on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter the day on which you mailed them."),
            "invalid": gettext_lazy("Enter the day on which you mailed them."),
        },
    )

    def clean_mailed_on(self) -> Any:
        day = self.cleaned_data["mailed_on"]
        if day > today():
            raise forms.ValidationError(gettext_lazy("The mailing date cannot be in the future."))
        return day


@desk(Who.VIEWER, "GET")
def letters_to_mail_page(request: StaffRequest) -> HttpResponse:
    """Every paper letter that waits, the most urgent case first."""
    return _page(request, MailedForm(initial={"mailed_on": today()}))


def _page(request: StaffRequest, form: MailedForm, left: Any = (), status: int = 200) -> HttpResponse:
    waiting = bulk.all_that_waits()
    of_bulk = {case_id for one in waiting for case_id in one.leaves}
    words = {
        "rows": [_row(letter) for letter in access.letters_to_mail(request, MOST_LISTED)],
        "most": MOST_LISTED,
        "bulks": listed_bulks(BULKS_LISTED),
        "waiting": [{"verb": verb(one.bulk.action), "waiting": one} for one in waiting],
        "leaving": _leaving(
            [case for case in access.cases_that_wait(request, MOST_LISTED + len(of_bulk)) if case.pk not in of_bulk]
        ),
        "form": form,
        "left": left,
        "may_decide": decides(request),
    }
    return render(request, "staff/outbox/letters_to_mail.html", words, status=status)


def _row(letter: Letter) -> dict[str, Any]:
    return {
        "letter": letter,
        "words": letter_in_words(letter),
        "kind": states.title(letter.case.kind),
        "due": states.due(letter.case, today()),
    }


def _leaving(cases: list[Case]) -> list[dict[str, Any]]:
    """What waits and can still be taken back: decisions, notices of more time, and corrections of receipts."""
    listed = cases[:MOST_LISTED]
    numbers = [case.pk for case in listed]
    receipts, notices = journal.waiting_receipts(numbers), letters.waiting_notices(numbers)
    return [
        {"case": case, "kind": states.title(case.kind), **_wait(case, case.pk in receipts, notices.get(case.pk))}
        for case in listed
    ]


def _wait(case: Case, is_receipt: bool, notice_at: datetime | None) -> dict[str, Any]:
    if is_receipt:
        words = {"outcome": _("how it came is corrected"), "send_words": _("Correct it now")}
        return {**words, "at": case.leaves_at, "back": "staff:keep-receipt", "send": "staff:correct-now"}
    if (at := review.leaves_at(case)) is None:
        ways = {"back": "staff:extension-back", "send": "staff:extension-now"}
        return {**ways, "at": notice_at, "outcome": _("Notice of more time"), "send_words": _("Send now")}
    outcome = states.outcome(case.kind, case.outcome) or states.state(case.state)
    back = "staff:take-back" if case.state == State.WORKING else ""
    return {"at": at, "outcome": outcome, "back": back, "send": "staff:send-now", "send_words": _("Send now")}


@desk(Who.VIEWER, "POST")
def print_letters(request: StaffRequest) -> HttpResponse:
    """The chosen letters as one PDF, in the order of the page, each on a fresh sheet."""
    chosen = [one.letter for one in _chosen(request)]
    if not chosen:
        messages.error(request, _("Choose the letters to print."))
        return redirect("staff:letters")
    response = HttpResponse(letters.print_together(chosen), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="letters-{today().isoformat()}.pdf"'
    return response


@desk(Who.REVIEWER, "POST")
def record_letters_mailed(request: StaffRequest) -> HttpResponse:
    """The chosen letters are in the mail. What cannot be recorded is listed, with why; the others are."""
    form, chosen = MailedForm(request.POST), _chosen(request)
    if not chosen:
        form.add_error(None, _("Choose the letters that you mailed."))
    if not form.is_valid():
        return _page(request, form, status=422)
    left = letters.record_all_mailed(chosen, actor(request), form.cleaned_data["mailed_on"])
    if done := len(chosen) - len(left):
        words = ngettext("%(count)d letter is recorded as mailed.", "%(count)d letters are recorded as mailed.", done)
        messages.success(request, words % {"count": done})
    if not left:
        return redirect("staff:letters")
    rows = [{"reference": references.spell(one.letter.case.reference), "why": one.why} for one in left]
    return _page(request, MailedForm(initial={"mailed_on": form.cleaned_data["mailed_on"]}), rows, status=409)


def _chosen(request: StaffRequest) -> list[letters.Mailed]:
    """Of the letters that wait, those that were ticked, each with the entry count that its page showed."""
    ticked = {}
    for value in request.POST.getlist("letter"):
        number, _dot, seen = value.partition(".")
        if number.isascii() and number.isdigit() and seen.isascii() and seen.isdigit():
            ticked[int(number)] = int(seen)
    waiting = access.letters_to_mail(request, MOST_LISTED)
    return [letters.Mailed(letter, ticked[letter.pk]) for letter in waiting if letter.pk in ticked]
