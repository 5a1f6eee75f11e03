"""A year is complete only when a person has said so, and only as long as nothing of it changes."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from dsr import disclosures
from dsr.errors import BadInput, Blocked, Changed, NotAllowed
from dsr.lifecycle import Who
from dsr.models import Account, Business, Disclosure, LedgerVersion, Recipient, YearStatement
from tests.given import a_business, a_ledger, a_statement, an_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

CHECK = disclosures.YearCheck(2025, "Contracts and exports", date(2026, 1, 5), 1)


def _ledger() -> Business:
    return a_ledger(complete=False)


def _publish(business: Business, account: Account | None = None) -> LedgerVersion:
    version = disclosures.publish_draft(disclosures.begin_draft(business), account)
    business.refresh_from_db()
    return version


def test_silence_says_nothing():
    assert disclosures.statement_of(_ledger(), 2025) is None


def test_it_says_what_was_checked_by_whom_and_to_which_day(frozen):
    business, account = _ledger(), an_account()
    made = disclosures.complete_year(business, account, CHECK)
    assert (made.sources, made.checked_through, made.stated_by) == (CHECK.sources, CHECK.checked_through, account)
    assert made.stated_at == datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
    assert made.words.startswith(
        "The disclosures are complete for 2025. Beyond what they list I know of no disclosure"
    )
    assert "knows, or reasonably should know" in made.words
    assert disclosures.statement_of(business, 2025) == made
    assert disclosures.statement_of(business, 2024) is None


@pytest.mark.parametrize(
    ("at", "is_over"),
    [
        (datetime(2026, 1, 1, 7, 59, tzinfo=UTC), False),  # 11:59 p.m. on December 31 in California
        (datetime(2026, 1, 1, 8, 0, tzinfo=UTC), True),
    ],
)
def test_nothing_is_said_of_a_year_before_it_is_over_in_california(frozen, at, is_over):
    business, check = _ledger(), replace(CHECK, checked_through=date(2025, 12, 31))
    frozen(at)
    if is_over:
        check = replace(check, checked_through=date(2026, 1, 1))
        assert disclosures.complete_year(business, an_account(), check)
    else:
        with pytest.raises(BadInput, match="The year 2025 is not over"):
            disclosures.complete_year(business, an_account(), check)


@pytest.mark.parametrize(
    ("changed", "error", "words"),
    [
        ({"sources": " "}, BadInput, "Write what you checked"),
        ({"checked_through": date(2025, 12, 30)}, BadInput, "must reach to the end of the year, December 31, 2025"),
        ({"checked_through": date(2026, 3, 11)}, BadInput, "into the future"),
        ({"year": 2026}, BadInput, "not over"),
        ({"version": 2}, Changed, "Look at version 1 first"),
    ],
)
def test_a_check_that_does_not_do_is_refused(changed, error, words):
    business = _ledger()
    with pytest.raises(error, match=words):
        disclosures.complete_year(business, an_account(), replace(CHECK, **changed))
    assert not YearStatement.objects.exists()


def test_who_may_only_read_or_has_left_states_nothing():
    business, left = _ledger(), an_account()
    left.is_active = False
    for account in (an_account(Who.VIEWER), left):
        with pytest.raises(NotAllowed):
            disclosures.complete_year(business, account, CHECK)


def test_an_unpublished_ledger_is_not_complete():
    with pytest.raises(Blocked, match="No version of the disclosures is published"):
        disclosures.complete_year(a_business(), an_account(), replace(CHECK, version=0))


def test_it_is_said_once():
    business = a_ledger()
    with pytest.raises(Changed, match="said already"):
        disclosures.complete_year(business, an_account(), CHECK)


def test_what_was_stated_is_never_changed_nor_removed():
    made = a_statement(_ledger())
    rows = YearStatement.objects.filter(pk=made.pk)
    for change in ({"sources": "x"}, {"checked_through": date(2027, 1, 1)}, {"from_version": 9}, {"year": 2024}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_withdrawn_statement_holds_no_longer_and_says_why(frozen):
    business, made, account = _ledger(), None, an_account()
    made = disclosures.complete_year(business, account, CHECK)
    with pytest.raises(BadInput, match="Write why"):
        disclosures.withdraw_statement(made.pk, account, " ")
    ended = disclosures.withdraw_statement(made.pk, account, "A file to a mailing house was found.")
    assert (ended.ended_by, ended.ended_why) == (account, "A file to a mailing house was found.")
    assert ended.ended_at == datetime(2026, 3, 10, 16, 0, tzinfo=UTC)
    assert disclosures.statement_of(business, 2025) is None
    with pytest.raises(Changed):
        disclosures.withdraw_statement(made.pk, account, "Again")
    again = disclosures.complete_year(business, account, CHECK)
    assert disclosures.statement_of(business, 2025) == again
    assert YearStatement.objects.count() == 2


# Each changes the published ledger through a draft, and says of which years it changes something.
_LATE = {
    "recipient_key": "r1",
    "categories": ["i"],
    "period_start": date(2025, 6, 1),
    "period_end": date(2025, 6, 30),
}


def _add(**changed):
    return lambda business: disclosures.put_row(business, Disclosure, "late", {**_LATE, **changed})


def _recipient(key: str, **fields):
    return lambda business: disclosures.put_row(business, Recipient, key, fields)


@pytest.mark.parametrize(
    ("change", "years"),
    [
        pytest.param(_add(), {2025}, id="a row of the year is added"),
        pytest.param(_add(exclusion="D1A"), {2025}, id="an excluded row is added"),
        pytest.param(
            lambda business: disclosures.put_row(business, Disclosure, "d1", {"categories": ["i"]}),
            {2025},
            id="a row of the year is changed",
        ),
        pytest.param(
            lambda business: disclosures.put_row(
                business,
                Disclosure,
                "d1",
                {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)},
            ),
            {2024, 2025},
            id="a row is moved to another year",
        ),
        pytest.param(
            lambda business: disclosures.end_row(business, Disclosure, "d1"), {2025}, id="a row of the year is removed"
        ),
        pytest.param(
            _add(period_start=date(2024, 12, 1), period_end=date(2025, 1, 5)), {2024, 2025}, id="a row of two years"
        ),
        pytest.param(_add(period_start=None), {2024, 2025}, id="a row of who knows when"),
        pytest.param(
            _add(period_start=date(2026, 1, 1), period_end=date(2026, 2, 1)), set(), id="a row of another year"
        ),
        pytest.param(_recipient("r1", name="Another"), {2025}, id="the name of a recipient of the year"),
        pytest.param(_recipient("r1", postal_address="Elsewhere"), {2025}, id="its address"),
        pytest.param(_recipient("r1", examples="Rakes"), {2025}, id="its examples"),
        pytest.param(
            lambda business: disclosures.end_row(business, Recipient, "r1"), {2025}, id="a recipient of the year goes"
        ),
        pytest.param(_recipient("r1", source="The contract"), set(), id="what no report tells of it"),
        pytest.param(_recipient("new", name="Nobody's"), set(), id="a recipient of no row"),
        pytest.param(
            _recipient("new", name="Fernwood Home", is_affiliate=True, is_same_brand=True),
            set(),
            id="an affiliate, where no year counts them",
        ),
    ],
)
def test_a_statement_lapses_with_the_version_that_changes_its_year_and_only_then(frozen, change, years):
    business = a_ledger()  # 2024 and 2025
    change(business)
    assert YearStatement.objects.filter(until_version=None).count() == 2, "a draft changes nothing"
    frozen(datetime(2026, 4, 1, 17, 0, tzinfo=UTC))
    account = an_account()
    version = _publish(business, account)
    ended = YearStatement.objects.exclude(until_version=None)
    assert {one.year for one in ended} == years
    for one in ended:
        assert (one.until_version, one.ended_at, one.ended_by, one.ended_why) == (2, version.published_at, account, "")
    assert all((disclosures.statement_of(business, year) is None) == (year in years) for year in (2024, 2025))
    assert all(disclosures.statement_of(business, year, 1) for year in (2024, 2025)), "of version 1 it still holds"


def test_a_new_affiliate_changes_the_number_that_a_year_gives():
    business = _ledger()
    disclosures.put_row(business, Recipient, "home", {"name": "Home", "is_affiliate": True, "is_same_brand": True})
    disclosures.put_row(business, Disclosure, "d9", {**_LATE, "recipient_key": "home"})
    _publish(business)
    a_statement(business)
    disclosures.put_row(business, Recipient, "car", {"name": "Car", "is_affiliate": True, "is_same_brand": True})
    _publish(business)
    assert disclosures.statement_of(business, 2025) is None


def test_a_year_is_complete_again_when_somebody_says_so_again():
    business = a_ledger()
    _add()(business)
    _publish(business)
    again = a_statement(business)
    assert (again.from_version, disclosures.statement_of(business, 2025)) == (2, again)
