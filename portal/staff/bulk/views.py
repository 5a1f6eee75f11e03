"""The pages of bulk work: the look, the press, how far it came, and what became of each request."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from dsr import bulk, letters
from dsr.clock import today
from dsr.errors import BadInput, Blocked, Changed, DeskError
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bulk
from dsr.models.bulk import BulkState
from portal.staff.account import actor, desk, note_printed, why_not_proved
from portal.staff.bulk import page
from portal.staff.bulk.approval import show_waiting
from portal.staff.bulk.forms import FORMS, ExtendForm, LookForm
from portal.staff.bulk.selection import bulk_for_staff, chosen_ids, paper_of_cases
from portal.staff.wording.bulk import verb
from portal.web.page_refresh import come_again
from portal.web.typed_requests import StaffRequest

_PRINT = "print"


@desk(Who.REVIEWER, "POST")
def look_before_bulk(request: StaffRequest) -> HttpResponse:
    """Fix what was chosen and look at it; to print needs no look."""
    back, action = _back(request), request.POST.get("action", "")
    ids = chosen_ids(request)
    if action == _PRINT:
        return _print(request, ids, back)
    chosen = {"outcome": code} if (code := request.POST.get("outcome", "")) else {}
    try:
        made = bulk.begin_look(actor(request), action, ids, choice=chosen, back=back)
    except BadInput as error:
        messages.error(request, str(error))
        return redirect(back)
    return _to(made)


def _back(request: StaffRequest) -> str:
    """The list that it was chosen from, where that is a page of the desk."""
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and urlsplit(back).path.startswith(
        reverse("staff:queue")
    )
    return back if is_ours else reverse("staff:queue")


def _print(request: StaffRequest, ids: list[int], back: str) -> HttpResponse:
    """Their letters that wait to be mailed, as one PDF in the order of the list, each on a fresh sheet."""
    waiting = paper_of_cases(ids)
    if not waiting:
        messages.error(request, _("None of the chosen has a letter that waits to be mailed."))
        return redirect(back)
    try:
        printed = letters.print_together(waiting)
    except Blocked as error:
        messages.error(request, str(error))
        return redirect(back)
    note_printed(request, printed.letters)
    response = HttpResponse(printed.file, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="letters-{today().isoformat()}.pdf"'
    return response


def _to(made: Bulk) -> HttpResponse:
    return redirect("staff:bulk", references.spell(made.reference))


@desk(Who.VIEWER, "GET")
def bulk_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Whatever it is now: being looked at, waiting for its maker's press, at work, or over."""
    found = bulk_for_staff(request, reference)
    if found.state == BulkState.LOOK:
        return _look(request, found)
    if found.state == BulkState.WAITS:
        return show_waiting(request, found)
    if found.ended_at is None:
        return _running(request, found, "staff/bulk/progress.html")
    words = {"bulk": found, "verb": verb(found.action), "results": page.results_of(found), "back": found.back}
    waits = {"waiting": bulk.what_waits(found), "of": found.choice.get("of", "")}
    return render(request, "staff/bulk/results.html", {**words, **waits})


def _running(request: StaffRequest, found: Bulk, template: str) -> HttpResponse:
    """A page that comes again by itself while something goes on."""
    progress = bulk.progress_of(found)
    words = {"bulk": found, "verb": verb(found.action), "progress": progress, "waiting": bulk.what_waits(found)}
    response = render(request, template, {**words, "left": page.time_left(progress.left), "back": found.back})
    if not progress.is_given_up:
        come_again(request, response)
    return response


def _look(
    request: StaffRequest, found: Bulk, form: LookForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    is_mine = found.asked_by_id == request.user.pk
    looked = page.look_of(found) if is_mine else None
    if looked is not None and looked.is_chosen and not looked.is_seen:
        return _running(request, found, "staff/bulk/looking.html")
    if looked is not None and found.rows.filter(open_to__isnull=True).exists() and not looked.is_chosen:
        return _running(request, found, "staff/bulk/looking.html")
    made = form or (_form(found, looked) if looked is not None else None)
    words = {"bulk": found, "verb": verb(found.action), "look": looked, "form": made, "refusal": refusal}
    return render(request, "staff/bulk/look.html", {**words, "back": found.back}, status=status)


def _form(found: Bulk, looked: page.Look, data: QueryDict | None = None) -> LookForm:
    made = FORMS[found.action]
    if issubclass(made, ExtendForm):
        return made(data, bulk=found, ready=looked.ready, rows=looked.rows, typed=bulk.kept_words(found))
    return made(data, bulk=found, ready=looked.ready)


@desk(Who.REVIEWER, "POST")
def begin_bulk(request: StaffRequest, reference: str) -> HttpResponse:
    """Begin it as it was looked at; with another choice, look anew."""
    found = bulk_for_staff(request, reference)
    if found.state != BulkState.LOOK or found.asked_by_id != request.user.pk:
        messages.error(request, _("This bulk work was begun already."))
        return _to(found)
    looked = page.look_of(found)
    form = _form(found, looked, request.POST)
    if not form.is_valid():
        return _look(request, found, form, status=422)
    try:
        if isinstance(form, ExtendForm) and ("look" in request.POST or not form.is_seen()):
            bulk.keep_words(found, actor(request), form.words_typed())
            if "look" not in request.POST:
                messages.warning(request, _("The letter changed with what you wrote. Look at it, then press again."))
            return _to(found)
        if "look" in request.POST or form.is_other_choice():
            bulk.choose_again(found, actor(request), form.choice())
            return _to(found)
        values = form.cleaned_data
        if (password := values.get("password", "")) and (why := why_not_proved(request, password)):
            form.add_error("password", why)
            return _look(request, found, form, status=422)
        pressed = bulk.Begun(values["looks"], values["ready"], form.words_of_all(), form.words_of())
        ground = values.get("ground", "") if password else ""
        bulk.begin(found.pk, actor(request, ground), pressed, form.late_choice())
    except (BadInput, Blocked, Changed) as error:
        return _look(request, bulk_for_staff(request, reference), None, str(error), status=409)
    return _to(found)


@desk(Who.REVIEWER, "POST")
def stop_bulk(request: StaffRequest, reference: str) -> HttpResponse:
    """No further request is begun."""
    found = bulk_for_staff(request, reference)
    try:
        bulk.stop(found.pk, actor(request))
    except DeskError as error:
        messages.error(request, str(error))
    return _to(found)


@desk(Who.REVIEWER, "POST")
def try_bulk_again(request: StaffRequest, reference: str) -> HttpResponse:
    """It goes on where it stopped."""
    found = bulk_for_staff(request, reference)
    bulk.try_again(found.pk, actor(request))
    return _to(found)
