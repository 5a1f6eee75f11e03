"""The page of a restored copy, and its presses. It shows references and names of letters, nothing of a person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsr import engine, installation
from dsr.errors import DeskError
from dsr.lifecycle import Who
from dsr.models import CopiedCase, GoneLetter, Installation
from portal.staff.account import actor, confirmed, desk
from portal.staff.restored_copy.forms import CopiedForm, LogForm
from portal.web.client_address import client_hash
from portal.web.typed_requests import StaffRequest


@desk(Who.ADMINISTRATOR, "GET")
def restored_copy_page(request: StaffRequest) -> HttpResponse:
    return _page(request, LogForm())


def _page(request: StaffRequest, form: LogForm) -> HttpResponse:
    held = installation.words_of_hold()
    rows, count = engine.waiting()
    words = {
        "held": held,
        "installation": Installation.objects.select_related("released_by").first(),
        "not_replayed": engine.not_replayed() if held else [],
        "rows": rows,
        "count": count,
        "gone": GoneLetter.objects.count(),
        "form": form,
    }
    return render(request, "staff/restored_copy/restored_copy.html", words, status=422 if form.errors else 200)


@desk(Who.ADMINISTRATOR, "POST")
@confirmed("staff:restored-copy")
def release_copy(request: StaffRequest) -> HttpResponse:
    """From now on this desk works. What may have gone out after the backup still waits, request by request."""
    try:
        without = bool(request.POST.get("without_replay"))
        count = engine.release(actor(request), without_replay=without, client=client_hash(request))
    except DeskError as error:
        messages.error(request, str(error))
        return redirect("staff:restored-copy")
    said = ngettext(
        "The desk works again. %(count)s request waits until somebody says that it goes on.",
        "The desk works again. %(count)s requests wait until somebody says that they go on.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("staff:restored-copy")


@desk(Who.ADMINISTRATOR, "POST")
@confirmed("staff:restored-copy")
def note_gone_letters(request: StaffRequest) -> HttpResponse:
    """The mail server's log names letters that went out: those are not sent again."""
    form = LogForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    try:
        count = engine.note_gone(form.lines(), form.cleaned_data["on"])
    except DeskError as error:
        form.add_error("on", str(error))
        return _page(request, form)
    said = ngettext(
        "%(count)s letter of this desk stands in it and is not sent again.",
        "%(count)s letters of this desk stand in it and are not sent again.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("staff:restored-copy")


@desk(Who.ADMINISTRATOR, "POST")
@confirmed("staff:restored-copy")
def settle_copied(request: StaffRequest) -> HttpResponse:
    """The ticked requests go on, or their letters that wait are known to have gone out."""
    form = CopiedForm(request.POST)
    if not form.is_valid():
        is_day_wrong = "on" in form.errors
        messages.error(request, _("Enter the day.") if is_day_wrong else _("Tick at least one request first."))
        return redirect("staff:restored-copy")
    picked, on = form.picked(), form.cleaned_data["on"]
    if form.cleaned_data["what"] == CopiedForm.GONE:
        if on is None:
            messages.error(request, _("Enter the day on which the letters went out."))
            return redirect("staff:restored-copy")
        try:
            count = engine.note_gone_of(list(picked), on)
        except DeskError as error:
            messages.error(request, str(error))
            return redirect("staff:restored-copy")
        engine.settle_gone_letters()
        said = ngettext("%(count)s letter is recorded as gone.", "%(count)s letters are recorded as gone.", count)
    else:
        count = engine.let_go_on(list(picked), actor(request))
        said = ngettext("%(count)s request goes on.", "%(count)s requests go on.", count)
    messages.success(request, said % {"count": count})
    is_left = CopiedCase.objects.exists()
    return redirect("staff:restored-copy" if is_left else "staff:queue")
