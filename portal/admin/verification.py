"""Rules of verification, which the law bounds on both sides, and the keys of the business's own site."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from dsr import verification
from dsr.clock import now
from dsr.formats.law_numbers import law_text, law_text_now
from dsr.kinds import base
from dsr.law.verification import POINTS, Level
from dsr.models import HandOffKey, VerificationRule
from portal.web.typed_bases import ModelAdmin, ModelForm


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, str(kind.title)) for kind in base.every() if kind.proof is not None]


def _levels() -> list[tuple[str, str]]:
    return [(level.value, law_text_now(level.label)) for level in Level if level is not Level.ACCOUNT]


def _points() -> list[tuple[str, str]]:
    return [(point.name, gettext(point.words)) for point in POINTS]


class RuleForm(ModelForm[VerificationRule]):
    level = forms.ChoiceField(
        label=_("Level of proof"),
        choices=_levels,
        help_text=_("Each kind has a least and a most that the law lets you ask. Ask for no more than you need."),
    )
    points = forms.MultipleChoiceField(
        label=_("Points that may be matched"),
        choices=_points,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=law_text(
            gettext_noop(
                "What people tell and you hold already. Of these %(reasonable_points)s must match at the reasonable "
                "level, %(high_points)s at the highest; you may offer one more. Never Social Security, identity card "
                "or account numbers (11 CCR § 7060(c)(2))."
            )
        ),
    )

    class Meta:
        model = VerificationRule
        fields = ("business", "kind", "level", "points")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only here: in the column itself, a list of kinds would need a migration for each new one.
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of request"), choices=_kinds)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("kind") and said.get("level"):
            for field, words in verification.proof_rule_faults(said["kind"], said["level"], said.get("points", [])):
                self.add_error(field, words)
        elif said.get("level"):  # a kind that is not offered asks for no proof: the law of that is told too
            for _field, words in verification.proof_rule_faults(
                self.data.get("kind", ""), said["level"], said.get("points", [])
            ):
                self.add_error("kind", words)
        return said


@admin.register(VerificationRule)
class VerificationRulePages(ModelAdmin[VerificationRule]):
    """Without a rule, a kind asks for the least that the law allows."""

    form = RuleForm
    list_display = ("kind", "business", "level", "is_lawful")
    list_select_related = ("business",)
    list_filter = ("business",)

    @admin.display(boolean=True, description=_("within the law"))
    def is_lawful(self, rule: VerificationRule) -> bool:
        return not verification.proof_rule_faults(rule.kind, rule.level, rule.points)

    def save_model(self, request: HttpRequest, obj: VerificationRule, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if words := verification.why_nobody_passes(obj):
            self.message_user(request, words, messages.WARNING)


@admin.register(HandOffKey)
class HandOffKeyPages(ModelAdmin[HandOffKey]):
    """A key is kept sealed and shown once, by the command that makes it."""

    list_display = ("name", "business", "made_at", "revoked_at")
    list_select_related = ("business",)
    list_filter = ("business",)
    readonly_fields = ("name", "business", "made_at", "revoked_at")
    fields = readonly_fields
    actions = ("revoke",)

    @admin.action(description=_("Revoke the chosen keys"))
    def revoke(self, request: HttpRequest, chosen: QuerySet[HandOffKey]) -> None:
        count = chosen.filter(revoked_at=None).update(revoked_at=now())
        words = ngettext("%(count)d key is revoked.", "%(count)d keys are revoked.", count) % {"count": count}
        self.message_user(request, words, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
