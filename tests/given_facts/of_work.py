"""What was done, what is kept, and who was told."""

from datetime import timedelta

from dsr import journal, steps
from dsr.clock import today
from dsr.journal import EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State, Transition
from dsr.models import (
    AgencyDirection,
    Case,
    EarlierResponse,
    Item,
    Recipient,
    Step,
    Suppression,
    System,
    ThirdPartyNotice,
)
from dsr.models.item import Decision
from dsr.models.system import SETTLED, StepState
from tests.given import staff
from tests.given_facts.tried import Tried, set_answers, set_case, steps_of
from tests.given_steps import a_system, stopped_everywhere


def _nothing_done(case: Case) -> None:
    steps_of(case).filter(state=StepState.DONE).delete()
    steps_of(case).exclude(begun_at=None).update(begun_at=None)
    ThirdPartyNotice.objects.filter(case=case).exclude(state="not-told").delete()


def _a_step(case: Case, **fields: object) -> None:
    work = base.get(case.kind).work
    step, _made = Step.objects.get_or_create(
        case=case,
        system=a_system(case.business, "Loyalty club"),
        action=work.action if work else "delete",
        defaults={"position": 9},
    )
    Step.objects.filter(pk=step.pk).update(**fields)


def _begun(case: Case) -> None:
    _a_step(case, state=StepState.PLANNED, begun_at=case.received_at)


def _changed(case: Case) -> None:
    _a_step(case, state=StepState.CHANGED, begun_at=case.received_at)


def _done(case: Case) -> None:
    _a_step(case, state=StepState.DONE, settled_at=case.received_at)


def _all_settled(case: Case) -> None:
    steps_of(case).exclude(begun_at=None).update(begun_at=None)


def _in_effect(case: Case) -> None:
    set_case(case, state=State.WORKING)
    stopped_everywhere(case)


def _on_no_list(case: Case) -> None:
    Suppression.objects.all().delete()


def _goes_on_there(case: Case) -> None:
    _a_step(case, state=StepState.PLANNED)


def _kept(case: Case) -> list[Step]:
    """The steps that keep something for a purpose."""
    codes = [keep.code for keep in base.get(case.kind).keep_codes if keep.has_purpose]
    return list(steps_of(case).filter(state=StepState.KEPT, keep_code__in=codes))


def _all_reviewed(case: Case) -> None:
    assert all(step.review_on for step in _kept(case))


def _no_day(case: Case) -> None:
    Step.objects.filter(pk__in=[step.pk for step in _kept(case)]).update(review_on=None)


def _another_reason(case: Case) -> None:
    """What is sealed is the reason of another exception than the one under which it is kept."""
    for step in _kept(case):
        journal.reseal(
            case.pk, f"kept:{step.pk}", {"code": "E1_TRANSACTION_WARRANTY_CONTRACT", "why": "It is being mailed."}
        )


def _directions(case: Case):
    return AgencyDirection.objects.filter(step__case=case)


def _held(case: Case):
    return _directions(case).filter(forbids_telling=False)


def _all_directed(case: Case) -> None:
    assert _held(case).filter(ends_on__gte=today()).exists()


def _directed_no_more(case: Case) -> None:
    _held(case).update(directed_on=today() - timedelta(days=91), ends_on=today() - timedelta(days=1))


def _orders(case: Case):
    return _directions(case).filter(forbids_telling=True)


def _secrecy_ordered(case: Case) -> None:
    assert _orders(case).filter(ends_on__gte=today()).exists()


def _keeping_ended(case: Case) -> None:
    assert journal.is_finishing(case)


def _never_ended(case: Case) -> None:
    """It is answered with another request, of which nothing was ever ended."""
    case.joined_to = EarlierResponse.objects.get(case=case).earlier


def _decided_anew(case: Case) -> None:
    set_case(case, state=State.WORKING)
    for move in (Transition.RETURN, Transition.APPROVE):
        journal.transition(case.pk, journal.Move(move), staff())


def _companies_told(case: Case) -> None:
    Recipient.objects.get_or_create(business=case.business, key="r1", defaults={"name": "Alder", "from_version": 1})
    journal.record(case.pk, Line(EntryName.RECIPIENTS_TOLD, {"recipients": ["r1"]}), staff())


