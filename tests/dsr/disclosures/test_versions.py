"""Drafts are unseen, versions keep what they said, and publishing is one update or nothing."""

import threading

import pytest
from django.db import connection

from dsr import disclosures
from dsr.disclosures import versions
from dsr.errors import Blocked, Changed
from dsr.models import Business, LedgerVersion, Recipient
from tests.given import a_business
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db


def _names(business: Business, version: int) -> list[str]:
    rows = Recipient.objects.filter(business=business).in_version(version).order_by("name")
    return list(rows.values_list("name", flat=True))


def _rows() -> list[tuple]:
    rows = Recipient.objects.order_by("pk")
    return list(rows.values_list("pk", "key", "name", "from_version", "until_version"))


def _published(**names: str) -> Business:
    business = a_business()
    for key, name in names.items():
        disclosures.put_row(business, Recipient, key, {"name": name})
    disclosures.publish_draft(disclosures.begin_draft(business), None)
    business.refresh_from_db()
    return business


def test_a_draft_is_invisible_until_it_is_published():
    business = _published(a="Alder", b="Birch")
    assert disclosures.put_row(business, Recipient, "a", {"name": "Alder Two"}) == "changed"
    assert disclosures.put_row(business, Recipient, "c", {"name": "Cedar"}) == "added"
    assert disclosures.end_row(business, Recipient, "b")
    assert _names(business, 1) == ["Alder", "Birch"]
    assert _names(business, 2) == ["Alder Two", "Cedar"]
    assert disclosures.publish_draft(disclosures.begin_draft(business), None).number == 2
    assert Business.objects.get().ledger_version == 2
    assert _names(business, 1) == ["Alder", "Birch"], "an old report can be compiled again"


def test_the_same_content_changes_nothing_and_begins_no_draft():
    business = _published(a="Alder")
    before = _rows()
    assert disclosures.put_row(business, Recipient, "a", {"name": "Alder"}) == "same"
    assert disclosures.open_draft(business) is None
    assert _rows() == before


def test_a_field_that_is_not_given_is_kept():
    business = a_business()
    disclosures.put_row(business, Recipient, "a", {"name": "Alder", "examples": "Rakes"})
    disclosures.put_row(business, Recipient, "a", {"name": "Alder Two"})
    assert Recipient.objects.get(until_version=None).examples == "Rakes"


def test_changing_a_row_of_the_same_draft_twice_keeps_the_last():
    business = _published(a="Alder")
    assert disclosures.put_row(business, Recipient, "a", {"name": "Second"}) == "changed"
    assert disclosures.put_row(business, Recipient, "a", {"name": "Third"}) == "changed"
    assert _names(business, 1) == ["Alder"]
    assert _names(business, 2) == ["Third"]
    assert Recipient.objects.count() == 2


def test_changing_a_row_back_leaves_the_ledger_as_it_was():
    business = _published(a="Alder")
    before = _rows()
    disclosures.put_row(business, Recipient, "a", {"name": "Second"})
    assert disclosures.put_row(business, Recipient, "a", {"name": "Alder"}) == "changed"
    assert _rows() == before
    assert disclosures.is_draft_empty(disclosures.begin_draft(business))


def test_ending_what_the_draft_added_removes_it():
    business = _published(a="Alder")
    disclosures.put_row(business, Recipient, "b", {"name": "Birch"})
    assert disclosures.end_row(business, Recipient, "b")
    assert not disclosures.end_row(business, Recipient, "b")
    assert _names(business, 2) == ["Alder"]


def test_ending_what_the_draft_changed_ends_it():
    business = _published(a="Alder")
    disclosures.put_row(business, Recipient, "a", {"name": "Second"})
    disclosures.end_row(business, Recipient, "a")
    assert (_names(business, 1), _names(business, 2)) == (["Alder"], [])
    assert disclosures.put_row(business, Recipient, "a", {"name": "Alder"}) == "added"
    assert _names(business, 2) == ["Alder"]
    assert Recipient.objects.count() == 1, "the ended row holds again"


