"""A letter that came back reached nobody: what it told was told to nobody, and no letter goes on as if it had been."""

from datetime import date

import pytest
from django.core import mail

from dsr import journal, letters
from dsr.errors import BadInput, NotAllowed
from dsr.lifecycle import Who
from dsr.models import Letter
from tests import given
from tests.dsr.letters import test_extension_hold as hold
from tests.dsr.letters.test_extension_follows import OTHER, _newest, _text, _to_paper, _written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def returned(case, letter, **said):
    case.refresh_from_db()
    return letters.record_letter_returned(
        case.pk, given.staff(), seen=case.entry_count, letter_id=letter.pk, note="No such box.", **said
    )


def _days_told(letter):
    return [day for day in ("April 24, 2026", "June 8, 2026") if day in _text(letter)]


def test_while_the_notice_came_back_nothing_that_waits_tells_the_longer_day(frozen):
    """Before the last day for it: the first day rules for the person, and the next notice may still be in time."""
    case = hold.extended()
    given.drain()
    stale = _written(case, "deletion/acknowledgement")
    assert _days_told(stale) == ["June 8, 2026"]
    sent = len(mail.outbox)
    returned(case, hold.notice_of(case))
    assert (hold.notice_of(case).state, hold.now_is(case)) == ("bounced", (hold.LONGER, []))
    assert "April 24" in letters.promise(case) and case.stuck == "extension-returned"
    assert [one.case.pk for one in letters.waiting_extension_notices()] == [case.pk]
    given.drain()
    stale.refresh_from_db()
    assert (stale.state, _days_told(_newest(case, "deletion/acknowledgement"))) == ("replaced", ["April 24, 2026"])
    assert all("June 8" not in one.body for one in mail.outbox[sent:])


def test_once_another_notice_is_out_in_time_what_waits_tells_the_longer_day(frozen):
    case = hold.extended()
    given.drain()
    returned(case, hold.notice_of(case))
    _to_paper(case)  # with the acknowledgement, the notice anew
    waits = _newest(case, "deletion/acknowledgement")
    assert (waits.state, _days_told(waits)) == ("to-mail", ["April 24, 2026"])
    frozen(hold.day(4, 23))
    hold.recorded(case, date(2026, 4, 23))
    given.drain()
    waits.refresh_from_db()
    assert (waits.state, _days_told(_newest(case, "deletion/acknowledgement"))) == ("replaced", ["June 8, 2026"])
    hold.after_the_day(frozen)
    assert hold.now_is(case) == (hold.LONGER, ["extension-notice"])


@pytest.mark.parametrize("by_then", [True, False])
def test_a_notice_that_came_back_and_was_not_renewed_gives_no_more_time(by_then, frozen):
    """Known at once, or only after the first period: the first day rules, and a letter says that it passed."""
    case = hold.extended()
    given.drain()
    if by_then:
        returned(case, hold.notice_of(case))
        hold.after_the_day(frozen)
    else:
        hold.after_the_day(frozen)
        assert hold.now_is(case) == (hold.LONGER, [])
        returned(case, hold.notice_of(case))
    assert hold.now_is(case) == (hold.FIRST, ["extension-lapsed"])
    assert "gave us until April 24, 2026 to respond. That day has passed" in letters.promise(case)


def test_an_acknowledgement_that_came_back_is_shown_and_goes_to_the_address_that_is_corrected(frozen):
    case = given.in_review()
    returned(case, _newest(case, "shine-the-light/acknowledgement"))
    case.refresh_from_db()
    entry = case.entries.order_by("-number").first()
    assert (case.stuck, entry.name) == ("letter-returned", "letter-returned")
    letters.correct_address(case.pk, given.staff(), seen=case.entry_count, delivery="mail", address=OTHER)
    given.drain()
    assert _newest(case, "shine-the-light/acknowledgement").state == "to-mail"
    assert [one.fault for one in journal.verify_chain() if one.fault] == []


def test_only_what_is_out_and_is_no_response_can_have_come_back(frozen):
    given.a_ledger()
    case = given.approved(given.in_review())
    acknowledged = _newest(case, "shine-the-light/acknowledgement")
    for actor in (given.staff(Who.VIEWER), given.staff(Who.AUDITOR)):
        with pytest.raises(NotAllowed):
            letters.record_letter_returned(case.pk, actor, seen=case.entry_count, letter_id=acknowledged.pk)
    Letter.objects.filter(pk=acknowledged.pk).update(state="written")
    with pytest.raises(BadInput):
        returned(case, acknowledged)
    Letter.objects.filter(pk=acknowledged.pk).update(state="accepted")
    given.drain()
    response = Letter.objects.get(case=case, is_response=True)
    with pytest.raises(BadInput):
        returned(case, response)
    with pytest.raises(NotAllowed, match="has ended"):
        returned(case, acknowledged)
