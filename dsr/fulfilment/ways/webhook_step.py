"""A step by webhook: the system is asked to count, to do, to count again; it answers at once or later."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dsr import corrections, journal, parties, steps, webhooks
from dsr.clock import now, today
from dsr.errors import DeskError
from dsr.formats import public_urls
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Case, Step, WebhookCall
from dsr.models.system import SETTLED, StepState
from dsr.models.webhook import CallState, Phase
from dsr.reasons import Reason
from dsr.steps import Settlement, begin_step, settle_step, stop_step
from dsr.systems import sql
from dsr.webhooks import CannotCall, StepAnswer

_TIME = timedelta(days=10)  # to do it
_TIME_TO_COUNT = timedelta(days=2)
_BEFORE_RESPONSE = timedelta(days=5)  # so much before the response is due
_ACCEPTED = 202


def preview(step: Step) -> None:
    """Ask how many of the person's records are there. Raises what asking raises."""
    if step.case.state == State.WORKING or not _is_ready(step):
        return
    answer = _ask(step, Phase.PREVIEW)
    if answer is None:
        return
    if answer.state == "failed":
        stop_step(step, StepState.FAILED, Reason.WEBHOOK_FAILED, words=answer.note)
        return
    reason = Reason.NOT_COUNTED if answer.found is None else ""
    seen = {"state": StepState.PREVIEWED, "found": dict(answer.found or {}), "found_at": now(), "reason": reason}
    Step.objects.unsettled().filter(pk=step.pk).exclude(state=StepState.ASKED).update(**seen)


def carry_out(step: Step) -> None:
    """Ask to do it, then ask what is left: only when nothing is, the step is done. Raises what asking raises."""
    if not _is_ready(step) or not begin_step(step):
        return
    answer = _ask(step, Phase.DO)
    if answer is None:
        return
    if answer.state == "kept":
        _kept(step, answer)
    elif answer.state == "changed" and base.get(step.case.kind).automatic_grant is None:
        # It did nothing now, as it says itself.
        stop_step(step, StepState.CHANGED, Reason.ROWS_CHANGED, words=answer.note, begun_at=step.begun_at)
    elif answer.state in {"failed", "changed"}:
        stop_step(step, StepState.FAILED, Reason.WEBHOOK_FAILED, words=answer.note)
    elif answer.state in {"done", "not-held"}:
        _prove(step, answer)
    else:
        raise CannotCall(_("Its answer has no state."), Reason.WEBHOOK_NOT_UNDERSTOOD)


def keep(step: Step) -> bool:
    """Tell the system that it keeps the data, and under what exception; True when it knows. Raises what asking does.

    What the person did not ask for is kept without a word.
    """
    if not steps.is_hold(step.case, step.keep_code):
        return True
    if not _is_ready(step):
        return False
    Step.objects.unsettled().filter(pk=step.pk).update(state=StepState.DOING, reason="")
    answer = _ask(step, Phase.KEEP)
    if answer is not None and answer.state == "failed":
        stop_step(step, StepState.FAILED, Reason.WEBHOOK_FAILED, words=answer.note)
        return False
    return answer is not None


def _is_ready(step: Step) -> bool:
    """Of whom the system may be told, and by a point that it knows people by."""
    if not step.system.is_approved:
        stop_step(step, StepState.DRY, Reason.WEBHOOK_NOT_APPROVED)
        return False
    if not webhooks.FINDS_BY & set(_person(step)):
        stop_step(step, StepState.FAILED, Reason.NO_ADDRESS)
        return False
    return True


def _person(step: Step) -> dict[str, str]:
    known = steps.points_of(step)
    return {name: known[name] for name in webhooks.target_of(step.system).points if known.get(name, "").strip()}


def _kept(step: Step, answer: StepAnswer) -> None:
    known = {code.code for code in base.get(step.case.kind).keep_codes if not code.is_not_asked}
    if answer.keep_code not in known:
        raise CannotCall(_("It keeps the data under an exception that we do not know."), Reason.WEBHOOK_NOT_UNDERSTOOD)
    told = {"by": "webhook", "found": dict(answer.found or {})}
    settle_step(
        step,
        Settlement(StepState.KEPT, facts=told, words=answer.note, changes={"keep_code": answer.keep_code}),
        goes_on=False,
    )


def _parts(step: Step, done: StepAnswer) -> dict[str, list[str]]:
    """Of a request for a part: which of it was there, where the system says so. Raises CannotCall for any other."""
    asked = steps.portions_of(step.case)
    if not asked or not done.portions:
        return {}
    if others := sorted({*done.portions} - asked):
        words = _("It acted on what nobody asked for: %(portions)s.") % {"portions": ", ".join(others)}
        raise CannotCall(words, Reason.WEBHOOK_NOT_UNDERSTOOD)
    return {"done_parts": sorted(done.portions)}


