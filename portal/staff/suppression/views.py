"""Who must not be mailed or shared: one person looked up, a later consent recorded, and the counts."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr import suppression
from dsr.clock import PACIFIC, now, today
from dsr.errors import BadInput, KeyLost
from dsr.lifecycle import Who
from dsr.models import Business, MailList, Suppression
from dsr.models.suppression import Purpose
from portal.staff.account import decides, desk
from portal.web.field_choices import offer
from portal.web.mailbox_field import MailboxField
from portal.web.typed_requests import StaffRequest

_WIDTH = 100


class LookUpForm(forms.Form):
    """Sent by POST: nothing of a person ever stands in the address of a page. One thing that is known is enough."""

    use_required_attribute = False

    business = forms.ModelChoiceField(
        label=gettext_lazy("Business"), queryset=Business.objects.order_by("name"), empty_label=None
    )
    email = MailboxField(
        gets_mail=False,
        label=gettext_lazy("Email address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    postal = forms.CharField(
        label=gettext_lazy("Name and mailing address"),
        help_text=gettext_lazy("As on the envelope. Who opted out on paper is known by it alone."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(Business.objects.order_by("name")[:2])
        self.fields["business"].initial = known[0] if known else None
        if len(known) == 1:
            self.fields["business"].widget = forms.HiddenInput()

    def clean_phone(self) -> str:
        return self._checked("phone")

    def clean_postal(self) -> str:
        return self._checked("postal")

    def _checked(self, field: str) -> str:
        """Nothing is said about what is no phone number or mailing address."""
        text: str = self.cleaned_data[field]
        try:
            return suppression.read_field(field, text) if text else ""
        except BadInput as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.known:
            self.add_error("email", _("Type an email address, a phone number or a mailing address."))
        return self.cleaned_data

    @property
    def known(self) -> dict[str, str]:
        """What was typed of the person."""
        return {name: value for name in suppression.FIELDS if (value := self.cleaned_data.get(name, ""))}


class ConsentForm(LookUpForm):
    """A later, affirmative consent: what it lifts, and the evidence, which is sealed beside it."""

    lifts = forms.MultipleChoiceField(
        label=gettext_lazy("The person agreed again to"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what the person agreed to.")},
    )
    given_on = forms.DateField(
        label=gettext_lazy("Agreed on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Enter the day.")},
    )
    how = forms.CharField(
        label=gettext_lazy("What the person said or did"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what the person said or did.")},
    )
    where = forms.CharField(
        label=gettext_lazy("Where"),
        help_text=gettext_lazy("Such as the page, the form or the call."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write where it was.")},
    )
    confirmed_at = forms.DateField(
        label=gettext_lazy("Confirmed in a second step on"),
        help_text=gettext_lazy("Needed for sharing or selling: the wish, and then its confirmation."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, lifts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("business", *suppression.FIELDS):
            self.fields[name].widget = forms.HiddenInput()
        offer(self, "lifts", lifts)

    def clean_given_on(self) -> date:
        day: date = self.cleaned_data["given_on"]
        if day > today():
            raise forms.ValidationError(_("A consent cannot lie in the future."))
        return day

    def record(self) -> int:
        """Lift it. Raises BadInput."""
        values = self.cleaned_data
        pairs = [one.partition(":")[::2] for one in values["lifts"]]
        evidence = {"how": values["how"], "where": values["where"], "by": "staff"}
        if values["confirmed_at"]:
            evidence["confirmed_at"] = values["confirmed_at"].isoformat()
        # Without an hour, the end of the day: the stop came before it.
        given_at = min(datetime.combine(values["given_on"], time(23, 59), tzinfo=PACIFIC), now())
        lists = [scope for purpose, scope in pairs if purpose == Purpose.MAIL]
        business, purposes = values["business"], {purpose for purpose, _scope in pairs}
        return suppression.record_consent(business, self.known, purposes, lists, evidence, given_at)


def _lifts(rows: list[Suppression], own: set[int], closed: list[str]) -> list[tuple[str, str]]:
    """What the person's consent could lift, never another's stop, and the uses that a lock closes: with words."""
    may = [row for row in rows if row.pk in own or row.field == suppression.LOOKALIKE]
    choices = {f"{row.purpose}:{row.scope}": words_of(row) for row in may if row.purpose != Purpose.LOCKED}
    for use in closed:
        choices.setdefault(f"{use}:", str(Purpose(use).label))
    return list(choices.items())


def words_of(row: Suppression) -> str:
    """What a row stops, in words."""
    label = str(Purpose(row.purpose).label)
    return f"{label}: {row.scope}" if row.scope else label


@dataclass(frozen=True)
class Counted:
    """How many persons are stopped for one purpose, and the length of its bar."""

    words: str
    count: int
    width: float


def counted() -> list[Counted]:
    """By purpose, in one query."""
    stopped = Suppression.objects.filter(lifted_at=None, field__in=suppression.FIELDS)
    rows = stopped.values("purpose").annotate(count=Count("pk"))
    counts = {row["purpose"]: row["count"] for row in rows}
    most = max(counts.values(), default=0)
    return [
        Counted(str(purpose.label), counts.get(purpose, 0), round(_WIDTH * counts.get(purpose, 0) / (most or 1), 1))
        for purpose in Purpose
    ]


@desk(Who.VIEWER, "GET", "POST")
def suppression_page(request: StaffRequest) -> HttpResponse:
    """Look one person up. Looking changes nothing, and the answer stands on this page alone."""
    form = LookUpForm(request.POST or None, auto_id="look-%s")
    if request.method != "POST":
        return _show(request, form)
    if not form.is_valid():
        return _show(request, form, status=422)
    return _answer(request, form)


@desk(Who.REVIEWER, "POST")
def lift_suppression(request: StaffRequest) -> HttpResponse:
    """Record a later consent of the person who was looked up."""
    look = LookUpForm(request.POST, auto_id="look-%s")
    if not look.is_valid():
        return _show(request, look, status=422)
    try:
        rows, own, closed = _stops(look)
        lifts = _lifts(rows, own, closed)
    except KeyLost as error:
        return _show(request, look, problem=str(error), status=409)
    form = ConsentForm(request.POST, lifts=lifts, auto_id="lift-%s")
    if not form.is_valid():
        return _answer(request, look, consent_form=form, status=422)
    try:
        count = form.record()
    except BadInput as error:
        form.add_error(None, str(error))
        return _answer(request, look, consent_form=form, status=422)
    words = ngettext("%(count)d stop is lifted.", "%(count)d stops are lifted.", count) % {"count": count}
    messages.success(request, words)
    return redirect("staff:suppression")


def _stops(look: LookUpForm) -> tuple[list[Suppression], set[int], list[str]]:
    """What stands against the person, which of it is their own, and the uses that a lock closes. Raises KeyLost."""
    business, known = look.cleaned_data["business"], look.known
    own = {row.pk for row in suppression.own_rows(business.pk, known)}
    return suppression.rows_of_person(business.pk, known), own, suppression.closed_uses(business.pk, known)


def _found(
    rows: list[Suppression], own: set[int], lists: dict[str, str], labels: dict[str, str]
) -> list[dict[str, Any]]:
    """Each stop once: the person's own before one of an address that looks like theirs."""
    shown: dict[tuple[str, str, str], Suppression] = {}
    for row in sorted(rows, key=lambda row: row.pk not in own):
        field = row.field if row.field in suppression.FIELDS else "email"
        shown.setdefault((row.purpose, row.scope, field), row)
    return [
        {
            "words": words_of(row),
            "name": lists.get(row.scope, ""),
            "since": row.since,
            "by": labels.get(row.field, "") if row.pk in own else _("for an address that may be taken for this one"),
        }
        for row in shown.values()
    ]


