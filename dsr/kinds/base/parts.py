"""The parts that a kind declares beside its questions, clocks, outcomes and letters. What a kind has not is None."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dsr.errors import BadInput
from dsr.kinds.base.outcomes import KeepCode, Result
from dsr.kinds.base.questions import Choice, Words
from dsr.law.agents import NOTHING, Agents
from dsr.law.citations import Citation
from dsr.law.verification import Bounds

Answers = Mapping[str, str]  # the plain facts of a request, by name


class Need(StrEnum):
    """What a person may want who does not know the law's words; the guide of the first page leads to one of these."""

    STOP_MAIL = "stop-mail"
    STOP_SHARING = "stop-sharing"
    WHO_RECEIVED = "who-received"
    DELETE = "erase"
    CLOSE = "close"
    CORRECT = "mend"
    SEE = "see"
    YOUNG_CHILD = "young-child"
    ANYTHING_ELSE = "anything-else"


@dataclass(frozen=True)
class Page:
    """How the public pages lead to its form, and what they say after it."""

    invitation: Words = ""  # the words of the button that leads to its form
    link_title: Words = ""  # words the law asks of the link to its form
    meets: tuple[Need, ...] = ()  # what the guide leads to it for
    wish: Words = ""  # how a person says it who asks for several things at once; empty: it is asked for alone
    is_first: bool = False  # the first page is named for it, and tells its law in full
    place: int = 99  # among the links of the first page: after the one it is named for, by how often they are needed
    own_address: str = ""  # of a page of its own, where the law leaves less to ask than a grown form has
    honored: Words = ""  # what a page says of a request that stops something, once it is in effect everywhere
    under_way: Words = ""  # and what it says before: it is on the list, and is carried out in every other place


@dataclass(frozen=True)
class Intake:
    """How a request is received: what counts as one, whom it is about, and which others come with it."""

    must_be_written: bool = False  # a call need not be answered; the person is told how to write
    once_per_year: bool = False  # may be asked once in a calendar year
    is_one_click: bool = False  # the button of a mail program, and its page, make this request, RFC 8058
    takes_signal: bool = False  # a browser's signal of a known person counts as this request
    is_about_another: bool = False  # who writes is never the person it is about: no address of theirs finds any data
    opens: Callable[[Answers], tuple[str, ...]] | None = None  # kinds received with it
    companion: str = ""  # the kind of the request that the same form may make too, and that letters tell of
    may_embed_others: bool = False  # its free text may hold requests of other kinds, which staff open from its page
    clues: tuple[str, ...] = ()  # words in such a text that hint at this kind; a person decides

    def clues_in(self, text: str) -> list[str]:
        """The words of a text that hint at this kind, as whole words."""
        return [one for one in self.clues if re.search(rf"\b{re.escape(one)}\b", text, re.IGNORECASE)]

    @property
    def may_open_others(self) -> bool:
        """True when answers may make it open other requests, which then follow it."""
        return self.opens is not None


AS_USUAL = Intake()


@dataclass(frozen=True)
class ProofRules:
    """How who asks is proved. The business's rule chooses between the least and the most of `bounds`."""

    bounds: Bounds
    fresh_link: str  # the letter with a fresh link and code
    reminder: str  # the letter before they end
    not_verified: str  # the outcome when no proof comes in time
    not_confirmed: str = ""  # the outcome when only the second step, the confirmation, did not come in time
    in_doubt: str = ""  # the outcome when an account, handed over signed in, was doubted and nothing else was proved
    confirmed: str = ""  # the letter that says that the confirmation came in; empty: the page alone says so


@dataclass(frozen=True)
class Entitlement:
    """How a requester may show, to staff, to be entitled to hear more than the request itself needs."""

    methods: tuple[Choice, ...]
    paper: str = ""  # the one of these of which a copy is deleted before it is recorded
    acts: tuple[Choice, ...] = ()  # what is done for who showed it, or heard from them, as staff record it
    ways: tuple[Choice, ...] = ()  # how


