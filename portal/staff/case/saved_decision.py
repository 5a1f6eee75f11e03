"""Saving a half-written decision for later, and finding it again as it was left."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dsr import review
from dsr.models import Case
from portal.staff import queue
from portal.staff.account import actor
from portal.staff.case.correction_items import approval
from portal.staff.case.decision import DecisionForm, DeclineForm
from portal.staff.case.list_context import case_address
from portal.web.typed_requests import StaffRequest

PRESS = "later"  # the name of the button; its value says what
_DROP = "drop"
# What belongs to one press alone, or is never kept.
_OF_PRESS = frozenset({"seen", "shown", "compilation", "ground", "password"})


def save_for_later(request: StaffRequest, case: Case, form: DecisionForm) -> HttpResponse:
    """Keep what stands in the form, or drop what was kept. Raises DeskError where it cannot be kept."""
    code, listed = form.data.get("outcome", ""), queue.came_from(request)
    if request.POST[PRESS] == _DROP:
        review.drop_decision(case.pk, request.user.pk)
        messages.info(request, _("What you had saved is gone."))
        return redirect(case_address(case, listed))
    sent = request.POST
    fields = {name: sent.getlist(name) for name in form.fields if name in sent and name not in _OF_PRESS}
    review.save_decision(case, actor(request), code, fields)
    messages.success(request, _("Saved for later. Nobody else sees it, and nothing is decided."))
    return redirect(case_address(case, listed))


def form_as_saved(request: StaffRequest, case: Case, found: review.Draft) -> tuple[DecisionForm, Any] | None:
    """The form of this draft as this person left it, and when; None where they saved none of this outcome."""
    saved = review.saved_decision(case, request.user.pk)
    if saved is None or saved.outcome.code != found.outcome.code:
        return None
    sent = QueryDict(mutable=True)
    for name, values in saved.fields.items():
        sent.setlist(name, [*values])
    sent["outcome"] = found.outcome.code
    sent["compilation"] = str(found.compilation.pk) if found.compilation else ""
    is_decline = found.outcome.is_decline
    form: DecisionForm = (
        DeclineForm(sent, case=case, name="decline") if is_decline else approval(sent, case=case, name="approve")
    )
    form.is_valid()
    form.errors.clear()  # half written is no fault: what lacks is said by the press
    return form, saved.at
