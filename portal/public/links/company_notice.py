"""What a company is told: the page behind the link of a mail, without an account. Only a press answers."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dsr import third_party_notices
from dsr.errors import BadInput, Changed, NotAllowed
from dsr.formats import references
from dsr.law.third_party_notices import LAW
from portal import access
from portal.web import rate_limits
from portal.web.typed_requests import wear

FRESH = "fresh"


class ToldForm(forms.Form):
    """What the company did; why, where it cannot."""

    state = forms.ChoiceField(
        label=gettext_lazy("What did you do?"),
        widget=forms.RadioSelect,
        choices=(
            ("done", gettext_lazy("Done, and passed on to those who got it from us")),
            ("not-held", gettext_lazy("We have nothing about this person")),
            ("cannot", gettext_lazy("We cannot do it")),
        ),
        error_messages={"required": gettext_lazy("Choose what you did.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Anything the privacy desk should know"),
        help_text=gettext_lazy("If you cannot do it: why. Please name no other people."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("state") == "cannot" and not said.get("note", "").strip():
            self.add_error("note", _("Write why it cannot be done."))
        return said


@csrf_exempt  # who holds the link may press its button, and no other site holds it; so it works without cookies too
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def company_notice_page(request: HttpRequest, token: str) -> HttpResponse:
    """Whom it is about, what to do, by when, and the answer. Mail scanners open it: opening changes nothing."""
    response = _page(request, token, access.notice_by_link(token))
    response["X-Robots-Tag"] = "noindex"
    # The address is a secret, so no other site is told of it.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: HttpRequest, token: str, page: third_party_notices.NoticePage | None) -> HttpResponse:
    if page is None:
        return _said(request, "unknown", status=404)
    wear(request, page.notice.case.brand)
    if request.method == "POST" and not rate_limits.allows(request, rate_limits.PUBLIC_FORM):
        return _said(request, "limit", status=429)
    if not page.is_open:
        return _said(request, "over")
    if request.method == "POST" and FRESH in request.POST:
        third_party_notices.send_fresh_notice_link(token)
        return _said(request, "sent")
    if not page.may_answer:
        return _said(request, "old")
    if request.method == "POST":
        return _answer(request, token, page)
    return _ask(request, page, ToldForm())


def _answer(request: HttpRequest, token: str, page: third_party_notices.NoticePage) -> HttpResponse:
    form = ToldForm(request.POST)
    if not form.is_valid():
        return _ask(request, page, form, status=422)
    try:
        third_party_notices.answer_notice(token, form.cleaned_data["state"], form.cleaned_data["note"])
    except (Changed, NotAllowed):
        return _said(request, "over", status=409)
    except BadInput as error:
        form.add_error(None, str(error))
        return _ask(request, page, form, status=422)
    return _said(request, "thanks")


def _ask(
    request: HttpRequest, page: third_party_notices.NoticePage, form: ToldForm, status: int = 200
) -> HttpResponse:
    words = {
        "notice": page.notice,
        "content": page.content,
        "law": LAW[page.notice.what],
        "business": page.notice.case.business,
        "reference": references.spell(page.notice.case.reference),
        "systems": list(page.notice.provider.systems.all()) if page.notice.provider else [],
        "form": form,
    }
    return render(request, "public/links/company_notice.html", words, status=status)


def _said(request: HttpRequest, said: str, status: int = 200) -> HttpResponse:
    return render(request, "public/links/company_notice_answer.html", {"said": said, "fresh": FRESH}, status=status)
