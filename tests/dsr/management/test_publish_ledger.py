"""Publishing and discarding from the command line."""

import pytest

from dsr import disclosures
from dsr.models import Business, LedgerVersion
from tests.dsr.management.typed import fails, nothing_was_written, run
from tests.given import a_business

pytestmark = pytest.mark.django_db


def test_publishing_tells_the_gaps(write, recipients):
    run("import_disclosures", write("Recipient,Categories,Year\nBirch Mail,i,2025\n"))
    business = Business.objects.get()
    said = run("publish_ledger", "--year", 2025, "--dry-run")
    assert "2025: 2 gaps, 2 of them blocking." in said
    assert "blocks: Birch Mail: The name does not show" in said
    assert Business.objects.get().ledger_version == 0
    assert "Version 1 is published." in run("publish_ledger", "--year", 2025, "--note", "The first")
    assert LedgerVersion.objects.get(business=business).note == "The first"
    assert fails("publish_ledger") == "Nothing changed since version 1."


def test_a_draft_can_be_discarded(write, recipients):
    assert "discarded" in run("publish_ledger", "--discard")
    assert nothing_was_written()
    assert fails("publish_ledger", "--discard") == "There is no draft."


def test_a_business_that_discloses_nothing_publishes_an_emptyledger():
    a_business()
    assert "Version 1 is published." in run("publish_ledger")
    assert disclosures.open_draft(Business.objects.get()) is None
