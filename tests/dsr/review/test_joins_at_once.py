"""A join and what another person does at the same moment: one of the two is told, and nothing is half done."""

import pytest

from dsr import journal, review
from dsr.errors import Changed
from dsr.lifecycle import State
from tests.given import declined, in_review, joined, staff, told
from tests.given_joins import again
from tests.replacement import replace_everywhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_a_stale_page_joins_nothing_and_leaves_the_first_alone():
    first, second = in_review(), in_review()
    review.add_note(second.pk, staff(), "Called.")
    with pytest.raises(Changed):
        review.join(second.pk, staff(), review.Joining(first.reference, "same-address"), seen=second.entry_count)
    assert again(first).entry_count == first.entry_count


def test_a_first_that_is_decided_at_the_same_moment_takes_no_duplicate(monkeypatch):
    first, second = told(in_review()), in_review()
    record = journal.record

    def too_late(case_id: int, *args, **options):
        if case_id == first.pk:
            declined(again(first))
        return record(case_id, *args, **options)

    replace_everywhere(monkeypatch, journal.record, too_late)
    with pytest.raises(Changed):
        joined(second, first)
    assert again(second).state == State.REVIEW