def _answer(
    request: StaffRequest,
    form: LookUpForm,
    *,
    consent_form: ConsentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    business, known = form.cleaned_data["business"], form.known
    try:
        rows, own, closed = _stops(form)
        sharing = suppression.may_share(business.pk, known)
    except KeyLost as error:
        return _show(request, form, problem=str(error), status=409)
    lifts = _lifts(rows, own, closed)
    if consent_form is None and lifts and decides(request):
        initial = {"business": business, **known}
        consent_form = ConsentForm(lifts=lifts, initial=initial, auto_id="lift-%s")
    lists = dict(MailList.objects.filter(business=business).values_list("slug", "name"))
    labels = {name: str(form.fields[name].label) for name in suppression.FIELDS if len(known) > 1}
    is_locked = any(row.purpose == Purpose.LOCKED for row in rows)
    answer = {
        "known": list(known.values()),
        "rows": _found(rows, own, lists, labels),
        "ask_again_on": sharing.ask_again_on,
        "agreed": [Purpose(use).label for use in suppression.USES if use not in closed] if is_locked else [],
    }
    return _show(request, form, answer=answer, consent=consent_form, status=status)


def _show(request: StaffRequest, form: LookUpForm, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(
        request, "staff/suppression/suppression.html", {"form": form, "counts": counted(), **more}, status=status
    )
