"""What staff do on a case: each action is a form, one verb of dsr/, and what to say when it is done."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import disclosures, letters, review, third_party_notices
from dsr.errors import BadInput
from dsr.journal import Actor
from dsr.kinds import base
from dsr.lifecycle import Transition
from dsr.models import Case
from portal.staff.case import correction_forms, forms
from portal.staff.case.action import Action
from portal.staff.case.third_party_notice_forms import TELLING
from portal.staff.case.work_actions import WORK


def _note(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.add_note(case.pk, actor, values["words"])


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
        decisions=values["decisions"],
        not_told=values.get("not_told", ""),
        reason=values.get("reason", ""),
        note=values["note"],
    )
    return review.approve(case.pk, actor, approval, seen=values["seen"])


def _decline(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    reasons = [values["outcome"], *values["also"]]
    return review.decline(
        case.pk, actor, seen=values["seen"], reasons=reasons, note=values["note"], reason=values.get("reason", "")
    )


def _take_back(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.take_back(case.pk, actor, seen=values["seen"], note=values["note"])


def _join(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.join(case.pk, actor, seen=values["seen"], first_reference=values["first"])


def _readdress(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return letters.readdress(
        case.pk, actor, seen=values["seen"], delivery=values["delivery"], address=values["address"]
    )


def _correct(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return letters.correct_address(
        case.pk, actor, seen=values["seen"], delivery=values["delivery"], address=values["address"]
    )


def _mailed(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    done = letters.record_mailed(
        case.pk, actor, seen=values["seen"], mailed_on=values["mailed_on"], letter_id=values["letter"]
    )
    third_party_notices.record_mailed_notices()
    return done


def _returned(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return letters.record_returned(case.pk, actor, seen=values["seen"], note=values["note"])


def _try_again(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.retry_case(case.pk, actor)


def _compile(case: Case, actor: Actor, values: Mapping[str, Any]) -> None:
    report = base.get(case.kind).report
    if report is None:
        raise BadInput(_("A request of this kind has no report."))
    disclosures.retry_compilation(disclosures.request_compilation(case, report.name))


def _extend(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return letters.extend_deadline(case.pk, actor, seen=values["seen"], reason=values["reason"])


def _reopen(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.reopen(case.pk, actor, seen=values["seen"], note=values["note"])


_EVERY = (
    Action("note", forms.NoteForm, _note, _("The note is saved.")),
    Action("take", forms.SeenForm, _take, _("You have this request now.")),
    Action("release", forms.SeenForm, _release, _("Nobody has this request now.")),
    Action("assign", forms.AssignForm, _assign, _("The request is assigned.")),
    Action(
        "approve",
        correction_forms.approval,
        _approve,
        _("Approved. The response is being prepared."),
        Transition.APPROVE,
        on_draft=True,
    ),
    Action(
        "decline",
        forms.DeclineForm,
        _decline,
        _("Declined. The letter that says so is being prepared."),
        Transition.DECLINE,
        on_draft=True,
    ),
    Action("take-back", forms.OptionalNoteForm, _take_back, _("The decision is taken back."), Transition.RETURN),
    Action("join", forms.JoinForm, _join, _("The request is joined to the earlier one."), Transition.JOIN),
    Action(
        "readdress",
        forms.ReaddressForm,
        _readdress,
        _("The response goes to the new address."),
        Transition.READDRESS,
    ),
    Action(
        "correct",
        forms.ReaddressForm,
        _correct,
        _("The address is corrected. The acknowledgement goes there."),
        Transition.CORRECT,
    ),
    Action("extend", forms.ExtendForm, _extend, _("The time is extended. The letter that says so is on its way.")),
    Action("reopen", forms.ReopenForm, _reopen, _("Opened again. Decide anew."), Transition.REOPEN),
    Action("mailed", forms.MailedForm, _mailed, _("The mailing is recorded."), item="letter"),
    Action(
        "returned",
        forms.OptionalNoteForm,
        _returned,
        _("Recorded: the response did not reach the person. Give another address."),
        Transition.FAIL_DELIVERY,
    ),
    Action("try-again", forms.SeenForm, _try_again, _("The desk goes on where it stopped.")),
    Action("compile", forms.SeenForm, _compile, _("The report is being compiled again.")),
)
ACTIONS = {action.name: action for action in (*_EVERY, *WORK, *TELLING)}
