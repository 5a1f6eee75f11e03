"""Rules for agents: what the person is asked, which the law bounds."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from dsr import parties
from dsr.kinds import base
from dsr.models import AgentRule
from portal.web.typed_bases import ModelAdmin, ModelForm


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, str(kind.title)) for kind in base.every()]


class RuleForm(ModelForm[AgentRule]):
    class Meta:
        model = AgentRule
        fields = ("business", "kind", "asks")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only here: in the column itself, a list of kinds would need a migration for each new one.
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of request"), choices=_kinds)
        self.fields["asks"].help_text = _(
            "At most one of the two (Cal. Code Regs. tit. 11, § 7063). Who opts out, and whose agent has a power of "
            "attorney, is never asked."
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("kind") and said.get("asks"):
            for field, words in parties.agent_rule_faults(said["kind"], said["asks"]):
                self.add_error(field, words)
        return said


@admin.register(AgentRule)
class AgentRulePages(ModelAdmin[AgentRule]):
    """Without a rule, the person is asked nothing."""

    form = RuleForm
    list_display = ("kind", "business", "asks", "is_lawful")
    list_select_related = ("business",)
    list_filter = ("business",)

    @admin.display(boolean=True, description=_("within the law"))
    def is_lawful(self, rule: AgentRule) -> bool:
        return not parties.agent_rule_faults(rule.kind, rule.asks)
