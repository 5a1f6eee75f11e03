"""Why the desk itself or its mail cannot go on, the way out, and the button where it is not “Try again”."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr.reasons import Reason

REASONS: Mapping[Reason, tuple[Any, ...]] = {
    Reason.REFUSED: (
        _("the desk refused to go on"),
        _("Look at the newest entries of the journal. Then try again."),
    ),
    Reason.NOT_ALLOWED: (
        _("the request is in a state that does not allow it"),
        _("Look at the newest entries of the journal. Then try again."),
    ),
    Reason.CHANGED: (
        _("the request was changed at the same moment, again and again"),
        _("Try again."),
    ),
    Reason.BLOCKED: (
        _("something must be mended before it can go on"),
        _("Look at the draft and at the steps: they say what. Then try again."),
    ),
    Reason.FORGOTTEN: (
        _("what it needs is erased already"),
        _("Look in the journal when it was erased. Do what is still to be done, and record it."),
    ),
    Reason.CLOSED: (
        _("the request ended without an answer"),
        _("Open it again where it was a request after all."),
    ),
    Reason.CANNOT_OPEN: (
        _("what is sealed does not open"),
        _("An administrator checks SEALING_KEYS: an old key may be missing. Then try again."),
    ),
    Reason.KEY_LOST: (
        _("a key that the desk once used is missing"),
        _("An administrator runs “manage.py keys”, which says which one, and brings it back. Then try again."),
    ),
    Reason.MISSING_WORD: (
        _("a letter lacks something it must say"),
        _("An administrator completes the business, its addresses or how people say no. Then try again."),
    ),
    Reason.CANNOT_COMPILE: (
        _("a document could not be made"),
        _("Try again. If it fails again, the server's log says why."),
    ),
    Reason.BAD_INPUT: (
        _("something that the work was given cannot be used"),
        _("An administrator checks the set-up: the server's log names this request. Then try again."),
    ),
    Reason.TRY_AGAIN: (
        _("another machine does not answer"),
        _("It was tried many times. Try again when it is back."),
    ),
    Reason.WORKER_LOST: (
        _("the work stopped in the middle, more than once"),
        _("Try again. If it stops again, the server's log names this request."),
    ),
    Reason.COPIED: (
        _("the desk was restored from a backup, and this may have gone out after it"),
        _("Look in the mail server's log whether it did. If it did not, try again."),
    ),
    Reason.WORK_UNKNOWN: (
        _("another version of the desk left work that this one does not know"),
        _("The person who runs the server brings the newer version back. Then try again."),
    ),
    Reason.REPORT_NOT_COMPILED: (
        _("the report could not be compiled"),
        _("Look at the draft: it says what is missing."),
    ),
    Reason.DECISION_OUTDATED: (
        _("something changed while the decision waited, and the letter would be another than the decided one"),
        _("Look at the letter as it is now, and decide again."),
    ),
    Reason.ADDRESS_CHANGED: (
        _("the person changed the address, and what the earlier one proved is asked anew"),
        _("Wait for the proof from the new address, then decide again."),
    ),
    Reason.RECEIPT_LEFT: (
        _("a correction of how it came did not take effect: the request was decided, or the correction weighs more"),
        _("Look at how it came, and correct it anew if it is still wrong. Then go on."),
    ),
    Reason.SECOND_APPROVAL_REFUSED: (
        _("the second person did not approve the decision"),
        _("The journal says why. Decide anew."),
    ),
    Reason.SECOND_APPROVAL_LATE: (
        _("nobody has given the second approval, and the day to send by is near"),
        _("Whoever may approve looks at it now. From the day to send by on, password and reason suffice."),
    ),
    Reason.NO_REPLY_ADDRESS: (
        _("no permission of the person is shown, and no address of theirs is known"),
        _(
            "On the page of the bundle: add the address, or record the permission. If neither comes in time, decide "
            "there that the agent is answered. Then choose “Try again”."
        ),
    ),
    Reason.NOBODY_TOLD: (
        _("the response must say which recipients were told, or why not"),
        _("Choose who is told and why others are not, or approve again and write why."),
    ),
    Reason.NOT_ON_RECORD: (
        _("the letter would state something that is not on record"),
        _("Open the decision: it says what is not on record. Record it, or decide otherwise."),
    ),
    Reason.FEED_NOT_TAKEN: (
        _("a program that reads the feed has not confirmed this stop for a day"),
        _(
            "The response says that it is in effect everywhere, so it waits. Have the program read the feed and "
            "confirm it, or revoke its key in Settings, API keys, if it is gone: then the request goes on by itself."
        ),
    ),
    Reason.JOIN_FAILS: (
        _("the answer to the request that it was joined to would not be right for this one"),
        _("The journal says why. Decide it on its own; or mend what is said there and join it again."),
    ),
    Reason.EARLIER_UNDONE: (
        _("the earlier response that this answer refers to was opened again, came back or turned out to be wrong"),
        _(
            "Settle the earlier request first. Then open this one again and answer it, or look again if the person "
            "has all that is owed."
        ),
        _("Look again"),
    ),
    Reason.MAIL_REFUSED: (
        _("the address refuses the mail"),
        _("Correct the address. Then try again."),
    ),
    Reason.MAIL_LATER: (
        _("the mail server does not take the letter"),
        _("It was tried many times. Check that the mail server runs. Then try again."),
    ),
    Reason.MAIL_UNCERTAIN: (
        _("we cannot tell whether the letter was sent"),
        _("Look in the mail server's log. Try again sends the letter once more."),
    ),
    Reason.MAIL_MISCONFIGURED: (
        _("the mail server refuses us"),
        _("An administrator checks the mail server's name, password and sender. Then try again."),
    ),
    Reason.LETTER_REFUSED: (
        _("an address refused a letter of this request, which is not the response"),
        _(
            "The list of letters says which, and the letter to whom. Where it is the acknowledgement, correct the "
            "address for the response, or choose paper mail: it goes there."
        ),
        _("Dismiss"),
    ),
    Reason.BUNDLE_LETTER_REFUSED: (
        _("the agent's address refused a letter about the whole bundle"),
        _("The page of the bundle shows it. Correct the address in each of its requests, and each letter goes there."),
        _("Dismiss"),
    ),
    Reason.EXTENSION_REFUSED: (
        _("the address for the response refused the notice of more time"),
        _(
            "Correct the address for the response, or choose paper mail: the notice goes there with the "
            "acknowledgement. It must be out within the first period, or the extension does not hold."
        ),
        _("Dismiss"),
    ),
    Reason.LETTER_RETURNED: (
        _("a letter of this request came back, which is not the response"),
        _(
            "The list of letters says which. Where the address is wrong, correct the address for the response, or "
            "choose paper mail: the acknowledgement goes there."
        ),
        _("Dismiss"),
    ),
    Reason.BUNDLE_LETTER_RETURNED: (
        _("a letter to the agent about this bundle came back"),
        _(
            "The page of the bundle shows it. In each request that the letter told of and that is not decided yet, "
            "correct the address: each gets an acknowledgement of its own. What the letter asked can be asked anew on "
            "the page of the bundle."
        ),
        _("Dismiss"),
    ),
    Reason.EXTENSION_RETURNED: (
        _("the notice of more time came back"),
        _(
            "Until the last day for the notice, correct the address for the response, or choose paper mail: the "
            "notice goes there with the acknowledgement. Out later than that, the extension does not hold."
        ),
        _("Dismiss"),
    ),
    Reason.EXTENSION_OUTDATED: (
        _("something changed while the notice of more time waited, so the extension was taken back"),
        _("Look at the dates. Where more time is still needed, extend again."),
        _("Dismiss"),
    ),
    Reason.OWNER_MAIL_REFUSED: (
        _("the address of a system's owner refuses the mail"),
        _("An administrator corrects it in the register. Then try again."),
    ),
    Reason.OWNER_MAIL_LATER: (
        _("the mail server does not take the mail to a system's owner"),
        _("It was tried many times. Check that the mail server runs. Then try again."),
    ),
    Reason.OWNER_MAIL_UNCERTAIN: (
        _("we cannot tell whether the mail to a system's owner was sent"),
        _("Look in the mail server's log. Try again sends it once more."),
    ),
    Reason.OWNER_MAIL_MISCONFIGURED: (
        _("the mail server refuses us, so a system's owner is not asked"),
        _("An administrator checks the mail server's name, password and sender. Then try again."),
    ),
    Reason.NOT_PURGED: (
        _("a proof of identity could not be deleted on its day"),
        _("Try again. If it stops again, the server's log names this request."),
    ),
    Reason.AGENT_NOT_TOLD: (
        _("the letter that tells the agent that all of the bundle has ended could not be written"),
        _("Look at the address of the agent, then try again."),
    ),
    Reason.NOT_SEPARATED: (
        _("the request could not be looked at again on its own"),
        _("Undo the join. If that fails, too, the server's log names this request."),
    ),
    Reason.NOT_SET_BACK: (
        _("the date could not be set back, and the notice of more time was not out in time"),
        _("Respond now: the first date rules. The server's log names this request."),
    ),
    Reason.NOT_ERASED: (
        _("what the request no longer needs could not be erased on its day"),
        _("Try again. If it stops again, the server's log names this request."),
    ),
}
