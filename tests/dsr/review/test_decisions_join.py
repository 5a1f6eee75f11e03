"""Joining a duplicate: the earlier request carries both, and everybody who wrote is answered."""

import pytest

from dsr import journal, letters, review
from dsr.errors import BadInput, Changed
from dsr.lifecycle import State
from dsr.models import Case, Letter
from tests.given import a_business, a_ledger, approved, at, declined, drain, in_review, staff, told
from tests.replacement import replace_everywhere

pytestmark = pytest.mark.django_db
POSTAL = "9 Elm Court\nChico, CA 95926"


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def last(case: Case):
    return again(case).entries.order_by("-number").first()


def test_a_duplicate_joins_the_earlier_and_the_earlier_keeps_the_earlier_date(frozen):
    frozen(at("2026-03-01T09:00:00-08:00"))
    first = in_review()
    frozen(at("2026-03-09T09:00:00-07:00"))
    second = in_review()
    assert [one.case.pk for one in review.suggest_duplicates(second)] == [first.pk]
    joined = review.join(second.pk, staff(), seen=second.entry_count, first_reference=first.reference)
    assert (joined.state, joined.joined_to_id) == (State.JOINED, first.pk)
    assert again(first).due_safe == first.due_safe < second.due_safe
    facts = journal.facts_of(last(first))
    assert facts == {"reference": second.reference, "due_safe": "2026-03-31", "due_latest": "2026-04-01"}
    drain()
    assert Letter.objects.filter(case=second, name="shine-the-light/joined").count() == 1
    declined(again(first))
    drain()
    assert again(first).state == State.RESPONDED
    assert not Letter.objects.filter(case=second, key__startswith="copy:").exists()  # the same address


def test_a_duplicate_that_came_elsewhere_first_brings_its_shorter_date(frozen):
    from dsr.models.case import Channel

    first = in_review(actor=staff(), channel=Channel.EMAIL, came_to=None, received_at=at("2026-03-01T09:00:00-08:00"))
    second = in_review(received_at=at("2026-03-02T09:00:00-08:00"))
    assert second.due_latest < first.due_latest
    review.join(second.pk, staff(), seen=second.entry_count, first_reference=first.reference)
    assert again(first).due_latest == second.due_latest
    assert again(first).due_safe == min(first.due_safe, second.due_safe)


def copies() -> list[tuple[str, str]]:
    from django.core import mail

    return [(message.to[0], message.subject) for message in mail.outbox if "response" in message.subject]


def someone(email: str) -> dict:
    return {"subject": {"name": "Dana Whitlow"}, "requester": {"name": "Dana Whitlow", "email": email}}


def test_a_duplicate_at_another_address_gets_a_copy_through_any_number_of_joins(frozen):
    a_ledger()
    cases = [in_review(parties=someone(f"dana{number}@example.com")) for number in range(3)]
    review.join(cases[2].pk, staff(), seen=cases[2].entry_count, first_reference=cases[1].reference)
    review.join(cases[1].pk, staff(), seen=again(cases[1]).entry_count, first_reference=cases[0].reference)
    approved(again(cases[0]))
    drain()
    assert sorted(to for to, _subject in copies()) == [f"dana{number}@example.com" for number in range(3)]


def test_a_response_that_is_sent_elsewhere_is_not_copied_a_second_time(frozen):
    a_ledger()
    first, second = (in_review(parties=someone(f"dana{number}@example.com")) for number in range(2))
    review.join(second.pk, staff(), seen=second.entry_count, first_reference=first.reference)
    approved(again(first))
    drain()
    back = letters.record_returned(first.pk, staff(), seen=again(first).entry_count)
    letters.readdress(first.pk, staff(), seen=back.entry_count, delivery="email", address="dana9@example.com")
    drain()
    assert again(first).state == State.RESPONDED
    assert sorted(to for to, _subject in copies()) == ["dana0@example.com", "dana1@example.com", "dana9@example.com"]


def test_what_cannot_be_joined(frozen):
    first, second = in_review(), in_review()
    other = in_review(business=a_business("Larch Radio, LLC"))
    decided = declined(in_review(received_at=at("2026-03-01T09:00:00-08:00")))
    for reference in (second.reference, "22222222222", "", other.reference, decided.reference):
        with pytest.raises(BadInput):
            review.join(second.pk, staff(), seen=second.entry_count, first_reference=reference)
    with pytest.raises(BadInput):  # the earlier into the later
        review.join(first.pk, staff(), seen=first.entry_count, first_reference=second.reference)
    assert {again(first).state, again(second).state} == {State.REVIEW}
    assert again(first).entry_count == first.entry_count


def test_a_stale_page_joins_nothing_and_leaves_the_first_alone(frozen):
    first, second = in_review(), in_review()
    review.add_note(second.pk, staff(), "Called.")
    with pytest.raises(Changed):
        review.join(second.pk, staff(), seen=second.entry_count, first_reference=first.reference)
    assert again(first).entry_count == first.entry_count


def test_a_first_that_is_decided_at_the_same_moment_takes_no_duplicate(frozen, monkeypatch):
    first, second = told(in_review()), in_review()
    record = journal.record

    def too_late(case_id: int, *args, **options):
        if case_id == first.pk:
            declined(again(first))
        return record(case_id, *args, **options)

    replace_everywhere(monkeypatch, journal.record, too_late)
    with pytest.raises(Changed):
        review.join(second.pk, staff(), seen=second.entry_count, first_reference=first.reference)
    assert again(second).state == State.REVIEW
