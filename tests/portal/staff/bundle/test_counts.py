"""Each count of the page of a bundle has one meaning, wherever it stands: tabs, bar, buttons, and the letter."""

import re

import pytest

from dsr import bulk, letters
from dsr.formats import references
from dsr.models import Bulk, BulkRow, Bundle, Case, Letter
from dsr.models.bulk import BulkAction, BulkState
from tests import given
from tests.given_proof import matches
from tests.portal.staff.bundle.test_bundle import ENTER, letter, page_of

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]


def tabs_of(page: str) -> dict[str, int]:
    """How many each tab says."""
    found = re.findall(r">([A-Z][a-z ]+) <span class=\"muted\">(\d+)</span></a>", page)
    return {words: int(count) for words, count in found}


def test_each_count_of_the_page_is_the_same_wherever_it_stands(reviewer):
    people = ["Ines Okafor, ines@example.com, CA", "Lee Tran,,CA", "Dana Whitlow, dana@example.com"]
    people += [
        "Nina Adler, nina@example.com, NV",
        "Stuck Person, stuck@example.com, CA",
        "In Bulk, bulk@example.com, CA",
    ]
    reviewer.post(ENTER, letter(people="\n".join(people)))
    given.drain()
    _ines, _lee, _dana, _nina, stuck, in_bulk = Case.objects.order_by("pk")
    Case.objects.filter(pk=stuck.pk).update(stuck="mail-later")
    begun_bulk(in_bulk)
    page = page_of(reviewer)
    assert tabs_of(page) == {"All": 6, "Ready": 3, "Miss something": 1, "Need a look": 1, "Waiting": 1, "Answered": 0}
    assert "3 ready · 1 misses something · 1 needs a look · 1 waits" in page
    assert "Decide 2 of 3 that are ready…" in page, "one lives elsewhere, and is looked at alone"
    assert "Ask the firm about 1, and where 1 lives…" in page
    reviewer.post(f"/desk/bundle/{Bundle.objects.get().reference}/ask/")
    asked = letters.body_of(Letter.objects.get(name="deletion/missing"))["text"]
    listed = [case for case in Case.objects.all() if references.spell(case.reference) in asked]
    assert len(listed) == 2, "as many as the button said"


@pytest.mark.parametrize("state", [BulkState.WAITS, BulkState.WORK])
def test_what_bulk_work_decides_is_not_offered_to_be_decided_once_more(reviewer, state):
    reviewer.post(ENTER, letter(people="Ines Okafor, ines@example.com, CA"))
    given.drain()
    assert "Decide 1 that is ready" in page_of(reviewer)
    row = begun_bulk(Case.objects.get(), BulkState.LOOK)
    assert "Decide 1 that is ready" in page_of(reviewer), "a look begins nothing"
    Bulk.objects.update(state=state)
    page = page_of(reviewer)
    assert "Decide" not in page.split('class="tabs"')[0]
    assert f'href="/desk/bulk/{references.spell(row.bulk.reference)}/"' in page
    assert f"in bulk work {references.spell(row.bulk.reference)}" in page
    BulkRow.objects.update(result="left-out")
    assert "Decide 1 that is ready" in page_of(reviewer), "it was left out"


def begun_bulk(case: Case, state: str = BulkState.WORK) -> BulkRow:
    made = bulk.begin_look(given.staff(), BulkAction.APPROVE, [case.pk])
    Bulk.objects.filter(pk=made.pk).update(state=state)
    BulkRow.objects.filter(bulk=made).update(result="ready")
    return BulkRow.objects.get(bulk=made)
