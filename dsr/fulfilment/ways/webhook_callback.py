"""What systems answer later by a signed callback, and what becomes of those that do not answer."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from dsr import letters, webhooks, work_queue
from dsr.clock import now, today
from dsr.errors import BadInput
from dsr.fulfilment.ways.webhook_step import write_answer
from dsr.models import Step, WebhookCall
from dsr.models.due_work import WorkName
from dsr.models.system import SETTLED, StepState
from dsr.models.webhook import CallState, Phase
from dsr.reasons import Reason

# Accepted and not answered; or to be asked again, when the decision was taken back meanwhile.
_LATE = Q(state=CallState.ACCEPTED) | Q(state=CallState.TO_SEND, step__state=StepState.ASKED)


class CallbackResult(StrEnum):
    """What became of a callback: taken, known already, of no call of ours, or too late."""

    TAKEN = "taken"
    AGAIN = "again"
    UNKNOWN = "unknown"
    EXPIRED = "expired"


def take_callback(given: Mapping[str, str], body: bytes) -> CallbackResult:
    """Take the answer of a system, once. Raises BadInput, NotAllowed for a bad signature, CannotCall if unclear."""
    data = webhooks.callback_data(body)
    call = _call_of(data)
    if call is None:
        return CallbackResult.UNKNOWN
    webhooks.verify_signature(webhooks.secret_of(call.step.system), given, body)
    if call.state == CallState.ANSWERED:
        return CallbackResult.AGAIN
    is_late = call.state == CallState.EXPIRED or not call.is_current or call.due_on < today()
    if is_late or not call.step.case.is_open or call.step.state in SETTLED:
        return CallbackResult.EXPIRED
    answer = webhooks.answer_from_json(data)
    if not answer.state and call.phase in {Phase.DO, Phase.KEEP}:
        raise BadInput(_("“state” is missing: done, not-held, kept, failed or changed."))
    with transaction.atomic():
        if not write_answer(call.pk, answer):
            return CallbackResult.AGAIN
        go_on(call, "answered")
    return CallbackResult.TAKEN


def _call_of(data: Mapping[str, Any]) -> WebhookCall | None:
    """By the id of the message that is answered, and by the step that it was about."""
    calls = WebhookCall.objects.select_related("step__case", "step__system")
    call = calls.filter(message_id=str(data.get("request"))).first()
    return call if call and data.get("step") == webhooks.step_key(call.step_id) else None


def go_on(call: WebhookCall, why: str) -> None:
    """The step is taken up again by a worker, in the caller's transaction; `why` makes it once."""
    step = Step.objects.unsettled().filter(pk=call.step_id)
    name = WorkName.STEP
    if call.phase == Phase.PREVIEW:
        name = WorkName.PREVIEW
        step.filter(reason=Reason.WEBHOOK_SILENT).update(reason="")
    else:
        step.filter(state__in=[StepState.ASKED, StepState.FAILED]).update(state=StepState.DOING, reason="")
    work_queue.add(name, call.step_id, f"{name}:{call.step_id}:{why}:{call.pk}", case_id=call.step.case_id)


def watch_callbacks() -> int:
    """Systems that accepted and do not answer: asked again before the day and on it, then shown. How many asked."""
    day, asked = today(), 0
    rows = WebhookCall.objects.filter(state=CallState.ACCEPTED, is_current=True).select_related("step__case")
    for call in WebhookCall.objects.filter(_LATE, is_current=True, due_on__lt=day).select_related("step__case"):
        _end(call)
    for call in rows.filter(due_on__gte=day, due_on__lte=day + letters.BEFORE):
        if number := letters.due_reminder(call.due_on, call.made_at, call.reminders):
            asked += _remind(call, number)
    return asked


def _remind(call: WebhookCall, number: int) -> int:
    with transaction.atomic():
        due = WebhookCall.objects.filter(pk=call.pk, state=CallState.ACCEPTED, reminders=call.reminders)
        if not due.update(state=CallState.TO_SEND, reminders=number):
            return 0
        _ask_again(call, f"reminder-{number}")
    return 1


def _ask_again(call: WebhookCall, why: str) -> None:
    """The same message once more, without a change of what the step shows meanwhile."""
    name = WorkName.PREVIEW if call.phase == Phase.PREVIEW else WorkName.STEP
    work_queue.add(name, call.step_id, f"{name}:{call.step_id}:{why}:{call.pk}", case_id=call.step.case_id)
    Step.objects.filter(pk=call.step_id).update(reminders=F("reminders") + 1, reminded_at=now())


def _end(call: WebhookCall) -> None:
    with transaction.atomic():
        if WebhookCall.objects.filter(pk=call.pk, state=call.state).update(state=CallState.EXPIRED):
            Step.objects.unsettled().filter(pk=call.step_id).update(reason=Reason.WEBHOOK_SILENT)
