"""Bases of Django's that take the model they are for, as types: at run time Django's own cannot be subscripted."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline
    from django.forms import ModelForm
else:
    from django import forms
    from django.contrib import admin

    class _Of:
        """`X[Model]` is X."""

        def __class_getitem__(cls, model):
            return cls

    class ModelAdmin(_Of, admin.ModelAdmin):
        pass

    class TabularInline(_Of, admin.TabularInline):
        pass

    class ModelForm(_Of, forms.ModelForm):
        pass


__all__ = ["ModelAdmin", "ModelForm", "TabularInline"]
