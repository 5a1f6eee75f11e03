"""The three single fields before the page: the code of a letter, the six digits, and an email address."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.formats import page_tokens
from portal.web.mailbox_field import MailboxField


class LinkForm(forms.Form):
    """The link of a letter, typed from paper: a slip is told at once, by its check character and by nothing else."""

    use_required_attribute = False
    link = forms.CharField(
        label=gettext_lazy("The twelve letters and digits at the end of the link"),
        help_text=gettext_lazy("Our letters and emails end with a link. It looks like …/r/2A3B-4C5D-6E7F/."),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the end of the link from our letter or email.")},
    )

    def clean_link(self) -> str:
        """The token, also of a whole link that was pasted."""
        typed: str = self.cleaned_data["link"]
        token = page_tokens.parse(typed.strip().strip("/").rpartition("/")[2])
        if token is None:
            raise forms.ValidationError(
                _("No letter of ours says this. Check each letter and digit, and try again."), code="unknown"
            )
        return token


class CodeForm(forms.Form):
    """The six digits. Whatever is wrong with them is told alike."""

    use_required_attribute = False
    code = forms.CharField(
        label=gettext_lazy("Six-digit code"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the six digits that we sent.")},
    )


class ReferencesForm(forms.Form):
    """The address with which somebody asked."""

    use_required_attribute = False
    email = MailboxField(
        label=gettext_lazy("Your email address"),
        help_text=gettext_lazy("The one that you gave with your requests. An agent gives their own."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter your email address.")},
    )
