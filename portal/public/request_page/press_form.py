"""The forms of what a person does on the page: each press counts once, and what weighs asks a fact of the request."""

from collections.abc import Callable
from secrets import token_urlsafe
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import request_facts
from dsr.errors import BadInput, Blocked, Changed, Forgotten, NotAllowed
from dsr.models import Case
from portal.web import rate_limits
from portal.web.field_choices import offer

_LONGEST = 300


class PressForm(forms.Form):
    """`press` is drawn for each page that is shown, so that the same press twice does it once."""

    press = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("press", token_urlsafe(16))

    def key(self, case: Case) -> str:
        """By which a press of this page is known again; another's is never that of this request."""
        return f"{case.pk}:{self.cleaned_data.get('press') or token_urlsafe(16)}"


class FactForm(PressForm):
    """A fact of the request that no letter carries: which one, and what it is."""

    fact = forms.ChoiceField(
        label=gettext_lazy("What can you tell us from your request?"),
        help_text=gettext_lazy("No email or letter of ours says it, so that nobody else can do this for you."),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you can tell us.")},
    )
    value = forms.CharField(
        label=gettext_lazy("Type it here"),
        max_length=_LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type it here, as it stands in your request.")},
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = request_facts.askable_facts(case)
        offer(self, "fact", [(name, request_facts.ASKED_AS[name]) for name in able])
        if len(able) == 1:
            self.initial.setdefault("fact", able[0])

    @property
    def may_be_asked(self) -> bool:
        """False where every fact of the request stands in some letter: then people at the desk help."""
        return bool(self.fields["fact"].choices)  # type: ignore[attr-defined]

    def given(self) -> tuple[str, str]:
        """The name of the fact, and what was typed."""
        return self.cleaned_data["fact"], self.cleaned_data["value"]


def network_is_over() -> str:
    return _("Many tries came from your network in the past hour. Wait a while, then try again.")


def take_press(request: HttpRequest, form: forms.Form, act: Callable[[], object], field: str | None = None) -> bool:
    """Do it, where the form is right and the network within its limit; else the form says why not.

    `field`: at which the form shows what the verb refuses; None: above all of them.
    """
    if not form.is_valid():
        return False
    if not rate_limits.allows(request, rate_limits.PUBLIC_FORM):
        form.add_error(None, network_is_over())
        return False
    try:
        act()
    except (BadInput, Blocked) as refusal:
        form.add_error(field, str(refusal))
    except (Changed, Forgotten, NotAllowed):
        form.add_error(
            None,
            _("Your request changed a moment ago, and nothing was done. Go back to its page, and look at it again."),
        )
    return form.is_valid()
