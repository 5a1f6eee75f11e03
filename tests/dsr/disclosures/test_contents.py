"""Each different thing that disclosures say is noted once, and every row has its number."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from dsr import disclosures, triggers
from dsr.disclosures import contents
from dsr.models import Disclosure, DisclosureContent
from dsr.models.disclosure import SAID
from tests.given import a_business, a_ledger

pytestmark = pytest.mark.django_db
SAYS = {
    "categories": ["i", "ii"],
    "derived_from": ["xvi"],
    "purpose": "Catalogs",
    "exclusion": "D1A",
    "exclusion_note": "Told by counsel",
    "passes_on": "no",
    "channel": "mail",
}


def _rows():
    """Of each column one that alone is said otherwise; and two that say the same of other days and recipients."""
    items = [("plain", {"recipient_key": "a"}), ("again", {"recipient_key": "b", "period_end": date(2025, 1, 1)})]
    items += [(name, {"recipient_key": "a", name: said}) for name, said in SAYS.items()]
    items += [("all", {"recipient_key": "a", **SAYS}), ("as one text", {"recipient_key": "a", "categories": "i, ii"})]
    list(disclosures.put_rows(a_business(), Disclosure, items))
    return Disclosure.objects.select_related("content").order_by("key")


def _says(row):
    return [getattr(row, name) for name in SAID]


def test_every_column_that_is_no_key_period_or_source_is_part_of_it():
    assert set(SAID) == set(SAYS)
    told = {"recipient_key", "period_start", "period_end", "ccpa_sold_or_shared", "source"}
    assert told | set(SAID) == set(disclosures.versions._content(Disclosure()))


def test_a_row_has_the_number_of_what_it_says():
    rows = list(_rows())
    assert [_says(row) for row in rows] == [_says(row.content) for row in rows]
    numbers = {row.key: row.content_id for row in rows}
    assert numbers["plain"] == numbers["again"]
    assert len(set(numbers.values())) == len(rows) - 1 == DisclosureContent.objects.count()


def test_what_is_said_again_later_has_the_same_number():
    number = {row.key: row.content_id for row in _rows()}["all"]
    disclosures.put_row(a_business(), Disclosure, "plain", SAYS)
    assert Disclosure.objects.get(key="plain", until_version=None).content_id == number


def test_rows_of_a_release_before_are_noted_by_and_by(monkeypatch):
    noted = {row.key: row.content_id for row in _rows()}
    a_ledger(a_business("Another, Inc."), recipients=3)  # rows of another business, without numbers
    with triggers.lifted(connection):
        Disclosure.objects.exclude(key="again").update(content=None)
    monkeypatch.setattr(contents, "_BATCH", 2)
    monkeypatch.setattr(contents, "_MOST", 4)
    assert [disclosures.note_contents() for _day in range(3)] == [8, 5, 0]
    assert {row.key: row.content_id for row in Disclosure.objects.filter(business=a_business())} == noted
    assert all(_says(row) == _says(row.content) for row in Disclosure.objects.select_related("content"))


def test_a_number_is_noted_once_and_what_it_says_stays():
    row, other = _rows()[:2]
    for change in (
        lambda: Disclosure.objects.filter(pk=row.pk).update(content=other.content_id),
        lambda: Disclosure.objects.filter(pk=row.pk).update(content=None),
        lambda: DisclosureContent.objects.filter(pk=row.content_id).update(purpose="Another"),
        lambda: DisclosureContent.objects.filter(pk=row.content_id).update(digest="0"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
