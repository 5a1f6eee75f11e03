"""The register of systems: where it is, who owns it, and what each deed does there. Its connection is never shown."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.clock import now
from dsr.errors import DeskError
from dsr.kinds import base
from dsr.models import System
from dsr.models import way as ways
from portal.admin.webhooks import ShowsSecret, will_show
from portal.ways import every_part, part_of
from portal.web.typed_bases import ModelForm
from portal.web.typed_requests import reader

_NOT_CHOSEN = ("", "---------")


class CodedLines(forms.Field):
    """Lines of a code and words, such as `opt-out: Nothing in it is shared.`; read as [(code, words)]."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> list[tuple[str, str]]:
        found = []
        for line in str(value or "").splitlines():
            if not line.strip():
                continue
            code, colon, words = (part.strip() for part in line.partition(":"))
            if not (colon and code and words):
                raise ValidationError(_("Write each line as “code: words”. This is not: %(line)s") % {"line": line})
            found.append((code, words))
        return found


def offered_ways() -> list[tuple[str, str]]:
    """Every way to act in a system, by code, in words."""
    return [(way.code, str(way.words)) for way in ways.every()]


def actions() -> dict[str, str]:
    """What can be done in systems, and the kinds of request that do it."""
    found: dict[str, list[str]] = {}
    for kind in base.every():
        if kind.work is not None:
            found.setdefault(kind.work.action, []).append(str(kind.title))
    return {action: f"{action}: {', '.join(titles)}" for action, titles in found.items()}


def _exceptions() -> set[str]:
    return {keep.code for kind in base.every() for keep in kind.keep_codes if not keep.is_not_asked}


