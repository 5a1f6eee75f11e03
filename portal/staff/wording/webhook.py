"""A step by webhook in words: how its messages fared, and why it cannot go on, with the way out."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsr.models import WebhookCall
from dsr.models.webhook import CallState

STUCK = {
    "webhook-not-approved": (
        gettext_lazy("the address and the secret of the system are not approved, so it is told of nobody"),
        gettext_lazy("Look at the webhook and approve it. The work then goes on by itself."),
    ),
    "webhook-unreachable": (
        gettext_lazy("the system does not answer, or answers that it cannot do it now"),
        gettext_lazy(
            "It was tried many times. Ask its owner whether it runs. Then try again: the same message goes out."
        ),
    ),
    "webhook-refused": (
        gettext_lazy("the system refuses our message"),
        gettext_lazy("Its owner compares address and signing secret with the set-up. Then try again."),
    ),
    "webhook-redirects": (
        gettext_lazy("the system sends us on to another address, which is not followed"),
        gettext_lazy("An administrator enters the final address in the set-up, and somebody approves it."),
    ),
    "webhook-address-refused": (
        gettext_lazy("the address of the system leads into a private network, where webhooks are not sent"),
        gettext_lazy("An administrator enters a public address, or allows private ones (WEBHOOK_ALLOW_PRIVATE)."),
    ),
    "webhook-tls": (
        gettext_lazy("the certificate of the system is not good for its name"),
        gettext_lazy("Its owner renews the certificate. Then try again."),
    ),
    "webhook-not-understood": (
        gettext_lazy("the answer of the system is not understood"),
        gettext_lazy("Its owner compares it with docs/webhooks.md. Then try again, or settle the step by hand."),
    ),
    "webhook-failed": (
        gettext_lazy("the system says that it failed"),
        gettext_lazy("The journal has its words. Try again when it is mended, or settle the step by hand."),
    ),
    "webhook-silent": (
        gettext_lazy("the system accepted the message, and did not answer by its day"),
        gettext_lazy("Ask its owner. Try again sends a new message; or settle the step by hand when you know."),
    ),
    "not-proved": (
        gettext_lazy("the system says that it did it, but cannot say what is left"),
        gettext_lazy("Look there yourself and settle the step by hand, or try again."),
    ),
    "not-counted": (
        gettext_lazy("the system cannot count before it acts"),
        gettext_lazy("Decide without the count, or look there yourself."),
    ),
}


def call_in_words(call: WebhookCall) -> str:
    """One message in a sentence: what was asked, how often, and what became of it."""
    tried = ngettext("sent once", "sent %(times)d times", call.attempts) % {"times": call.attempts}
    said = {"what": call.get_phase_display(), "tried": tried, "fate": _fate(call)}
    return _("“%(what)s”: %(tried)s; %(fate)s") % said


def _fate(call: WebhookCall) -> str:
    if call.state == CallState.ANSWERED:
        return _("answered")
    if call.reason:
        why = str(STUCK[call.reason][0]) if call.reason in STUCK else call.reason
        return _("%(why)s (HTTP %(status)d)") % {"why": why, "status": call.status} if call.status else why
    if call.state == CallState.ACCEPTED:
        return _("accepted, the answer comes by %(day)s") % {"day": f"{call.due_on:%B} {call.due_on.day}"}
    if call.state == CallState.EXPIRED:
        return _("accepted, but not answered by its day")
    return _("it goes out in a moment")
