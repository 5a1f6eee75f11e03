"""The letters of a kind: the words that each may use, and the letters that several kinds have alike."""

from dataclasses import dataclass
from typing import Any

from dsr.kinds.base.facts import Fact
from dsr.kinds.base.questions import Words

COMMON = frozenset(
    {
        *("brand", "business", "business_address", "contact_email", "reference"),
        *("about_whom", "for_self"),
    }
)
# Every letter may greet by name, once the name is known, says who wrote where that is another than its reader
# (dsr/letters/called_names.py), and may lead who wrote to the page of the request (dsr/letters/page_links.py).
_GREETED = frozenset({"requester_name", "asked_by", "page_link"})
_OF_SUBJECT = frozenset({"about_whom", "for_self"})
# What was done, where nothing was, and who was told, before the work stopped.
STOPPED = ("done_list", "untouched_list", "told_already_list")


@dataclass(frozen=True)
class LetterWords:
    """A letter: its folder below templates/letters/, the words it uses, and the facts that it states beside them.

    No other word may stand in it. A sentence that states a fact names it as its context, and no letter is written of a
    case that lacks one of its `facts`. A sentence that states one of `facts_if_recorded` stands inside an `if` of the
    fact's word, and is gone where the record lacks.
    """

    name: str
    words: frozenset[str]
    optional: frozenset[str] = frozenset()  # beside `words`: may be empty, and the letter leaves their sentence out
    facts: tuple[Fact, ...] = ()
    facts_if_recorded: tuple[Fact, ...] = ()
    is_to_stranger: bool = False  # nobody knows yet who reads it: it greets by no name, and leads to no page

    @property
    def every(self) -> frozenset[str]:
        greeted = frozenset() if self.is_to_stranger else _GREETED
        return self.words | self.optional | greeted | {fact.word for fact in self.facts_if_recorded}

    def lacks(self, case: Any, known: dict[str, Words] | None = None) -> Words:
        """Why this letter would state of the case what is not on record; empty when all of it is.

        `known` keeps what each fact lacks, by name, for who asks of many letters at one moment.
        """
        known = {} if known is None else known
        for fact in self.facts:
            if fact.name not in known:
                known[fact.name] = fact.lacks(case)
        return next((known[fact.name] for fact in self.facts if known[fact.name]), "")


@dataclass(frozen=True)
class Letters:
    """All letters of a kind, and which of them is sent when no outcome, clock, proof or agent asks for it.

    A letter may lead to the form of another kind: `means_of_choice` is the cost-free means of choice mode,
    § 1798.83(c)(2); `offers_on_refusal` is offered with a denial, `offers_on_list` with a list of who received
    information, where the business sells or shares.
    """

    declared: tuple[LetterWords, ...] = ()
    acknowledgement: str = ""  # empty: the receipt is not confirmed by a letter of its own
    several: str = ""  # confirms the receipt of all that came with one press, in place of a letter for each
    question: str = ""  # asks the person whether the law covers them
    joined: str = ""  # to who sent a later request that is joined to an earlier one; empty: each is decided alone
    separated: str = ""  # takes back what `joined` said
    corrected: str = ""  # the receipt was corrected, and an earlier date rules than the person was told
    mistake: str = ""  # to who heard of a request that was entered by mistake
    no_request: str = ""  # to who heard of what turned out to be no request
    person_told: str = ""  # to the person who was asked about an agent: it ended, whichever way, without an answer
    withdrawal: str = ""  # asks the person to confirm that they withdraw it; empty: it cannot be withdrawn
    means_of_choice: str = ""
    offers_on_refusal: str = ""
    offers_on_list: str = ""

    @property
    def withdrawn(self) -> str:
        """Says that it was withdrawn, where that is asked to be confirmed."""
        return WITHDRAWN if self.withdrawal else ""


def acknowledgement(folder: str, *goes_on: Fact) -> LetterWords:
    """That it was received; where it was ended and opened again, that it goes on."""
    return LetterWords(
        f"{folder}/acknowledgement",
        COMMON | {"received_on", "promise"},
        frozenset(
            {
                *("how_verify", "link", "code", "code_page", "link_ends_on"),
                *("companion", "companion_implied", "companion_part", "delete_unopened"),
                *("may_extend", "part_asked", "toll_free_phone", "promised_on"),
            }
        ),
        facts_if_recorded=goes_on,
    )


SEVERAL = "several/acknowledgement"


def several() -> LetterWords:
    """That all which came with one press was received, each with its reference and its day; alike for all kinds."""
    return LetterWords(
        SEVERAL,
        COMMON - _OF_SUBJECT | {"for_self", "received_on", "asked_list"},
        frozenset({"how_verify", "link", "code", "code_page", "link_ends_on", "may_extend", "toll_free_phone"}),
    )


def proof_letters(folder: str, *not_heard: Fact) -> tuple[LetterWords, LetterWords]:
    """A fresh link and code, and the reminder before they end, with what that states of them."""
    words = COMMON | {"link", "code", "code_page", "link_ends_on"}
    return (
        LetterWords(f"{folder}/fresh-link", words),
        LetterWords(f"{folder}/reminder", words, facts_if_recorded=not_heard),
    )


def permission_letters(folder: str, *not_heard: Fact) -> tuple[LetterWords, LetterWords]:
    """To the person for whom an agent acts: whether they gave permission, and the reminder, with what that states."""
    words = COMMON | {"received_on", "acting_name", "wanted_list", "link", "link_ends_on"}
    may = frozenset({"part_asked"})
    return (
        LetterWords(f"{folder}/permission", words, may),
        LetterWords(f"{folder}/permission-reminder", words, may, facts_if_recorded=not_heard),
    )


