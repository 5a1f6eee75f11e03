"""Corrections of how a bundle came that wait to take effect, or for a second person: one press for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import bulk, receipt_corrections, second_approvals
from dsr.clock import now
from dsr.errors import DeskError
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bundle, Case
from portal import access
from portal.staff.account import actor, desk
from portal.staff.bundle.receipt import bundle_address, lead_on
from portal.staff.case import receipt_in_words
from portal.staff.wording import departure
from portal.web.typed_requests import StaffRequest


class WaitForm(forms.Form):
    """One press for all that waits. `seen`: by case, the entry count that the page showed."""

    seen = forms.JSONField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Why you do not agree (kept in the record)"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_seen(self) -> dict[int, int]:
        told = self.cleaned_data["seen"]
        if not isinstance(told, dict) or not told:
            raise forms.ValidationError(_("This waits for nobody any more. Look at it again."))
        try:
            return {int(case): int(seen) for case, seen in told.items()}
        except (TypeError, ValueError) as error:
            raise forms.ValidationError(_("This waits for nobody any more. Look at it again.")) from error


@dataclass(frozen=True)
class Waits:
    """Corrections that wait, alike: how many, what changes, and the form with which all are settled in one press."""

    count: int
    changes: list[str]
    form: WaitForm
    who: str = ""  # who proposed it; empty where it waits to take effect
    is_mine: bool = False
    why_not: str = ""
    leaves: str = ""
    reasons: tuple[str, ...] = ()


def waiting_receipts(request: StaffRequest, bundle: Bundle) -> list[Waits]:
    """What of this bundle waits to take effect, and what waits for a second person."""
    found = []
    if cases := receipt_corrections.waiting_in_bundle(bundle):
        held = [one for case in cases if (one := receipt_corrections.waiting_correction(case)) is not None]
        changes = {_spoken(case, one.correction) for case, one in zip(cases, held, strict=True)}
        last = max((one.leaves_at for one in held), default=now())
        seen = WaitForm(initial={"seen": {case.pk: case.entry_count for case in cases}}, auto_id="waits-%s")
        found.append(Waits(len(cases), sorted(changes), seen, leaves=departure.clock_time(last)))
    proposals = receipt_corrections.proposed_in_bundle(bundle)
    for asker in {one.approval.asked_by_id for one in proposals}:
        mine = [one for one in proposals if one.approval.asked_by_id == asker]
        cases = [one.approval.case for one in mine if one.approval.case is not None]
        changes = {_spoken(case, receipt_corrections.proposed_correction(case)) for case in cases}
        seen = WaitForm(
            initial={"seen": {case.pk: case.entry_count for case in cases}}, auto_id=f"proposed-{asker}-%s"
        )
        first = mine[0].approval
        found.append(
            Waits(
                len(mine),
                sorted(changes),
                seen,
                who=str(first.asked_by),
                is_mine=asker == request.user.pk,
                why_not=second_approvals.why_may_not_settle(first, request.user),
                reasons=tuple(sorted({receipt_corrections.reason_proposed(case) for case in cases})),
            )
        )
    return found


def _spoken(case: Case, correction: receipt_corrections.Correction | None) -> str:
    if correction is None:
        return ""
    try:
        return receipt_in_words({"changed": receipt_corrections.weigh(case, correction).changed})
    except DeskError as error:  # it will not take effect, and each says so then
        return str(error)


_VERBS: Mapping[str, tuple[bulk.ReceiptVerb, Any]] = {
    "agree": (bulk.ReceiptVerb.AGREE, gettext_lazy("Agreed in %(count)d.")),
    "refuse": (bulk.ReceiptVerb.REFUSE, gettext_lazy("Not agreed in %(count)d. How they came stays as it was.")),
    "withdraw": (bulk.ReceiptVerb.WITHDRAW, gettext_lazy("Taken back in %(count)d. How they came stays as it was.")),
    "take-back": (bulk.ReceiptVerb.TAKE_BACK, gettext_lazy("Taken back in %(count)d. How they came stays as it was.")),
    "now": (bulk.ReceiptVerb.NOW, gettext_lazy("Corrected in %(count)d. Each clock was computed anew.")),
}


# The verbs of addresses, each with the name of its address.
RECEIPT_VERBS = {verb: f"bundle-receipt-{verb}" for verb in _VERBS}


@desk(Who.REVIEWER, "POST")
def settle_bundle_receipt(request: StaffRequest, reference: str, verb: str) -> HttpResponse:
    """One press for all that waits; what changed meanwhile is left as it is, and told."""
    found = access.bundle_for_staff(request, reference)
    verb_of_all, done = _VERBS[verb]
    form = WaitForm(request.POST)
    in_bundle = set(found.lines.values_list("case_id", flat=True))
    try:
        if not form.is_valid() or set(form.cleaned_data["seen"]) - in_bundle:
            messages.error(request, _("This waits for nobody any more. Look at it again."))
        else:
            pressed = bulk.ReceiptPress(verb_of_all, form.cleaned_data["seen"], words=form.cleaned_data["note"])
            work = bulk.begin_receipts(found.pk, actor(request), pressed, back=bundle_address(found))
            return lead_on(request, work, found, str(done))
    except DeskError as error:
        messages.error(request, str(error))
    return redirect("staff:bundle", references.spell(found.reference))
