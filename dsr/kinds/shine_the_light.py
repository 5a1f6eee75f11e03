"""Shine the Light, Cal. Civ. Code § 1798.83: who received personal information for direct marketing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import repeats
from dsr.formats.law_numbers import law_text
from dsr.kinds import duty_facts, letter_facts
from dsr.kinds import eligibility_facts as whom
from dsr.kinds.answered_words import ANSWERED_WORDS
from dsr.kinds.asked_facts import NOTHING_ASKED
from dsr.kinds.base import (
    AgentRules,
    Choice,
    Clocks,
    Fact,
    Intake,
    Kind,
    Letters,
    LetterWords,
    Need,
    Outcome,
    Page,
    Question,
    Receipt,
    Report,
    Words,
    letters,
    questions,
)
from dsr.kinds.closure_facts import CLOSING_LETTERS, GOES_ON, WITHDRAWAL_LETTERS
from dsr.kinds.letter_facts import ANSWERED_BEFORE, YEAR_COMPLETE, YEAR_OPEN
from dsr.kinds.own_page_facts import OWN_PAGE_LETTERS
from dsr.kinds.receipt_facts import CORRECTED_LETTER, CORRECTED_OF_BUNDLE
from dsr.law import shine_the_light as law
from dsr.law.citations import civ
from dsr.law.clocks import Deadline
from dsr.law.endings import Ending
from dsr.law.verification import SHINE_THE_LIGHT

_FOLDER = "shine-the-light"

QUESTIONS = (
    replace(
        questions.FOR_WHOM,
        choices=(Choice("self", _("Me")), Choice("another", _("Another person"))),
    ),
    questions.SUBJECT_NAME,
    replace(
        questions.REQUESTER_NAME,
        missing=_("Enter your own name, because you write for another person."),
    ),
    Question(
        name="organization",
        label=_("Your firm or organization (optional)"),
        goes_to="agent.name",
        autocomplete="organization",
        is_required=False,
        only_if=("for_whom", "another"),
    ),
    questions.DELIVERY,
    replace(questions.EMAIL, hint=_("We use it for this request only.")),
    questions.POSTAL,
    replace(
        questions.LIVES_IN_CALIFORNIA,
        hint=_("The law covers people who live in California, also while they are away for a time."),
        missing=_("Choose yes or no: the law covers people who live in California."),
    ),
    Question(
        name="household",
        label=_("Did the person deal with us mainly for personal, family or household use?"),
        in_short=_("Personal, family or household use"),
        hint=_("Not for a business or a job."),
        goes_to="answers.household",
        may_be_open=True,
        widget="radio",
        choices=(*questions.YES_NO, Choice("unsure", _("Not sure"))),
        missing=_("Choose yes, no or not sure."),
    ),
    Question(
        name="hint",
        label=_("Anything that helps us find the account (optional)"),
        hint=_("Such as an account name or the product bought. Please leave out passwords and card numbers."),
        goes_to="sealed.hint",
        is_required=False,
        max_length=300,
    ),
)


def _letter(name: str, *words: str) -> LetterWords:
    return LetterWords(
        f"{_FOLDER}/{name}",
        letters.COMMON | set(words),
        _OPTIONAL.get(name, frozenset()),
        facts=_FACTS.get(name, ()),
        facts_if_recorded=(NOTHING_ASKED, GOES_ON) if name == "acknowledgement" else (),
    )


# What a report says of itself, and leaves empty where it does not hold.
_NOT_LISTED = frozenset({"spared_count", "excluded_count"})
# Whole after a first part: what it adds to that.
_WHOLE = _NOT_LISTED | {"supplement", "opt_out_offer"}
_OPTIONAL = {
    "acknowledgement": frozenset({"promised_on"}),
    "disclosed": frozenset({"list_file", "same_brand_count"}) | _WHOLE,
    "none-disclosed": frozenset({"supplement"}),
    "as-of": frozenset({"opt_out_offer"}),
    "none-to-list": _WHOLE - {"opt_out_offer"},
    "same-brand": _WHOLE,
    "declined-not-ca-resident": frozenset({"ground_day"}),
    "declined-not-household": frozenset({"ground_day"}),
    "declined-no-relationship": frozenset({"ground_day"}),
    "declined-relationship-ended": frozenset({"ground_day"}),
    "declined-already-answered": frozenset({"earlier_on", "is_right_open"}),
    "sent-again": frozenset({"earlier_html", "is_right_open"}),
}


_DECLINES: dict[str, tuple[str, tuple[str, ...]]] = {
    "NOT_CA_RESIDENT": ("declined-not-ca-resident", ("ground",)),
    "NOT_PERSONAL_FAMILY_HOUSEHOLD": ("declined-not-household", ("ground",)),
    "NO_EBR": ("declined-no-relationship", ("ground",)),
    "EBR_OLDER_THAN_18_MONTHS": ("declined-relationship-ended", ("ground",)),
    "ALREADY_ANSWERED_THIS_CALENDAR_YEAR": ("declined-already-answered", ("received_year", "next_year", "ask_link")),
    "NOT_AT_DESIGNATED_ADDRESS": ("declined-not-designated", ("designated_addresses",)),
    "TOLD_HOW_TO_WRITE": ("told-how-to-write", ("designated_addresses",)),
    "UNDER_20_EMPLOYEES": ("declined-small-business", ()),
    "CALFIPA_INSTITUTION": ("declined-financial-institution", ()),
}
# What a letter states of the person, or of the whole year, by its name: none of it is written without the record.
_FACTS: dict[str, tuple[Fact, ...]] = {
    "disclosed": (YEAR_COMPLETE,),
    "none-disclosed": (YEAR_COMPLETE,),
    "none-to-list": (YEAR_COMPLETE,),
    "same-brand": (YEAR_COMPLETE,),
    "as-of": (YEAR_OPEN,),
    "declined-not-ca-resident": (whom.NOT_CALIFORNIA,),
    "declined-not-household": (whom.NOT_HOUSEHOLD,),
    "declined-no-relationship": (whom.NO_RELATIONSHIP,),
    "declined-relationship-ended": (whom.RELATIONSHIP_ENDED,),
    "declined-already-answered": (ANSWERED_BEFORE,),
    "sent-again": (ANSWERED_BEFORE,),
    "choice": (duty_facts.CHOICE_OFFERED,),
    "declined-not-designated": (duty_facts.NOT_DESIGNATED,),
    "told-how-to-write": (duty_facts.NOT_WRITTEN,),
    "declined-small-business": (duty_facts.SMALL_BUSINESS,),
    "declined-financial-institution": (duty_facts.FINANCIAL_INSTITUTION,),
}
_GRANTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "STL_SENT_AGAIN": ("sent-again", ("earlier_on", "earlier_text", "next_year")),
    "STL_DISCLOSED": ("disclosed", ("year", "report_text", "report_html")),
    "STL_NONE_DISCLOSED": ("none-disclosed", ("year", "report_text", "report_html")),
    "STL_NONE_TO_LIST": ("none-to-list", ("year", "report_text", "report_html")),
    "STL_SAME_BRAND_COUNT": ("same-brand", ("year", "report_text", "report_html")),
    "STL_AS_OF": ("as-of", ("year", "as_of", "report_text", "report_html")),
    "STL_CHOICE_OFFERED": ("choice", ("means", "means_link")),
}


def _no_ledger(case: Any) -> Words:
    if not case.business.ledger_version:
        return _("No version of the disclosures is published yet: nothing is known so far.")
    return ""


_BARS: dict[str, Callable[[Any], Words]] = {
    "STL_AS_OF": _no_ledger,
    "STL_SENT_AGAIN": repeats.why_not_sent_again,
}
_LETTERS: dict[str, tuple[str, tuple[str, ...]]] = {**_GRANTS, **_DECLINES}


def _clock(receipt: Receipt) -> Deadline:
    clock = law.DESIGNATED if receipt.is_designated else law.elsewhere(receipt.reasonable_days)
    return receipt.start(clock)


def _outcome(ending: Ending) -> Outcome:
    return Outcome(
        code=ending.code,
        words=law_text(ending.words),
        advice=law_text(ending.advice),
        citation=ending.citation,
        letter=f"{_FOLDER}/{_LETTERS[ending.code][0]}",
        is_decline=ending.is_decline,
        needs_report=ending.needs_report,
        owes_rest=ending.owes_rest,
        sends_again=ending.sends_again,
        refers_to_earlier=ANSWERED_BEFORE in _FACTS.get(_LETTERS[ending.code][0], ()),
        by_record=ending.by_record,
        barred=_BARS.get(ending.code),
    )


KIND = Kind(
    code="shine-the-light",
    title=_("Who received my information"),
    desk_title=_("Shine the Light"),
    summary=_("Ask which companies got personal information from us for their own direct marketing."),
    law=(law.STATUTE, civ("1798.84")),
    page=Page(
        invitation=_("Ask who received my information"),
        meets=(Need.WHO_RECEIVED,),
        wish=_("Tell me which companies got my information"),
        is_first=True,
        place=1,
    ),
    questions=QUESTIONS,
    eligibility=(
        whom.residence("NOT_CA_RESIDENT", civ("1798.83(e)(1)")),
        whom.household("NOT_PERSONAL_FAMILY_HOUSEHOLD", civ("1798.83(e)(1)")),
        whom.relationship("NO_EBR", civ("1798.83(e)(5)")),
        whom.recent("EBR_OLDER_THAN_18_MONTHS", civ("1798.83(e)(5)"), law.RELATIONSHIP_MONTHS),
    ),
    intake=Intake(
        must_be_written=True,
        once_per_year=True,
        clues=("which companies", "who received", "who got my", "third parties", "shine the light", "1798.83"),
    ),
    no_proof=SHINE_THE_LIGHT,
    agents=AgentRules(
        covering=f"{_FOLDER}/covering",
        answered=f"{_FOLDER}/answered",
        missing=f"{_FOLDER}/missing",
        outcome_words=ANSWERED_WORDS,
        lists_by_name=True,
    ),
    clocks=Clocks(respond=_clock, depends_on_address=True),
    outcomes=tuple(_outcome(ending) for ending in law.ENDINGS),
    letters=Letters(
        declared=(
            _letter("acknowledgement", "received_on", "promise"),
            letters.several(),
            *(_letter(name, "law", *words) for name, words in _LETTERS.values()),
            *letters.bundle_letters(_FOLDER, letter_facts.BUNDLE_ANSWERED, letter_facts.BUNDLE_LACKS),
            letters.question(_FOLDER),
            *letters.join_letters(_FOLDER, letter_facts.JOINED, letter_facts.TOLD_OF_JOIN),
            *(*CLOSING_LETTERS, *OWN_PAGE_LETTERS, CORRECTED_LETTER, CORRECTED_OF_BUNDLE, *WITHDRAWAL_LETTERS),
        ),
        question=f"{_FOLDER}/question",
        acknowledgement=f"{_FOLDER}/acknowledgement",
        several=letters.SEVERAL,
        mistake=letters.MISTAKE,
        no_request=letters.NO_REQUEST,
        corrected=CORRECTED_LETTER.name,
        withdrawal=letters.WITHDRAWAL,
        joined=f"{_FOLDER}/joined",
        separated=f"{_FOLDER}/separated",
        means_of_choice="opt-out",
        offers_on_list="opt-out",
    ),
    report=Report(name="shine-the-light", year=law.reporting_year),
)
