"""The facts that letters of several kinds state: the record of each, and what to say where it is not there."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dsr import disclosures
from dsr.kinds.base import Fact, Words
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
