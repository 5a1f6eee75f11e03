"""The pages behind the links of a correction's response: compare a value with ours, and file a statement."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dsr import fulfilment
from dsr.corrections import field_words, items_inviting_statement, items_of
from dsr.errors import BadInput, Blocked, TryAgain
from dsr.formats import references
from dsr.law.correction import STATEMENT_WORDS
from dsr.models import Case, Item
from dsr.models.item import Decision
from portal import access
from portal.public.links.outside_answer import behind_link
from portal.web import rate_limits
from portal.web.field_choices import offer
from portal.web.typed_requests import wear


def _words(case: Case, rows: list[Item], **more: Any) -> dict[str, Any]:
    named = [(item, field_words(item.field)) for item in rows]
    return {
        "case": case,
        "business": case.business,
        "reference": references.spell(case.reference),
        "rows": named,
    } | more


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "public/links/correction_link_gone.html", status=404)


class CheckForm(forms.Form):
    """One value at a time, so that each answer is about one item."""

    item = forms.ChoiceField(label="", widget=forms.RadioSelect)
    value = forms.CharField(label="", max_length=500)

    def __init__(self, *args: Any, rows: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].label = _("Which of these?")
        self.fields["item"].error_messages["required"] = _("Choose which one you compare.")
        offer(self, "item", [(item.number, field_words(item.field)) for item in rows])
        self.fields["value"].label = _("Type what it should say now")
        self.fields["value"].error_messages["required"] = _("Type what it should say now.")
        if len(rows) == 1:
            self.fields["item"].initial = rows[0].number


@behind_link
def check_page(request: HttpRequest, token: str) -> HttpResponse:
    """Is what is held now what the person types? What is held is not shown, § 7023(j)."""
    case = access.corrected_by_link(token)
    rows = [item for item in items_of(case) if item.decision == Decision.CORRECT] if case else []
    if case is None or not rows:
        return _gone(request)
    wear(request, case.brand)
    if request.method != "POST":
        return render(request, "public/links/correction_check.html", _words(case, rows, form=CheckForm(rows=rows)))
    form = CheckForm(request.POST, rows=rows)
    said, status = "", 422
    if not rate_limits.allows(request, rate_limits.PUBLIC_FORM):
        form.add_error(None, _("Too many tries from here. Wait a while, then try again."))
        status = 429
    elif form.is_valid():
        said, status = _compared(case, form)
    return render(
        request, "public/links/correction_check.html", _words(case, rows, form=form, said=said), status=status
    )


def _compared(case: Case, form: CheckForm) -> tuple[str, int]:
    """(same, differs, or nothing with an error in the form; the status)."""
    try:
        is_same = fulfilment.matches_correction(case, int(form.cleaned_data["item"]), form.cleaned_data["value"])
    except TryAgain:
        form.add_error(None, _("We cannot look right now. Please try again later."))
        return "", 503
    except (BadInput, Blocked) as refusal:
        form.add_error(None, str(refusal))
        return "", 422
    return ("same" if is_same else "differs"), 200


class StatementForm(forms.Form):
    """One text for each item of which a statement may be filed."""

    def __init__(self, *args: Any, rows: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in rows:
            hint = _("At most %(most)d words.") % {"most": STATEMENT_WORDS}
            self.fields[f"text-{item.number}"] = forms.CharField(
                label=_("Your statement about: %(field)s") % {"field": field_words(item.field)},
                help_text=hint,
                widget=forms.Textarea(attrs={"rows": 8}),
                max_length=4000,
                required=False,
            )

    def texts(self) -> dict[int, str]:
        return {int(name.removeprefix("text-")): text for name, text in self.cleaned_data.items()}


@behind_link
def statement_page(request: HttpRequest, token: str) -> HttpResponse:
    """Write a statement about each denied item of health information, § 7023(f)(3)."""
    case = access.corrected_by_link(token)
    rows = items_inviting_statement(items_of(case)) if case else []
    if case is None or not rows:
        return _gone(request)
    wear(request, case.brand)
    form = StatementForm(request.POST if request.method == "POST" else None, rows=rows)
    said, status = "", 200
    if request.method == "POST":
        said, status = _filed(request, case, form)
    return render(
        request, "public/links/correction_statement.html", _words(case, rows, form=form, said=said), status=status
    )


def _filed(request: HttpRequest, case: Case, form: StatementForm) -> tuple[str, int]:
    if not rate_limits.allows(request, rate_limits.PUBLIC_FORM):
        form.add_error(None, _("Too many tries from here. Wait a while, then try again."))
        return "", 429
    if not form.is_valid():
        return "", 422
    try:
        fulfilment.file_statement(case.pk, form.texts())
    except BadInput as refusal:
        form.add_error(None, str(refusal))
        return "", 422
    return "filed", 200
