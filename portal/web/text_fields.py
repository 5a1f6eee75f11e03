"""The fields of what a person writes: a line, a name, some lines, a mailing address."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from dsr.errors import BadInput
from dsr.formats.placeholders import is_no_place
from dsr.formats.postal_addresses import envelope_lines, one_address, says_no_address
from dsr.formats.short_words import refuse_no_name, refuse_turned


def _one_line(text: str) -> str:
    """White space is joined. Raises a form error for what turns the writing around, or cannot be shown."""
    return _checked(refuse_turned, " ".join(text.split()))


def _checked(refuse: Callable[[str], None], text: str) -> str:
    try:
        refuse(text)
    except BadInput as error:
        raise forms.ValidationError(str(error), code="unfit") from error
    return text


class LineField(forms.CharField):
    """One line."""

    def to_python(self, value: Any) -> str:
        return _one_line(super().to_python(value) or "")


class NameField(LineField):
    """What a person or a firm is called: it may stand in letters of ours, so that nothing in it leads elsewhere."""

    def to_python(self, value: Any) -> str:
        name = super().to_python(value)
        return _checked(refuse_no_name, name) if name else ""


class LinesField(forms.CharField):
    """Some lines, without empty ones."""

    def to_python(self, value: Any) -> str:
        lines = (_one_line(line) for line in (super().to_python(value) or "").splitlines())
        return "\n".join(line for line in lines if line)


class PostalField(LinesField):
    """An address as on an envelope; a line that stands for nothing is none."""

    def to_python(self, value: Any) -> str:
        lines = [line for line in super().to_python(value).splitlines() if not is_no_place(line)]
        return envelope_lines(lines[0]) if len(lines) == 1 else "\n".join(lines)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (says_no_address(value) or not _is_whole(value)):
            raise forms.ValidationError(
                _("Write the whole address: the street, the city, the state and the ZIP code."),
                code="not_whole",
            )


def _is_whole(value: str) -> bool:
    """Two lines, or one that says as much."""
    if "\n" in value:
        return True
    try:
        return bool(one_address(value))
    except BadInput:
        return False
