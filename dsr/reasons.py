"""Why the machine stopped or waits. A reason stands in cases, rows of work, steps, messages, notices and entries.

Rows and journals outlive a version: a code never changes, and one that nothing gives any more stays, marked so.
"""

from enum import StrEnum


class Reason(StrEnum):
    # A refusal of the desk itself, dsr/errors.py.
    REFUSED = "refused"
    NOT_ALLOWED = "not-allowed"
    CHANGED = "changed"
    BLOCKED = "blocked"
    NO_REPLY_ADDRESS = "no-reply-address"  # of one of many people no permission is shown, and no address known
    FORGOTTEN = "forgotten"
    CLOSED = "closed"  # the request ended without an answer, and what was still to do with it
    CANNOT_OPEN = "cannot-open"
    KEY_LOST = "key-lost"
    MISSING_WORD = "missing-word"
    CANNOT_COMPILE = "cannot-compile"
    BAD_INPUT = "bad-input"
    TRY_AGAIN = "try-again"

    # The work itself.
    WORKER_LOST = "worker-lost"  # every worker that took it died of it, or was killed
    COPIED = "copied"  # the desk was restored from a backup, and this may have gone out since
    WORK_UNKNOWN = "work-unknown"  # another version of the desk asked for it
    REPORT_NOT_COMPILED = "report-not-compiled"
    DECISION_OUTDATED = "decision-outdated"  # the letter would be another than the one that was decided
    ADDRESS_CHANGED = "address-changed"  # the person gave another address, which has to prove who asks anew
    RECEIPT_LEFT = "receipt-left"  # a correction of how it came could not take effect any more when its wait was over
    SECOND_APPROVAL_REFUSED = "second-approval-refused"
    SECOND_APPROVAL_LATE = "second-approval-late"  # nobody gave it, and the day to send by is near
    NOBODY_TOLD = "nobody-told"
    JOIN_FAILS = "join-fails"  # the answer to the first would not be right for a request that was joined to it
    NOT_ON_RECORD = "not-on-record"  # the letter would state a fact that nothing records
    FEED_NOT_TAKEN = "feed-not-taken"  # a program that reads the feed has not confirmed what the request stopped

    # A letter of the case, by what the mail server said.
    MAIL_REFUSED = "mail-refused"
    MAIL_LATER = "mail-later"
    MAIL_UNCERTAIN = "mail-uncertain"
    MAIL_MISCONFIGURED = "mail-misconfigured"
    LETTER_REFUSED = "letter-refused"
    BUNDLE_LETTER_REFUSED = "bundle-letter-refused"  # one to the agent, about all of a bundle
    LETTER_RETURNED = "letter-returned"
    BUNDLE_LETTER_RETURNED = "bundle-letter-returned"  # one to the agent, about all of a bundle or some of it
    EXTENSION_REFUSED = "extension-refused"
    EXTENSION_RETURNED = "extension-returned"
    EXTENSION_OUTDATED = "extension-outdated"  # the notice would be another than the one that was written
    # The mail to the owner of a system.
    OWNER_MAIL_REFUSED = "owner-mail-refused"
    OWNER_MAIL_LATER = "owner-mail-later"
    OWNER_MAIL_UNCERTAIN = "owner-mail-uncertain"
    OWNER_MAIL_MISCONFIGURED = "owner-mail-misconfigured"

    # Proof, and permission to act for somebody.
    NOT_VERIFIED = "not-verified"
    NOT_WEIGHED = "not-weighed"
    PROOF_TOO_LITTLE = "proof-too-little"
    NO_PROOF_ASKED = "no-proof-asked"
    NOT_PERMITTED = "not-permitted"
    PERMISSION_DENIED = "permission-denied"
    PERMISSION_UNANSWERED = "permission-unanswered"
    PERMISSION_SHORT = "permission-short"

    # What is done by the calendar and failed.
    NOT_PURGED = "not-purged"
    NOT_ERASED = "not-erased"
    NOT_REMINDED = "not-reminded"
    NOT_ENDED = "not-ended"
    NOT_ASKED = "not-asked"
    NOT_ANSWERED = "not-answered"
    NOT_TAKEN_ON = "not-taken-on"
    NOT_SEPARATED = "not-separated"
    NOT_SET_BACK = "not-set-back"  # to its first day, as the notice of more time was not out in time
    AGENT_NOT_TOLD = "agent-not-told"  # that all requests of a bundle are answered
    HOLD_OVER = "hold-over"
    REVIEW_DUE = "review-due"  # the day came on which somebody looks again at what is kept

    EARLIER_UNDONE = "earlier-undone"  # what an answer refers to was opened again, came back or turned out wrong

    # Work in the systems of the business.
    SYSTEM_UNREACHABLE = "system-unreachable"
    SYSTEM_REFUSED = "system-refused"
    SYSTEM_WITHOUT_REASON = "system-without-reason"
    SYSTEM_ADDED = "system-added"
    STEP_FAILED = "step-failed"
    ROWS_CHANGED = "rows-changed"
    ROWS_LEFT = "rows-left"
    TOO_MANY_ROWS = "too-many-rows"
    MAPPING_NOT_APPROVED = "mapping-not-approved"
    OWNER_SILENT = "owner-silent"
    NO_ADDRESS = "no-address"
    MORE_THAN_ONE_PERSON = "more-than-one-person"
    PERHAPS_THIS_PERSON = "perhaps-this-person"
    MATCHED_BY_OTHER_POINTS = "matched-by-other-points"
    CHANGED_BEFORE = "changed-before"
    CORRECTION_UNDONE = "correction-undone"

    # A webhook: of a system, of a company that is told, of a tool that listens.
    WEBHOOK_NOT_APPROVED = "webhook-not-approved"
    WEBHOOK_UNREACHABLE = "webhook-unreachable"
    WEBHOOK_REFUSED = "webhook-refused"
    WEBHOOK_REDIRECTS = "webhook-redirects"
    WEBHOOK_ADDRESS_REFUSED = "webhook-address-refused"
    WEBHOOK_TLS = "webhook-tls"
    WEBHOOK_NOT_UNDERSTOOD = "webhook-not-understood"
    WEBHOOK_FAILED = "webhook-failed"
    WEBHOOK_SILENT = "webhook-silent"
    NOT_PROVED = "not-proved"
    NOT_COUNTED = "not-counted"

    # A notice to a third party.
    TELLING_SILENT = "telling-silent"
    TELLING_NO_ADDRESS = "telling-no-address"
    TELLING_NOBODY_NAMED = "telling-nobody-named"
    TELLING_CANNOT = "telling-cannot"
    TELLING_NOT_ON_RECORD = "telling-not-on-record"  # it would tell what is decided again, or not so any more
    NOTHING_TO_TELL = "nothing-to-tell"
    GIVEN_UP = "given-up"


