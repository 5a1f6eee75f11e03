"""The page of a second approval: what was decided and by whom, the letter as it would be sent, approve or refuse."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from dsr import journal, review, second_approvals, systems
from dsr.clock import today
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Account, Case, SecondApproval, Step
from portal import access
from portal.staff.account import decides, desk
from portal.staff.case import steps
from portal.staff.case.action import Action, AloneForm, SeenForm
from portal.staff.wording import states
from portal.staff.wording import steps as wording
from portal.web.letter_views import framed
from portal.web.typed_requests import StaffRequest


class ApproveSecondForm(AloneForm):
    """Approve what another person decided; where it is left to one person, with password and ground."""

    def may_be_left_to_one(self) -> bool:
        row = second_approvals.asked_of(self.case)
        return row is not None and second_approvals.is_left_to_one(row.what, row.by)


class RefuseSecondForm(SeenForm):
    note = forms.CharField(
        label=_("Why you do not approve it (kept in the record)"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why you do not approve it.")},
    )


def _decided(case: Case) -> review.Draft | None:
    """The letter as it would be sent by what was decided; none of it can be changed here."""
    if journal.is_finishing(case):
        return None
    return review.decided_draft(case, case.outcome, case.compilation)


def _forms(case: Case, row: SecondApproval, reader: Account, bound: SeenForm | None) -> dict[str, SeenForm]:
    """What this person may press; the form that was sent keeps what was typed."""
    may = not second_approvals.why_may_not_settle(row, reader)
    made: dict[str, SeenForm] = {}
    if may or second_approvals.is_left_to_one(row.what, row.by):
        made["approve"] = ApproveSecondForm(case=case, name="approve-second")
    if may:
        made["refuse"] = RefuseSecondForm(case=case, name="refuse-second")
    for name, form in made.items():
        if bound is not None and bound.name == form.name:
            made[name] = bound
    return made


def _kept_as(step: Step) -> str:
    """What was decided of one system."""
    kind = base.get(step.case.kind)
    if not step.keep_code:
        return wording.action(kind)
    return steps.exception(kind.keep_code(step.keep_code))


def _show(request: StaffRequest, case: Case, *, status: int = 200, **more: Any) -> HttpResponse | None:
    """The page; None where the case waits for no second approval."""
    row = second_approvals.asked_of(case)
    if row is None:
        return None
    found = _decided(case)
    offered = _forms(case, row, request.user, more.get("form")) if decides(request) else {}
    shown = {
        "case": case,
        "approval": row,
        "act": second_approvals.act_in_words(row.what),
        "found": found,
        "decided": states.outcome(case.kind, (found.expected.code if found else case.outcome)),
        "lines": [(step.system, _kept_as(step)) for step in review.open_steps(case)]
        + [(step.system, _("It was kept, and is deleted after all")) for step in systems.ended_steps(case)],
        "due": states.due(case, today()),
        "why_not": "" if offered else second_approvals.why_may_not_settle(row, request.user),
        "offered": offered,
        "bound": more.get("form"),
        "refusal": more.get("refusal"),
    }
    return render(request, "staff/case/second_approval.html", shown, status=status)


@desk(Who.VIEWER, "GET")
def second_approval_page(request: StaffRequest, reference: str) -> HttpResponse:
    shown = _show(request, access.case_for_staff(request, reference))
    if shown is None:
        raise Http404
    return shown


@desk(Who.VIEWER, "GET")
def second_approval_email(request: StaffRequest, reference: str) -> HttpResponse:
    """The email as a page of its own, for a frame."""
    case = access.case_for_staff(request, reference)
    found = _decided(case) if second_approvals.asked_of(case) is not None else None
    if found is None or found.composed is None or not found.composed.html:
        raise Http404
    return framed(found.composed.html)


def _approve(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.approve_second(case.pk, actor, seen=values["seen"])


def _refuse(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.refuse_second(case.pk, actor, seen=values["seen"], why=values["note"])


ACTIONS = (
    Action(
        "approve-second",
        ApproveSecondForm,
        _approve,
        _("The second approval is given. The work begins."),
        decided=_("The second approval is given."),
        page=_show,
    ),
    Action("refuse-second", RefuseSecondForm, _refuse, _("Not approved. The request is decided anew."), page=_show),
)