def _no_company_told(case: Case) -> None:
    Recipient.objects.filter(business=case.business).delete()
    ThirdPartyNotice.objects.filter(case=case).delete()


def _only_settled(case: Case) -> None:
    """Nothing that was asked for is kept or open, and every system in use was looked at."""
    grounds = [keep.code for keep in base.get(case.kind).keep_codes if not keep.is_not_asked]
    gone = steps_of(case).filter(keep_code__in=grounds) | steps_of(case).exclude(state__in=SETTLED)
    AgencyDirection.objects.filter(step__in=gone).delete()
    gone.delete()
    System.objects.exclude(steps__in=steps_of(case)).update(is_active=False)
    assert steps_of(case).exists()


def _kept_there(case: Case) -> None:
    ground = next(keep.code for keep in base.get(case.kind).keep_codes if not keep.is_not_asked)
    _a_step(case, state=StepState.KEPT, keep_code=ground, settled_at=case.received_at)


def _one_more_system(case: Case) -> None:
    a_system(case.business, "Chat archive", actions=[base.get(case.kind).work.action])


def _stop_ended(case: Case) -> None:
    set_case(case, state=State.WORKING)
    Suppression.objects.filter(case=case).update(lifted_at=case.received_at)


def _part_only(case: Case) -> None:
    part = "account" if case.kind == "account-deletion" else "some"
    set_answers(case, extent=part, portions=case.answers.get("portions") or "orders,marketing")


def _all_asked(case: Case) -> None:
    _left_there(case)
    set_answers(case, extent="all", portions="")


def _nothing_said_of_how_much(case: Case) -> None:
    _left_there(case)
    set_answers(case, extent="", portions="")


def _left_there(case: Case) -> None:
    _a_step(case, state=StepState.KEPT, keep_code="NOT_ASKED", settled_at=case.received_at)


ALL_DONE = Tried(_only_settled, _goes_on_there, _kept_there)


def _deletion_reason(case: Case, reason: str) -> None:
    set_answers(case, delete_instead="no")
    for item in Item.objects.filter(case=case, decision=Decision.DELETE):
        journal.reseal(
            case.pk,
            f"decision:{item.number}",
            {"weighed": "The bill.", "reason": reason, "source": "Alder Catalog Company"},
        )


TRIED = {
    "deletion-agreed": Tried(
        lambda case: set_answers(case, delete_instead="yes"),
        lambda case: set_answers(case, delete_instead=""),
        lambda case: set_answers(case, delete_instead="no"),
    ),
    "deletion-grounded": Tried(
        lambda case: _deletion_reason(case, "We hold the right date in another field."),
        lambda case: _deletion_reason(case, ""),
    ),
    "part-done": Tried(lambda case: steps.effects_of(case).are_some or _done(case), _nothing_done),
    "all-done": ALL_DONE,
    "corrected-everywhere": ALL_DONE,
    "part-only": Tried(_part_only, _nothing_said_of_how_much, _all_asked),
    "looked-everywhere": Tried(_only_settled, _one_more_system, _kept_there),
    "items-decided": Tried(
        lambda case: None, lambda case: Item.objects.filter(case=case, number=1).update(decision="")
    ),
    "statement-filed": Tried(
        lambda case: Item.objects.filter(case=case).update(statement_at=case.received_at),
        lambda case: Item.objects.filter(case=case).update(statement_at=None),
    ),
    "report-decided": Tried(
        lambda case: set_case(case, state=State.WORKING, decided_at=case.received_at),
        lambda case: set_case(case, decided_at=None),
    ),
    "stop-ended": Tried(_stop_ended, stopped_everywhere),
    "nothing-done": Tried(_nothing_done, _begun, _done),
    "all-known": Tried(_all_settled, _begun, _changed),
    "in-effect": Tried(_in_effect, _on_no_list, _goes_on_there),
    "kept-reviewed": Tried(_all_reviewed, _no_day, _another_reason),
    "hold-directed": Tried(_all_directed, lambda case: _held(case).delete(), _directed_no_more),
    "secrecy-ordered": Tried(
        _secrecy_ordered,
        lambda case: _orders(case).delete(),
        lambda case: _orders(case).update(forbids_telling=False),
    ),
    "keeping-ended": Tried(_keeping_ended, _never_ended, _decided_anew),
    "companies-told": Tried(_companies_told, _no_company_told),
}