class Unforeseen(str):
    """The class of an exception that nobody foresaw, in place of a reason: `KeyError`."""

    __slots__ = ()


# The mail server did not take a letter: the next one that it takes ends this.
MAIL = frozenset({Reason.MAIL_REFUSED, Reason.MAIL_LATER, Reason.MAIL_UNCERTAIN, Reason.MAIL_MISCONFIGURED})
# A person must look at a proof or a permission: too little matched, a system or the person did not answer in time.
ON_PROOF = frozenset(
    {
        Reason.PROOF_TOO_LITTLE,
        Reason.NOT_WEIGHED,
        Reason.PERMISSION_DENIED,
        Reason.PERMISSION_UNANSWERED,
        Reason.PERMISSION_SHORT,
    }
)
# Whoever was asked about a step did not answer in time.
SILENT = frozenset({Reason.OWNER_SILENT, Reason.WEBHOOK_SILENT})


def reason_of(error: Exception) -> Reason | Unforeseen:
    """Why an exception stops the work. Of one that nobody foresaw, its class: its words may quote what was sealed."""
    code = getattr(error, "code", None)
    return code if isinstance(code, Reason) else Unforeseen(type(error).__name__[:60])


def read_reason(code: str) -> Reason | Unforeseen | None:
    """A stored code; None of one that this version of the desk does not know."""
    if code in set(Reason):
        return Reason(code)
    return Unforeseen(code) if code[:1].isupper() and code.isidentifier() else None
