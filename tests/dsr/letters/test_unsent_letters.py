"""What waits in the outbox on paper when the address or the link changes is written anew, and nothing twice."""

import pytest

from dsr import correspondence, letters, request_page
from dsr.lifecycle import State
from dsr.models import Case, Letter, Message, PageCode
from dsr.models.letter import LetterState
from tests.dsr.letters.test_delivery_address import on_paper
from tests.given import a_ledger, approved, drain, in_review, staff
from tests.given_joins import again
from tests.given_own_page import a_message
from tests.given_request_page import page_link

pytestmark = pytest.mark.django_db
MOVED = "12 Oak Street\nFresno, CA 93701"


def to_mail(case: Case) -> dict[str, str]:
    """By name, the words of what waits to be mailed; nothing waits twice."""
    rows = list(Letter.objects.filter(case=case, state=LetterState.TO_MAIL))
    found = {row.name: str(letters.body_of(row)) for row in rows}
    assert len(found) == len(rows)
    return found


def answered(case: Case) -> Message:
    message = a_message(case)
    correspondence.answer_message(message.pk, staff(), "In March.", seen=again(case).entry_count)
    drain()
    return message


def at_work() -> Case:
    """On paper: decided, and at work still, with all that waits to be mailed."""
    a_ledger()
    case = in_review(**on_paper())
    answered(case)
    return case


def test_staff_end_the_links_and_what_waits_carries_the_new_one(frozen):
    case = at_work()
    before = to_mail(case)
    old = letters.page_address(again(case))
    assert {name.split("/")[1] for name in before} == {"acknowledgement", "answered"}
    assert all(old in text for text in before.values())
    request_page.end_links(case.pk, staff(), seen=again(case).entry_count)
    drain()
    after, new = to_mail(case), letters.page_address(again(case))
    assert new != old and {*after} == {*before}
    assert all(new in text and old not in text for text in after.values())
    assert again(case).state == State.REVIEW


@pytest.mark.parametrize("is_at_work", [False, True])
def test_the_person_moves_and_everything_that_waits_goes_there(frozen, is_at_work):
    case = at_work()
    if is_at_work:
        approved(again(case))
    assert again(case).state == (State.WORKING if is_at_work else State.REVIEW)
    before = {*to_mail(case)}
    letters.follow_person(case.pk, "mail", MOVED)
    drain()
    after = to_mail(case)
    assert before <= {*after}
    assert all("12 Oak Street" in text for text in after.values())


def test_an_answer_is_announced_once_while_its_letter_stands(frozen):
    case = in_review(**on_paper())
    message = answered(case)
    assert not correspondence.tell_answer(message.pk)
    Letter.objects.filter(name="own-page/answered").update(state=LetterState.REPLACED)
    assert correspondence.tell_answer(message.pk)
    assert not correspondence.tell_answer(message.pk)
    assert Letter.objects.filter(name="own-page/answered").count() == 2


def test_a_code_whose_letter_was_replaced_is_on_its_way_no_more(frozen):
    case = in_review(**on_paper())
    link = page_link(case)
    request_page.send_code(link.pk, is_last=False)
    request_page.send_code(link.pk, is_last=False)
    assert PageCode.objects.count() == 1, "one is on its way"
    Letter.objects.filter(name="page/code").update(state=LetterState.REPLACED)
    request_page.send_code(link.pk, is_last=False)
    assert PageCode.objects.count() == 2
