"""Correcting how a whole bundle came: looked at first, each of its requests by its own rules."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import agents, bulk, receipt_corrections, second_approvals
from dsr.clock import PACIFIC, now
from dsr.documents import Document
from dsr.errors import DeskError
from dsr.formats import canonical_json, references
from dsr.kinds import base
from dsr.kinds.base import TwoPersonAct
from dsr.law.spans import instant_of_day, is_day_alone, local_date
from dsr.lifecycle import Who
from dsr.models import Bulk, Bundle, DesignatedAddress
from dsr.models.attachment import Purpose
from dsr.receipt_corrections import BundleReceipt, BundleResult, LineLook, Look
from portal import access
from portal.staff.account import actor, desk, why_not_proved
from portal.staff.bundle.kept_files import keep_files
from portal.staff.case import ReceiptForm, ground_fields
from portal.web.field_choices import offer
from portal.web.typed_requests import StaffRequest
from portal.web.uploads import DocumentsField

_ELSEWHERE = "elsewhere"
_SAME = ("channel", "received_on", "received_time", "came_to", "reason", "is_sure", "looked_at")


class BundleReceiptForm(forms.Form):
    """How the letter came, as the record has it; what is wrong is typed over."""

    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    channel, received_on, received_time, came_to, reason, is_sure, looked_at = (
        ReceiptForm.base_fields[name] for name in _SAME
    )
    envelope = DocumentsField(
        purpose=Purpose.ENVELOPE,
        label=gettext_lazy("The envelope, or the header of the email (needed for a later date or fewer rights)"),
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
        *,
        bundle: Bundle,
    ) -> None:
        self.stands = receipt_corrections.receipt_of_bundle(bundle)
        super().__init__(data, files, auto_id="receipt-%s", initial=_as_recorded(self.stands))
        if base.get(bundle.kind).clocks.depends_on_address:
            rows = DesignatedAddress.objects.filter(business_id=bundle.business_id).order_by("medium", "pk")
            self.addresses = {str(row.pk): row for row in rows}
            known = [(key, str(address)) for key, address in self.addresses.items()]
            offer(self, "came_to", [*known, (_ELSEWHERE, _("Another address, or none"))])
        else:
            self.addresses = {}
            del self.fields["came_to"]
        self.is_alone = second_approvals.is_left_to_one(TwoPersonAct.LATER_RECEIPT, None)
        if self.is_alone:
            self.fields |= ground_fields()

    @property
    def receipt(self) -> BundleReceipt:
        values = self.cleaned_data
        address = self.addresses.get(values["came_to"]) if "came_to" in self.fields else self.stands.came_to
        return BundleReceipt(values["channel"], address, self._instant())

    def _instant(self) -> datetime:
        day, at, stands = self.cleaned_data["received_on"], self.cleaned_data.get("received_time"), self.stands
        if at is None:
            is_same = is_day_alone(stands.received_at) and local_date(stands.received_at) == day
            return stands.received_at if is_same else instant_of_day(day, now())
        typed = datetime.combine(day, at, tzinfo=PACIFIC)
        minute = stands.received_at.astimezone(PACIFIC).replace(second=0, microsecond=0)
        return stands.received_at if typed == minute else typed

    def files_to_keep(self) -> list[Document]:
        return list(self.cleaned_data.get("envelope") or [])

    def show_again(self, mark: str) -> None:
        """As it is, with the mark of the look that is shown now."""
        sent = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        sent["looked_at"] = mark
        self.data = sent


def _as_recorded(stands: BundleReceipt) -> dict[str, Any]:
    came = stands.received_at.astimezone(PACIFIC)
    return {
        "submission": secrets.token_hex(16),
        "channel": stands.channel,
        "received_on": came.date(),
        "received_time": None if is_day_alone(came) else came.time().replace(second=0, microsecond=0),
        "came_to": str(stands.came_to.pk) if stands.came_to else _ELSEWHERE,
    }


@dataclass(frozen=True)
class Alike:
    """Requests to which the correction does the same; `look` is None, and `why` says so, of those that are left."""

    look: Look | None
    why: str
    references: list[str]


def _grouped(lines: Sequence[LineLook]) -> list[Alike]:
    found: dict[tuple[Look | None, str], list[str]] = {}
    for line in lines:
        look = receipt_corrections.look_at_correction(line.weighed) if line.weighed is not None else None
        found.setdefault((look, line.why), []).append(references.spell(line.case.reference))
    groups = [Alike(look, why, alike) for (look, why), alike in found.items()]
    return sorted(groups, key=lambda one: (one.look is None, -len(one.references)))


@desk(Who.REVIEWER, "GET", "POST")
def correct_bundle_page(request: StaffRequest, reference: str) -> HttpResponse:
    """What it comes to for each is shown first, in the same form."""
    found = access.bundle_for_staff(request, reference)
    if not found.key:
        messages.error(request, _("The personal information of this bundle is forgotten."))
        return redirect("staff:bundle", references.spell(found.reference))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BundleReceiptForm(*sent, bundle=found)
    groups: list[Alike] = []
    kept: list[str] = []
    if request.method == "POST":
        form.is_valid()
        kept = keep_files(form, found.business, form.files_to_keep(), actor(request))
    if request.method == "POST" and form.is_valid():
        lines = receipt_corrections.look_at_bundle(found, form.receipt)
        groups = _grouped(lines)
        if _is_ready(request, form, lines, groups) and (done := _correct(request, form, found, lines)):
            return done
    looks = [one.look for one in groups if one.look is not None]
    words = {
        **{"form": form, "bundle": found, "groups": groups, "kept": kept},
        "doubts": sorted({line for look in looks for line in look.doubts}),
        "lighter": sorted({line for look in looks for line in look.lighter}),
        "able": sum(len(one.references) for one in groups if one.look is not None),
    }
    return render(request, "staff/bundle/correct_receipt.html", words, status=422 if form.errors else 200)


def _correct(
    request: StaffRequest, form: BundleReceiptForm, found: Bundle, lines: Sequence[LineLook]
) -> HttpResponse | None:
    """None where it is refused, and the form says why."""
    values = form.cleaned_data
    ground = values.get("ground", "") if values.get("password") else ""  # the password beside it was proved
    try:
        agents.take_files(values["submission"], found, actor(request))
        pressed = bulk.ReceiptPress(
            bulk.ReceiptVerb.CORRECT,
            {line.case.pk: line.case.entry_count for line in lines if line.weighed is not None},
            words=values["reason"],
            receipt=form.receipt,
            is_sure=values["is_sure"],
            left={line.case.pk: line.why for line in lines if line.weighed is None},
        )
        work = bulk.begin_receipts(found.pk, actor(request, ground), pressed, back=bundle_address(found))
    except DeskError as error:
        form.add_error(None, str(error))
        return None
    return lead_on(request, work, found, _("Written down in %(count)d."))


def bundle_address(found: Bundle) -> str:
    return reverse("staff:bundle", args=[references.spell(found.reference)])


def lead_on(request: StaffRequest, work: Bulk, found: Bundle, done: str) -> HttpResponse:
    """To the page of the work while it goes on; else back to the bundle, with what became of each."""
    if work.ended_at is None:
        return redirect("staff:bulk", references.spell(work.reference))
    tell_result(request, done, bulk.result_of_receipts(work))
    return redirect(bundle_address(found))


def _is_ready(
    request: StaffRequest, form: BundleReceiptForm, lines: Sequence[LineLook], groups: Sequence[Alike]
) -> bool:
    """Whether exactly this was looked at, and what it asks for is given."""
    told = [[line.case.pk, line.case.entry_count, line.why, _changed(line)] for line in lines]
    mark = canonical_json.digest(told)
    if form.cleaned_data["looked_at"] != mark:
        form.show_again(mark)
        return False
    looks = [one.look for one in groups if one.look is not None]
    if any(look.doubts for look in looks) and not form.cleaned_data["is_sure"]:
        form.add_error("is_sure", _("Say that it is so, or mend what is wrong above."))
    is_asked = form.is_alone and any(look.lighter for look in looks)
    if is_asked and not form.cleaned_data.get("ground"):
        form.add_error("ground", _("Write why it is right."))
    password = form.cleaned_data.get("password", "")
    if (is_asked or password) and (why := why_not_proved(request, password)):
        form.add_error("password", why)
    return not form.errors


def _changed(line: LineLook) -> list[list[str]]:
    return [list(one) for one in line.weighed.changed] if line.weighed is not None else []


def tell_result(request: StaffRequest, done: str, result: BundleResult) -> None:
    """How many were done, how many wait for a second person, and of the others why not."""
    if result.done:
        messages.success(request, done % {"count": len(result.done)})
    if result.proposed:
        words = _("%(count)d wait for a second person. Until then the earlier date rules.")
        messages.success(request, words % {"count": len(result.proposed)})
    left: dict[str, list[str]] = {}
    for one in result.left:
        left.setdefault(one.why, []).append(references.spell(one.case.reference))
    for why, alike in left.items():
        messages.error(request, _("Not in %(references)s: %(why)s") % {"references": ", ".join(alike), "why": why})
