"""Add documents, or a fact that proves who asks, to an open request."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import correspondence
from dsr.law.verification import BY_POINT
from dsr.models import Case
from dsr.models.attachment import Purpose
from dsr.request_page import Visitor
from portal.public.form import SeeOther
from portal.public.request_page.press_form import PressForm, take_press
from portal.public.request_page.visits import on_own_page
from portal.web.field_choices import offer
from portal.web.uploads import DocumentsField

_LABELS = {
    Purpose.EVIDENCE: gettext_lazy("Documents that support what you say"),
    Purpose.PERMISSION: gettext_lazy("The signed permission to act for the person"),
    Purpose.IDENTITY: gettext_lazy("Proof of who you are"),
}


class DocumentsForm(PressForm):
    """One field a purpose that the kind of the request takes."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose in correspondence.purposes_to_add(case):
            label = _LABELS.get(purpose, purpose.label)
            self.fields[purpose.value] = DocumentsField(purpose=purpose.value, label=label, required=False)

    def chosen(self) -> list[Any]:
        """All the checked documents."""
        return [one for name, some in self.cleaned_data.items() if name != "press" for one in some or ()]


class AddedFactForm(PressForm):
    point = forms.ChoiceField(
        label=gettext_lazy("What do you want to add?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you want to add.")},
    )
    value = forms.CharField(
        label=gettext_lazy("Type it here"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type it here, as we have it.")},
    )

    def __init__(self, *args: Any, visitor: Visitor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "point", [(name, _(BY_POINT[name].words)) for name in _points_to_add(visitor)])


@on_own_page("POST")
def documents_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Documents are checked and kept as those of the form."""
    case, is_post = visitor.case, request.method == "POST"
    form = DocumentsForm(request.POST if is_post else None, request.FILES if is_post else None, case=case)
    if is_post and take_press(request, form, lambda: _add_documents(case, form)):
        messages.success(request, _("We have your documents, and a person looks at them."))
        return SeeOther(resolve_url("public:own_page"))
    words = {"form": form, "case": case, "is_open": may_add_documents(visitor)}
    return render(request, "public/request_page/documents.html", words, status=422 if is_post else 200)


@on_own_page("POST")
def fact_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A fact is kept unconfirmed until a person looks at it."""
    case, is_post = visitor.case, request.method == "POST"
    form = AddedFactForm(request.POST if is_post else None, visitor=visitor)
    if is_post and take_press(request, form, lambda: _add_fact(case, form)):
        messages.success(request, _("We have it, and a person looks at it."))
        return SeeOther(resolve_url("public:own_page"))
    words = {"form": form, "case": case, "is_open": may_add_fact(visitor)}
    return render(request, "public/request_page/fact.html", words, status=422 if is_post else 200)


def _add_documents(case: Case, form: DocumentsForm) -> None:
    correspondence.add_documents(case.pk, form.chosen(), key=form.key(case))


def _add_fact(case: Case, form: AddedFactForm) -> None:
    said = form.cleaned_data
    correspondence.add_fact(case.pk, said["point"], said["value"], key=form.key(case))


def may_add_documents(visitor: Visitor) -> bool:
    return not visitor.is_answered and bool(correspondence.purposes_to_add(visitor.case))


def may_add_fact(visitor: Visitor) -> bool:
    return bool(_points_to_add(visitor))


def is_fact_offered(visitor: Visitor) -> bool:
    """Also once it is decided and no letter told so: its page then says that no more is needed."""
    return visitor.may_act and not visitor.is_answered and correspondence.is_fact_offered(visitor.case)


def _points_to_add(visitor: Visitor) -> tuple[str, ...]:
    """None for who shows no permission: whether more is asked would tell them whether the person is known here."""
    return correspondence.points_to_add(visitor.case) if visitor.may_act else ()