class SystemForm(ModelForm[System]):
    """What every way needs; form_of_all_ways() adds the fields of each."""

    way = forms.ChoiceField(label=gettext_lazy("How to act there"), choices=lambda: [_NOT_CHOSEN, *offered_ways()])
    actions = forms.MultipleChoiceField(
        label=gettext_lazy("Takes part in"),
        choices=lambda: list(actions().items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reasons = CodedLines(
        label=gettext_lazy("Does not take part in, because"),
        help_text=gettext_lazy("A line each, such as “opt-out: Nothing in it is shared.”"),
        required=False,
    )
    exceptions = CodedLines(
        label=gettext_lazy("Retention exceptions"),
        help_text=gettext_lazy(
            "A line each, such as “E8_LEGAL_OBLIGATION: Tax law: we must keep invoices.” Letters say this."
        ),
        required=False,
    )

    class Meta:
        model = System
        fields = (
            *("business", "name", "owner_name", "owner_email", "holds", "way", "position", "is_active"),
            *("actions", "reasons", "exceptions", "review_months", "instructions"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        reasons = {action: given.get("note") or given.get("code", "") for action, given in row.reasons.items()}
        self.initial["reasons"] = "\n".join(f"{action}: {why}" for action, why in reasons.items())
        self.initial["exceptions"] = "\n".join(f"{one['code']}: {one.get('note', '')}" for one in row.exceptions)
        self.initial["mapping"] = ""
        self.initial.update(part_of(row.way).initial(row))

    def clean_reasons(self) -> dict[str, dict[str, str]]:
        known = set(actions())
        given = self.cleaned_data["reasons"]
        if unknown := {action for action, _words in given} - known:
            raise ValidationError(_code_words(unknown, known))
        return {action: {"note": words} for action, words in given}

    def clean_exceptions(self) -> list[dict[str, str]]:
        known = _exceptions()
        given = self.cleaned_data["exceptions"]
        if unknown := {code for code, _words in given} - known:
            raise ValidationError(_code_words(unknown, known))
        return [{"code": code, "note": words} for code, words in given]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        acts, reasons = set(said.get("actions", ())), set(said.get("reasons", {}))
        # The symmetry check: nothing is left out in silence.
        if "reasons" not in self.errors and (silent := set(actions()) - acts - reasons):
            self.add_error("reasons", _("Take part in these or say why not: %(actions)s.") % _listed(silent))
        if both := acts & reasons:
            self.add_error("reasons", _("It takes part in these, so there is no reason against: %(d)s.") % _in_d(both))
        if "way" in said:
            part_of(said["way"]).check(self, said)
        return said


def form_of_all_ways() -> type[SystemForm]:
    """The form with the own fields of every way: what another way needs is left empty."""
    own = {name: field for part in every_part() for name, field in part.fields().items()}
    meta = type("Meta", (SystemForm.Meta,), {"fields": (*SystemForm.Meta.fields, *own)})
    return type("SystemForm", (SystemForm,), {**own, "Meta": meta})


def _listed(codes: set[str]) -> dict[str, str]:
    return {"actions": ", ".join(sorted(codes))}


def _in_d(codes: set[str]) -> dict[str, str]:
    return {"d": ", ".join(sorted(codes))}


def _code_words(unknown: set[str], known: set[str]) -> str:
    said = {"unknown": ", ".join(sorted(unknown)), "known": ", ".join(sorted(known))}
    return _("Not known here: %(unknown)s. Use one of: %(known)s.") % said


def _take_way(obj: System, form: SystemForm) -> str:
    """What the way of acting needs; what another way needed is not kept. Returns a secret that was made for it."""
    has_changed = "way" in form.changed_data and form.initial.get("way")
    if has_changed:
        obj.sealed_connection = ""
    return part_of(obj.way).keep(obj, form.cleaned_data)


class WayFilter(admin.SimpleListFilter):
    title = gettext_lazy("how to act there")
    parameter_name = "way__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return offered_ways()

    def queryset(self, request: HttpRequest, queryset: QuerySet[System]) -> QuerySet[System]:
        return queryset.filter(way=self.value()) if self.value() else queryset


@admin.register(System)
class SystemPages(ShowsSecret):
    """A system that is no longer used is switched off, never removed: requests tell what was done in it."""

    form = SystemForm
    list_display = ("name", "business", "acts_there", "owner_name", "position", "is_active", "approval")
    list_select_related = ("business",)
    list_filter = ("business", WayFilter, "is_active")
    search_fields = ("name", "owner_name")
    actions = ("try_mapping",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: System | None = None) -> tuple[str, ...]:
        return ("business",) if obj else ()

    def get_form(self, request: HttpRequest, obj: System | None = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, **{"form": form_of_all_ways(), **kwargs})

    @admin.display(description=gettext_lazy("how to act there"), ordering="way")
    def acts_there(self, row: System) -> str:
        return str(row.how.words)

    @admin.display(boolean=True, description=gettext_lazy("acts"))
    def approval(self, row: System) -> bool:
        return row.is_approved

    def save_model(self, request: HttpRequest, obj: System, form: Any, change: bool) -> None:
        # As it is stored: the form has written into `obj` what was typed.
        stored = System.objects.filter(pk=obj.pk).first()
        if secret := _take_way(obj, form):
            will_show(request, secret)
        if stored is None or obj.mapping_digest != stored.mapping_digest:
            obj.mapping_by, obj.mapping_changed_at = reader(request), now()
        super().save_model(request, obj, form, change)
        if not obj.is_approved:
            said = _("Nothing is done in “%(name)s” until somebody approves it at the desk, under Systems.")
            messages.warning(request, said % {"name": obj.name})

    @admin.action(
        description=gettext_lazy("Ask the system: for every table and column, or for an answer"), permissions=["view"]
    )
    def try_mapping(self, request: HttpRequest, queryset: QuerySet[System]) -> None:
        for system in queryset:
            try:
                said = system.how.try_out(system)
            except DeskError as error:
                messages.error(request, f"{system.name}: {error}")
            else:
                if said:
                    messages.success(request, said)
