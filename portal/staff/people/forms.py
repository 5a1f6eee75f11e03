"""What an administrator enters of a colleague: never a password."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dsr.lifecycle import Who
from dsr.models import Account
from portal.web.typed_bases import ModelForm


class InviteForm(ModelForm[Account]):
    """Two accounts never share an email, however it is spelled."""

    class Meta:
        model = Account
        fields = ("email", "name", "role")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if Account.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is an account with this email already."))
        return email


class PersonForm(InviteForm):
    class Meta:
        model = Account
        fields = ("email", "name", "role", "is_active", "daily_email")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        stays = said.get("is_active") and said.get("role") == Who.ADMINISTRATOR.value
        if not stays and not Account.objects.administrators_beside(self.instance).exists():
            raise ValidationError(_("This is the only administrator. Make another one first."))
        return said
