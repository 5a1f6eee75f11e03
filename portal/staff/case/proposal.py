"""What waits for a second person beside a decision: an ending as no request, a receipt that gives less."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr import closures, parties, receipt_corrections, second_approvals
from dsr.errors import Changed
from dsr.journal import Actor
from dsr.kinds.base import TwoPersonAct
from dsr.models import Account, Case, Proposal
from portal.staff.case import receipt
from portal.staff.case.action import Action, AloneForm, SeenForm


@dataclass(frozen=True)
class Panel:
    """`what` is proposed by `by`, with the reason, and what it changes; `why_not`: why this reader may not agree."""

    what: str
    by: Account
    reason: str
    changes: str
    names: list[tuple[str, str]]
    why_not: str
    may_refuse: bool
    is_own: bool  # this reader proposed it, and may take it back


def panel(case: Case, reader: Account) -> Panel | None:
    found = second_approvals.proposal_of(case)
    if found is None:
        return None
    row, sealed = found.approval, parties.sealed_value(case, found.sealed_as)
    is_left = second_approvals.is_left_to_one(row.what, row.by)
    why = second_approvals.why_may_not_settle(row, reader)
    return Panel(
        what=second_approvals.act_in_words(row.what),
        by=row.asked_by,
        reason=sealed["reason"],
        changes=_changes(case),
        names=_names(sealed),
        why_not="" if is_left else why,
        may_refuse=not why,
        is_own=row.asked_by_id == reader.pk,
    )


def _names(sealed: Mapping[str, str]) -> list[tuple[str, str]]:
    """Whose name each would be; one line where one person is both."""
    subject, requester = sealed.get("subject_name", ""), sealed.get("requester_name", "")
    if subject and subject == requester:
        return [(_("Name"), subject)]
    found = [(_("Name of the person it is about"), subject), (_("Name of who wrote"), requester)]
    return [(whose, name) for whose, name in found if name]


def _changes(case: Case) -> str:
    correction = receipt_corrections.proposed_correction(case)
    if correction is None:
        return ""
    return receipt.in_words({"changed": receipt_corrections.weigh(case, correction).changed})


class NoRequestForm(AloneForm):
    note = forms.CharField(
        label=gettext_lazy("Why it is no request: who sent what"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why it is no request.")},
    )

    def may_be_left_to_one(self) -> bool:
        return second_approvals.is_left_to_one(TwoPersonAct.NOT_A_REQUEST, self.case.send_by)


class AgreeForm(AloneForm):
    def may_be_left_to_one(self) -> bool:
        found = second_approvals.proposal_of(self.case)
        return found is not None and second_approvals.is_left_to_one(found.approval.what, found.approval.by)


class DisagreeForm(SeenForm):
    note = forms.CharField(
        label=gettext_lazy("Why you do not agree (kept in the record)"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why you do not agree.")},
    )


def _end(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return closures.end_as_no_request(case.pk, actor, seen=values["seen"], note=values["note"])


_AGREE: Mapping[str, Callable[..., Case]] = {
    TwoPersonAct.NOT_A_REQUEST: closures.agree_end,
    TwoPersonAct.TOLD_MISTAKE: closures.agree_end,
    TwoPersonAct.LATER_RECEIPT: receipt_corrections.agree_correction,
}


_GIVE_UP: Mapping[str, tuple[Callable[..., object], Callable[..., object]]] = {
    TwoPersonAct.LATER_RECEIPT: (receipt_corrections.refuse_correction, receipt_corrections.take_back_proposed),
}


def _waiting(case: Case) -> Proposal:
    found = second_approvals.proposal_of(case)
    if found is None:
        raise Changed(_("This waits for no second approval any more. Look at it again."))
    return found


def _agree(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return _AGREE[_waiting(case).approval.what](case.pk, actor, seen=values["seen"])


def _disagree(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    row = _waiting(case).approval
    if row.what in _GIVE_UP:
        return _GIVE_UP[row.what][0](case.pk, actor, values["note"], seen=values["seen"])
    return second_approvals.refuse(row.pk, actor, values["note"], seen=values["seen"])


def _take_back(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    row = _waiting(case).approval
    if row.what in _GIVE_UP:
        return _GIVE_UP[row.what][1](case.pk, actor, seen=values["seen"])
    return second_approvals.take_back_proposal(row.pk, actor, seen=values["seen"])


ACTIONS = (
    Action(
        "no-request",
        NoRequestForm,
        _end,
        gettext_lazy("Ended as no request. Who was told of it gets a letter that says so; nobody else is written to."),
        proposed=gettext_lazy("Written down. It waits for a second person; nothing is done before they agree."),
    ),
    Action("agree", AgreeForm, _agree, gettext_lazy("Agreed, and done."), decided=gettext_lazy("Agreed.")),
    Action("disagree", DisagreeForm, _disagree, gettext_lazy("Not agreed. The request stays as it was.")),
    Action("proposal-back", SeenForm, _take_back, gettext_lazy("Taken back. The request stays as it was.")),
)
