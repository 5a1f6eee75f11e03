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
from dsr.errors import BadInput, Blocked, Changed, Forgotten, NotAllowed
from dsr.models.message import About
from dsr.request_page import Visitor
from portal.public.form import SeeOther
from portal.public.request_page.press_form import PressForm, changed_meanwhile, network_is_over
from portal.public.request_page.visits import on_own_page
from portal.web import rate_limits


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
    form = WriteForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if _wrote(request, visitor, form):
            messages.success(request, _("We have your message. Our answer will stand here, and we write to you then."))
            return SeeOther(resolve_url("public:own_page"))
        status = 422
    words = {"form": form, "case": visitor.case, "why": correspondence.why_not_written(visitor.case)}
    return render(request, "public/request_page/write.html", words, status=status)


def _wrote(request: HttpRequest, visitor: Visitor, form: WriteForm) -> bool:
    if not form.is_valid():
        return False
    if not rate_limits.allows(request, rate_limits.PUBLIC_FORM):
        form.add_error(None, network_is_over())
        return False
    try:
        correspondence.write_message(visitor.case.pk, form.cleaned_data["words"], key=form.key(visitor.case))
    except (BadInput, Blocked) as refusal:
        form.add_error(None, str(refusal))
        return False
    except (Changed, Forgotten, NotAllowed):
        form.add_error(None, changed_meanwhile())
        return False
    return True


def thread(visitor: Visitor) -> Mapping[str, Any]:
    """What was written and answered, for the page of the request; empty where nothing was."""
    shown = correspondence.read_messages(visitor.case)
    found = [one for one in shown if one.message.about in {About.WORDS, About.FACT, About.DOCUMENTS}]
    return {"thread": found} if found else {}


def may_write(visitor: Visitor) -> bool:
    return bool(visitor.case.data_key)
