"""The facts that letters of several kinds state: the record of each, and what to say where it is not there."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import disclosures, recipients, suppression
from dsr.kinds.base import Fact, Words
from dsr.lifecycle import State
from dsr.models import Step
from dsr.models.system import StepState


def _something_done(case: Any) -> Words:
    if Step.objects.filter(case=case, state=StepState.DONE).exists():
        return _("Something was done in a system already: a letter cannot say that nothing was.")
    return ""


NOTHING_DONE = Fact(
    name="nothing-done",
    words=_("Nothing was deleted, closed or changed in any system"),
    record="Step.state of every step of the case: none is done",
    lacks=_something_done,
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