def test_discarding_leaves_the_ledger_as_it_was():
    business = _published(a="Alder", b="Birch")
    before = _rows()
    disclosures.put_row(business, Recipient, "a", {"name": "Second"})
    disclosures.put_row(business, Recipient, "c", {"name": "Cedar"})
    disclosures.end_row(business, Recipient, "b")
    draft = disclosures.begin_draft(business)
    disclosures.discard_draft(draft)
    assert _rows() == before
    assert disclosures.open_draft(business) is None
    with pytest.raises(Changed):
        disclosures.discard_draft(draft)


def test_many_rows_are_put_in_short_batches(django_assert_max_num_queries):
    business = a_business()
    items = [(f"r{number}", {"name": f"Recipient {number}"}) for number in range(versions.BATCH * 2 + 1)]
    assert [sum(counts.values()) for counts in disclosures.put_rows(business, Recipient, items)] == [
        versions.BATCH,
        versions.BATCH,
        1,
    ]
    with django_assert_max_num_queries(20):
        assert [counts["same"] for counts in disclosures.put_rows(business, Recipient, items)] == [
            versions.BATCH,
            versions.BATCH,
            1,
        ]


def test_comparing_counts_and_writes_nothing():
    business = _published(a="Alder", b="Birch")
    before = _rows()
    items = [("a", {"name": "Alder"}), ("b", {"name": "Beech"}), ("c", {"name": "Cedar"})]
    assert list(disclosures.compare_rows(business, Recipient, items)) == [{"same": 1, "changed": 1, "added": 1}]
    assert _rows() == before
    assert disclosures.open_draft(business) is None


def test_only_the_first_version_may_be_empty():
    business = a_business()
    disclosures.publish_draft(disclosures.begin_draft(business), None)
    assert Business.objects.get().ledger_version == 1
    with pytest.raises(Blocked, match="Nothing changed since version 1"):
        disclosures.publish_draft(disclosures.begin_draft(business), None)


def test_a_draft_is_published_once():
    business = a_business()
    draft = disclosures.begin_draft(business)
    disclosures.publish_draft(draft, None, "The first")
    with pytest.raises(Changed):
        disclosures.publish_draft(draft, None)
    assert LedgerVersion.objects.get().note == "The first"


def test_half_a_file_can_neither_be_published_nor_added_to():
    business = a_business()
    items = [(f"r{number}", {"name": f"Recipient {number}"}) for number in range(600)]
    stopped = disclosures.put_rows(business, Recipient, items, unfinished="Recipient abc")
    next(stopped)
    draft = disclosures.begin_draft(business)
    with pytest.raises(Blocked, match="has not finished"):
        disclosures.publish_draft(draft, None)
    with pytest.raises(Blocked, match="has not finished"):
        disclosures.put_row(business, Recipient, "x", {"name": "Another"})
    list(disclosures.put_rows(business, Recipient, items, unfinished="Recipient abc"))
    disclosures.finish_file(draft, "Recipient abc")
    disclosures.publish_draft(draft, None)
    assert len(_names(business, 1)) == 600


def test_two_businesses_do_not_touch_each_other():
    one, other = a_business(), a_business("Alder Street Bakery LLC")
    disclosures.put_row(one, Recipient, "a", {"name": "Of the one"})
    disclosures.put_row(other, Recipient, "a", {"name": "Of the other"})
    disclosures.publish_draft(disclosures.begin_draft(one), None)
    assert _names(one, 1) == ["Of the one"]
    assert Business.objects.get(pk=other.pk).ledger_version == 0
    assert disclosures.open_draft(other) is not None


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_once():
    business = a_business()
    disclosures.put_row(business, Recipient, "a", {"name": "Alder"})
    draft, start, ended = disclosures.begin_draft(business), threading.Barrier(2), []

    def publish() -> None:
        start.wait(PATIENCE)
        try:
            ended.append(disclosures.publish_draft(draft, None).number)
        except Changed:
            ended.append("changed")
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(ended, key=str) == [1, "changed"]
    assert Business.objects.get().ledger_version == 1
