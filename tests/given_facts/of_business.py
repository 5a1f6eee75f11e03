"""The business, and its reporting year."""

from datetime import date

from dsr.lifecycle import State
from dsr.models import BlindIndex, Bundle, Bundled, Case, ChoiceMode, EligibilityRecord, YearStatement
from dsr.models.case import Channel
from tests.given import an_account
from tests.given_facts.tried import Tried, set_answers, set_business, set_case


def _sells_nothing(case: Case) -> None:
    set_business(case, sells=False, shares=False, ledger_version=case.business.ledger_version or 1)


def _year_complete(case: Case) -> None:
    set_business(case, ledger_version=case.business.ledger_version or 1)
    version = case.business.ledger_version
    if not YearStatement.objects.holding(case.business_id, case.year or 0, version):
        stated = {"checked_through": date(2026, 1, 5), "stated_by": an_account(), "stated_at": case.received_at}
        YearStatement.objects.create(business=case.business, year=case.year or 0, from_version=version, **stated)


def _year_unstated(case: Case) -> None:
    set_case(case, year=(case.year or 0) - 10)  # of which nobody ever said anything


def _year_withdrawn(case: Case) -> None:
    version = case.business.ledger_version
    YearStatement.objects.filter(business=case.business).update(until_version=version, ended_at=case.received_at)


def _choice_offered(case: Case) -> None:
    set_case(case, choice_mode=ChoiceMode.objects.get(business=case.business))


def _elsewhere_and_live(case: Case) -> None:
    set_case(case, is_designated=False)
    set_business(case, safe_harbor_link_since=date(2020, 1, 1))


def _all_answered(case: Case) -> None:
    if not Bundled.objects.filter(case=case).exists():
        when = {"received_at": case.received_at, "entered_at": case.received_at, "account": an_account()}
        bundle = Bundle.objects.create(reference="44445555666", business=case.business, kind=case.kind, **when)
        Bundled.objects.create(bundle=bundle, case=case, number=1)
    set_case(case, state=State.RESPONDED, responded_at=case.received_at)


def _one_is_open(case: Case) -> None:
    _all_answered(case)
    set_case(case, state=State.REVIEW)


def _left_out(case: Case) -> None:
    """In a bundle, with nothing that the agent could give: no residence, no address that finds the person."""
    _one_is_open(case)
    EligibilityRecord.objects.filter(case=case).delete()
    BlindIndex.objects.filter(case=case, party="subject", field="email").delete()
    answers = {name: value for name, value in case.answers.items() if name != "ca_resident"}
    set_case(case, answers=answers, verified_at=None)


TRIED = {
    "agent-left-out": Tried(_left_out, lambda case: Bundled.objects.filter(case=case).delete(), _all_answered),
    "all-of-bundle-answered": Tried(
        _all_answered, lambda case: Bundled.objects.filter(case=case).delete(), _one_is_open
    ),
    "not-covered": Tried(
        lambda case: set_business(case, is_ccpa_business=False), lambda case: set_business(case, is_ccpa_business=True)
    ),
    "came-elsewhere": Tried(
        lambda case: set_case(case, channel=Channel.IN_PERSON),
        lambda case: set_case(case, channel=Channel.FORM),
        lambda case: set_case(case, channel=Channel.EMAIL),
    ),
    "no-sale": Tried(
        _sells_nothing,
        lambda case: set_business(case, ledger_version=0),
        lambda case: set_business(case, sells=True),
    ),
    "record-required": Tried(
        lambda case: set_business(case, is_ccpa_business=True),
        lambda case: set_business(case, is_ccpa_business=False),
        lambda case: set_answers(case, ca_resident="no"),
    ),
    "year-complete": Tried(_year_complete, _year_unstated, _year_withdrawn),
    "year-open": Tried(_year_withdrawn, _year_complete),
    "choice-offered": Tried(_choice_offered, lambda case: set_case(case, choice_mode=None)),
    "not-designated": Tried(
        _elsewhere_and_live,
        lambda case: set_business(case, safe_harbor_link_since=None),
        lambda case: set_case(case, is_designated=True),
    ),
    "not-written": Tried(
        lambda case: set_case(case, is_designated=False, channel=Channel.PHONE),
        lambda case: set_case(case, channel=Channel.MAIL),
        lambda case: set_case(case, is_designated=True),
    ),
    "small-business": Tried(
        lambda case: set_business(case, employees=5), lambda case: set_business(case, employees=20)
    ),
    "financial-institution": Tried(
        lambda case: set_business(case, is_calfipa_institution=True),
        lambda case: set_business(case, is_calfipa_institution=False),
    ),
}
