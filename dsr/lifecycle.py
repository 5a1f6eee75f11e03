"""The life of a case: its states, the transitions between them, and who may make each. Read this first.

Pure data and pure functions. dsr/journal/writer.py is the only place that acts on it.
"""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    RECEIVED = "received"  # written down; the acknowledgement is not out yet
    VERIFYING = "verifying"  # the requester must confirm or prove something; reminders and a last day are set
    REVIEW = "review"  # a person must decide
    WORKING = "working"  # decided; the machine compiles and carries out what was decided
    RESPONDING = "responding"  # the response is fixed in a row and on its way
    RESPONDED = "responded"  # the mail server accepted it, a person recorded it as mailed, or the page was the answer
    UNDELIVERED = "undelivered"  # it did not reach the person: the duty is open again
    CLOSED = "closed"  # it ended without an answer: by mistake, a test, no request, or withdrawn
    JOINED = "joined"  # the decision on an earlier request of the same person answers it too; its own duty is open
    FORGOTTEN = "forgotten"  # the record period is over and the personal information is destroyed


class Who(StrEnum):
    """Who makes a transition. Staff roles are the last five."""

    MACHINE = "machine"
    REQUESTER = "requester"
    VIEWER = "viewer"
    AUDITOR = "auditor"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"


STAFF_ROLES = (Who.VIEWER, Who.AUDITOR, Who.REVIEWER, Who.APPROVER, Who.ADMINISTRATOR)
# Who works on requests; viewers and auditors read. What each may open: portal/staff/account/permissions.py.
DECIDES = frozenset({Who.REVIEWER, Who.APPROVER, Who.ADMINISTRATOR})
# Who may be the second person.
APPROVES_SECOND = frozenset({Who.APPROVER, Who.ADMINISTRATOR})


class Transition(StrEnum):
    RECEIVE = "receive"
    QUEUE = "queue"
    ASK_PROOF = "ask-proof"
    VERIFY = "verify"
    FAIL_VERIFICATION = "fail-verification"
    GRANT = "grant"
    CORRECT = "correct"
    JOIN = "join"
    UNDO_JOIN = "undo-join"
    JOIN_AGAIN = "join-again"
    APPROVE = "approve"
    DECLINE = "decline"
    RETURN = "return"
    PREPARE = "prepare"
    RESPOND = "respond"
    ANSWER = "answer"
    REOPEN = "reopen"
    SUPPLEMENT = "supplement"
    FINISH = "finish"
    UNDO_FOLLOW_UP = "undo-follow-up"
    FAIL_DELIVERY = "fail-delivery"
    READDRESS = "readdress"
    CLOSE = "close"
    OPEN_AGAIN = "open-again"
    FORGET = "forget"


@dataclass(frozen=True)
class Rule:
    """One transition: from any of `sources` (None: the case does not exist yet) to `target`, by any of `who`."""

    transition: Transition
    sources: frozenset[State | None]
    target: State
    who: frozenset[Who]


def _rule(transition: Transition, sources: set[State | None], target: State, who: Set[Who]) -> Rule:
    return Rule(transition, frozenset(sources), target, frozenset(who))


_BEFORE_RESPONSE: set[State | None] = {
    *(State.RECEIVED, State.VERIFYING, State.REVIEW),
    *(State.WORKING, State.RESPONDING, State.JOINED),
}