def _prove(step: Step, done: StepAnswer) -> None:
    proof = _ask(step, Phase.PROVE)
    if proof is None:
        return
    did = dict(done.did or {})
    if any(step.did.values()) and not any(did.values()):
        did = dict(step.did)  # an earlier attempt did it
    if proof.left is None or proof.state == "failed":
        stop_step(step, StepState.FAILED, Reason.NOT_PROVED, words=proof.note, did=did)
    elif any(proof.left.values()):
        stop_step(step, StepState.FAILED, Reason.ROWS_LEFT, did=did, left=dict(proof.left))
    else:
        state = StepState.DONE if done.state == "done" or any(did.values()) else StepState.NOT_HELD
        values: dict[str, Any] = {"did": did, "left": dict(proof.left), **_parts(step, done)}
        told = {"by": "webhook", "did": did, "left": dict(proof.left)}
        settle_step(step, Settlement(state, facts=told, words=done.note or proof.note, changes=values), goes_on=False)


def _ask(step: Step, phase: Phase) -> StepAnswer | None:
    """The answer of the system; None while it is awaited. Again sends the same message, or reads what came."""
    call = _call(step, phase)
    if call.state == CallState.TO_SEND:
        _send(step, call)
        call.refresh_from_db()
    if call.state == CallState.ANSWERED:
        return _answer(call, step.case)
    if call.state == CallState.ACCEPTED:
        _wait(call)
    return None


def _call(step: Step, phase: Phase) -> WebhookCall:
    made: dict[str, Any] = {"message_id": webhooks.new_message_id(), "made_at": now(), "due_on": _due_on(step, phase)}
    found, _is_new = WebhookCall.objects.get_or_create(step=step, phase=phase, is_current=True, defaults=made)
    return found


def _due_on(step: Step, phase: Phase) -> date:
    if phase == Phase.PREVIEW:
        return today() + _TIME_TO_COUNT
    return max(min(today() + _TIME, step.case.send_by - _BEFORE_RESPONSE), today())


def _send(step: Step, call: WebhookCall) -> None:
    """One attempt. The row says how it went, whatever became of it."""
    row = WebhookCall.objects.filter(pk=call.pk)
    row.update(attempts=F("attempts") + 1, sent_at=now())
    try:
        reply = webhooks.send_message(step.system, call.message_id, _body(step, call))
        answer = None if reply.status == _ACCEPTED else webhooks.read_answer(reply.body)
    except DeskError as error:
        row.update(reason=error.code, status=getattr(error, "status", 0))
        raise
    # A callback may have come before this answer: then it stands.
    waits = row.filter(state=CallState.TO_SEND)
    if answer is None:
        waits.update(state=CallState.ACCEPTED, reason="", status=reply.status)
    else:
        write_answer(call.pk, answer)


def _body(step: Step, call: WebhookCall) -> bytes:
    data: dict[str, Any] = {
        "step": webhooks.step_key(step.pk),
        "case": step.case.reference,
        "deed": step.action,
        "portions": sorted(steps.portions_of(step.case)),
        "phase": call.phase,
        "person": _person(step),
        "due_on": call.due_on.isoformat(),
        "callback": public_urls.callback(),
    }
    if new := corrections.new_values(
        step.case
    ):  # of a correction: which fields; their values only where they are needed
        data["fields"] = sorted(new)
        if call.phase in {Phase.DO, Phase.PROVE}:
            data["changes"] = new
    if call.phase == Phase.DO and step.found:
        data["seen"] = dict(step.found)
    if call.phase == Phase.KEEP:
        data["keep_code"] = step.keep_code
    return webhooks.spell_message("step.requested", call.made_at, data)


def write_answer(call_id: int, answer: StepAnswer) -> bool:
    """Seal what was answered, once; False when another answer stands already."""
    with transaction.atomic():
        call = WebhookCall.objects.select_for_update().select_related("step__system__business").get(pk=call_id)
        if call.state not in {CallState.TO_SEND, CallState.ACCEPTED}:
            return False
        journal.reseal(call.step.case_id, _seal_name(call), answer.to_json())
        values: Mapping[str, Any] = {"state": CallState.ANSWERED, "answered_at": now(), "reason": "", "status": 0}
        WebhookCall.objects.filter(pk=call_id).update(**values)
        if answer.recipients:
            told = sql.known_recipients(call.step.system.business, dict.fromkeys(answer.recipients, 1))
            Step.objects.filter(pk=call.step_id).update(recipients={**call.step.recipients, **told})
    return True


def _answer(call: WebhookCall, case: Case) -> StepAnswer:
    return webhooks.answer_from_json(parties.sealed_value(case, _seal_name(call)))


def _seal_name(call: WebhookCall) -> str:
    return f"call:{call.pk}"


def _wait(call: WebhookCall) -> None:
    """The work is the system's now; like an owner's, it holds no other step up. A count is waited for in place."""
    if call.phase == Phase.PREVIEW:
        return
    with transaction.atomic():
        if WebhookCall.objects.select_for_update().get(pk=call.pk).state == CallState.ACCEPTED:
            asked = {"state": StepState.ASKED, "due_on": call.due_on, "asked_at": call.sent_at, "reason": ""}
            Step.objects.filter(pk=call.step_id).exclude(state__in=SETTLED).update(**asked)
