"""Companies that are told, on the desk: chosen, listed by urgency, told again, and settled by hand."""

from datetime import timedelta

import pytest

from dsr import closures
from dsr.clock import now, today
from dsr.lifecycle import Who
from dsr.models import ThirdPartyNotice
from dsr.models.case import Channel
from dsr.models.third_party_notice import ThirdPartyNoticeState
from portal.staff.case import third_party_notices
from tests import given
from tests.dsr.third_party_notices.test_notice_plan import a_deletion_done
from tests.given_systems import a_deletion, an_owner, sold_to
from tests.given_third_party_notices import CEDAR, a_provider, mails_to
from tests.portal.staff.desk import at, fresh, page

pytestmark = pytest.mark.django_db(transaction=True)


def test_staff_choose_whom_to_tell_and_say_why_not_the_others(reviewer):
    a_provider()
    an_owner()
    case = a_deletion(given.a_ledger())
    sold_to(case.business, "r1", "r2")
    shown = page(reviewer, case)
    assert "Choose which recipients are told" in shown
    assert "these are told: Cedar Hosting" in shown
    values = {"seen": fresh(case).entry_count, "tell": ["r1"], "code": "", "facts": ""}
    answer = reviewer.post(at(case, "choose-told"), values)
    assert (answer.status_code, ThirdPartyNotice.objects.count()) == (422, 0)
    assert "why they are not told" in answer.content.decode()
    facts = "It was dissolved and left no successor."
    answer = reviewer.post(at(case, "choose-told"), {**values, "code": "TELL_IMPOSSIBLE", "facts": facts})
    assert answer.status_code == 302
    shown = page(reviewer, case)
    assert "it is impossible to tell them" in shown
    assert facts in shown  # in the journal, unsealed for who may read the request
    assert "after the decision" in shown


def test_of_what_is_closed_without_an_answer_nobody_is_chosen_to_be_told(reviewer):
    an_owner()
    case = a_deletion(given.a_ledger(), actor=given.staff(), channel=Channel.PHONE, came_to=None)
    sold_to(case.business, "r1")
    shown = "Choose which recipients are told"
    assert shown in page(reviewer, case)
    closures.close(case.pk, given.staff(), "mistake", seen=fresh(case).entry_count, note="It came once.")
    assert shown not in page(reviewer, case)
    values = {"seen": fresh(case).entry_count, "tell": ["r1"], "code": "", "facts": ""}
    answer = reviewer.post(at(case, "choose-told"), values, follow=True)
    assert "closed without an answer: nobody is told" in answer.content.decode()
    assert not ThirdPartyNotice.objects.exists()


def test_a_telling_is_chased_and_settled_from_the_page(reviewer, browse):
    case = a_deletion_done(a_provider())
    row = ThirdPartyNotice.objects.get()
    values = {"seen": fresh(case).entry_count, "notice": row.pk}
    assert browse(Who.VIEWER).post(at(case, "telling-chase"), values).status_code == 403
    assert reviewer.post(at(case, "telling-chase"), values).status_code == 302
    given.drain()
    assert len(mails_to(CEDAR)) == 2
    values["seen"] = fresh(case).entry_count
    assert reviewer.post(at(case, "telling-settle"), values).status_code == 422
    said = {**values, "answer": "done", "note": "Ada of Cedar called."}
    assert reviewer.post(at(case, "telling-settle"), said).status_code == 302
    row.refresh_from_db()
    assert row.state == ThirdPartyNoticeState.ACKNOWLEDGED
    assert "Ada of Cedar called." in page(reviewer, case)


def some(case, count: int, first: int = 0) -> list[ThirdPartyNotice]:
    values = {"case": case, "what": "delete", "how": "email", "made_at": now(), "state": "sent", "sent_at": now()}
    return [
        ThirdPartyNotice.objects.create(
            recipient_key=f"k{number}",
            name=f"Company {number}",
            message_id=f"m{number}",
            due_on=today() + timedelta(days=number // 2),
            **values,
        )
        for number in range(first, first + count)
    ]


def test_the_open_ones_come_by_pages_the_most_urgent_first(browse, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(third_party_notices, "ON_A_PAGE", 2)
    rows = some(given.in_review(), 5)
    ThirdPartyNotice.objects.filter(pk=rows[1].pk).update(state=ThirdPartyNoticeState.ACKNOWLEDGED)
    client, address, seen = browse(Who.VIEWER), "/desk/tellings/", []
    while address:
        with django_assert_max_num_queries(6):
            answer = client.get(address)
        seen += [one["line"].notice.pk for one in answer.context["rows"]]
        address = f"/desk/tellings/{answer.context['older']}" if answer.context["older"] else ""
    assert seen == [row.pk for row in rows if row.pk != rows[1].pk]
    assert client.get("/desk/tellings/?after=nonsense").status_code == 200


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_takes_a_constant_number_of_queries(reviewer, count, django_assert_num_queries):
    some(given.in_review(), count)
    with django_assert_num_queries(5):  # session, account, rows, brand, and the look on record
        answer = reviewer.get("/desk/tellings/")
    assert len(answer.context["rows"]) == count


def test_the_page_of_a_request_does_not_ask_more_for_more_notices(reviewer, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case = given.in_review(kind="deletion", answers={"extent": "all"})
    some(case, 2)
    with CaptureQueriesContext(connection) as few:
        page(reviewer, case)
    some(case, 20, first=2)
    with django_assert_num_queries(len(few)):
        page(reviewer, case)
