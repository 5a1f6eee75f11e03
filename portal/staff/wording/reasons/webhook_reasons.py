"""Why a webhook does not go through, or its system cannot do it, and the way out."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.reasons import Reason

REASONS: Mapping[Reason, tuple[Any, ...]] = {
    Reason.WEBHOOK_NOT_APPROVED: (
        _("the address and the secret of the system are not approved, so it is told of nobody"),
        _("Look at the webhook and approve it. The work then goes on by itself."),
    ),
    Reason.WEBHOOK_UNREACHABLE: (
        _("the system does not answer, or answers that it cannot do it now"),
        _("It was tried many times. Ask its owner whether it runs. Then try again: the same message goes out."),
    ),
    Reason.WEBHOOK_REFUSED: (
        _("the system refuses our message"),
        _("Its owner compares address and signing secret with the set-up. Then try again."),
    ),
    Reason.WEBHOOK_REDIRECTS: (
        _("the system sends us on to another address, which is not followed"),
        _("An administrator enters the final address in the set-up, and somebody approves it."),
    ),
    Reason.WEBHOOK_ADDRESS_REFUSED: (
        _("the address of the system leads into a private network, where webhooks are not sent"),
        _("An administrator enters a public address, or allows private ones (WEBHOOK_ALLOW_PRIVATE)."),
    ),
    Reason.WEBHOOK_TLS: (
        _("the certificate of the system is not good for its name"),
        _("Its owner renews the certificate. Then try again."),
    ),
    Reason.WEBHOOK_NOT_UNDERSTOOD: (
        _("the answer of the system is not understood"),
        _("Its owner compares it with docs/webhooks.md. Then try again, or record what you did."),
    ),
    Reason.WEBHOOK_FAILED: (
        _("the system says that it failed"),
        _("The journal has its words. Try again when it is mended, or record what you did."),
    ),
    Reason.WEBHOOK_SILENT: (
        _("the system accepted the message, and did not answer by its day"),
        _("Ask its owner. Try again sends a new message; or record what you did, when you know."),
    ),
    Reason.NOT_PROVED: (
        _("the system says that it did it, but cannot say what is left"),
        _("Look there yourself and record what you did, or try again."),
    ),
    Reason.NOT_COUNTED: (
        _("the system cannot count before it acts"),
        _("Decide without the count, or look there yourself."),
    ),
}
