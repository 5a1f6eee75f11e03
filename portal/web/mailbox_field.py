"""The field of an email address: in the shapes that people paste, also with letters of their own language."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dsr import letters
from dsr.errors import BadInput
from dsr.formats import addresses
from dsr.formats.hidden_characters import HiddenCharacter


class MailboxField(forms.EmailField):
    """One address; “Name <a@b>”, quotes, mailto: and marks around it are taken off. A hidden character is refused.

    `gets_mail`: we write to it, so our mail server must be able to. Who only stops mail is never held back by that.
    """

    default_validators = []
    default_error_messages = {"invalid": gettext_lazy("Enter an email address like name@example.com.")}

    def __init__(self, *, gets_mail: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.gets_mail = gets_mail

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if not text:
            return text
        try:
            email = addresses.one_address(text)
        except HiddenCharacter as error:
            raise forms.ValidationError(str(error), code="hidden") from error
        except BadInput as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        if self.gets_mail and (why := letters.why_not_mailed(email)):
            raise forms.ValidationError(why, code="not-mailed")
        return email
