"""The disclosure ledger: what is saved here goes into the draft, and the draft is published as a whole."""

from secrets import token_hex
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr import disclosures
from dsr.clock import today
from dsr.disclosures.imports import RecipientKeys
from dsr.errors import DeskError
from dsr.models import Disclosure, LedgerVersion, Recipient, YearStatement
from portal.admin.forms import DisclosureForm, RecipientForm
from portal.web.typed_bases import ModelAdmin
from portal.web.typed_requests import reader


class DraftPages(ModelAdmin[Any]):
    """Rows as the draft has them, else as they are published. Saving adds a row; the old one stays for old reports."""

    list_filter: ClassVar[tuple[str, ...]] = ("business",)
    list_select_related = ("business",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(until_version=None)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ("business",) if obj else ()

    @admin.display(boolean=True, description=gettext_lazy("published"))
    def is_published(self, row: Any) -> bool:
        return bool(row.from_version <= row.business.ledger_version)

    def new_key(self, row: Any) -> str:
        return token_hex(8)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        content = {name: value for name, value in form.cleaned_data.items() if name != "business"}
        key = obj.key or self.new_key(obj)
        disclosures.put_row(obj.business, self.model, key, content)
        row = self.model.objects.get(business=obj.business, key=key, until_version=None)
        obj.pk, obj.key = row.pk, row.key

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        disclosures.end_row(obj.business, self.model, obj.key)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset.select_related("business"):
            disclosures.end_row(row.business, self.model, row.key)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **more: Any) -> HttpResponse:
        # A saved row has a new number, so the page one is on would be gone.
        context["show_save_and_continue"] = False
        return super().render_change_form(request, context, *args, **more)

    def changeform_view(self, request: HttpRequest, *args: Any, **more: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **more)
        except DeskError as error:
            return self._refused(request, error)

    def delete_view(self, request: HttpRequest, *args: Any, **more: Any) -> Any:
        try:
            return super().delete_view(request, *args, **more)
        except DeskError as error:
            return self._refused(request, error)

    def changelist_view(self, request: HttpRequest, *args: Any, **more: Any) -> Any:
        try:
            return super().changelist_view(request, *args, **more)
        except DeskError as error:
            return self._refused(request, error)

    def _refused(self, request: HttpRequest, error: DeskError) -> HttpResponse:
        self.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(request.path)


@admin.register(Recipient)
class RecipientPages(DraftPages):
    model = Recipient
    form = RecipientForm
    list_display = ("name", "postal_address", "key", "business", "is_affiliate", "is_same_brand", "is_published")
    search_fields = ("name", "key")
    ordering = ("name", "key")

    def new_key(self, row: Recipient) -> str:
        keys = RecipientKeys(row.business)
        keys.note(row.name, row.postal_address)
        wanted = keys.key_of(row.name, row.postal_address)
        there = Recipient.objects.filter(business=row.business, key=wanted, until_version=None).exists()
        return f"{wanted}-{token_hex(4)}" if there else wanted


@admin.register(Disclosure)
class DisclosurePages(DraftPages):
    model = Disclosure
    form = DisclosureForm
    list_display = (
        *("recipient_key", "letters", "period_start", "period_end", "purpose", "exclusion", "business"),
        "is_published",
    )
    list_filter = ("business", "exclusion")
    search_fields = ("recipient_key", "key", "purpose")
    ordering = ("recipient_key", "key")

    @admin.display(description=gettext_lazy("categories"))
    def letters(self, row: Disclosure) -> str:
        return ", ".join(row.categories)


@admin.register(LedgerVersion)
class LedgerVersionPages(ModelAdmin[LedgerVersion]):
    """The draft and what was published before it. Nothing is edited here."""

    list_display = ("number", "business", "note", "started_at", "published_at", "published_by")
    list_select_related = ("business", "published_by")
    list_filter = ("business",)
    ordering = ("business", "-number")
    actions = ("publish", "discard")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("Publish the draft"), permissions=["view"])
    def publish(self, request: HttpRequest, queryset: QuerySet[LedgerVersion]) -> None:
        for version in queryset.select_related("business"):
            try:
                disclosures.publish_draft(version, reader(request))
            except DeskError as error:
                self.message_user(request, str(error), messages.ERROR)
                continue
            year = today().year - 1
            found = disclosures.ledger_gaps(version.business, year, version.number)
            said = _("Version %(number)d is published. For %(year)d: %(gaps)s") % {
                "number": version.number,
                "year": year,
                "gaps": disclosures.gap_summary(found),
            }
            level = messages.WARNING if disclosures.has_blocking_gaps(found) else messages.SUCCESS
            self.message_user(request, said, level)
            for ended in disclosures.ended_by_version(version):
                self.message_user(request, ended_in_words(ended), messages.WARNING)

    @admin.action(description=gettext_lazy("Throw the draft away"), permissions=["view"])
    def discard(self, request: HttpRequest, queryset: QuerySet[LedgerVersion]) -> None:
        for version in queryset:
            try:
                disclosures.discard_draft(version)
            except DeskError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                said = _("The draft of version %(number)d is discarded.") % {"number": version.number}
                self.message_user(request, said)


def ended_in_words(statement: YearStatement) -> str:
    """That a year which was complete changed, and how many responses went out on the earlier state."""
    count = len(disclosures.responses_on(statement))
    return ngettext(
        "%(year)d changed: what %(who)s stated of it holds no longer. %(count)d response went out on the earlier "
        "state. Say again that the year is complete.",
        "%(year)d changed: what %(who)s stated of it holds no longer. %(count)d responses went out on the earlier "
        "state. Say again that the year is complete.",
        count,
    ) % {"year": statement.year, "who": statement.stated_by, "count": count}


@admin.register(YearStatement)
class YearStatementPages(ModelAdmin[YearStatement]):
    """Of which years the ledger is complete, by whom, and since when no longer. Said on the desk, never edited."""

    list_display = (
        *("year", "business", "stated_by", "stated_at", "checked_through", "from_version", "until_version"),
        *("ended_at", "ended_why"),
    )
    list_select_related = ("business", "stated_by")
    list_filter = ("business", "year")
    ordering = ("-year", "business", "-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
