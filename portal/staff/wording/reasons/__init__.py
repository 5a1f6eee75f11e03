"""Why the machine stopped or waits, and the way out: the words of every reason in dsr/reasons.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dsr import reasons
from dsr.models import way as ways
from dsr.reasons import Reason, Unforeseen
from portal.staff.wording import unknown_codes
from portal.staff.wording.reasons import (
    desk_reasons,
    notice_reasons,
    proof_reasons,
    system_reasons,
    webhook_reasons,
)

WORDS: Mapping[Reason, tuple[Any, ...]] = {
    **desk_reasons.REASONS,
    **proof_reasons.REASONS,
    **system_reasons.REASONS,
    **webhook_reasons.REASONS,
    **notice_reasons.REASONS,
}


@dataclass(frozen=True)
class Stuck:
    """Why the machine stopped, the way out, and the words of the button that goes on."""

    why: str
    way_out: str
    button: str

    @property
    def is_only_seen(self) -> bool:
        """The button says no more than that somebody saw it: it is never the main one of a page."""
        return self.button == _("Dismiss")


def explain(code: str) -> Stuck:
    """The words for a stored reason: of a case, a step, a message, a row of work or an entry of the journal.

    A way to act in systems may bring reasons of its own, with their words.
    """
    reason = reasons.read_reason(code)
    if isinstance(reason, Reason):
        why, way_out, *button = (str(words) for words in WORDS[reason])
        return Stuck(why, way_out, button[0] if button else _("Try again"))
    if (mend := ways.mend(code)) is not None:
        return Stuck(str(mend.why), str(mend.way_out), _("Try again"))
    if isinstance(reason, Unforeseen):
        why = _("something failed in the desk itself (%(code)s)") % {"code": reason}
        return Stuck(why, _("Try again. If it fails again, the server's log names this request."), _("Try again"))
    way_out = _("Nobody here needs to guess: the version that wrote it says why. Then try again.")
    return Stuck(unknown_codes.sentence("reason", code), way_out, _("Try again"))
