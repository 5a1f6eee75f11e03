"""The case page: what to do next and by when, the facts, the clock, the letters, the journal, and what can be done."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dsr import review, second_approvals
from dsr.errors import BadInput, Blocked, Changed, DeskError, NotAllowed
from dsr.formats import references
from dsr.journal import Actor
from dsr.lifecycle import State, Who
from dsr.models import Case, Compilation, Entry, Letter
from dsr.models.case_surroundings import rows_beside
from dsr.models.letter import LetterState
from portal import access
from portal.staff import queue
from portal.staff.account import actor, decides, desk, why_not_proved
from portal.staff.case import (
    colleagues,
    guessed_codes,
    journal,
    offered_forms,
    page,
    response_draft,
    saved_decision,
    wait_notice,
)
from portal.staff.case.action import Action, SeenForm
from portal.staff.case.actions import ACTIONS
from portal.staff.case.decision import DecisionForm
from portal.staff.case.list_context import case_address, list_context
from portal.staff.case.outline import outline
from portal.web.typed_requests import StaffRequest


@desk(Who.VIEWER, "GET")
def case_page(request: StaffRequest, reference: str) -> HttpResponse:
    return _page(request, access.case_for_staff(request, reference))


@desk(Who.REVIEWER, "POST")
def act(request: StaffRequest, reference: str, name: str) -> HttpResponse:
    """Do one action. When it is refused, the page comes again with the reason and with what was typed."""
    found, action = access.case_for_staff(request, reference), ACTIONS[name]
    form = action.form(request.POST, request.FILES, case=found, name=_form_name(request, action))
    if isinstance(form, DecisionForm) and saved_decision.PRESS in request.POST:
        return _save(request, found, action, form)
    if not form.is_valid():
        is_drawn_anew = request.POST.get("look") == "redraw"  # by a script after each choice: nothing was pressed yet
        return _again(request, found, action, form, status=200 if is_drawn_anew else 422)
    if form.is_to_be_looked_at or (action.on_draft and "look" in request.POST):
        return _again(request, found, action, form, status=200)
    if not _is_proved(request, form):
        return _again(request, found, action, form, status=422)
    listed = queue.came_from(request) if action.on_draft else ""
    waited, newest = second_approvals.proposal_of(found) is not None, _newest(found)
    try:
        _do(request, found, action, form)
    except (Changed, NotAllowed) as error:
        return _again(request, _fresh(request, found), action, form, error, status=409)
    except (BadInput, Blocked) as error:
        return _again(request, _fresh(request, found), action, form, error, status=422)
    fresh = _fresh(request, found)
    if action.is_recorded and _newest(fresh).entry == newest.entry:
        messages.info(request, _("Nothing was done: it was so already."))
        return redirect(_case_address(request, found))
    decided = _of(fresh, str(action.decided)) if listed else str(action.decided)
    if not (action.decided and wait_notice.say_waiting(request, decided, fresh, queue.came_from(request))):
        said = _to_mail(_said(action, fresh, waited=waited), fresh, newest)
        messages.success(request, _of(fresh, said) if listed else said)
    return redirect(queue.address_after(request, listed, found) if listed else _case_address(request, found))


def _save(request: StaffRequest, found: Case, action: Action, form: DecisionForm) -> HttpResponse:
    try:
        return saved_decision.save_for_later(request, found, form)
    except DeskError as error:
        form.is_valid()
        return _again(request, _fresh(request, found), action, form, error, status=422)


def _of(case: Case, said: str) -> str:
    """Said on the page of another case: of which one it tells."""
    return _("%(reference)s: %(said)s") % {"reference": references.spell(case.reference), "said": said}


def _case_address(request: StaffRequest, case: Case) -> str:
    return case_address(case, queue.came_from(request))


@desk(Who.VIEWER, "GET")
def next_case_page(request: StaffRequest, reference: str) -> HttpResponse:
    """On to the next case of the list, without a decision."""
    return redirect(queue.address_after(request, queue.came_from(request), access.case_for_staff(request, reference)))


@desk(Who.VIEWER, "GET")
def previous_case_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Back to the case before this one in the list."""
    return redirect(queue.address_before(request, queue.came_from(request), access.case_for_staff(request, reference)))


@dataclass(frozen=True)
class Newest:
    """The newest entry and letter of a case; 0 where it has none."""

    entry: int
    letter: int


def _newest(case: Case) -> Newest:
    letter = Letter.objects.filter(case=case).order_by("-pk").values_list("pk", flat=True).first()
    return Newest(case.entry_count, letter or 0)


def _to_mail(said: str, case: Case, before: Newest) -> str:
    """With it, that what was written with the press waits for who prints and mails it."""
    if Letter.objects.filter(case=case, pk__gt=before.letter, state=LetterState.TO_MAIL).exists():
        return _("%(said)s It waits to be printed and mailed.") % {"said": said}
    return said


def _is_proved(request: StaffRequest, form: SeenForm) -> bool:
    """Where the form takes a password: that it is the password of who is signed in."""
    password = form.cleaned_data.get("password", "")
    if password and (why := why_not_proved(request, password)):
        form.add_error("password", why)
        return False
    return True


