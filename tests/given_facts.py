"""How the record of each fact that letters state is made, taken away and turned into its opposite, in a test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dsr import journal
from dsr.clock import today
from dsr.journal import EntryName, Line
from dsr.kinds import base
from dsr.lifecycle import State, Transition
from dsr.models import (
    AgencyDirection,
    Case,
    ChoiceMode,
    EarlierResponse,
    EligibilityRecord,
    Letter,
    Recipient,
    Step,
    Suppression,
    ThirdPartyNotice,
    YearStatement,
)
from dsr.models.case import Channel
from dsr.models.eligibility import About
from dsr.models.letter import LetterState
from dsr.models.system import StepState
from tests.given import an_account, staff
from tests.given_steps import a_system, stopped_everywhere

Change = Callable[[Case], None]


@dataclass(frozen=True)
class Tried:
    """Each changes the case, in memory and in its rows. Without `contrary` the record is there, or it is not."""

    present: Change
    absent: Change
    contrary: Change | None = None


def _set(case: Case, **fields: object) -> None:
    for name, value in fields.items():
        setattr(case, name, value)
    Case.objects.filter(pk=case.pk).update(**fields)


def _set_business(case: Case, **fields: object) -> None:
    for name, value in fields.items():
        setattr(case.business, name, value)
    case.business.save()


def _answer(case: Case, **answers: str) -> None:
    _set(case, answers={**case.answers, **answers})


def _steps(case: Case):
    return Step.objects.filter(case=case)


# -- what was done ---------------------------------------------------------------------------------------------------


def _nothing_done(case: Case) -> None:
    _steps(case).filter(state=StepState.DONE).delete()
    _steps(case).exclude(begun_at=None).update(begun_at=None)
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
    _steps(case).exclude(begun_at=None).update(begun_at=None)


def _in_effect(case: Case) -> None:
    _set(case, state=State.WORKING)
    stopped_everywhere(case)


def _on_no_list(case: Case) -> None:
    Suppression.objects.all().delete()


def _goes_on_there(case: Case) -> None:
    _a_step(case, state=StepState.PLANNED)


# -- what is kept ----------------------------------------------------------------------------------------------------


def _kept(case: Case) -> list[Step]:
    """The steps that keep something for a purpose."""
    codes = [keep.code for keep in base.get(case.kind).keep_codes if keep.has_purpose]
    return list(_steps(case).filter(state=StepState.KEPT, keep_code__in=codes))


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
    assert journal.is_finishing(case.pk)


def _never_ended(case: Case) -> None:
    """It is answered with another request, of which nothing was ever ended."""
    case.joined_to = EarlierResponse.objects.get(case=case).earlier


def _decided_anew(case: Case) -> None:
    _set(case, state=State.WORKING)
    for move in (Transition.RETURN, Transition.APPROVE):
        journal.transition(case.pk, journal.Move(move), staff())


# -- the person ------------------------------------------------------------------------------------------------------


def _eligibility(about: About, answer: str = "") -> Tried:
    def record(case: Case, says: str) -> None:
        _unrecord(case)
        when = {"recorded_at": case.received_at, "day": case.received_at.date(), "entry": 1, "account": an_account()}
        EligibilityRecord.objects.create(case=case, about=about, says=says, rests_on="phone", **when)

    def _unrecord(case: Case) -> None:
        EligibilityRecord.objects.filter(case=case, about=about).delete()
        if answer:
            _answer(case, **{answer: "unsure"})

    return Tried(lambda case: record(case, "no"), _unrecord, lambda case: record(case, "yes"))


def _repeats(case: Case) -> None:
    assert EarlierResponse.objects.filter(case=case).exists()


def _repeats_nothing(case: Case) -> None:
    EarlierResponse.objects.filter(case=case).delete()


def _repeats_what_is_open_again(case: Case) -> None:
    Case.objects.filter(pk=EarlierResponse.objects.get(case=case).earlier_id).update(state=State.REVIEW)


def _joined(case: Case) -> None:
    case.joined_to, case.join_ground = Case.objects.get(pk=case.pk), "same-address"
    case.joined_to.kind = case.kind


def _joined_without_ground(case: Case) -> None:
    _joined(case)
    case.join_ground = ""


def _not_joined(case: Case) -> None:
    _set(case, joined_to=None, join_ground="")


def _letters_of_join(case: Case):
    return Letter.objects.filter(case=case, name=base.get(case.kind).letters.joined)


def _told_of_join(case: Case) -> None:
    _not_joined(case)
    assert _letters_of_join(case).update(state=LetterState.ACCEPTED)


def _join_never_told(case: Case) -> None:
    _letters_of_join(case).update(state=LetterState.REFUSED)


# -- the business, and the year --------------------------------------------------------------------------------------


def _sells_nothing(case: Case) -> None:
    _set_business(case, sells=False, shares=False, ledger_version=case.business.ledger_version or 1)


def _year_complete(case: Case) -> None:
    _set_business(case, ledger_version=case.business.ledger_version or 1)
    version = case.business.ledger_version
    if not YearStatement.objects.holding(case.business_id, case.year or 0, version):
        stated = {"checked_through": date(2026, 1, 5), "stated_by": an_account(), "stated_at": case.received_at}
        YearStatement.objects.create(business=case.business, year=case.year or 0, from_version=version, **stated)


def _year_unstated(case: Case) -> None:
    _set(case, year=(case.year or 0) - 10)  # of which nobody ever said anything


def _year_withdrawn(case: Case) -> None:
    version = case.business.ledger_version
    YearStatement.objects.filter(business=case.business).update(until_version=version, ended_at=case.received_at)


def _choice_offered(case: Case) -> None:
    _set(case, choice_mode=ChoiceMode.objects.get(business=case.business))


def _elsewhere_and_live(case: Case) -> None:
    _set(case, is_designated=False)
    _set_business(case, safe_harbor_link_since=date(2020, 1, 1))


# -- who was told ----------------------------------------------------------------------------------------------------


def _companies_told(case: Case) -> None:
    Recipient.objects.get_or_create(business=case.business, key="r1", defaults={"name": "Alder", "from_version": 1})
    journal.record(case.pk, Line(EntryName.RECIPIENTS_TOLD, {"recipients": ["r1"]}), staff())


def _no_company_told(case: Case) -> None:
    Recipient.objects.filter(business=case.business).delete()
    ThirdPartyNotice.objects.filter(case=case).delete()


# How each is tried, by the name of the fact. One without an entry fails tests/house/test_fact_records.py.
TRIED: Mapping[str, Tried] = {
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
    "not-california": _eligibility(About.RESIDENCE, "ca_resident"),
    "not-household": _eligibility(About.HOUSEHOLD, "household"),
    "no-relationship": _eligibility(About.RELATIONSHIP),
    "relationship-ended": _eligibility(About.RECENT),
    "held-for-another": _eligibility(About.OWN_DATA),
    "answered-before": Tried(_repeats, _repeats_nothing, _repeats_what_is_open_again),
    "joined": Tried(_joined, _not_joined, _joined_without_ground),
    "told-of-join": Tried(_told_of_join, _join_never_told, _joined),
    "parent-shown": Tried(
        lambda case: _set(case, verified_at=case.received_at), lambda case: _set(case, verified_at=None)
    ),
    "no-sale": Tried(
        _sells_nothing,
        lambda case: _set_business(case, ledger_version=0),
        lambda case: _set_business(case, sells=True),
    ),
    "record-required": Tried(
        lambda case: _set_business(case, is_ccpa_business=True),
        lambda case: _set_business(case, is_ccpa_business=False),
        lambda case: _answer(case, ca_resident="no"),
    ),
    "year-complete": Tried(_year_complete, _year_unstated, _year_withdrawn),
    "year-open": Tried(_year_withdrawn, _year_complete),
    "choice-offered": Tried(_choice_offered, lambda case: _set(case, choice_mode=None)),
    "not-designated": Tried(
        _elsewhere_and_live,
        lambda case: _set_business(case, safe_harbor_link_since=None),
        lambda case: _set(case, is_designated=True),
    ),
    "not-written": Tried(
        lambda case: _set(case, is_designated=False, channel=Channel.PHONE),
        lambda case: _set(case, channel=Channel.MAIL),
        lambda case: _set(case, is_designated=True),
    ),
    "small-business": Tried(
        lambda case: _set_business(case, employees=5), lambda case: _set_business(case, employees=20)
    ),
    "financial-institution": Tried(
        lambda case: _set_business(case, is_calfipa_institution=True),
        lambda case: _set_business(case, is_calfipa_institution=False),
    ),
    "companies-told": Tried(_companies_told, _no_company_told),
}
