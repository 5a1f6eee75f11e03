"""The page behind the link of a person for whom an agent acts: yes or no. Only POST acts."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dsr import agents, parties
from dsr.agents import PermissionLinkState
from dsr.errors import TryAgain
from dsr.kinds import base
from dsr.law.verification import BY_POINT
from dsr.models import AgentPermission
from portal import access
from portal.access import ToPermit
from portal.public.form import SeeOther
from portal.public.links.outside_answer import behind_link
from portal.web.text_fields import LineField
from portal.web.typed_requests import wear

DO = "do"


class PermissionForm(forms.Form):
    """Empty where a yes is enough; else the points by which the person proves who they are."""

    use_required_attribute = False

    def __init__(self, *args: Any, row: AgentPermission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in agents.points_to_ask(row):
            point = BY_POINT[name]
            hint = _(point.hint) if point.hint else ""
            self.fields[f"point_{name}"] = LineField(
                label=_(point.words), help_text=hint, required=False, max_length=200
            )

    def offered(self) -> dict[str, str]:
        return {name.removeprefix("point_"): value for name, value in self.cleaned_data.items() if value}


@behind_link
def agent_permission_page(request: HttpRequest, token: str) -> HttpResponse:
    """Mail scanners open it: only a button answers."""
    return _page(request, access.permission_by_link(token))


def _page(request: HttpRequest, asked: ToPermit | None) -> HttpResponse:
    if asked is None:
        return render(request, "public/links/agent_permission_answer.html", {"said": "unknown"}, status=404)
    wear(request, asked.case.brand)
    if request.method == "POST":
        return _act(request, asked)
    if asked.stand is not PermissionLinkState.OPEN:
        return _said(request, asked.stand.value)
    return _ask(request, asked, PermissionForm(row=asked.row))


def _ask(request: HttpRequest, asked: ToPermit, form: PermissionForm, status: int = 200) -> HttpResponse:
    words = {
        "form": form,
        "acting": agents.agent_in_words(asked.case),
        "wanted": [base.get(one.kind).title for one in parties.undecided_sharing_authority(asked.case)],
        "at": asked.case.received_at,
        "path": request.path,
    }
    return render(request, "public/links/agent_permission.html", words, status=status)


def _said(request: HttpRequest, said: str) -> HttpResponse:
    return render(request, "public/links/agent_permission_answer.html", {"said": said, "path": request.path})


def _act(request: HttpRequest, asked: ToPermit) -> HttpResponse:
    wanted = request.POST.get(DO, "")
    if wanted == "no" and asked.stand in {PermissionLinkState.OPEN, PermissionLinkState.GIVEN}:
        agents.answer_permission(asked.found.secret, is_given=False)
        return SeeOther(request.path)
    if asked.stand is not PermissionLinkState.OPEN:
        return _said(request, asked.stand.value)
    form = PermissionForm(request.POST, row=asked.row)
    if wanted != "yes" or not form.is_valid():
        return _ask(request, asked, form, status=422)
    try:
        agents.answer_permission(asked.found.secret, is_given=True, offered=form.offered())
    except TryAgain:
        form.add_error(None, _("We cannot compare it right now. Please try again later: the link stays good."))
        return _ask(request, asked, form, status=503)
    return SeeOther(request.path)
