"""Staff accounts: made and closed by an administrator. One administrator always stays."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dsr.lifecycle import Who
from dsr.models import Account
from portal.web.typed_bases import BaseUserCreationForm, ModelForm, UserAdmin, UserChangeForm


class UniqueEmail(ModelForm[Account]):
    """Two accounts never share an email, however it is spelled."""

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if Account.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is an account with this email already."))
        return email


class NewAccount(UniqueEmail, BaseUserCreationForm[Account]):
    class Meta:
        model = Account
        fields = ("email", "name", "role", "is_second_approver", "daily_email")
        field_classes: dict[str, type[forms.Field]] = {}


class ChangedAccount(UniqueEmail, UserChangeForm[Account]):
    class Meta:
        model = Account
        fields = ("email", "password", "name", "role", "is_second_approver", "is_active", "daily_email")
        field_classes: dict[str, type[forms.Field]] = {}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        stays = said.get("is_active") and said.get("role") == Who.ADMINISTRATOR.value
        others = Account.objects.filter(is_active=True, role=Who.ADMINISTRATOR.value).exclude(pk=self.instance.pk)
        if not stays and not others.exists():
            raise ValidationError(_("This is the only administrator. Make another one first."))
        return said


@admin.register(Account)
class AccountPages(UserAdmin[Account]):
    form = ChangedAccount
    add_form = NewAccount
    add_form_template = None
    list_display = ("email", "name", "role", "is_second_approver", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "role", "is_second_approver", "is_active", "daily_email")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "role", "is_second_approver", "daily_email", "password1", "password2")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # What an account did stays in the journal under its number.
        return False
