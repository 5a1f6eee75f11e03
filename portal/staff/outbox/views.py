"""The letters that wait to be printed and mailed, one by one or all at once; and the decisions that wait to leave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr import agents, bulk, journal, letters, parties, work_queue
from dsr.clock import by_database, now, today
from dsr.errors import Blocked
from dsr.formats import references
from dsr.lifecycle import State, Who
from dsr.models import Case, Letter
from dsr.models.bulk import BulkAction
from dsr.models.letter import LetterState
from portal import access
from portal.staff import queue
from portal.staff.account import actor, decides, desk, note_printed
from portal.staff.bulk import listed_bulks
from portal.staff.case import letter_in_words
from portal.staff.wording import departure, states
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
    return _page(request, MailedForm())


def _page(request: StaffRequest, form: MailedForm, left: Any = (), status: int = 200) -> HttpResponse:
    waiting = bulk.all_that_waits()
    words = {
        "rows": _rows(request, access.letters_to_mail(request, MOST_LISTED)),
        "copied": letters.count_copied_paper(),
        "most": MOST_LISTED,
        "bulks": listed_bulks(BULKS_LISTED),
        "waiting": [{"verb": verb(one.bulk.action), "waiting": one} for one in waiting],
        "leaving": _all_leaving(request, waiting),
        "form": form,
        "left": left,
        "may_decide": decides(request),
        "is_work_stuck": decides(request) and work_queue.stuck_of_no_case().exists(),
    }
    return render(request, "staff/outbox/letters_to_mail.html", words, status=status)


def _rows(request: StaffRequest, listed: Sequence[Letter]) -> list[dict[str, Any]]:
    """Each says whose it is, unless names are hidden; in two reads, whatever their number."""
    names: dict[int, str] = {}
    if not queue.hides_names(request):
        subjects = parties.subjects_of(one.case for one in listed if one.case is not None)
        agent = {one.pk: agents.agent_of_bundle(one.bundle) for one in listed if one.bundle is not None}
        names = {one.pk: subjects.get(one.case_id, {}).get("name", "") for one in listed if one.case_id is not None}
        names |= {pk: told.get("firm") or told.get("name", "") for pk, told in agent.items()}
    return [{**_row(letter), "name": names.get(letter.pk, "")} for letter in listed]


def _row(letter: Letter) -> dict[str, Any]:
    """A letter about a whole bundle leads to the page of the bundle, and to no request."""
    said: dict[str, Any] = {"letter": letter, "words": letter_in_words(letter)}
    if letter.bundle is not None:
        reference, kind, names = (
            letter.bundle.reference,
            letter.bundle.kind,
            ("staff:bundle", "staff:bundle-letter-pdf"),
        )
        return {**said, **_linked(letter, reference, names), "kind": states.title(kind), "seen": 0, "due": None}
    case = letter.own_case
    said |= _linked(letter, case.reference, ("staff:case", "staff:letter-pdf"))
    return {**said, "kind": states.title(case.kind), "seen": case.entry_count, "due": states.due(case, today())}


def _linked(letter: Letter, plain: str, names: tuple[str, str]) -> dict[str, str]:
    spelled = references.spell(plain)
    page, pdf = reverse(names[0], args=[spelled]), reverse(names[1], args=[spelled, letter.pk])
    return {"reference": spelled, "page": page, "pdf": pdf}


@dataclass(frozen=True)
class Leaving:
    """What waits to leave of one case, until when, and where its two buttons lead, by name; `back` may be empty."""

    case: Case
    kind: str
    what: str
    at: datetime
    then: str
    back: str
    send: str
    send_words: str
    name: str = ""


def _all_leaving(request: StaffRequest, waiting: Sequence[bulk.Waiting]) -> list[Leaving]:
    """Decisions, corrected receipts, and notices of more time, but for those of bulk work; by when they leave."""
    of_bulk = {is_notice: _cases_of(waiting, is_notice=is_notice) for is_notice in (True, False)}
    ahead, cases = by_database(), access.cases_for_staff(request)
    decided = cases.filter(leaves_at__gt=ahead).exclude(state=State.CLOSED).exclude(pk__in=of_bulk[False])
    told = Letter.objects.filter(state=LetterState.WAITS, leaves_at__gt=ahead).exclude(case__in=of_bulk[True])
    ahead_first = list(decided.order_by("leaves_at")[:MOST_LISTED])
    receipts = journal.waiting_receipts([case.pk for case in ahead_first])
    found = [_receipt(case) if case.pk in receipts else _decision(case) for case in ahead_first]
    notices = list(told.order_by("leaves_at")[:MOST_LISTED])  # read once: another may be written at this moment
    by_id = {case.pk: case for case in cases.filter(pk__in=[letter.case_id for letter in notices])}
    found += [
        _notice(by_id[letter.case_id], letter.leaves_at)
        for letter in notices
        if letter.leaves_at and letter.case_id and letter.case_id in by_id
    ]
    found = sorted(found, key=lambda one: one.at)[:MOST_LISTED]
    subjects = {} if queue.hides_names(request) else parties.subjects_of(one.case for one in found)
    return [replace(one, name=subjects.get(one.case.pk, {}).get("name", "")) for one in found]


def _cases_of(waiting: Sequence[bulk.Waiting], *, is_notice: bool) -> list[int]:
    chosen = (one for one in waiting if (one.bulk.action == BulkAction.EXTEND) is is_notice)
    return [case_id for one in chosen for case_id in one.leaves]


def _decision(case: Case) -> Leaving:
    outcome = states.outcome(case.kind, case.outcome) or states.state(case.state)
    back = "staff:take-back" if case.state == State.WORKING else ""
    how = departure.of_decision(case)
    ways = (str(departure.IN_LIST[how]), back, "staff:send-now", str(departure.NOW[how]))
    return Leaving(case, states.title(case.kind), outcome, case.leaves_at or now(), *ways)


def _notice(case: Case, at: datetime) -> Leaving:
    how = departure.of_letter(case)
    ways = (str(departure.IN_LIST[how]), "staff:extension-back", "staff:extension-now", str(departure.NOW[how]))
    return Leaving(case, states.title(case.kind), _("Notice of more time"), at, *ways)


def _receipt(case: Case) -> Leaving:
    ways = (_("takes effect"), "staff:keep-receipt", "staff:correct-now", _("Correct it now"))
    return Leaving(case, states.title(case.kind), _("how it came is corrected"), case.leaves_at or now(), *ways)


@desk(Who.VIEWER, "POST")
def print_letters(request: StaffRequest) -> HttpResponse:
    """The chosen letters as one PDF, in the order of the page, each on a fresh sheet; what does not open is named."""
    chosen = [one.letter for one in _chosen(request)]
    if not chosen:
        messages.error(request, _("Choose the letters to print."))
        return redirect("staff:letters")
    try:
        printed = letters.print_together(chosen)
    except Blocked as error:
        messages.error(request, str(error))
        return redirect("staff:letters")
    note_printed(request, printed.letters)
    response = HttpResponse(printed.file, content_type="application/pdf")
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
    rows = [{"reference": _row(one.letter)["reference"], "why": one.why} for one in left]
    return _page(request, MailedForm(), rows, status=409)


def _chosen(request: StaffRequest) -> list[letters.Mailed]:
    """Of the letters that wait, those that were ticked, or all that the page listed, each with its entry count."""
    ticked = {}
    for value in request.POST.getlist("listed" if "everything" in request.POST else "letter"):
        number, _dot, seen = value.partition(".")
        if number.isascii() and number.isdigit() and seen.isascii() and seen.isdigit():
            ticked[int(number)] = int(seen)
    waiting = access.letters_to_mail(request, MOST_LISTED)
    return [letters.Mailed(letter, ticked[letter.pk]) for letter in waiting if letter.pk in ticked]
