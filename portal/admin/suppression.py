"""Mail lists, and the keys of other programs: seen and revoked here, made by `manage.py new_api_key`."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dsr import suppression
from dsr.models import ApiKey, MailList
from portal.web.typed_bases import ModelAdmin


@admin.register(MailList)
class MailListPages(ModelAdmin[MailList]):
    """A list that mail went out for keeps its short name: links in old messages carry it."""

    list_display = ("name", "slug", "business", "is_active")
    list_select_related = ("business",)
    list_filter = ("business", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: MailList | None = None) -> tuple[str, ...]:
        return ("business", "slug") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ApiKey)
class ApiKeyPages(ModelAdmin[ApiKey]):
    """Only its hash is kept, so a key is shown once, by the command that makes it."""

    list_display = ("name", "business", "may", "made_at", "used_on", "revoked_at")
    list_select_related = ("business",)
    list_filter = ("business",)
    readonly_fields = ("name", "business", "may", "made_at", "made_by", "used_on", "revoked_at")
    fields = readonly_fields
    actions = ("revoke",)

    @admin.display(description=_("may"))
    def may(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @admin.action(description=_("Revoke the chosen keys"))
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiKey]) -> None:
        for key in chosen:
            suppression.revoke_api_key(key)
        count = len(chosen)
        words = ngettext("%(count)d key is revoked.", "%(count)d keys are revoked.", count) % {"count": count}
        self.message_user(request, words, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
