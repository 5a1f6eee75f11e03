"""Who acts for whom, as the case page shows it: by what right, what is there, what the person said, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import agents, parties
from dsr.journal import Actor
from dsr.kinds import base
from dsr.law.agents import PARENT_METHODS, Authority
from dsr.models import AgentPermission, Attachment, Bundle, Case
from dsr.models.agent_permission import AgentPermissionState
from portal.staff.case.action import Action, SeenForm
from portal.web.field_choices import offer
from portal.web.mailbox_field import MailboxField

_TONES = {
    AgentPermissionState.GIVEN: "good",
    AgentPermissionState.DENIED: "late",
    AgentPermissionState.SHORT: "warn",
    AgentPermissionState.UNANSWERED: "warn",
    AgentPermissionState.NO_ADDRESS: "warn",
}
_MAY_SKIP = frozenset({AgentPermissionState.NO_ADDRESS, AgentPermissionState.UNANSWERED})


@dataclass(frozen=True)
class Panel:
    """The authority of a case. `carrier` is another case of the same form that carries it."""

    who: str
    law: str
    is_stated: bool
    row: AgentPermission | None
    papers: list[Attachment]
    is_with_bundle: bool  # the permissions came once for all of the bundle
    asks: str  # what the rule asks of the person; empty: nothing, or not of this requester
    state: str
    tone: str
    to: str  # where the person was asked
    next: str
    carrier: Case | None
    bundle: Bundle | None
    may_record: bool
    may_ask: bool
    may_skip: bool


def panel(case: Case, opened: Mapping[str, Any]) -> Panel | None:
    """None for who writes for themselves, and for kinds that ask nothing of who acts for another."""
    kind = base.get(case.kind)
    bundle = agents.bundle_of(case) if case.is_for_another else None
    if not case.is_for_another or not (kind.agents.law.may_ask_permission or bundle):
        return None
    carrier, row = parties.authority_carrier_of(case), parties.permission_of(case)
    who = parties.capacity_of(carrier, row)
    may_ask = parties.may_ask_person(case)
    state = AgentPermissionState(row.state) if row else AgentPermissionState.NOT_ASKED
    is_open = case.current in parties.UNDECIDED and kind.agents.law.may_ask_person
    return Panel(
        who=_(who.label) if who else _("the request leaves it open: read as an agent with signed permission"),
        law=(who or Authority.AGENT).citation
        if kind.agents.law.may_ask_person
        else str(kind.agents.law.citation or ""),
        is_stated=parties.is_permission_stated(case),
        row=row,
        papers=parties.permission_documents(case),
        is_with_bundle=bundle is not None and parties.permission_came_with_all(case),
        asks=_(parties.permission_asked_of(carrier).label) if may_ask else "",
        state=str(state.label),
        tone=_TONES.get(state, ""),
        to=str(opened.get(agents.PERMISSION_TO, "")),
        next=parties.lacking_authority(case) if is_open else "",
        carrier=carrier if carrier.pk != case.pk else None,
        bundle=bundle,
        may_record=parties.may_record_permission(case),
        may_ask=is_open and may_ask and case.verified_at is not None and state not in {AgentPermissionState.GIVEN},
        may_skip=is_open and may_ask and state in _MAY_SKIP,
    )


def _law(kind: base.Kind, who: Authority | None) -> str:
    """Empty for a kind whose law says nothing of agents."""
    if kind.agents.law.may_ask_person:
        return (who or Authority.AGENT).citation
    return str(kind.agents.law.citation or "")


class ShownForm(SeenForm):
    """What staff saw of the right by which the requester acts. No number of a paper is asked for."""

    who = forms.ChoiceField(
        label=gettext_lazy("What did you see?"),
        choices=[
            (Authority.AGENT.value, gettext_lazy("The signed permission")),
            (Authority.ATTORNEY.value, gettext_lazy("A power of attorney, or papers of a conservator")),
            (Authority.PARENT.value, gettext_lazy("That it is the parent or guardian of a minor")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you saw.")},
    )
    method = forms.ChoiceField(label=gettext_lazy("Of a parent: how was it shown?"), required=False)
    is_paper_deleted = forms.BooleanField(label=gettext_lazy("The copy of the ID is deleted"), required=False)
    note = forms.CharField(
        label=gettext_lazy("What you saw, and how"),
        help_text=gettext_lazy("Never copy numbers of identity papers."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write what you saw, and how.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(code, _(words)) for code, words in PARENT_METHODS.items()]
        offer(self, "method", [("", _("Choose how")), *ways])


class AskPersonForm(SeenForm):
    """An address that staff know to be the person's own."""

    email = MailboxField(
        label=gettext_lazy("The person's email address, as we hold it"),
        help_text=gettext_lazy("Never an address that only the agent gave. Earlier links end."),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Enter the person's email address."),
            "invalid": gettext_lazy("Enter an email address like name@example.com."),
        },
    )


class SkipForm(SeenForm):
    note = forms.CharField(
        label=gettext_lazy("Why you go on without the person's answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why.")},
    )


def _record_authority(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    shown = agents.ShownAuthority(
        values["who"],
        values["note"],
        method=values["method"] if values["who"] == Authority.PARENT else "",
        is_paper_deleted=values["is_paper_deleted"],
    )
    return agents.record_permission(case.pk, actor, shown, seen=values["seen"])


def _ask_person(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return agents.ask_person_again(case.pk, actor, seen=values["seen"], email=values["email"])


def _skip_person(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return agents.go_without_permission(case.pk, actor, seen=values["seen"], note=values["note"])


ACTIONS = (
    Action(
        "record-authority", ShownForm, _record_authority, gettext_lazy("Recorded: by what right the requester acts.")
    ),
    Action("ask-person", AskPersonForm, _ask_person, gettext_lazy("The letter that asks the person is written.")),
    Action("skip-person", SkipForm, _skip_person, gettext_lazy("Recorded. The request goes on without the answer.")),
)
