"""A system that a person looks after, in the set-up: the owner must be told what to do."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from dsr.models import System
from portal.ways.base import StaffPart, register_part


class OwnerPart(StaffPart):
    code = "person"

    def check(self, form: "forms.ModelForm[System]", said: Mapping[str, Any]) -> None:
        if not said.get("instructions", "").strip():
            form.add_error("instructions", _("Tell the owner what to do."))


register_part(OwnerPart())
