"""Why a proof or a permission holds a request up, the way out, and the button where it is not “Try again”."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.reasons import Reason

REASONS: Mapping[Reason, tuple[Any, ...]] = {
    Reason.NOT_VERIFIED: (
        _("who asks is not proved"),
        _("Record the proof that you saw, or ask for it again."),
    ),
    Reason.NOT_WEIGHED: (
        _("the proof could not be compared in time, because a system did not answer"),
        _(
            "Compare it yourself and record it, or ask again. If nobody does, the written answer says so, but not "
            "where the request was opened again."
        ),
        _("Dismiss"),
    ),
    Reason.PROOF_TOO_LITTLE: (
        _("what was proved is too little"),
        _(
            "Record the proof that you saw, ask again, or decline. If nobody does, the written answer says so, but "
            "not where the request was opened again."
        ),
        _("Dismiss"),
    ),
    Reason.NO_PROOF_ASKED: (
        _("no proof was asked for"),
        _("Record the proof that you saw, or ask for it."),
    ),
    Reason.NOT_PERMITTED: (
        _("it is not shown that the requester may act for the person"),
        _("See who acts for whom: record what you saw, ask the person, or decline."),
    ),
    Reason.PERMISSION_DENIED: (
        _("the person says that they gave no permission to act for them"),
        _("Decline. The agent hears only that the permission could not be confirmed."),
        _("Dismiss"),
    ),
    Reason.PERMISSION_UNANSWERED: (
        _("the person did not answer whether they gave permission"),
        _(
            "Ask again, go on without, or decline. If nobody does, the written answer says so, but not where the "
            "request was opened again."
        ),
        _("Dismiss"),
    ),
    Reason.PERMISSION_SHORT: (
        _("what the person gave to prove who they are is too little"),
        _(
            "Ask again, or decline. If nobody does, the written answer says so, but not where the request was "
            "opened again."
        ),
        _("Dismiss"),
    ),
    Reason.NOT_REMINDED: (
        _("the reminder of the proof could not be written"),
        _("An administrator completes the business and its letters. Then try again."),
    ),
    Reason.NOT_ENDED: (
        _("the answer in place of the proof could not be written"),
        _("An administrator completes the business and its letters. Then try again."),
    ),
    Reason.NOT_ASKED: (
        _("the person could not be asked or reminded about the permission"),
        _("An administrator completes the business and its letters. Then try again."),
    ),
    Reason.NOT_ANSWERED: (
        _("the answer that the permission is not confirmed could not be written"),
        _("Decline it yourself, in writing."),
    ),
    Reason.NOT_TAKEN_ON: (
        _("the proof was given, but the request did not go on"),
        _("Try again. If it stops again, the server's log names this request."),
    ),
}
