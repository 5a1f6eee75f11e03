"""The facts that letters of several kinds state: the record of each, and what to say where it is not there."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import disclosures, eligibility, letters, recipients, repeats, steps, suppression
from dsr.kinds import base
from dsr.kinds.base import Fact, LetterWords, Words
from dsr.lifecycle import State
from dsr.models import Letter, YearStatement
from dsr.models.eligibility import About
from dsr.models.letter import MAY_HAVE_REACHED


def _something_done(case: Any) -> Words:
    effects = steps.effects_of(letters.deciding(case))
    if not effects.are_some:
        return ""
    return _("No letter may say that nothing was done. %(what)s") % {"what": effects.in_words}


def _something_uncertain(case: Any) -> Words:
    effects = steps.effects_of(letters.deciding(case))
    return effects.in_words if effects.uncertain else ""


def _not_joined(case: Any) -> Words:
    if not (case.joined_to_id and case.join_ground):
        return _("Nothing on record says that an earlier request is by the same person.")
    return ""


JOINED = Fact(
    name="joined",
    words=_("The same person sent another request about the same thing, and both are worked on together"),
    record="Case.joined_to and Case.join_ground, and the JOIN entry with the note",
    lacks=_not_joined,
)


def _not_told_of_join(case: Any) -> Words:
    name = base.get(case.kind).letters.joined
    if case.joined_to_id or not Letter.objects.filter(case=case, name=name, state__in=MAY_HAVE_REACHED).exists():
        return _("No letter that has to be taken back said that this request was joined to another.")
    return ""


TOLD_OF_JOIN = Fact(
    name="told-of-join",
    words=_("We wrote that this request is worked on together with another; it is not any more"),
    record="The letter that said so, on its way or out, and no Case.joined_to",
    lacks=_not_told_of_join,
)


NOTHING_DONE = Fact(
    name="nothing-done",
    words=_("Nothing was deleted, closed or changed in any system, and no company was told to"),
    record="Step.state and Step.begun_at: none is done or begun; ThirdPartyNotice: none is out",
    lacks=_something_done,
)
ALL_KNOWN = Fact(
    name="all-known",
    words=_("The letter tells all that was done before the work stopped"),
    record="Step.state and Step.begun_at: each that was begun is settled",
    lacks=_something_uncertain,
)


def _may_sell(case: Any) -> Words:
    answer = disclosures.sale_answer(case.business)
    if answer.is_yes:
        return _("The set-up or the disclosure ledger says that the business sells or shares.")
    if not answer.is_no:
        return _("No disclosure ledger was ever published: nothing says that the business sells and shares nothing.")
    return ""


NO_SALE = Fact(
    name="no-sale",
    words=_("The business does not sell or share personal information"),
    record="Business.sells and .shares, and the published ledger: both say no",
    lacks=_may_sell,
)


def _is_year_complete(case: Any) -> bool:
    year, version = case.year or 0, case.business.ledger_version
    return YearStatement.objects.holding(case.business_id, year, version) is not None


def _nobody_stated(case: Any) -> Words:
    if _is_year_complete(case):
        return ""
    return _("Nobody has said that the ledger is complete for %(year)s.") % {"year": case.year}


def _somebody_stated(case: Any) -> Words:
    if not _is_year_complete(case):
        return ""
    return _("The ledger is complete for %(year)s: send the whole response.") % {"year": case.year}


YEAR_COMPLETE = Fact(
    name="year-complete",
    words=_("What is said of the reporting year is all of it"),
    record="YearStatement of the business and the year that holds for the published version of the ledger",
    lacks=_nobody_stated,
)
YEAR_OPEN = Fact(
    name="year-open",
    words=_("Nobody has said yet that the ledger is complete for the reporting year"),
    record="No YearStatement of the business and the year holds for the published version of the ledger",
    lacks=_somebody_stated,
)


# Before these the decision, which the stop follows, is not carried out yet; a draft shows what it will say.
_UNDECIDED = frozenset({State.RECEIVED, State.VERIFYING, State.REVIEW})


def _goes_on_somewhere(case: Any) -> Words:
    if case.state in _UNDECIDED:
        return ""
    effect = suppression.effect_of(case)
    if effect.list_since is None:
        return _("The person does not stand on the list of who opted out.")
    if effect.awaits_programs:
        return _("A program that reads the feed has not confirmed the stop.")
    if not effect.is_everywhere:
        return _("Not every system that takes part has stopped.")
    return ""


IN_EFFECT = Fact(
    name="in-effect",
    words=_("The stop is in effect everywhere, in each place since the instant beside it"),
    record="Suppression.made_at; Step.settled_at of every system, done or not held; Suppression.taken_at",
    lacks=_goes_on_somewhere,
)


def _nobody_told(case: Any) -> Words:
    if not recipients.all_notified(case):
        return _("No recipient is told of this request.")
    return ""


RECIPIENTS_TOLD = Fact(
    name="companies-told",
    words=_("Recipients that may have got information before it was in effect everywhere are told"),
    record="ThirdPartyNotice of a recipient, planned or sent; the entry that says who was told in another way",
    lacks=_nobody_told,
)

# Letters of this name say, in whatever kind, that nothing was deleted, closed or changed.
_SAY_NOTHING_DONE = frozenset(
    {
        *("account-in-doubt", "agent-no-proof", "defective", "denied", "denied-statement", "excessive"),
        *("excessive-fee", "kept", "no-action", "no-method", "not-a-business", "not-ca-consumer", "not-confirmed"),
        *("not-found", "not-verified", "nothing-held", "service-provider", "wrong-door"),
    }
)
# And these that all is told of what was done.
_TELL_ALL = frozenset({"stopped", "stopped-unproved"})


def facts_of_work(name: str) -> tuple[Fact, ...]:
    """The facts about the work that a letter states, by its name in the folder of a kind that works in systems."""
    if name in _SAY_NOTHING_DONE:
        return (NOTHING_DONE,)
    return (ALL_KNOWN,) if name in _TELL_ALL else ()


ANSWERED_BEFORE = Fact(
    name="answered-before",
    words=_("The same person got a full response to an earlier request of the same calendar year"),
    record="EarlierResponse of the case: its response went out, is not known wrong, and is not decided again",
    lacks=repeats.why_not_repeated,
)


def _needs_no_record(case: Any) -> Words:
    if not case.business.is_ccpa_business:
        return _("The set-up does not say that we are a business under the CCPA.")
    if not eligibility.why_not_denied(case, about=About.RESIDENCE):
        return _("It is on record that the person does not live in California.")
    return ""


# § 7101 is about requests under the CCPA, § 7022(e) tells the person of it; of others we keep a record all the same.
RECORD_REQUIRED = Fact(
    name="record-required",
    words=_("The law requires a record of this request"),
    record="Business.is_ccpa_business, and whether it is recorded that the person does not live in California",
    lacks=_needs_no_record,
)
_NOT_UNDER_CCPA = frozenset({"not-ca-consumer", "not-a-business", "service-provider"})


def of_ccpa_record(letter: LetterWords) -> LetterWords:
    """An ending's letter that says that the law requires a record; not one that says that it is not under this law."""
    is_under = letter.name.rpartition("/")[2] not in _NOT_UNDER_CCPA
    return replace(letter, facts_if_recorded=(*letter.facts_if_recorded, RECORD_REQUIRED)) if is_under else letter
