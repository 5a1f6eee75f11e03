"""Bases of Django's that take the model they are for, as types: at run time Django's own cannot be subscripted."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline
    from django.contrib.auth.admin import UserAdmin
    from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
    from django.forms import ModelForm
else:
    from django import forms
    from django.contrib import admin
    from django.contrib.auth import admin as accounts
    from django.contrib.auth import forms as account_forms

    class _Of:
        """`X[Model]` is X."""

        def __class_getitem__(cls, model):
            return cls

    class ModelAdmin(_Of, admin.ModelAdmin):
        pass

    class TabularInline(_Of, admin.TabularInline):
        pass

    class UserAdmin(_Of, accounts.UserAdmin):
        pass

    class ModelForm(_Of, forms.ModelForm):
        pass

    class BaseUserCreationForm(_Of, account_forms.BaseUserCreationForm):
        pass

    class UserChangeForm(_Of, account_forms.UserChangeForm):
        pass


__all__ = ["BaseUserCreationForm", "ModelAdmin", "ModelForm", "TabularInline", "UserAdmin", "UserChangeForm"]
