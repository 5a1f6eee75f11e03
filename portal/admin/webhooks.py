"""Webhooks in the set-up: secrets that are shown once, and listeners to events."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr import webhooks
from dsr.errors import BadInput, DeskError
from dsr.models import Event, Listener, System
from dsr.models.webhook import EventName
from portal.staff.wording.reasons import explain
from portal.ways import new_secret_field
from portal.web.typed_bases import ModelAdmin, ModelForm


class SecretForm(ModelForm[Any]):
    """A form of something that signs."""

    new_secret = new_secret_field()


def show_once(request: HttpRequest, row: System | Listener, secret: str) -> HttpResponse:
    """The page after a save, in place of the list: the only time that the secret is seen."""
    shown = {**admin.site.each_context(request), "title": _("Signing secret of %(name)s") % {"name": row}}
    answer = render(request, "admin/webhook_secret.html", {**shown, "secret": secret})
    answer["Cache-Control"] = "no-store"
    return answer


class _SavedWithSecret(HttpRequest):
    fresh_secret: str


def will_show(request: HttpRequest, secret: str) -> None:
    """What is saved by this request has a new secret: the answer shows it."""
    cast(_SavedWithSecret, request).fresh_secret = secret


def _fresh_secret(request: HttpRequest) -> str:
    return str(getattr(request, "fresh_secret", ""))


class ShowsSecret(ModelAdmin[Any]):
    """Saving may make a secret: then the answer is the page that shows it."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        secret = _fresh_secret(request)
        return show_once(request, obj, secret) if secret else super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        secret = _fresh_secret(request)
        return show_once(request, obj, secret) if secret else super().response_change(request, obj)


class ListenerForm(SecretForm):
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Is told of"),
        choices=EventName.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Listener
        fields = ("business", "name", "address", "events", "is_active", "new_secret")

    def clean_address(self) -> str:
        try:
            return webhooks.check_address(str(self.cleaned_data["address"]))
        except BadInput as error:
            raise ValidationError(str(error)) from error


@admin.register(Listener)
class ListenerPages(ShowsSecret):
    """The business's own tools. What they are told names no person, so nobody else approves them."""

    form = ListenerForm
    list_display = ("name", "business", "address", "is_active", "told", "waiting", "last_failure")
    list_select_related = ("business",)
    list_filter = ("business", "is_active")
    actions = ("send_a_test", "try_failed_again")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Listener]:
        told = Count("told", filter=Q(told__told_at__isnull=False))
        waiting = Count("told", filter=Q(told__told_at__isnull=True) & Q(told__isnull=False))
        rows: QuerySet[Listener] = super().get_queryset(request)
        return rows.annotate(told_count=told, waiting_count=waiting)

    def get_readonly_fields(self, request: HttpRequest, obj: Listener | None = None) -> tuple[str, ...]:
        return ("business",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("told"))
    def told(self, row: Any) -> int:
        return int(row.told_count)

    @admin.display(description=gettext_lazy("not told yet"))
    def waiting(self, row: Any) -> int:
        return int(row.waiting_count)

    @admin.display(description=gettext_lazy("last failure"))
    def last_failure(self, row: Listener) -> str:
        event = Event.objects.filter(listener=row).exclude(failed_at=None).order_by("-failed_at").first()
        if event is None:
            return _("none")
        why = _("since told") if event.told_at else explain(event.reason).why
        return f"{event.failed_at:%Y-%m-%d %H:%M} UTC: {why}"

    def save_model(self, request: HttpRequest, obj: Listener, form: Any, change: bool) -> None:
        if form.cleaned_data["new_secret"] or not obj.sealed_secret:
            secret = webhooks.new_secret()
            obj.sealed_secret = webhooks.seal_secret(secret)
            will_show(request, secret)
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Send a test that tells of nothing"), permissions=["view"])
    def send_a_test(self, request: HttpRequest, queryset: QuerySet[Listener]) -> None:
        for listener in queryset:
            _try(request, listener, lambda listener=listener: webhooks.try_listener(listener))

    @admin.action(description=gettext_lazy("Tell again what failed"), permissions=["change"])
    def try_failed_again(self, request: HttpRequest, queryset: QuerySet[Listener]) -> None:
        count = sum(webhooks.retry_listener(listener) for listener in queryset)
        words = ngettext("%(count)d event goes out again.", "%(count)d events go out again.", count)
        messages.success(request, words % {"count": count})


def _try(request: HttpRequest, row: Listener, send: Any) -> None:
    try:
        send()
    except DeskError as error:
        messages.error(request, f"{row.name}: {error}")
    else:
        messages.success(request, _("%(name)s: it answered.") % {"name": row.name})
