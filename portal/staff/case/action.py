"""One thing that staff can do on a case, declared: its form, its verb, what is said when it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dsr.journal import Actor
from dsr.lifecycle import Transition
from dsr.models import Case


class SeenForm(forms.Form):
    """What every form on a case has. `name` is its action's; field ids begin with it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    is_to_be_looked_at = False  # what it comes to is shown first, on the same page, and nothing is done

    def __init__(
        self,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
        *,
        case: Case,
        name: str,
        initial: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        super().__init__(data, files, initial={"seen": case.entry_count, **initial}, auto_id=f"{name}-%s")
        self.case, self.name = case, name

    def put(self, **values: object) -> None:
        """Set what stands in the form, as if it had been sent so."""
        sent = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        for name, value in values.items():
            sent[name] = str(value)
        self.data = sent


class StepForm(SeenForm):
    """Something to do with one step of the work in systems."""

    step = forms.IntegerField(widget=forms.HiddenInput)


class OptionalNoteForm(SeenForm):
    note = forms.CharField(
        label=_("Note for the record (optional)"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AloneForm(SeenForm):
    """Where it is left to one person: why it is right, and the password of who decides alone."""

    def may_be_left_to_one(self) -> bool:
        """Whether nobody else can be the second person of what this form does."""
        raise NotImplementedError

    def asks_ground(self) -> bool:
        """Whether what was chosen needs it; asked once the rest of the form is read."""
        return True

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, **kwargs)
        if self.may_be_left_to_one():
            self.fields |= ground_fields()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.asks_ground():
            require_ground(self)
        return said


def ground_fields() -> dict[str, forms.Field]:
    """What one person gives where there is no second: why it is right, and the password."""
    return {
        "ground": forms.CharField(
            label=_("Why it is right, without a second person"),
            help_text=_("What you checked. The record keeps it, and says that one pair of eyes decided."),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        "password": forms.CharField(
            label=_("Your password, or the code of your authenticator app"),
            strip=False,
            required=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        ),
    }


def require_ground(form: forms.Form) -> None:
    """Say at each of these fields what lacks, as the form is read. A look at a letter asks for neither."""
    missing = {"ground": _("Write why it is right."), "password": _("Enter your password again, or a code.")}
    for name, words in missing.items():
        if name in form.fields and "look" not in form.data and not form.cleaned_data.get(name):
            form.add_error(name, words)


@dataclass(frozen=True)
class Action:
    """`do` takes the case, the actor and the form's values. `transition`: offered while the lifecycle allows it."""

    name: str
    form: Callable[..., SeenForm]
    do: Callable[[Case, Actor, Mapping[str, Any]], object]
    done: str | Promise
    transition: Transition | None = None
    decided: str | Promise = ""  # said in place of `done` where the decision waits before it leaves
    proposed: str | Promise = ""  # said in place of `done` where it is only proposed, and a second person must agree
    on_draft: bool = False  # its page is the draft's, not the case's
    page: Callable[..., HttpResponse | None] | None = (
        None  # the page of its own that shows it again when it is refused
    )
    is_recorded: bool = True  # `do` writes an entry of the case, and what is said of it rests on that
    item: str = ""  # the field that tells one of several forms of this action from the others
