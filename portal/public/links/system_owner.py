"""The task of a system's owner: the page behind the link of a mail, without an account. Only a press answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.formats import references
from dsr.fulfilment import ways
from dsr.fulfilment.ways import OwnerTask
from dsr.models import Case
from dsr.models.system import StepState
from portal import access
from portal.public.links.outside_answer import OutsideAnswer, SaidWords, behind_link, respond
from portal.web.field_choices import offer

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
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("If you did it: which of these were there? (optional)"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
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
        elif task.is_stop:
            states[0] = (StepState.DONE.value, gettext_lazy("I did it: it is stopped there"))
        codes = [(code.code, f"{code.words} ({code.citation})") for code in task.keep_codes]
        if codes:
            offer(self, "keep_code", [("", gettext_lazy("Choose the exception")), *codes])
        else:
            del self.fields["keep_code"]
            del states[2:]
        offer(self, "state", states)
        if len(task.parts) > 1:
            offer(self, "parts", task.parts)
        else:
            del self.fields["parts"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("state") == StepState.KEPT.value:
            if not said.get("keep_code"):
                self.add_error("keep_code", _("Choose the exception under which it is kept."))
            if not said.get("note", "").strip():
                self.add_error("note", _("Write what is kept and why."))
        return said


_SAID = SaidWords(
    over=gettext_lazy("This task is answered already, or the request has ended."),
    old=gettext_lazy("The task still waits. We can mail a new link to the address that we have for its owner."),
    sent=gettext_lazy("It goes to the owner of the system, once a day at most. An email can take some minutes."),
)


@dataclass(frozen=True)
class _OwnerAnswer(OutsideAnswer):
    token: str
    task: OwnerTask
    template = "public/links/system_owner.html"

    @property
    def case(self) -> Case:
        return self.task.step.case

    @property
    def is_open(self) -> bool:
        return self.task.is_open

    @property
    def may_answer(self) -> bool:
        return self.task.may_answer

    def form(self, data: QueryDict | None) -> TaskForm:
        return TaskForm(data, task=self.task)

    def shown(self) -> dict[str, object]:
        return {
            "task": self.task,
            "step": self.task.step,
            "system": self.task.step.system,
            "business": self.case.business,
            "reference": references.spell(self.case.reference),
        }

    def take(self, said: Mapping[str, Any]) -> None:
        ways.answer_owner_task(
            self.token,
            StepState(said["state"]),
            found=said["found"],
            keep_code=said.get("keep_code", ""),
            note=said["note"],
            parts=said.get("parts", ()),
        )

    def send_fresh(self) -> bool:
        return ways.send_fresh_owner_link(self.token)


@behind_link
def system_owner_page(request: HttpRequest, token: str) -> HttpResponse:
    """The task of a system's owner, by the link of the mail that asks for it."""
    task = access.task_by_link(token)
    return respond(request, _OwnerAnswer(token, task) if task else None, _SAID)
