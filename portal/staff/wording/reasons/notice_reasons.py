"""Why a notice to a third party waits for a person, and the way out."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.reasons import Reason

AGAIN = _("Mend it in the set-up, then tell again; or record what came of it.")
REASONS: Mapping[Reason, tuple[Any, ...]] = {
    Reason.TELLING_SILENT: (
        _("nobody answers"),
        _("Tell again, or ask and record the answer."),
    ),
    Reason.TELLING_NO_ADDRESS: (_("the register does not say where this company is told"), AGAIN),
    Reason.TELLING_NOBODY_NAMED: (_("the webhook is told by points that the request does not have"), AGAIN),
    Reason.TELLING_CANNOT: (
        _("the company says that it cannot"),
        _("Read why in the journal. Tell again, or record what came of it."),
    ),
    Reason.TELLING_NOT_ON_RECORD: (
        _("what it would be told is not on record any more, or is being decided again"),
        _("Decide the request, or mend the register or the disclosures. Then tell again, or give it up."),
    ),
    Reason.NOTHING_TO_TELL: (_("the decision left nothing to tell"), ""),
    Reason.GIVEN_UP: (_("staff gave it up"), ""),
}
# Of a notice, the desk's mail is told in other words than of a letter.
OF_MAIL: Mapping[Reason, tuple[Any, ...]] = {
    Reason.MAIL_REFUSED: (_("the email address refuses the mail"), AGAIN),
    Reason.MAIL_UNCERTAIN: (
        _("we cannot tell whether the mail was sent"),
        _("Tell again, or ask and record the answer."),
    ),
}
