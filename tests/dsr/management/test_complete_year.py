"""A person states from the terminal that a year of the ledger is complete."""

import pytest
from django.core.management import CommandError

from dsr.lifecycle import Who
from dsr.models import YearStatement
from tests.dsr.management.typed import fails, run
from tests.given import a_ledger, a_statement, an_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

SAID = ("--year", 2025, "--sources", "All contracts", "--checked-through", "2026-01-04")


def test_a_person_states_that_a_year_is_complete():
    business, account = a_ledger(complete=False), an_account(email="robin@fernwood.example")
    said = run("complete_year", *SAID, "--account", "Robin@fernwood.example")
    assert "Recorded for robin@fernwood.example" in said
    assert "I know of no disclosure of that year" in said
    made = YearStatement.objects.get()
    assert (made.business, made.stated_by, made.sources, made.from_version) == (business, account, "All contracts", 1)


def test_nobody_states_it_for_somebody_else_or_too_early():
    a_ledger(complete=False)
    an_account(Who.VIEWER, "reader@fernwood.example")
    assert fails("complete_year", *SAID, "--account", "nobody@fernwood.example") == (
        "There is no account nobody@fernwood.example."
    )
    assert "may read" in fails("complete_year", *SAID, "--account", "reader@fernwood.example")
    assert "not over" in fails("complete_year", "--year", 2026, *SAID[2:], "--account", an_account().email)
    assert not YearStatement.objects.exists()


def test_the_years_that_nobody_states_are_listed():
    business = a_ledger(complete=False)
    assert run("complete_year", "--list").strip() == (
        f"2025, {business.name}: nobody says that the disclosures are complete. Requests that wait: 0. "
        "Responses that went out all the same: 0."
    )
    a_statement(business)
    assert (
        run("complete_year", "--list").strip()
        == "No year waits for somebody to say that its disclosures are complete."
    )


def test_what_is_not_given_is_asked_for():
    a_ledger(complete=False)
    ways = "With --list alone it names the years that wait."
    assert fails("complete_year", "--year", 2025) == f"Give --sources, --checked-through, --account. {ways}"
    with pytest.raises(CommandError) as raised:
        run("complete_year")
    assert str(raised.value) == f"Give --year, --sources, --checked-through, --account. {ways}"
    assert raised.value.returncode == 2, "as of every command that misses what it needs"
