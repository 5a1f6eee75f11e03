"""A step by webhook in words: how its messages fared."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsr.models import WebhookCall
from dsr.models.webhook import CallState
from portal.staff.wording.dates import short
from portal.staff.wording.reasons import explain


def call_in_words(call: WebhookCall) -> str:
    """One message in a sentence: what was asked, how often, and what became of it."""
    tried = ngettext("sent once", "sent %(times)d times", call.attempts) % {"times": call.attempts}
    said = {"what": call.get_phase_display(), "tried": tried, "fate": _fate(call)}
    return _("“%(what)s”: %(tried)s; %(fate)s") % said


def _fate(call: WebhookCall) -> str:
    if call.state == CallState.ANSWERED:
        return _("answered")
    if call.reason:
        why = explain(call.reason).why
        return _("%(why)s (HTTP %(status)d)") % {"why": why, "status": call.status} if call.status else why
    if call.state == CallState.ACCEPTED:
        return _("accepted, the answer comes by %(day)s") % {"day": short(call.due_on)}
    if call.state == CallState.EXPIRED:
        return _("accepted, but not answered by its day")
    return _("it goes out in a moment")