@dataclass(frozen=True)
class AgentRules:
    """What may be asked when another person makes the request, and the letters about it."""

    law: Agents = NOTHING
    permission: str = ""  # the letter to the person: did you give permission?
    permission_reminder: str = ""
    not_permitted: str = ""  # the outcome when the permission is not confirmed
    covering: str = ""  # the letter that acknowledges many requests of one agent; empty: no bundle is entered
    answered: str = ""  # the letter that tells the agent, by line, that all of them are answered
    missing: str = ""  # the letter that asks the agent, by line, for what was left out
    outcome_words: Mapping[str, Words] = field(default_factory=dict, hash=False)  # what it says of each outcome
    lists_by_name: bool = False  # the people of a bundle need no address: nobody is looked up by it
    entered_alone: Words = ""  # why no bundle is entered, as the desk says it, where `covering` is empty


ASKS_NOTHING = AgentRules()


@dataclass(frozen=True)
class AutomaticGrant:
    """The machine grants at once: the law leaves nothing to decide, and the request takes effect at receipt."""

    outcome: Callable[[Answers], str]
    is_answered_on_page: bool = False  # no letter is sent: the page was the answer, and the address is unsealed after


def _asks_all(_answers: Answers) -> bool:
    return False


@dataclass(frozen=True)
class Work:
    """What is done in the systems, a step in each that takes part in the action."""

    action: str  # delete, close-account, suppress, opt-out, correct
    task: Words  # what a person who acts there is asked to do, one sentence
    words: Words = ""  # what staff choose of a system beside keeping its data; empty: the title of the kind
    outcome: Callable[[Sequence[Result]], str] | None = None  # from the settled steps; None: it ends as was decided
    keep_codes: tuple[KeepCode, ...] = ()  # exceptions under which a system may keep data
    finished: str = ""  # the letter once something that was kept is done after all; empty: nothing kept ever ends
    acts_at_once: bool = False  # what is decided takes effect without a wait; only its letter waits
    is_promise: bool = (
        False  # the business promised it to everyone; the law of its exceptions may not cover the person
    )
    asks_part: Callable[[Answers], bool] = _asks_all  # the request is for a part, so that the rest is not asked for


@dataclass(frozen=True)
class Items:
    """It is decided item by item: each is corrected, deleted or denied, and a denied one may carry a statement."""

    grounds: tuple[KeepCode, ...]  # on which an item is denied
    disputed: Callable[[Answers], frozenset[str]]  # the points that are said to be wrong, and so prove nothing
    statement_letter: str  # says that a statement about a denied item stands with the record
    statement_outcome: str  # how the case ended once it does
    offers_instead: str  # the kind whose form a denied item offers
    repeat_months: int = 0  # an item that was denied within so many calendar months may be denied again for that alone

    def ground(self, code: str) -> KeepCode:
        """Raises BadInput for what is no ground."""
        for ground in self.grounds:
            if ground.code == code:
                return ground
        raise BadInput(f"There is no ground {code} to deny an item.")


@dataclass(frozen=True)
class SuppressedUse:
    """One use of the data that is suppressed: its purpose (dsr/models/suppression.py), and the list (empty: all)."""

    purpose: str
    scope: str = ""


# From the purposes that are stopped, and whether the business is one under the CCPA.
LawOfStop = Callable[[Collection[str], bool], tuple[Citation, ...]]


@dataclass(frozen=True)
class SuppressionRules:
    """What is suppressed at the receipt of a request, before anybody looks at it."""

    uses: Callable[[Answers], tuple[SuppressedUse, ...]]
    is_lifted_on_decline: bool = False
    law: LawOfStop | None = None  # where it differs with what is stopped; None: that of the outcome


@dataclass(frozen=True)
class LedgerRecipients:
    """Which recipients of the disclosure ledger are owed a notice, as staff record it, and the law that says so.

    All who ever got what was sold or shared, and then the response says who was told or why others were not; or, for
    `since_receipt`, who got what was suppressed between the receipt and the day it took effect everywhere.
    """

    law: Citation
    told: Words  # what they were told, over the list of them
    since_receipt: bool = False


@dataclass(frozen=True)
class Notices:
    """What others are told once a request is granted: providers, and recipients that a system confirms."""

    instruction: str  # what they are told to do: delete, correct, stop-sharing
    ledger_recipients: LedgerRecipients | None = None
    is_required: bool = True  # by law; else the business tells them so that its own promise is kept


@dataclass(frozen=True)
class Report:
    """What it compiles from the disclosure ledger."""

    name: str
    year: Callable[[datetime], int]  # the calendar year it covers, from the receipt