def _actor(request: StaffRequest, form: SeenForm) -> Actor:
    """Who acts; with the ground that was written, once the password beside it was proved."""
    is_proved = bool(form.cleaned_data.get("password"))
    return actor(request, form.cleaned_data.get("ground", "") if is_proved else "")


def _said(action: Action, found: Case, *, waited: bool) -> str:
    """What was done, or that a second person is next. `waited`: a proposal waited before it."""
    if action.proposed and not waited and second_approvals.proposal_of(found) is not None:
        return str(action.proposed)
    if action.decided and second_approvals.asked_of(found) is not None:
        return _("%(decided)s A second person approves it next. Nothing is done before that.") % {
            "decided": action.decided
        }
    return str(action.done)


def _do(request: StaffRequest, found: Case, action: Action, form: SeenForm) -> None:
    """What would be refused is refused first; then a letter that is another than the page showed is looked at."""
    if not isinstance(form, DecisionForm) or response_draft.is_as_shown(found, form, _report(request, found, form)):
        action.do(found, _actor(request, form), form.cleaned_data)
        return
    with transaction.atomic():
        action.do(found, _actor(request, form), form.cleaned_data)
        raise Blocked(_("The letter changed with what you chose. Look at it, then press again."))


def _report(request: StaffRequest, found: Case, form: DecisionForm) -> Compilation | None:
    """The report of the outcome that is pressed: what is known so far has one of its own."""
    return page.report(found, request.user, form.data.get("outcome", ""))


def _fresh(request: StaffRequest, case: Case) -> Case:
    return access.case_for_staff(request, case.reference)


def _form_name(request: StaffRequest, action: Action) -> str:
    # A case may have two letters to mail, or several steps, each with a form of its own.
    item = request.POST.get(action.item, "") if action.item else ""
    return f"{action.name}-{item}" if item.isdigit() else action.name


def _again(
    request: StaffRequest,
    found: Case,
    action: Action,
    form: SeenForm,
    error: DeskError | None = None,
    *,
    status: int,
) -> HttpResponse:
    refusal = _refusal(request, error)
    # What is pressed next is decided on the page that is shown now.
    form.put(seen=found.entry_count)
    if isinstance(form, DecisionForm) and found.state in {State.REVIEW, State.VERIFYING}:
        try:
            draft = response_draft.looked_at(found, form, _report(request, found, form))
        except BadInput:
            return _page(request, found, refusal=refusal, status=status)
        return response_draft.render_page(request, found, draft, status=status, form=form, refusal=refusal)
    if action.page is not None and (own := action.page(request, found, form=form, refusal=refusal, status=status)):
        return own
    return _page(request, found, form=form, refusal=refusal, status=status)


@dataclass(frozen=True)
class Change:
    """What somebody else did since the page was made."""

    at: datetime
    who: str
    title: str


@dataclass(frozen=True)
class Refusal:
    """Why the last press did nothing; `kept` is what was typed into a form that is not offered any more."""

    words: str
    changes: list[Change]
    kept: str = ""


def _refusal(request: StaffRequest, error: DeskError | None) -> Refusal | None:
    if error is None:
        return None
    since = [one for one in error.since if isinstance(one, Entry)] if isinstance(error, Changed) else []
    changes = [
        Change(entry.at, journal.author_of(entry, request.user), journal.entry_in_words(entry))
        for entry in reversed(since)
    ]
    return Refusal(str(error), changes)


def _page(
    request: StaffRequest,
    found: Case,
    *,
    form: SeenForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    if found.brand.is_front:  # each page of the desk names that brand: it need not be read again
        found.brand.business = found.business
        setattr(request, "brand", found.brand)  # noqa: B010  # portal/context.py looks for it
    listed = queue.came_from(request)
    shown = page.gather(found, request.user)
    if decides(request):
        offered = offered_forms.offer_forms(shown, request.user, form)
    else:
        offered = offered_forms.only_read(shown)
    if refusal is not None:
        refusal = replace(refusal, kept=_kept(form, offered))
    words: dict[str, Any] = {
        "page": shown,
        "case": found,
        "kind": shown.kind,
        "offered": offered,
        "forms": offered.by_name,
    }
    wanted = form.name if form is not None else request.GET.get("open", "")
    words |= {"outline": outline(shown, offered.by_name, wanted, listed), **list_context(listed)}
    words["guessed"] = guessed_codes.guessed(found)
    words["saved"] = review.saved_decision(found, request.user.pk) if shown.decide else None
    words["place"] = queue.place_of(request, listed, found)
    words["colleagues"] = colleagues.at_the_case(found, request.user, rows_beside(found, "entries"))
    return render(request, "staff/case/case.html", {**words, "refusal": refusal, "bound": form}, status=status)


def _kept(form: SeenForm | None, offered: offered_forms.OfferedForms) -> str:
    if form is None or form.name.replace("-", "_") in offered.by_name:
        return ""
    return "\n".join(form.data.get(name, "") for name in ("words", "note", "email", "postal") if form.data.get(name))
