"""Write to the desk from the page of the request, and read its answers there."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import correspondence
from dsr.models import Case
from dsr.models.message import About
from dsr.request_page import Visitor
from portal.public.form import SeeOther
from portal.public.request_page.press_form import PressForm, take_press
from portal.public.request_page.visits import on_own_page


class WriteForm(PressForm):
    words = forms.CharField(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy("Never send passwords, card numbers or a Social Security number."),
        max_length=correspondence.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": gettext_lazy("Write your message first."),
            "max_length": gettext_lazy("Your message may have at most %(limit_value)d characters. Shorten it."),
        },
    )


@on_own_page("POST")
def write_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """One question: what to tell us. Answers stand on the page of the request."""
    case, is_post = visitor.case, request.method == "POST"
    form = WriteForm(request.POST if is_post else None)
    if is_post and take_press(request, form, lambda: _write(case, form)):
        messages.success(request, _("We have your message. Our answer will stand here, and we write to you then."))
        return SeeOther(resolve_url("public:own_page"))
    words = {"form": form, "case": case, "why": correspondence.why_not_written(case)}
    return render(request, "public/request_page/write.html", words, status=422 if is_post else 200)


def _write(case: Case, form: WriteForm) -> None:
    correspondence.write_message(case.pk, form.cleaned_data["words"], key=form.key(case))


def thread(visitor: Visitor) -> Mapping[str, Any]:
    """What was written and answered, for the page of the request; empty where nothing was."""
    shown = correspondence.read_messages(visitor.case)
    found = [one for one in shown if one.message.about in {About.WORDS, About.FACT, About.DOCUMENTS}]
    return {"thread": found} if found else {}


def may_write(visitor: Visitor) -> bool:
    return bool(visitor.case.data_key)
