"""What staff do about proof, about documents, and about the work in systems."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import agents, documents, fulfilment, recipients, retention, review, verification
from dsr.errors import BadInput
from dsr.journal import Actor
from dsr.law.agents import Authority
from dsr.lifecycle import Transition
from dsr.models import Case
from portal.staff.case import authority, document_forms, work_forms
from portal.staff.case.action import Action
from portal.staff.case.forms import SeenForm


def _record_proof(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return verification.record_proof(
        case.pk,
        actor,
        seen=values["seen"],
        points=values.get("points", []),
        note=values["note"],
        is_declared=values.get("is_declared", False),
    )


def _record_shown(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return agents.record_parenthood(
        case.pk,
        actor,
        seen=values["seen"],
        method=values["method"],
        is_paper_deleted=values["is_paper_deleted"],
        note=values["note"],
    )


def _ask_again(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return verification.ask_proof_again(case.pk, actor, seen=values["seen"], reason=values["reason"])


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


def _open_hidden(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return review.open_embedded_requests(case.pk, actor, values["kinds"], seen=values["seen"])


def _retry(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return fulfilment.retry_step(case.pk, values["step"], actor)


def _chase(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return fulfilment.ask_owner_again(case.pk, values["step"], actor)


def _confirm(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return fulfilment.confirm_same_person(case.pk, values["step"], actor, found=values["found"], note=values["note"])


def _settle(case: Case, actor: Actor, values: Mapping[str, Any]) -> None:
    fulfilment.settle_step_by_hand(
        case.pk,
        values["step"],
        actor,
        state=values["state"],
        keep_code=values["keep_code"],
        note=values["note"],
    )


def _renew_hold(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return retention.renew_hold(case, actor, values["step"], values["until"], values["note"], seen=values["seen"])


def _told(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return recipients.record_notified(case, actor, values["recipients"], seen=values["seen"])


def _set_right(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return fulfilment.correct_again(case.pk, actor)


def _add(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    return documents.add(case.pk, actor, values["files"], seen=values["seen"])


def _checked(case: Case, actor: Actor, values: Mapping[str, Any]) -> object:
    row = case.attachments.filter(pk=values["document"]).first()
    if row is None:
        raise BadInput(_("This document is not of this request."))
    return documents.checked(row, actor, method=values["method"], note=values["note"], seen=values["seen"])


WORK = (
    Action("record-proof", work_forms.ProofForm, _record_proof, _("The proof is recorded."), Transition.VERIFY),
    Action(
        "ask-again",
        work_forms.AskAgainForm,
        _ask_again,
        _("Asked again: the letter with a new link is on its way."),
        Transition.ASK_PROOF,
    ),
    Action(
        "record-authority", authority.ShownForm, _record_authority, _("Recorded: by what right the requester acts.")
    ),
    Action("ask-person", authority.AskPersonForm, _ask_person, _("The person is asked: the letter is on its way.")),
    Action("skip-person", authority.SkipForm, _skip_person, _("Recorded. The request goes on without the answer.")),
    Action("add-documents", document_forms.AddDocumentsForm, _add, _("The documents are added.")),
    Action(
        "document-checked",
        document_forms.CheckedForm,
        _checked,
        _("The document is deleted. How it was checked stays in the journal."),
        item="document",
    ),
    Action("record-shown", work_forms.ShownForm, _record_shown, _("Recorded: letters may now tell what was held.")),
    Action("open-hidden", work_forms.HiddenForm, _open_hidden, _("Opened, each as a request of its own.")),
    Action("step-retry", work_forms.StepForm, _retry, _("The desk tries it again."), item="step"),
    Action("step-chase", work_forms.StepForm, _chase, _("The owner is asked again."), item="step"),
    Action("step-confirm", work_forms.ConfirmForm, _confirm, _("Recorded: it is one person."), item="step"),
    Action("step-settle", work_forms.SettleForm, _settle, _("The step is settled."), item="step"),
    Action("set-right", SeenForm, _set_right, _("It is corrected again.")),
    Action("step-hold", work_forms.HoldForm, _renew_hold, _("The new end of the hold is recorded."), item="step"),
    Action("told", work_forms.ToldForm, _told, _("Recorded who was told.")),
)
