"""The webhook way: the system itself does it. webhook_step asks it, webhook_callback takes what it answers later."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dsr import webhooks
from dsr.errors import BadInput
from dsr.fulfilment.ways import webhook_callback, webhook_messages, webhook_step
from dsr.models import Step, System
from dsr.models.system import StepState
from dsr.models.way import ApprovalWords, Way, register
from dsr.reasons import Reason
from dsr.steps import Settlement, settle_step


class Webhook(Way):
    """The system itself looks up, acts and proves: it is asked by signed messages, and answers at once or later."""

    code = "webhook"
    words = lazy("a webhook: the system itself does it and tells")
    order = 30
    approval = ApprovalWords(
        reason=Reason.WEBHOOK_NOT_APPROVED,
        subject=lazy("Webhook of %(system)s"),
        look=lazy("Look at the webhook"),
        approve=lazy("Approve this webhook"),
        last_approved=lazy("Webhook last approved"),
        approved=lazy("webhook approved"),
        unapproved=lazy("told of nobody: not approved"),
        waits=lazy("The system is told of nobody until its webhook is approved."),
        uncounted=lazy("Until it is approved, it is told of nobody, so nothing is counted."),
        next_step=lazy("Approve the webhook"),
    )
    counts_unapproved = False
    state_words = {StepState.ASKED: lazy("accepted: the system answers later")}

    def preview(self, step: Step) -> None:
        webhook_step.preview(step)

    def carry_out(self, step: Step) -> None:
        webhook_step.carry_out(step)

    def keep(self, step: Step) -> None:
        if webhook_step.keep(step):
            did: dict[str, int] = {}
            settle_step(
                step,
                Settlement(StepState.KEPT, facts={"did": did}, changes={"did": did}),
                goes_on=False,
                is_decided=True,
            )

    def look_anew(self, step: Step) -> None:
        webhook_messages.forget_answers(step)

    def renew(self, step: Step) -> None:
        webhook_messages.renew_message(step)

    def follow_up(self) -> int:
        return webhook_callback.watch_callbacks()

    def check(self, system: System) -> None:
        webhooks.parse_webhook(system.mapping)
        if not system.sealed_connection:
            raise BadInput(_("It has no signing secret yet. An administrator makes one first."))

    def try_out(self, system: System) -> str:
        webhooks.try_system(system)
        return _("%(name)s: it answered.") % {"name": system.name}


register(Webhook())
