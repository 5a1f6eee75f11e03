"""The facts that letters of several kinds state: the record of each, and what to say where it is not there."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import agents, disclosures, eligibility, recipients, repeats, suppression
from dsr.kinds import base, duty_facts, eligibility_facts, proof_facts
from dsr.kinds.base import Fact, LetterWords, Words
from dsr.kinds.work_facts import UNDECIDED
from dsr.models import Bundled, Case, Letter, YearStatement
from dsr.models.eligibility import About
from dsr.models.letter import MAY_HAVE_REACHED


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


def _may_sell(case: Any) -> Words:
    answer = disclosures.sale_answer(case.business)
    if answer.is_yes:
        return _("The set-up or the disclosures say that the business sells or shares.")
    if not answer.is_no:
        return _("No disclosures were ever published: nothing says that the business sells and shares nothing.")
    return ""


NO_SALE = Fact(
    name="no-sale",
    words=_("The business does not sell or share personal information"),
    record="Business.sells and .shares, and the published ledger: both say no",
    lacks=_may_sell,
)


def _is_year_complete(case: Any) -> bool:
    return YearStatement.objects.of_business(case.business, case.year or 0) is not None


def _nobody_stated(case: Any) -> Words:
    if _is_year_complete(case):
        return ""
    return _("Nobody says that the disclosures are complete for %(year)s.") % {"year": case.year}


def _somebody_stated(case: Any) -> Words:
    if not _is_year_complete(case):
        return ""
    return _("The disclosures are complete for %(year)s: send the whole response.") % {"year": case.year}


YEAR_COMPLETE = Fact(
    name="year-complete",
    words=_("What is said of the reporting year is all of it"),
    record="YearStatement of the business and the year that holds for the published version of the disclosures",
    lacks=_nobody_stated,
)
YEAR_OPEN = Fact(
    name="year-open",
    words=_("Nobody says that the disclosures are complete for the reporting year"),
    record="No YearStatement of the business and the year holds for the published version of the disclosures",
    lacks=_somebody_stated,
)


def _goes_on_somewhere(case: Any) -> Words:
    if case.state in UNDECIDED:
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


def _stop_goes_on(case: Any) -> Words:
    if case.state in UNDECIDED or not suppression.holds_stop(case):
        return ""
    return _("What this request stopped still stands on the list.")


STOP_ENDED = Fact(
    name="stop-ended",
    words=_("The stop that the request brought has ended, as far as no other request holds it"),
    record="Suppression.case and .lifted_at: none of the case stands any more",
    lacks=_stop_goes_on,
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


def of_ccpa_decline(name: str) -> tuple[Fact, ...]:
    """What the letter of this name states of person, business or proof, where it declines under the CCPA."""
    parts = (eligibility_facts.OF_CCPA_LETTER, duty_facts.OF_CCPA_LETTER, proof_facts.OF_LETTER)
    return tuple(fact for part in parts for fact in part.get(name, ()))


def _not_all_answered(case: Any) -> Words:
    line = Bundled.objects.filter(case=case).first()
    if line is None or Case.objects.unanswered().filter(bundled__bundle=line.bundle_id).exists():
        return _("Not every request that the agent sent at once is answered.")
    return ""


BUNDLE_ANSWERED = Fact(
    name="all-of-bundle-answered",
    words=_("Every request that the agent sent at once has ended, and is answered unless its line says otherwise"),
    record="Bundled, and Case.state, .outcome, .responded_at and .closure of each: none open, none owing the rest",
    lacks=_not_all_answered,
)


def _lacks_nothing(case: Any) -> Words:
    line = Bundled.objects.filter(case=case).select_related("bundle").first()
    if line is None or agents.lacks_nothing(line.bundle):
        return _("The agent left out nothing.")
    return ""


BUNDLE_LACKS = Fact(
    name="agent-left-out",
    words=_("Of these people something is left out that the agent can give"),
    record="Bundled, and of each case: permission, address of the person, items, residence, as far as its kind asks",
    lacks=_lacks_nothing,
)
