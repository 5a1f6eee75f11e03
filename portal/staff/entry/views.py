"""Entering what came by email, paper mail, phone or in person, with the instant it really came."""

import secrets
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr import intake, parties
from dsr.clock import PACIFIC, now
from dsr.errors import BadInput, KeyLost
from dsr.formats import references
from dsr.formats.days import long_day
from dsr.kinds import base
from dsr.law.spans import instant_of_day
from dsr.lifecycle import Who
from dsr.models import Brand, Case, DesignatedAddress
from dsr.models.attachment import Purpose
from dsr.models.case import Channel
from dsr.models.designated_address import Medium
from portal import access
from portal.public.form import JointKind, answers_by_kind, join_kinds, questions_to_match
from portal.staff.account import actor, desk
from portal.staff.entry.kept_files import files_of, forget_kept, keep_for_again
from portal.web.field_choices import offer
from portal.web.typed_requests import StaffRequest
from portal.web.uploads import DocumentsField

_ELSEWHERE = "elsewhere"
_ALSO = "also"
_CAME = ("brand", "channel", "received_on", "received_time", "came_to", "scan", "is_test")


class EntryForm(forms.Form):
    """How a request came. Nothing is filled in beforehand: each answer moves the clock."""

    kind: base.Kind
    joint: JointKind
    first: Case | None = None  # the message in which this request hid: it came as that one did

    submission = forms.CharField(widget=forms.HiddenInput, max_length=64)
    brand = forms.ModelChoiceField(
        label=gettext_lazy("Brand it is about"),
        queryset=Brand.objects.select_related("business").order_by("name"),
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose the brand.")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How did it come?"),
        choices=[(value, label) for value, label in Channel.choices if value != Channel.FORM],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it came.")},
    )
    received_on = forms.DateField(
        label=gettext_lazy("Received on"),
        help_text=gettext_lazy(
            "The day it reached the business in California, not today's date. The clock starts here."
        ),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Enter the day on which it was received.")},
    )
    received_time = forms.TimeField(
        label=gettext_lazy("Time, if it is known"),
        help_text=gettext_lazy("Pacific time. Leave it empty for paper mail."),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
    )
    came_to = forms.ChoiceField(
        label=gettext_lazy("Which address did it come to?"),
        help_text=gettext_lazy("Every address that was ever published for these requests counts, withdrawn ones too."),
        error_messages={"required": gettext_lazy("Choose the address it came to.")},
    )
    is_test = forms.BooleanField(
        label=gettext_lazy("This is a test"),
        help_text=gettext_lazy(
            "It is closed at once: nobody is written to, and nothing is stopped. It cannot be called a test later."
        ),
        required=False,
    )
    scan = DocumentsField(
        purpose=Purpose.LETTER, label=gettext_lazy("The letter or email as it came (scan, optional)"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses: dict[str, DesignatedAddress] = {}
        if self.first is not None:
            for name in _CAME:
                del self.fields[name]
            return
        if not self.kind.clocks.depends_on_address:
            del self.fields["came_to"]  # no clock and no duty hangs on it
            return
        self.addresses = offer_addresses(self)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        address, brand = self.address, values.get("brand")
        if address and brand and address.business_id != brand.business_id:
            self.add_error("came_to", _("This address belongs to another business than the brand."))
        if values.get("received_on") and self.received_at > now():
            self.add_error("received_on", _("This is in the future. Check the date and the time."))
        return values

    @property
    def address(self) -> DesignatedAddress | None:
        """The designated address it came to; None for any other."""
        return self.addresses.get(self.cleaned_data.get("came_to") or "")

    @property
    def received_at(self) -> datetime:
        """The instant of receipt."""
        return instant(self.cleaned_data["received_on"], self.cleaned_data.get("received_time"))


def offer_addresses(form: forms.Form) -> dict[str, DesignatedAddress]:
    """Let `came_to` be any address that was ever published, or another; the addresses by the value that is sent."""
    known = DesignatedAddress.objects.exclude(medium=Medium.FORM).select_related("business")
    addresses = {str(address.pk): address for address in known.order_by("medium", "-published_on")}
    spoken = [(key, _spoken(address)) for key, address in addresses.items()]
    offer(form, "came_to", [("", _("Choose one")), *spoken, (_ELSEWHERE, _("Another address, or none"))])
    return addresses


def instant(day: date, at: time | None) -> datetime:
    """The instant of a day in California; without a time what stands for the day alone."""
    return instant_of_day(day, now()) if at is None else datetime.combine(day, at, tzinfo=PACIFIC)


def _spoken(address: DesignatedAddress) -> str:
    words = _("%(address)s (%(medium)s)") % {"address": address, "medium": Medium(address.medium).label}
    if address.withdrawn_on:
        day = long_day(address.withdrawn_on)
        return _("%(address)s, withdrawn on %(day)s") % {"address": words, "day": day}
    return words


@desk(Who.REVIEWER, "GET")
def choose_kind_page(request: StaffRequest) -> HttpResponse:
    """Which kind of request came, or which several in one message. With one kind there is nothing to choose."""
    kinds = list(base.every())
    ticked = [kind.code for kind in _asked_together(request.GET.getlist("kind"))]
    if ticked or len(kinds) == 1:
        first, *also = ticked or [kinds[0].code]
        query = f"?{urlencode([(_ALSO, code) for code in also])}" if also else ""
        return redirect(reverse("staff:enter-kind", args=[first]) + query)
    beside = _hides_in(request)
    together = [kind for kind in kinds if not kind.intake.is_about_another and beside is None]
    words = {"kinds": kinds, "together": together, "is_unanswered": "several" in request.GET, "first": beside}
    return render(request, "staff/entry/choose_kind.html", words)


@desk(Who.REVIEWER, "GET", "POST")
def enter_request_page(request: StaffRequest, kind: str) -> HttpResponse:
    """The form of one kind, or of all that one message asks for, and how it came. Pressed twice, it is made once."""
    try:
        chosen = base.get(kind)
    except BadInput as error:
        raise Http404 from error
    first = _hides_in(request)
    also = _asked_together(request.GET.getlist(_ALSO)) if not chosen.intake.is_about_another else []
    shape = _shape([chosen, *(one for one in also if one.code != kind)], first)
    words = {"kind": shape.kind, "first": first}
    if request.method != "POST":
        form = shape(auto_id="enter-%s", initial={"submission": secrets.token_hex(16), **_told(shape.kind, first)})
        return render(request, "staff/entry/enter.html", {"form": form, **words})
    form = shape(request.POST, files_of(request), auto_id="enter-%s")
    if form.is_valid():
        try:
            asked, *others = _requests(form)
            received = intake.receive(asked, actor(request), also=others)
        except (BadInput, KeyLost) as error:
            form.add_error(None, str(error))
        else:
            forget_kept(request)
            messages.success(request, _said(received))
            return redirect("staff:case", references.spell(received.case.reference))
    keep_for_again(request, form)
    return render(request, "staff/entry/enter.html", {"form": form, **words}, status=422)


def _said(received: intake.Received) -> str:
    if not received.is_new:
        return _("This request was entered already.")
    if received.case.closure:
        return _("Entered as a test, and closed at once.")
    count = 1 + len(received.opened)
    return ngettext("The request is entered.", "%(count)d linked requests are entered.", count) % {"count": count}


def _asked_together(codes: list[str]) -> list[base.Kind]:
    """The kinds that one message can ask for at once: about the same person."""
    return [kind for kind in base.every() if kind.code in codes and not kind.intake.is_about_another]


def _hides_in(request: StaffRequest) -> Case | None:
    """The message that asks for this too, when the page was reached from its request: a right is added to it."""
    reference = request.GET.get("from")
    first = access.case_for_staff(request, reference) if reference else None
    if first is not None and not first.data_key:
        raise Http404
    return first


def _told(kind: base.Kind, first: Case | None) -> dict[str, str]:
    """What the message says already, where the same person is asked for."""
    if first is None:
        return {}
    sealed = parties.sealed_values(first)
    told = {"delivery": first.delivery, "for_whom": "another" if first.is_for_another else "self"}
    for question in kind.questions:
        party, _dot, name = question.goes_to.partition(".")
        if party == "requester" or (party == "subject" and not kind.intake.is_about_another):
            told[question.name] = str((sealed.get(party) or {}).get(name, ""))
    return told


def _shape(kinds: list[base.Kind], first: Case | None = None) -> Any:
    """A letter need not say everything that the form asks; what it leaves open is left open, proof above all."""
    brand = Brand.objects.select_related("business").order_by("-is_front", "pk").first()
    extra = [point for kind in kinds for point in questions_to_match(kind, brand.business)] if brand else []
    joint = join_kinds(kinds, extra, asks_least=False)
    shown = joint.kind if len(kinds) > 1 else kinds[0]
    may_be_open = {q.name for q in joint.kind.questions if q.may_be_open or q.widget == "documents"} | {
        q.name for q in extra
    }
    # Errors are listed in the order of the page: how it came stands above what it says.
    order = list(EntryForm.base_fields)
    declared = {"field_order": order, "kind": shown, "first": first, "joint": joint}
    return type("EntryOfKind", (EntryForm, joint.form(may_be_open)), declared)


def _requests(form: Any) -> list[intake.Request]:
    """One request of each kind, the one that carries the proof first."""
    values, first = form.cleaned_data, form.first
    came = [
        intake.Request(
            kind=kind.code,
            brand=first.brand if first else values["brand"],
            submission=values["submission"],
            channel=first.channel if first else values["channel"],
            came_to=first.came_to if first else form.address,
            received_at=first.received_at if first else form.received_at,
            opened_by=first,
            source="staff",
            is_test=bool(values.get("is_test")),
            **answered._asdict(),
        )
        for kind, answered in answers_by_kind(form.joint, form)
    ]
    scan = values.get("scan") or []
    return [replace(came[0], documents=(*came[0].documents, *scan)), *came[1:]]
