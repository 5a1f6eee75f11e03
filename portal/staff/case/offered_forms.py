"""The forms of a case's page: what can be done now, each fresh or as it was sent."""

from typing import Any

from dsr import documents
from dsr.clock import today
from dsr.lifecycle import State
from dsr.models import Account, Case, Step, ThirdPartyNotice
from dsr.reasons import Reason
from portal.staff.case import forms
from portal.staff.case.actions import ACTIONS


def gather(case: Case, shown: dict[str, Any], reader: Account, bound: forms.SeenForm | None) -> dict[str, Any]:
    """`forms` by name, others by letter, step and document; the one that was sent keeps what was typed."""
    return {
        "forms": _forms(case, shown, reader, bound),
        "mailings": _mailings(case, shown, bound),
        "step_lines": _step_lines(case, shown, bound),
        "document_lines": _document_lines(case, shown, bound),
        "notice_lines": _notice_lines(case, shown, bound),
    }


def _forms(
    case: Case, shown: dict[str, Any], reader: Account, bound: forms.SeenForm | None
) -> dict[str, forms.SeenForm]:
    offered = ["note", "assign"]
    if case.assignee_id != reader.pk:
        offered.append("take")
    if case.assignee_id:
        offered.append("release")
    offered += [name for name, is_open in _by_state(case, shown).items() if is_open]
    if case.stuck:
        offered.append("set-right" if case.stuck == Reason.CORRECTION_UNDONE else "try-again")
    made = {name.replace("-", "_"): ACTIONS[name].form(case=case, name=name) for name in offered}
    if bound is not None and bound.name.replace("-", "_") in made:
        made[bound.name.replace("-", "_")] = bound
    return made


def _by_state(case: Case, shown: dict[str, Any]) -> dict[str, bool]:
    """Each action that a transition allows now, and whether this case has a use for it."""
    able, kind, panel = shown["able"], shown["kind"], shown["proof"]
    offered = {name: action.transition in able for name, action in ACTIONS.items() if not action.on_draft}
    asked = panel is not None and panel.is_asked
    offered["join"] &= bool(kind.letters.joined)
    grant = kind.automatic_grant
    offered["reopen"] &= grant is None or not grant.is_answered_on_page
    offered["record-proof"] &= asked and not panel.is_proved
    offered["ask-again"] &= asked
    offered["record-shown"] = kind.entitlement is not None and case.is_open and case.verified_at is None
    offered["open-hidden"] = kind.intake.may_embed_others and case.is_open and bool(case.data_key)
    acts = shown["acts"]
    offered["record-authority"] = acts is not None and acts.may_record
    offered["ask-person"] = acts is not None and acts.may_ask
    offered["skip-person"] = acts is not None and acts.may_skip
    offered["extend"] = shown["extension"] is not None
    offered["add-documents"] = case.is_open and bool(documents.asked_by(kind))
    offered["told"] = bool(shown["recipients"])
    offered["choose-told"] = shown["may_choose"]
    if case.state == State.RESPONDING and not case.stuck:
        # A letter on its way is only called back when the machine gave up on it, or it is on paper.
        offered["readdress"] &= any(one.is_to_mail and one.letter.is_response for one in shown["letters"])
        offered["returned"] = False
    return offered


def _mailings(case: Case, shown: dict[str, Any], bound: forms.SeenForm | None) -> list[tuple[Any, forms.SeenForm]]:
    """Each letter that waits to be mailed, with its form."""
    pairs = []
    for one in shown["letters"]:
        if one.is_to_mail:
            initial = {"letter": one.letter.pk, "mailed_on": today()}
            pairs.append((one, _one("mailed", one.letter.pk, case, initial, bound)))
    return pairs


def _step_lines(case: Case, shown: dict[str, Any], bound: forms.SeenForm | None) -> list[tuple[Any, dict[str, Any]]]:
    """Each step with the forms of what can be done with it now."""
    pairs = []
    for line in shown["work"].lines if shown["work"] else []:
        may = {
            "retry": line.may_retry,
            "chase": line.may_chase,
            "confirm": line.may_confirm,
            "settle": line.may_settle,
            "hold": line.held_until,
        }
        initial = {"step": line.step.pk, "found": line.step.found_digest}
        able = [name for name, is_open in may.items() if is_open]
        pairs.append((line, {n: _one(f"step-{n}", line.step.pk, case, initial, bound) for n in able}))
    return pairs


def _document_lines(
    case: Case, shown: dict[str, Any], bound: forms.SeenForm | None
) -> list[tuple[Any, forms.SeenForm | None]]:
    """Each document, with the form that says how it was checked where it is a proof of identity."""
    return [
        (
            line,
            _one("document-checked", line.row.pk, case, {"document": line.row.pk}, bound) if line.may_check else None,
        )
        for line, _none in shown["document_lines"]
    ]


def _notice_lines(case: Case, shown: dict[str, Any], bound: forms.SeenForm | None) -> list[tuple[Any, dict[str, Any]]]:
    """Each telling with the forms of what can be done with it now."""
    pairs = []
    for line, _none in shown["notice_lines"]:
        initial = {"notice": line.notice.pk}
        able = [name for name, is_open in {"chase": line.may_chase, "settle": line.may_settle}.items() if is_open]
        pairs.append((line, {n: _one(f"telling-{n}", line.notice.pk, case, initial, bound) for n in able}))
    return pairs


def notice_form(name: str, notice: ThirdPartyNotice, case: Case) -> forms.SeenForm:
    """A fresh form to do something with a telling, wherever it is listed."""
    return _one(f"telling-{name}", notice.pk, case, {"notice": notice.pk}, None)


def step_form(name: str, step: Step, case: Case) -> forms.SeenForm:
    """A fresh form to do something with a step, wherever it is listed."""
    return _one(f"step-{name}", step.pk, case, {"step": step.pk}, None)


def _one(action: str, item: int, case: Case, initial: dict[str, Any], bound: forms.SeenForm | None) -> forms.SeenForm:
    name = f"{action}-{item}"
    if bound is not None and bound.name == name:
        return bound
    return ACTIONS[action].form(case=case, name=name, initial=initial)
