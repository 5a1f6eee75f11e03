"""All that staff do on a case: here what is about the case as a whole; the rest beside the panel it is done on."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dsr import disclosures, review
from dsr.errors import BadInput
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import Transition
from dsr.models import Account, Case
from portal.staff.case import (
    authority,
    closure,
    correction_items,
    dates,
    decision,
    delivery,
    documents,
    earlier_response,
    eligibility,
    embedded_requests,
    guessed_codes,
    joins,
    kept_actions,
    messages,
    parent_acts,
    proof,
    proposal,
    receipt,
    second_person,
    step_actions,
    supplement,
    third_party_notices,
)
from portal.staff.case.action import Action, OptionalNoteForm, SeenForm
from portal.web.field_choices import offer_rows


class NoteForm(SeenForm):
    words = forms.CharField(
        label=_("Note"),
        help_text=_("A court may read it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note first.")},
    )
    is_for_counsel = forms.BooleanField(
        label=_("For counsel: only approvers and administrators read it, and no evidence pack holds it"),
        required=False,
    )


class AssignForm(SeenForm):
    account = forms.ModelChoiceField(
        label=_("Assign to"), queryset=Account.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, case: Case, name: str, **kwargs: Any) -> None:
        super().__init__(*args, case=case, name=name, initial={"account": case.assignee_id}, **kwargs)
        able = Account.objects.who_decide()
        offer_rows(self, "account", able.order_by("name", "email"))


def _note(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.add_note(case.pk, actor, values["words"], is_for_counsel=values["is_for_counsel"])


def _take(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.assign(case.pk, actor, actor.account_id, seen=values["seen"])


def _release(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.assign(case.pk, actor, None, seen=values["seen"])


def _assign(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    account = values["account"]
    return review.assign(case.pk, actor, account.pk if account else None, seen=values["seen"])


def _approve(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    approval = review.Approval(
        values["outcome"],
        compilation_id=values["compilation"],
        keeps=values["keeps"],
        whys=values["whys"],
        looks=values["looks"],
        decisions=values["decisions"],
        not_told=values.get("not_told", ""),
        reason=values.get("reason", ""),
        note=values["note"],
    )
    with transaction.atomic():
        return review.approve(case.pk, actor, approval, seen=_seen(case, actor, values))


def _seen(case: Case, actor: Actor, values: Mapping[str, Any]) -> int:
    """What the page showed; and where it says so, that the text asks for nothing else, which is recorded first."""
    seen: int = values["seen"]
    if not values.get("is_text_read") or not review.unopened_requests(case):
        return seen
    return review.record_text_read(case.pk, actor, seen=seen).entry_count


def _decline(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    reasons = [values["outcome"], *values["also"]]
    with transaction.atomic():
        return review.decline(
            case.pk,
            actor,
            seen=_seen(case, actor, values),
            reasons=reasons,
            note=values["note"],
            reason=values.get("reason", ""),
        )


def _take_back(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.take_back(case.pk, actor, seen=values["seen"], note=values["note"])


def _send_now(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.send_now(case.pk, actor, seen=values["seen"])


def _reopen(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.reopen(case.pk, actor, seen=values["seen"], note=values["note"])


def _try_again(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.retry_case(case.pk, actor)


def _compile(case: Case, actor: Actor, values: Mapping[str, Any]) -> None:
    report = base.get(case.kind).report
    if report is None:
        raise BadInput(_("A request of this kind has no report."))
    disclosures.retry_compilation(disclosures.request_compilation(case, report.name))


def _stop_compiling(case: Case, actor: Actor, values: Mapping[str, Any]) -> None:
    report = base.get(case.kind).report
    found = disclosures.current_compilation(case, report.name) if report is not None else None
    if found is None or actor.account_id is None:
        raise BadInput(_("A request of this kind has no report."))
    disclosures.stop_compilation(found, actor.account_id)


_OF_THE_CASE = (
    Action("note", NoteForm, _note, _("The note is saved.")),
    Action("take", SeenForm, _take, _("You have this request now.")),
    Action("release", SeenForm, _release, _("Nobody has this request now.")),
    Action("assign", AssignForm, _assign, _("Recorded: who has this request.")),
    Action(
        "approve",
        correction_items.approval,
        _approve,
        _("Approved. The response is being prepared."),
        Transition.APPROVE,
        decided=_("Approved."),
        on_draft=True,
    ),
    Action(
        "decline",
        decision.DeclineForm,
        _decline,
        _("Declined. The letter that says so is being prepared."),
        Transition.DECLINE,
        decided=_("Declined."),
        on_draft=True,
    ),
    Action("take-back", OptionalNoteForm, _take_back, _("The decision is taken back."), Transition.RETURN),
    Action("send-now", SeenForm, _send_now, _("It waits no longer.")),
    Action("reopen", decision.ReopenForm, _reopen, _("Opened again. Decide anew."), Transition.REOPEN),
    Action("try-again", SeenForm, _try_again, _("The desk goes on where it stopped.")),
    Action("compile", SeenForm, _compile, _("The report is asked for again."), is_recorded=False),
    Action(
        "stop-compiling",
        SeenForm,
        _stop_compiling,
        _("It stops with the part at hand. Every request that needs this report waits for it."),
        is_recorded=False,
    ),
)
_PANELS = (
    authority,
    closure,
    dates,
    delivery,
    documents,
    earlier_response,
    eligibility,
    embedded_requests,
    guessed_codes,
    kept_actions,
    joins,
    messages,
    parent_acts,
    proof,
    proposal,
    receipt,
    second_person,
    step_actions,
    supplement,
    third_party_notices,
)
ACTIONS = {action.name: action for action in (*_OF_THE_CASE, *(one for panel in _PANELS for one in panel.ACTIONS))}
