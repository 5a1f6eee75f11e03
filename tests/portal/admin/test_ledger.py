"""What is saved in the admin goes into the draft, and the draft is published as a whole."""

import re
from typing import Any

import pytest

from dsr import disclosures
from dsr.errors import Blocked
from dsr.models import Account, Business, Disclosure, LedgerVersion, Recipient
from tests.given import a_business, a_ledger
from tests.portal.admin.pages import errors_on, said_on, where

pytestmark = pytest.mark.django_db


def _recipient(**changes: Any) -> dict[str, Any]:
    return {
        "business": a_business().pk,
        "name": "Cedar Post",
        "postal_address": "3 Road\nReno, NV 89501",
        "examples": "Envelopes",
        "ccpa_role": "",
        **changes,
    }


def _disclosure(**changes: Any) -> dict[str, Any]:
    return {
        "business": a_business().pk,
        "recipient_key": "r1",
        "categories": ["xvi", "i"],
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        **changes,
    }


def test_a_recipient_that_is_added_is_in_the_draft_until_it_is_published(client):
    business = a_ledger()
    page = client.post(where("recipient", "add/"), _recipient(), follow=True)
    assert page.redirect_chain, "saved"
    row = Recipient.objects.get(name="Cedar Post")
    assert (row.key, row.from_version) == ("cedar-post", 2)
    assert not Recipient.objects.in_version(1).filter(key=row.key).exists()
    draft = disclosures.begin_draft(business)
    chosen = {"action": "publish", "_selected_action": [draft.pk]}
    page = client.post(where("ledgerversion"), chosen, follow=True)
    assert "Version 2 is published. For 20" in said_on(page)
    assert Business.objects.get().ledger_version == 2
    assert LedgerVersion.objects.get(number=2).published_by == Account.objects.get(pk=client.session["_auth_user_id"])
    page = client.post(where("ledgerversion"), chosen, follow=True)
    assert "in the meantime" in said_on(page)


def test_changing_a_recipient_adds_a_row_and_keeps_the_old_one(client):
    a_ledger()
    row = Recipient.objects.get(key="r1")
    text = client.get(where("recipient", f"{row.pk}/change/")).content.decode()
    assert "_continue" not in text, "the page would be gone"
    changed = _recipient(name="Renamed")
    client.post(where("recipient", f"{row.pk}/change/"), changed, follow=True)
    assert Recipient.objects.in_version(1).get(key="r1").name == row.name
    assert Recipient.objects.in_version(2).get(key="r1").name == "Renamed"
    assert row.name not in client.get(where("recipient")).content.decode()


def test_a_namesake_is_another_recipient_and_never_a_change_of_the_first(client):
    a_ledger()
    for number in (1, 2, 3):
        client.post(where("recipient", "add/"), _recipient(postal_address=f"{number} Road"))
    client.post(where("recipient", "add/"), _recipient(postal_address="3 Road"))
    assert Recipient.objects.filter(name="Cedar Post", until_version=None).count() == 4


def test_deleting_ends_a_row_and_deletes_none(client):
    a_ledger()
    first, second = Recipient.objects.order_by("key")
    client.post(where("recipient", f"{first.pk}/delete/"), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    client.post(where("recipient"), chosen)
    assert Recipient.objects.in_version(1).count() == 2
    assert Recipient.objects.in_version(2).count() == 0


def test_a_disclosure_is_saved_in_statute_order(client):
    a_ledger()
    page = client.post(where("disclosure", "add/"), _disclosure(recipient_key="alder catalog company 2"))
    assert page.status_code == 302
    row = Disclosure.objects.get(from_version=2)
    assert (row.recipient_key, row.categories, row.exclusion) == ("r2", ["i", "xvi"], "")
    page = client.get(where("disclosure", f"{row.pk}/change/")).content.decode()
    assert re.search(r'value="xvi"[^>]*checked', page)


@pytest.mark.parametrize(
    ("model", "changes", "field"),
    [
        ("recipient", {"is_same_brand": "on"}, "is_same_brand"),
        ("recipient", {"name": ""}, "name"),
        ("recipient", {"name": "n/a"}, "name"),
        ("recipient", {"postal_address": "Unknown"}, "postal_address"),
        ("disclosure", {"recipient_key": "nobody"}, "recipient_key"),
        ("disclosure", {"categories": []}, "categories"),
        ("disclosure", {"categories": ["xl"]}, "categories"),
        ("disclosure", {"period_end": ""}, "period_end"),
        ("disclosure", {"period_end": "2024-01-01"}, "period_end"),
        ("disclosure", {"exclusion": "D9_OTHER_COUNSEL"}, "exclusion_note"),
        ("disclosure", {"exclusion": "D9_OTHER_COUNSEL", "exclusion_note": "-"}, "exclusion_note"),
        ("disclosure", {"exclusion": "D8"}, "exclusion"),
        ("disclosure", {"exclusion": "E2_OTHER_CHANNEL"}, "passes_on"),
        ("disclosure", {"exclusion": "E2_OTHER_CHANNEL", "passes_on": "yes"}, "exclusion"),
        ("disclosure", {"exclusion": "E2A"}, "passes_on"),
        ("disclosure", {"exclusion": "D1A", "passes_on": "yes"}, "exclusion"),
    ],
)
def test_faults_are_told_beside_the_field(client, model, changes, field):
    a_ledger()
    fields = {"recipient": _recipient, "disclosure": _disclosure}[model](**changes)
    assert list(errors_on(client.post(where(model, "add/"), fields))) == [field]
    assert disclosures.open_draft(a_business()) is None


def test_while_a_file_is_being_put_in_nothing_is_saved_and_the_page_says_why(client):
    business = a_ledger()
    half = disclosures.put_rows(business, Recipient, [("x", {"name": "X"})], unfinished="Recipient abc")
    next(half)
    page = client.post(where("recipient", "add/"), _recipient(), follow=True)
    assert "has not finished" in said_on(page)
    assert not Recipient.objects.filter(name="Cedar Post").exists()
    with pytest.raises(Blocked):
        disclosures.publish_draft(disclosures.begin_draft(business), None)
    chosen = {"action": "discard", "_selected_action": [disclosures.begin_draft(business).pk]}
    assert "is discarded" in said_on(client.post(where("ledgerversion"), chosen, follow=True))
    assert not Recipient.objects.filter(key="x").exists()
