"""The task of a system's owner: the page behind the link of a mail, without an account. Only a press answers."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dsr.errors import BadInput, Changed, NotAllowed
from dsr.formats import references
from dsr.fulfilment import ways
from dsr.fulfilment.ways import OwnerTask
from dsr.models.system import StepState
from portal import access
from portal.web import rate_limits
from portal.web.field_choices import offer
from portal.web.typed_requests import wear

FRESH = "fresh"
_STATES = (
    (StepState.DONE.value, gettext_lazy("I did it: the information is gone or can no longer be used")),
    (StepState.NOT_HELD.value, gettext_lazy("There was nothing about this person")),
    (StepState.KEPT.value, gettext_lazy("Some or all of it must be kept")),
)


class TaskForm(forms.Form):
    """What became of it. A number of records and a note are welcome; keeping needs the exception and the reason."""

    state = forms.ChoiceField(
        label=gettext_lazy("What did you do?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you did.")},
    )
    found = forms.IntegerField(
        label=gettext_lazy("How many records (optional)"), min_value=0, max_value=10**9, required=False
    )
    keep_code = forms.ChoiceField(label=gettext_lazy("If it must be kept: why?"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Anything the privacy desk should know"),
        help_text=gettext_lazy("If it must be kept: what is kept, and why. Please name no other people."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, task: OwnerTask, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = list(_STATES)
        if task.changes:
            states[0] = (StepState.DONE.value, gettext_lazy("I changed it: it says the right thing now"))
        codes = [(code.code, f"{code.words} ({code.citation})") for code in task.keep_codes]
        if codes:
            offer(self, "keep_code", [("", gettext_lazy("Choose the exception")), *codes])
        else:
            del self.fields["keep_code"]
            del states[2:]
        offer(self, "state", states)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("state") == StepState.KEPT.value:
            if not said.get("keep_code"):
                self.add_error("keep_code", _("Choose the exception under which it is kept."))
            if not said.get("note", "").strip():
                self.add_error("note", _("Write what is kept and why."))
        return said


@csrf_exempt  # who holds the link may press its button, and no other site holds it; so it works without cookies too
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def system_owner_page(request: HttpRequest, token: str) -> HttpResponse:
    """Whom it is about, what to do, by when, and the answer. Mail scanners open it: opening changes nothing."""
    response = _page(request, token, access.task_by_link(token))
    response["X-Robots-Tag"] = "noindex"
    # The address is a secret, so no other site is told of it.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: HttpRequest, token: str, task: OwnerTask | None) -> HttpResponse:
    if task is None:
        return _said(request, "unknown", status=404)
    wear(request, task.step.case.brand)
    if request.method == "POST" and not rate_limits.allows(request, rate_limits.PUBLIC_FORM):
        return _said(request, "limit", status=429)
    if not task.is_open:
        return _said(request, "over")
    if request.method == "POST" and FRESH in request.POST:
        ways.send_fresh_owner_link(token)
        return _said(request, "sent")
    if not task.may_answer:
        return _said(request, "old")
    if request.method == "POST":
        return _answer(request, token, task)
    return _ask(request, task, TaskForm(task=task))


def _answer(request: HttpRequest, token: str, task: OwnerTask) -> HttpResponse:
    form = TaskForm(request.POST, task=task)
    if not form.is_valid():
        return _ask(request, task, form, status=422)
    said = form.cleaned_data
    try:
        ways.answer_owner_task(
            token,
            StepState(said["state"]),
            found=said["found"],
            keep_code=said.get("keep_code", ""),
            note=said["note"],
        )
    except (Changed, NotAllowed):
        return _said(request, "over", status=409)
    except BadInput as error:
        form.add_error(None, str(error))
        return _ask(request, task, form, status=422)
    return _said(request, "thanks")


def _ask(request: HttpRequest, task: OwnerTask, form: TaskForm, status: int = 200) -> HttpResponse:
    words = {
        "task": task,
        "step": task.step,
        "system": task.step.system,
        "business": task.step.case.business,
        "reference": references.spell(task.step.case.reference),
        "form": form,
    }
    return render(request, "public/links/system_owner.html", words, status=status)


def _said(request: HttpRequest, said: str, status: int = 200) -> HttpResponse:
    return render(request, "public/links/system_owner_answer.html", {"said": said, "fresh": FRESH}, status=status)
