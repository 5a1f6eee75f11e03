"""Which message a step asks its system by, when it is asked again: the same one, or another in its place."""

from django.db.models import Q

from dsr.models import Step, WebhookCall
from dsr.models.system import StepState
from dsr.models.webhook import CallState, Phase
from dsr.reasons import Reason

# A message of these that got no answer may have been heard: only the same one again is known to the system as such.
_HEARD_ONCE = Q(state=CallState.TO_SEND, phase__in=[Phase.DO, Phase.KEEP])


def renew_message(step: Step) -> None:
    """Somebody asks again, in the caller's transaction. What is still awaited is asked by the same message."""
    current = WebhookCall.objects.filter(step=step, is_current=True)
    if step.state == StepState.ASKED and not step.reason:
        current.filter(state=CallState.ACCEPTED).update(state=CallState.TO_SEND)
        return
    if step.reason == Reason.NOT_PROVED:  # what was done stands; only the proof is asked for again
        current = current.exclude(phase=Phase.DO)
    current.exclude(_HEARD_ONCE).update(is_current=False)


def forget_answers(step: Step) -> None:
    """Nothing that was answered counts any more, in the caller's transaction."""
    WebhookCall.objects.filter(step=step, is_current=True).exclude(_HEARD_ONCE).update(is_current=False)
