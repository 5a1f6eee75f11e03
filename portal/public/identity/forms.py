"""What the page behind a link asks for beside the button: points that are missing, and a signed statement."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import verification
from dsr.clock import today
from dsr.law import verification as law
from dsr.models import Case, Verification
from portal.web.text_fields import LineField, NameField

_POINT = "point_"


class ProofForm(forms.Form):
    """Empty for most requests: pressing the button is all."""

    use_required_attribute = False

    def __init__(self, *args: Any, row: Verification, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case: Case = row.case
        for name in verification.missing_points(row):
            point = law.BY_POINT[name]
            self.fields[_POINT + name] = LineField(
                label=_(point.words),
                help_text=_(point.hint) if point.hint else "",
                required=False,
                max_length=200,
            )
        self.has_points = bool(self.fields)
        self.is_signed = verification.needs_declaration(row)
        if self.is_signed:
            self.fields |= _declaration_fields()

    @property
    def point_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(_POINT)]

    @property
    def declaration_fields(self) -> list[Any]:
        return [self[name] for name in ("place", "signature")] if self.is_signed else []

    @property
    def statement(self) -> str:
        """The words that are signed, in the language of the page."""
        return _(law.DECLARATION_FOR_ANOTHER if self.case.is_for_another else law.DECLARATION)

    def points(self) -> dict[str, str]:
        """What was offered, by the names of the points."""
        given = {name: self.cleaned_data.get(name, "") for name in self.fields if name.startswith(_POINT)}
        return {name.removeprefix(_POINT): value for name, value in given.items() if value}

    def declaration(self) -> verification.Declaration | None:
        """What was signed; None when nothing has to be."""
        if not self.is_signed:
            return None
        said = self.cleaned_data
        return verification.Declaration(self.statement, said["signature"], said["place"], today().isoformat())


def _declaration_fields() -> dict[str, forms.Field]:
    return {
        "place": LineField(
            label=gettext_lazy("Where you are now"),
            help_text=gettext_lazy("City and state, such as Fresno, California."),
            max_length=120,
            error_messages={"required": gettext_lazy("Enter the city and state where you are now.")},
        ),
        "signature": NameField(
            label=gettext_lazy("Your full name, as your signature"),
            max_length=200,
            widget=forms.TextInput({"autocomplete": "name"}),
            error_messages={"required": gettext_lazy("Enter your full name: it is your signature.")},
        ),
        "agrees": forms.BooleanField(
            label=gettext_lazy("I sign this statement."),
            error_messages={"required": gettext_lazy("Check the box to sign the statement.")},
        ),
    }


class CodeForm(forms.Form):
    """A reference and the code of its letter. What was typed is not checked here: every miss is told alike."""

    use_required_attribute = False
    reference = forms.CharField(
        label=gettext_lazy("Your reference"),
        help_text=gettext_lazy("It stands in our letter, such as ABCD-EFGH-JKM."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the reference from our letter or email.")},
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Eight letters and digits from the same letter."),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, is_code_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_code_needed = is_code_needed

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if self.is_code_needed and not typed:
            raise forms.ValidationError(_("Enter the code from our letter or email."), code="required")
        return typed
