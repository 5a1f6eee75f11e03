"""What an entry of the journal may be called: a transition's own name, or one of these for a recorded fact.

A journal is never rewritten: a name never changes, and one that nothing writes any more stays, marked so.
"""

from enum import StrEnum


class EntryName(StrEnum):
    # Of the desk.
    NOTE = "note"
    ASSIGN = "assign"
    STUCK = "stuck"
    TRY_AGAIN = "try-again"
    COPY_GOES_ON = "copy-goes-on"
    SENT_AT_ONCE = "sent-at-once"
    WAIT_OVER = "wait-over"
    EVIDENCE_PACK = "evidence-pack"
    SECOND_APPROVAL_ASKED = "second-approval-asked"
    SECOND_APPROVAL_GIVEN = "second-approval-given"
    SECOND_APPROVAL_REFUSED = "second-approval-refused"
    PROPOSAL_TAKEN_BACK = "proposal-taken-back"
    ONE_PAIR_OF_EYES = "one-pair-of-eyes"
    EXTEND = "extend"
    EXTENSION_TAKEN_BACK = "extension-taken-back"
    EXTENSION_LAPSED = "extension-lapsed"
    EXTENSION_RESTORED = "extension-restored"
    RECORD_THINNED = "record-thinned"
    HOLD_SET = "hold-set"
    HOLD_CHANGED = "hold-changed"
    HOLD_ENDED = "hold-ended"
    DUPLICATE_JOINED = "duplicate-joined"
    DUPLICATE_SEPARATED = "duplicate-separated"
    REQUESTS_OPENED = "requests-opened"
    EARLIER_CHOSEN = "earlier-chosen"
    WITHDRAWAL_ASKED = "withdrawal-asked"
    RECEIPT_CORRECTED = "receipt-corrected"
    RECEIPT_WAITS = "receipt-waits"
    RECEIPT_TAKEN_BACK = "receipt-taken-back"
    RECEIPT_LEFT = "receipt-left"
    ELIGIBILITY_ASKED = "eligibility-asked"
    ELIGIBILITY_RECORDED = "eligibility-recorded"

    # Of the page of a person's own request.
    MESSAGE_WRITTEN = "message-written"
    MESSAGE_ANSWERED = "message-answered"
    MESSAGE_SETTLED = "message-settled"
    FACT_GIVEN = "fact-given"
    FACTS_WRONG = "facts-wrong"
    ADDRESS_CHANGE_ASKED = "address-change-asked"
    ADDRESS_CHANGE_PROVED = "address-change-proved"
    ADDRESS_CHANGE_STOPPED = "address-change-stopped"
    ADDRESS_CHANGE_LAPSED = "address-change-lapsed"
    ADDRESS_CHANGED = "address-changed"

    # Of its letters.
    LETTER_ACCEPTED = "letter-accepted"
    LETTER_REFUSED = "letter-refused"
    LETTER_LATER = "letter-later"
    LETTER_UNCERTAIN = "letter-uncertain"
    LETTER_MISCONFIGURED = "letter-misconfigured"
    LETTER_MAILED = "letter-mailed"
    LETTER_RETURNED = "letter-returned"
    EXTENSION_NOTICE = "extension-notice"
    COVERING_LETTER = "covering-letter"
    BUNDLE_ANSWERED = "bundle-answered"
    AGENT_ASKED = "agent-asked"
    AGENT_ADDED = "agent-added"
    DATES_TOLD = "dates-told"
    THROUGH_AGENT = "through-agent"

    # Of proof, and of permission to act for somebody.
    PROOF_GIVEN = "proof-given"
    PROOF_CONFIRMED = "proof-confirmed"
    PROOF_LETTER = "proof-letter"
    PROOF_REMINDED = "proof-reminded"
    DISOWNED = "disowned"
    SHOWN_ENTITLED = "shown-entitled"
    ENTITLED_ACT = "entitled-act"
    PERMISSION_ASKED = "permission-asked"
    PERMISSION_REMINDED = "permission-reminded"
    PERMISSION_GIVEN = "permission-given"
    PERMISSION_DENIED = "permission-denied"
    PERMISSION_SHORT = "permission-short"
    PERMISSION_UNANSWERED = "permission-unanswered"
    PERMISSION_NO_ADDRESS = "permission-no-address"
    PERMISSION_SHOWN = "permission-shown"
    PERMISSION_SKIPPED = "permission-skipped"

    # Of the page of one's own request.
    PAGE_CODE_SENT = "page-code-sent"
    PAGE_CODE_LETTER = "page-code-letter"
    PAGE_CODE_FAILED = "page-code-failed"
    PAGE_OPENED = "page-opened"
    PAGE_CODE_TRIED = "page-code-tried"
    PAGE_LINKS_ENDED = "page-links-ended"

    # Of its documents.
    DOCUMENTS_ADDED = "documents-added"
    DOCUMENT_OPENED = "document-opened"
    BUNDLE_DOCUMENT_OPENED = "bundle-document-opened"
    DOCUMENTS_DELETED = "documents-deleted"
    DOCUMENT_CHECKED = "document-checked"  # and kept by a hold, beyond the day on which it would be deleted

    # Of the work in systems.
    STEP_DONE = "step-done"
    STEP_NOT_HELD = "step-not-held"
    STEP_KEPT = "step-kept"
    STEP_DRY = "step-dry"
    STEP_CHANGED = "step-changed"
    STEP_FAILED = "step-failed"
    STEP_BESIDE = "step-beside"
    STEP_RETRY = "step-retry"
    STEP_CONFIRM = "step-confirm"
    STEP_CHASE = "step-chase"
    STEP_DIRECTED = "step-directed"
    STEP_HELD = "step-held"
    STEP_KEPT_BECAUSE = "step-kept-because"
    STEP_KEPT_ON = "step-kept-on"
    STEP_KEEP_ENDED = "step-keep-ended"
    MAPPING_APPROVED = "mapping-approved"
    CONCLUDED = "concluded"
    STATEMENT_FILED = "statement-filed"
    VALUE_COMPARED = "value-compared"
    CORRECTION_UNDONE = "correction-undone"
    CORRECTION_AGAIN = "correction-again"

    # Of others who are told.
    RECIPIENTS_TOLD = "recipients-told"
    TELLINGS_WANTED = "tellings-wanted"
    TELLINGS_CHOSEN = "tellings-chosen"
    TELLING_SENT = "telling-sent"
    TELLING_ANSWERED = "telling-answered"
    TELLING_CHASED = "telling-chased"


# Somebody reads, or tries to: who decides need not look again because of it.
OF_PAGE = frozenset(
    {
        *(EntryName.PAGE_CODE_SENT, EntryName.PAGE_CODE_LETTER, EntryName.PAGE_CODE_FAILED),
        *(EntryName.PAGE_OPENED, EntryName.PAGE_CODE_TRIED),
    }
)
OF_DOCUMENTS_READ = frozenset({EntryName.DOCUMENT_OPENED, EntryName.BUNDLE_DOCUMENT_OPENED})
# A hold touches nothing that somebody decides on.
OF_HOLDS = frozenset({EntryName.HOLD_SET, EntryName.HOLD_CHANGED, EntryName.HOLD_ENDED})
# What the person adds on the page of their own request: who decides reads it first.
SAYS_MORE = frozenset(
    {
        *(EntryName.MESSAGE_WRITTEN, EntryName.FACT_GIVEN, EntryName.DOCUMENTS_ADDED),
        *(EntryName.ADDRESS_CHANGE_ASKED, EntryName.ADDRESS_CHANGE_STOPPED),
    }
)