RULES: dict[Transition, Rule] = {
    rule.transition: rule
    for rule in (
        # A request is written down by the person who makes it, or by staff for what came by mail, email or phone.
        _rule(Transition.RECEIVE, {None}, State.RECEIVED, {Who.REQUESTER, *DECIDES}),
        # Nothing has to be proved, or what was offered proves too little: it waits for a person.
        _rule(Transition.QUEUE, {State.RECEIVED, State.VERIFYING}, State.REVIEW, {Who.MACHINE}),
        # The kind asks for proof: the acknowledgement says how to give it. Staff may ask once more.
        _rule(Transition.ASK_PROOF, {State.RECEIVED, State.REVIEW}, State.VERIFYING, {Who.MACHINE, *DECIDES}),
        # The proof suffices: what the requester gave did, or a person records what was seen.
        _rule(Transition.VERIFY, {State.VERIFYING, State.REVIEW}, State.REVIEW, {Who.MACHINE, *DECIDES}),
        # No proof came in time, or it stayed too little and nobody decided. It is answered in writing, never dropped.
        _rule(Transition.FAIL_VERIFICATION, {State.VERIFYING, State.REVIEW}, State.WORKING, {Who.MACHINE}),
        # The law leaves nothing to decide: the machine goes on at once.
        _rule(Transition.GRANT, {State.RECEIVED}, State.WORKING, {Who.MACHINE}),
        # The address for the response is wrong: with the right one, the request is acknowledged anew. The machine does
        # it where the person gave another and its wait is over.
        _rule(Transition.CORRECT, {State.REVIEW, State.VERIFYING}, State.RECEIVED, {Who.MACHINE, *DECIDES}),
        # A person records that the same person is owed the same answer to an open, earlier request.
        _rule(Transition.JOIN, {State.REVIEW}, State.JOINED, DECIDES),
        # It was another person, or the two are not owed the same answer: it is decided on its own. A response that was
        # written with the first one's is not sent.
        _rule(Transition.UNDO_JOIN, {State.JOINED, State.RESPONDING}, State.REVIEW, {Who.MACHINE, *DECIDES}),
        # The earlier request is opened again: what was answered with it waits for its new answer.
        _rule(
            Transition.JOIN_AGAIN,
            {State.WORKING, State.RESPONDING, State.RESPONDED, State.UNDELIVERED},
            State.JOINED,
            DECIDES,
        ),
        # The decision. A decline walks the same last mile as a grant, and needs no proof.
        _rule(Transition.APPROVE, {State.REVIEW}, State.WORKING, DECIDES),
        _rule(Transition.DECLINE, {State.REVIEW, State.VERIFYING}, State.WORKING, DECIDES),
        # What was decided cannot be carried out as it stands: a person must look again.
        _rule(Transition.RETURN, {State.WORKING}, State.REVIEW, {Who.MACHINE, *DECIDES}),
        # The exact words of the response are fixed in the outbox; of a joined request together with the earlier one's.
        _rule(Transition.PREPARE, {State.WORKING, State.JOINED}, State.RESPONDING, {Who.MACHINE}),
        # Accepted by the mail server (machine), or recorded as mailed (staff).
        _rule(Transition.RESPOND, {State.RESPONDING}, State.RESPONDED, {Who.MACHINE, *DECIDES}),
        # The page on which the request was made was the whole answer; no letter is due.
        _rule(Transition.ANSWER, {State.WORKING}, State.RESPONDED, {Who.MACHINE}),
        # What was answered turns out to be wrong or incomplete: it is decided again.
        _rule(Transition.REOPEN, {State.RESPONDED}, State.REVIEW, DECIDES),
        # What was known so far was sent as such; now the rest is known, and a person sends the whole.
        _rule(Transition.SUPPLEMENT, {State.RESPONDED}, State.WORKING, DECIDES),
        # What was kept under an exception is needed no more: it is deleted as the response promised, and told.
        _rule(Transition.FINISH, {State.RESPONDED}, State.WORKING, DECIDES),
        # What was to follow the response is taken back before any of it left: the response stands as it was.
        _rule(Transition.UNDO_FOLLOW_UP, {State.WORKING}, State.RESPONDED, DECIDES),
        # Refused for good, bounced, or come back in the mail: the duty is open again.
        _rule(
            Transition.FAIL_DELIVERY,
            {State.RESPONDING, State.RESPONDED},
            State.UNDELIVERED,
            {Who.MACHINE, *DECIDES},
        ),
        # Another address, or paper in place of email; the decision stands and a new letter is written.
        _rule(
            Transition.READDRESS,
            {State.UNDELIVERED, State.RESPONDING},
            State.WORKING,
            {Who.MACHINE, *DECIDES},
        ),
        # It ends without an answer, before any response left. Which such endings there are, and who may choose each:
        # dsr/law/closures.py.
        _rule(Transition.CLOSE, _BEFORE_RESPONSE, State.CLOSED, {Who.REQUESTER, *DECIDES}),
        # It was a request after all: it is acknowledged anew, and its clock is that of the receipt.
        _rule(Transition.OPEN_AGAIN, {State.CLOSED}, State.RECEIVED, DECIDES),
        # The record period is over.
        _rule(Transition.FORGET, {State.RESPONDED, State.CLOSED}, State.FORGOTTEN, {Who.MACHINE}),
    )
}

# A case in one of these waits for nothing and nobody; in all others the duty is open.
ENDED = frozenset({State.RESPONDED, State.CLOSED, State.FORGOTTEN})
OPEN = frozenset(State) - ENDED
# In these the engine has something to do.
WAITS_FOR_MACHINE = frozenset({State.RECEIVED, State.WORKING, State.JOINED})
# In these a person must act, and the desk says what to do.
WAITS_FOR_STAFF = frozenset({State.REVIEW, State.UNDELIVERED})
# In these the requester must act; the machine reminds, and in the end answers.
WAITS_FOR_REQUESTER = frozenset({State.VERIFYING})


def allows(transition: Transition, source: State | None, who: Who) -> bool:
    """True when `who` may make this transition from this state."""
    rule = RULES[transition]
    return source in rule.sources and who in rule.who


def possible(source: State, who: Who) -> tuple[Transition, ...]:
    """The transitions that `who` may make now, in the order of the table."""
    return tuple(transition for transition in RULES if allows(transition, source, who))
