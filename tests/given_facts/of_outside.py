"""What mails to companies and to owners of systems state: of a notice, or of a step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import AgencyDirection, Business, Case, Disclosure, Item, Provider, Step, Suppression, ThirdPartyNotice
from dsr.models.item import Decision
from dsr.models.system import StepState
from tests.given_steps import stopped_everywhere

Change = Callable[[Any], None]


@dataclass(frozen=True)
class Tried:
    """Each changes the rows behind a notice or a step, which is read anew after it."""

    present: Change
    absent: Change
    contrary: Change


def _case(row: Any, **fields: object) -> None:
    Case.objects.filter(pk=row.case_id).update(**fields)


def _decided(notice: ThirdPartyNotice, kind: str, what: str) -> None:
    granted = next(outcome.code for outcome in base.get(kind).outcomes if not outcome.is_decline)
    _case(notice, kind=kind, outcome=granted, state=State.WORKING)
    codes = [keep.code for keep in base.get(kind).keep_codes]
    others = Step.objects.filter(case=notice.case_id).exclude(keep_code__in=["", *codes])  # of other kinds
    AgencyDirection.objects.filter(step__in=others).delete()
    others.delete()
    ThirdPartyNotice.objects.filter(pk=notice.pk).update(what=what)


def _decided_again(notice: ThirdPartyNotice) -> None:
    _case(notice, state=State.REVIEW, outcome="")


def _to_recipient(notice: ThirdPartyNotice) -> None:
    ThirdPartyNotice.objects.filter(pk=notice.pk).update(provider=None, recipient_key="r1")
    fields = {"recipient_key": "r1", "categories": ["i"], "from_version": 1}
    Disclosure.objects.get_or_create(business=notice.case.business, key="d1", defaults=fields)
    notice.case.business.ledger_version = 1
    notice.case.business.save()


def _nothing_given(notice: ThirdPartyNotice) -> None:
    _to_recipient(notice)
    Disclosure.objects.all().delete()


def _taken_out_of_the_ledger(notice: ThirdPartyNotice) -> None:
    _to_recipient(notice)
    Disclosure.objects.update(until_version=1)


def _stop_told(notice: ThirdPartyNotice) -> None:
    _decided(notice, "opt-out", "stop-sharing")
    stopped_everywhere(Case.objects.get(pk=notice.case_id))


def _sells_outside_the_act(notice: ThirdPartyNotice) -> None:
    _stop_told(notice)
    Business.objects.filter(pk=notice.case.business_id).update(is_ccpa_business=False)


def _step(step: Step, **fields: object) -> None:
    Step.objects.filter(pk=step.pk).update(**fields)


def _asked(step: Step) -> None:
    _case(step, state=State.WORKING)
    _step(step, state=StepState.ASKED, begun_at=step.case.received_at)


def _called_off(step: Step) -> None:
    _case(step, state=State.REVIEW)
    _step(step, state=StepState.PLANNED, begun_at=step.case.received_at)


def _keeps(step: Step, code: str = "E8_LEGAL_OBLIGATION") -> None:
    _step(step, state=StepState.KEPT, keep_code=code)


TRIED: dict[str, Tried] = {
    "processes-for-us": Tried(
        lambda notice: Provider.objects.update(is_active=True),
        lambda notice: ThirdPartyNotice.objects.filter(pk=notice.pk).update(provider=None, recipient_key="r9"),
        lambda notice: Provider.objects.update(is_active=False),
    ),
    "got-information": Tried(_to_recipient, _nothing_given, _taken_out_of_the_ledger),
    "owed-by-law": Tried(
        lambda notice: _decided(notice, "deletion", "delete"),
        lambda notice: _decided(notice, "account-deletion", "delete"),
        _sells_outside_the_act,
    ),
    "deletion-told": Tried(
        lambda notice: _decided(notice, "deletion", "delete"),
        lambda notice: Step.objects.filter(case=notice.case, state=StepState.DONE).delete(),
        _decided_again,
    ),
    "keeping-told": Tried(
        lambda notice: _decided(notice, "deletion", "keeping"),
        lambda notice: Step.objects.filter(case=notice.case, state=StepState.KEPT).update(state=StepState.DONE),
        lambda notice: Step.objects.filter(case=notice.case, state=StepState.KEPT).update(keep_code="NOT_ASKED"),
    ),
    "correction-told": Tried(
        lambda notice: _decided(notice, "correction", "correct"),
        lambda notice: Item.objects.filter(case=notice.case).update(decision=""),
        lambda notice: Item.objects.filter(case=notice.case).update(decision=Decision.DENY),
    ),
    "stop-told": Tried(
        _stop_told,
        _decided_again,
        lambda notice: Suppression.objects.filter(case=notice.case).update(lifted_at=notice.case.received_at),
    ),
    "statement-told": Tried(
        lambda notice: _filed(notice, notice.case.received_at),
        lambda notice: _filed(notice, None),
        lambda notice: Item.objects.filter(case=notice.case).delete(),
    ),
    "owner-asked": Tried(_asked, lambda step: _step(step, state=StepState.DONE), _called_off),
    "owner-called-off": Tried(_called_off, lambda step: _step(step, begun_at=None), _asked),
    "owner-keeps": Tried(
        _keeps, lambda step: _step(step, state=StepState.DONE), lambda step: _keeps(step, "NOT_ASKED")
    ),
}


def _filed(notice: ThirdPartyNotice, at: Any) -> None:
    _decided(notice, "correction", "statement")
    Item.objects.filter(case=notice.case).update(statement_at=at)
