"""Business, brands, closed days, designated addresses, policy versions and choice mode."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from dsr import disclosures, journal
from dsr.clock import today
from dsr.models import Brand, Business, ChoiceMode, ClosedDay, DesignatedAddress, PolicyVersion
from portal.web.typed_bases import ModelAdmin, ModelForm, TabularInline

Fixed = list[str] | tuple[str, ...]
# An address that is typed without its scheme is meant as https.
HTTPS: "Mapping[type[models.Field[Any, Any]], Mapping[str, Any]]" = {models.URLField: {"assume_scheme": "https"}}


class ClosingPages(ModelAdmin[Any]):
    """Pages on which closed days change: open requests follow at once."""

    def save_related(self, *args: Any, **kwargs: Any) -> None:
        super().save_related(*args, **kwargs)
        journal.follow_closed_days()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        journal.follow_closed_days()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)
        journal.follow_closed_days()


class BrandRows(TabularInline[Brand, Business]):
    model = Brand
    formfield_overrides = HTTPS
    extra = 0
    can_delete = False


class ClosedDayRows(TabularInline[ClosedDay, Business]):
    model = ClosedDay
    extra = 0


@admin.register(Business)
class BusinessPages(ClosingPages):
    list_display = ("name", "contact_email", "employees", "ledger_version")
    search_fields = ("name",)
    readonly_fields = ("ledger_version",)
    inlines = (BrandRows, ClosedDayRows)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **more: Any) -> HttpResponse:
        if (business := more.get("obj")) is not None and (conflict := disclosures.sale_answer(business).conflict):
            self.message_user(request, str(conflict), messages.WARNING)
        return super().render_change_form(request, context, *args, **more)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Brand)
class BrandPages(ModelAdmin[Brand]):
    formfield_overrides = HTTPS
    list_display = ("name", "business", "slug", "color", "is_front")
    list_select_related = ("business",)
    search_fields = ("name", "slug")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ClosedDay)
class ClosedDayPages(ClosingPages):
    list_display = ("day", "why", "business")
    list_select_related = ("business",)
    list_filter = ("business",)
    ordering = ("-day",)


class DesignatedAddressForm(ModelForm[DesignatedAddress]):
    """One that requests rely on can be replaced: it ends today, still receives, and another begins."""

    replaced_by = forms.CharField(
        label=_("replace it by"),
        help_text=_(
            "Requests came to this address, so it stays in the record. Write the right one here: this one is "
            "withdrawn today, and what still comes to it is answered within the same days as before."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_replaced_by(self) -> str:
        text = str(self.cleaned_data["replaced_by"]).strip()
        if " ".join(text.split()).casefold() == " ".join(self.instance.value.split()).casefold():
            raise ValidationError(_("This is the same address."))
        return text


@admin.register(DesignatedAddress)
class DesignatedAddressPages(ModelAdmin[DesignatedAddress]):
    """An address that requests rely on counts for ever: it is withdrawn with a date, never removed or rewritten.

    A slip in one that no request relies on is mended.
    """

    form = DesignatedAddressForm

    list_display = ("value", "medium", "business", "published_on", "withdrawn_on")
    list_select_related = ("business",)
    list_filter = ("business", "medium")

    def get_readonly_fields(self, request: HttpRequest, obj: DesignatedAddress | None = None) -> Fixed:
        if obj is None:
            return ()
        return ("business", "medium", "value", "published_on") if obj.is_relied_on else ("business",)

    def get_fields(self, request: HttpRequest, obj: DesignatedAddress | None = None) -> Any:
        may_replace = obj is not None and obj.is_relied_on and obj.withdrawn_on is None
        return [name for name in super().get_fields(request, obj) if name != "replaced_by" or may_replace]

    def save_model(self, request: HttpRequest, obj: DesignatedAddress, form: Any, change: bool) -> None:
        right = form.cleaned_data.get("replaced_by", "") if obj.is_relied_on else ""
        if right:
            obj.withdrawn_on = obj.withdrawn_on or today()
        super().save_model(request, obj, form, change)
        if right:
            DesignatedAddress.objects.create(
                business=obj.business, medium=obj.medium, value=right, published_on=today()
            )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(PolicyVersion)
class PolicyVersionPages(ModelAdmin[PolicyVersion]):
    """A version on which choice mode stands keeps what it says."""

    formfield_overrides = HTTPS
    list_display = ("label", "business", "published_on", "choice")
    list_select_related = ("business",)
    list_filter = ("business", "choice")

    def get_readonly_fields(self, request: HttpRequest, obj: PolicyVersion | None = None) -> Fixed:
        is_relied_on = obj is not None and obj.choicemode_set.exists()
        return ("business", "published_on", "choice") if is_relied_on else ()


class ChoiceModeForm(ModelForm[ChoiceMode]):
    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        since = said.get("since") or self.instance.since
        if said.get("until") and since and said["until"] < since:
            raise ValidationError({"until": _("This day comes before the first one.")})
        return said


@admin.register(ChoiceMode)
class ChoiceModePages(ModelAdmin[ChoiceMode]):
    """Choice mode holds by date of receipt: it is ended with a date, and a new one is begun for new words."""

    form = ChoiceModeForm
    list_display = ("policy_version", "business", "since", "until")
    list_select_related = ("business", "policy_version")

    def get_readonly_fields(self, request: HttpRequest, obj: ChoiceMode | None = None) -> Fixed:
        return ("business", "policy_version", "means", "since") if obj else ()
