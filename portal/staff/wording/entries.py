"""The names of the journal's entries in words: every name that was ever written has some."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dsr.journal import EntryName
from dsr.lifecycle import Transition
from portal.staff.wording import unknown_codes

TRANSITIONS: Mapping[Transition, Any] = {
    Transition.RECEIVE: _("Request received"),
    Transition.QUEUE: _("Waits for a decision"),
    Transition.ASK_PROOF: _("Waits for proof"),
    Transition.VERIFY: _("Proof suffices"),
    Transition.FAIL_VERIFICATION: _("Proof or permission did not come in time, or was too little; the answer says so"),
    Transition.GRANT: _("Granted by the desk: the law leaves nothing to decide"),
    Transition.CORRECT: _("Address for the response corrected"),
    Transition.JOIN: _("Joined to an earlier request"),
    Transition.UNDO_JOIN: _("The join is undone: it is decided on its own"),
    Transition.JOIN_AGAIN: _("Waits again for the answer to the earlier request"),
    Transition.APPROVE: _("Approved"),
    Transition.DECLINE: _("Declined"),
    Transition.RETURN: _("Decision taken back"),
    Transition.PREPARE: _("Response written, its words fixed"),
    Transition.RESPOND: _("Response is out"),
    Transition.ANSWER: _("The page was the answer; the address is erased here"),
    Transition.REOPEN: _("Opened again"),
    Transition.SUPPLEMENT: _("The rest is known: the whole response follows"),
    Transition.FINISH: _("What was kept is worked on after all"),
    Transition.UNDO_FOLLOW_UP: _("Taken back before it left: the response stands as it was"),
    Transition.FAIL_DELIVERY: _("Response did not reach the person"),
    Transition.READDRESS: _("Another address given"),
    Transition.CLOSE: _("Closed without an answer"),
    Transition.OPEN_AGAIN: _("Opened again: it is acknowledged anew"),
    Transition.FORGET: _("Personal information destroyed"),
}
FACTS: Mapping[EntryName, Any] = {
    EntryName.NOTE: _("Note"),
    EntryName.ASSIGN: _("Assigned"),
    EntryName.STUCK: _("Stuck"),
    EntryName.TRY_AGAIN: _("Tried again"),
    EntryName.COPY_GOES_ON: _("Goes on after the desk was restored from a backup"),
    EntryName.SENT_AT_ONCE: _("It waits no longer: the rest of its wait was left out"),
    EntryName.WAIT_OVER: _("The wait is over, and the letter is as it was decided"),
    EntryName.SECOND_APPROVAL_ASKED: _("Waits for a second approval"),
    EntryName.SECOND_APPROVAL_GIVEN: _("The second approval is given"),
    EntryName.SECOND_APPROVAL_REFUSED: _("The second approval is refused"),
    EntryName.PROPOSAL_TAKEN_BACK: _("Who proposed it took it back"),
    EntryName.ONE_PAIR_OF_EYES: _("Decided with one pair of eyes: password and reason in place of a second approval"),
    EntryName.EXTEND: _("Time extended"),
    EntryName.EXTENSION_TAKEN_BACK: _("The extension was taken back before its notice left"),
    EntryName.RECORD_THINNED: _("The record period is over: only what finds the person is kept, until the review"),
    EntryName.DUPLICATE_JOINED: _("A later request was joined to this one"),
    EntryName.DUPLICATE_SEPARATED: _("The join of a later request was undone"),
    EntryName.REQUESTS_OPENED: _("Requests opened that hid in it"),
    EntryName.EARLIER_CHOSEN: _("Earlier response of the same person chosen"),
    EntryName.RECEIPT_CORRECTED: _("Corrected: how the request came"),
    EntryName.RECEIPT_WAITS: _("How the request came is corrected in a moment: until then it can be taken back"),
    EntryName.RECEIPT_TAKEN_BACK: _("The correction is taken back before it took effect: all stays as it was"),
    EntryName.RECEIPT_LEFT: _("The correction did not take effect: it was decided, or weighs otherwise, by now"),
    EntryName.WITHDRAWAL_ASKED: _(
        "The person wants to withdraw the request; a letter with the link to confirm it follows"
    ),
    EntryName.ELIGIBILITY_ASKED: _("A letter that asks whether the law covers the person is written"),
    EntryName.ELIGIBILITY_RECORDED: _("Recorded: whether the law covers the person"),
    EntryName.LETTER_ACCEPTED: _("Email sent"),
    EntryName.LETTER_REFUSED: _("The mail server refused the letter"),
    EntryName.LETTER_LATER: _("The mail server did not take the letter yet"),
    EntryName.LETTER_UNCERTAIN: _("The line broke: the letter may or may not have been taken"),
    EntryName.LETTER_MISCONFIGURED: _("The mail server refused us, not the letter"),
    EntryName.LETTER_MAILED: _("Letter put in the mail"),
    EntryName.EXTENSION_NOTICE: _("The notice of more time, to the corrected address"),
    EntryName.COVERING_LETTER: _("A letter is written that acknowledges the requests of the bundle together"),
    EntryName.AGENT_ASKED: _("A letter that asks the agent for what is missing is written"),
    EntryName.AGENT_ADDED: _("What the agent had left out was added"),
    EntryName.BUNDLE_ANSWERED: _("All of the bundle has ended; the letter that tells the agent is written"),
    EntryName.PROOF_GIVEN: _("Proof given"),
    EntryName.PROOF_LETTER: _("A letter with another link for the proof is written"),
    EntryName.PROOF_REMINDED: _("A reminder of the proof is written"),
    EntryName.DISOWNED: _("The owner of the address says: this was not me"),
    EntryName.SHOWN_ENTITLED: _("The requester showed to be the parent"),
    EntryName.ENTITLED_ACT: _("What was done for the parent, or heard from one"),
    EntryName.PERMISSION_ASKED: _("A letter that asks the person about the permission is written"),
    EntryName.PERMISSION_REMINDED: _("A reminder to the person is written"),
    EntryName.PERMISSION_GIVEN: _("The person says: yes, I gave permission"),
    EntryName.PERMISSION_DENIED: _("The person says: no, I gave no permission"),
    EntryName.PERMISSION_SHORT: _("The person says yes, but proved too little"),
    EntryName.PERMISSION_UNANSWERED: _("The person did not answer in time"),
    EntryName.PERMISSION_NO_ADDRESS: _("The person cannot be asked: no address of theirs is known to us"),
    EntryName.PERMISSION_SHOWN: _("Seen: by what right the requester acts"),
    EntryName.PERMISSION_SKIPPED: _("Goes on without an answer of the person"),
    EntryName.DOCUMENTS_ADDED: _("Documents came"),
    EntryName.DOCUMENT_OPENED: _("A document was opened"),
    EntryName.BUNDLE_DOCUMENT_OPENED: _("A document of the whole bundle was opened"),
    EntryName.DOCUMENTS_DELETED: _("Documents deleted"),
    EntryName.STEP_DONE: _("Done in a system"),
    EntryName.STEP_NOT_HELD: _("Nothing held in a system"),
    EntryName.STEP_KEPT: _("Kept in a system under an exception"),
    EntryName.STEP_DRY: _("Only counted in a system: its mapping is not approved"),
    EntryName.STEP_CHANGED: _("The rows changed in a system"),
    EntryName.STEP_FAILED: _("The work in a system failed"),
    EntryName.STEP_BESIDE: _("Looked again in a system: the other request of the form had acted there"),
    EntryName.STEP_RETRY: _("Tried again in a system"),
    EntryName.STEP_CONFIRM: _("Several rows in a system confirmed as one person's"),
    EntryName.STEP_CHASE: _("The owner of a system is to be asked again"),
    EntryName.STEP_DIRECTED: _("Somebody outside directed that it be kept"),
    EntryName.STEP_HELD: _("A hold renewed"),
    EntryName.STEP_KEPT_BECAUSE: _("Written for the person: why it is kept"),
    EntryName.STEP_KEPT_ON: _("Looked at again: it is still needed"),
    EntryName.STEP_KEEP_ENDED: _("Looked at again: it is needed no more"),
    EntryName.MAPPING_APPROVED: _("The set-up of a system was approved: the work there goes on"),
    EntryName.CONCLUDED: _("The work is done"),
    EntryName.STATEMENT_FILED: _("The person filed a statement"),
    EntryName.VALUE_COMPARED: _("The person compared a value with ours"),
    EntryName.CORRECTION_UNDONE: _("A correction was undone in a system"),
    EntryName.CORRECTION_AGAIN: _("Corrected again"),
    EntryName.RECIPIENTS_TOLD: _("Somebody here recorded which recipients were told"),
    EntryName.TELLINGS_WANTED: _("Others are to be told"),
    EntryName.TELLINGS_CHOSEN: _("Chosen which recipients are to be told, and why others are not"),
    EntryName.TELLING_SENT: _("A company was told"),
    EntryName.TELLING_ANSWERED: _("What came of telling a company"),
    EntryName.TELLING_CHASED: _("A company is to be told again"),
}
_BY_NAME: Mapping[str, Any] = {str(name): told for name, told in (*TRANSITIONS.items(), *FACTS.items())}


def words(name: str) -> str:
    """What an entry of this name tells, without its details."""
    if name in _BY_NAME:
        return str(_BY_NAME[name])
    return gettext("Recorded: %(what)s") % {"what": unknown_codes.sentence("entry", name)}