def question(folder: str) -> LetterWords:
    """To who asks: whether the law covers the person, where neither the request nor a record says so."""
    return LetterWords(f"{folder}/question", COMMON | {"received_on", "question_list"}, frozenset({"part_asked"}))


def join_letters(folder: str, together: Fact, told: Fact) -> tuple[LetterWords, LetterWords]:
    """That two requests are worked on together, and the letter that takes it back; each with the fact it states."""
    words = COMMON | {"received_on", "promise"}
    joined = LetterWords(f"{folder}/joined", words | {"first_reference"}, facts=(together,))
    return joined, LetterWords(f"{folder}/separated", words, facts=(told,))


CORRECTED, CORRECTED_OF_BUNDLE = "receipt/corrected", "receipt/corrected-bundle"
MISTAKE, NO_REQUEST, PERSON_TOLD = "closure/mistake", "closure/no-request", "closure/person-told"
CONFIRMED = "proof/confirmed"
WITHDRAWAL, WITHDRAWN = "closure/withdrawal", "closure/withdrawn"
MESSAGE_ANSWERED = "own-page/answered"
ADDRESS_CONFIRM, ADDRESS_TOLD = "own-page/address-confirm", "own-page/address-told"
TELL_END = frozenset({MISTAKE, NO_REQUEST, WITHDRAWN})  # to who wrote
_OF_CLOSURE = COMMON - _OF_SUBJECT


def closing_letters(by_mistake: Fact, no_request: Fact) -> tuple[LetterWords, LetterWords]:
    """That what who wrote heard of was entered by mistake, or is no request; alike for all kinds."""
    return (
        LetterWords(MISTAKE, _OF_CLOSURE, facts=(by_mistake,)),
        LetterWords(NO_REQUEST, _OF_CLOSURE | {"received_on"}, facts=(no_request,)),
    )


def person_told(ended_unanswered: Fact) -> LetterWords:
    """To the person who was asked whether somebody acts for them: nothing of it is owed any more; alike for all."""
    return LetterWords(PERSON_TOLD, _OF_CLOSURE, facts=(ended_unanswered,))


def corrected_letter(told_another_day: Fact, nothing_asked: Fact) -> LetterWords:
    """By when we respond, to who was told a later day; alike for all kinds."""
    return LetterWords(
        CORRECTED,
        _OF_CLOSURE | {"received_on", "promise"},
        facts=(told_another_day,),
        facts_if_recorded=(nothing_asked,),
    )


def corrected_of_bundle(told_another_day: Fact) -> LetterWords:
    """The same to an agent, by line, of all whom the covering letter told a later day; alike for all kinds."""
    return LetterWords(CORRECTED_OF_BUNDLE, _OF_CLOSURE | {"received_list"}, facts=(told_another_day,))


def withdrawal_letters(asked: Fact, withdrawn: Fact) -> tuple[LetterWords, LetterWords]:
    """The link by which a person withdraws their request, and that they did; alike for all kinds."""
    words = _OF_CLOSURE | {"received_on"}
    link = LetterWords(WITHDRAWAL, words | {"link", "link_ends_on"}, facts=(asked,))
    return link, LetterWords(WITHDRAWN, words, facts=(withdrawn,))


def confirmed(given: Fact) -> LetterWords:
    """That a confirmation came in, and what happens now; alike for all kinds that ask for one."""
    words, may = _OF_CLOSURE | {"received_on", "promise"}, frozenset({"promised_on", "companion"})
    return LetterWords(CONFIRMED, words, may, facts=(given,))


PAGE_CODE = LetterWords("page/code", COMMON - _OF_SUBJECT | {"code", "good_until"})
# Letters that belong to the page of a request, whatever its kind.
OF_EVERY_KIND = (PAGE_CODE,)


def covering(folder: str) -> LetterWords:
    """To an agent who asked for many people at once: in place of an acknowledgement of each."""
    words = COMMON - _OF_SUBJECT | {"received_on", "promise", "how_verify", "people_count", "people_list"}
    return LetterWords(f"{folder}/covering", words, frozenset({"toll_free_phone"}))


def missing(folder: str, left_out: Fact) -> LetterWords:
    """To the same agent: what is left out, of whom, and by when to send it."""
    words = COMMON - _OF_SUBJECT | {"received_on", "missing_list", "answer_by"}
    return LetterWords(f"{folder}/missing", words, facts=(left_out,))


def bundle_letters(folder: str, all_answered: Fact, left_out: Fact) -> tuple[LetterWords, ...]:
    """The three letters to an agent who asks for many people at once."""
    return covering(folder), missing(folder, left_out), answered(folder, all_answered)


def answered(folder: str, all_answered: Fact) -> LetterWords:
    """To the same agent, once all of them are answered."""
    words = COMMON - _OF_SUBJECT | {"received_on", "people_count", "answer_list"}
    return LetterWords(f"{folder}/answered", words, facts=(all_answered,))


def own_page_letters(wrote: Fact, asked: Fact) -> tuple[LetterWords, ...]:
    """That an answer waits on the page of the request; and of a change of address, to both addresses. For all kinds.

    What goes to the new address says nothing of the request: nobody knows yet who reads there.
    """
    words = _OF_CLOSURE - {"reference"}
    return (
        LetterWords(MESSAGE_ANSWERED, _OF_CLOSURE | {"received_on"}, facts=(wrote,)),
        LetterWords(ADDRESS_CONFIRM, words | {"link", "code", "link_ends_on"}, facts=(asked,), is_to_stranger=True),
        LetterWords(ADDRESS_TOLD, _OF_CLOSURE | {"received_on", "link", "changes_on"}, facts=(asked,)),
    )
