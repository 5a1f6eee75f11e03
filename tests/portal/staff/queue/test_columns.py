"""Columns that one turns on: kept with the account, what each says, and sorting by when requests came."""

from datetime import timedelta

import pytest

from dsr.clock import now, today
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Case
from portal.staff.queue import columns, listing
from tests import given
from tests.bare_days import without_times

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def heads(client, address="/desk/"):
    return [column.code for column in client.get(address).context["columns"]]


def test_columns_are_kept_with_the_account_in_their_own_order(reviewer, browse):
    back = "/desk/?view=all&columns=brand"
    answer = reviewer.post("/desk/columns/", {"column": ["outcome", "received", "x"], "back": back})
    assert answer["Location"] == "/desk/?view=all"
    assert heads(reviewer) == ["received", "outcome"]
    assert heads(reviewer, back) == ["brand"]  # what the address says comes first: it was sent by somebody
    assert heads(browse(Who.VIEWER, "other@example.com")) == []
    too_many = reviewer.post("/desk/columns/", {"column": [*columns.COLUMNS], "back": "https://elsewhere.example/"})
    assert too_many["Location"] == "/desk/" and heads(reviewer) == ["received", "outcome"]
    reviewer.post("/desk/columns/", {"back": "/desk/"})
    assert heads(reviewer) == []


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("received", "Mar 9"),
        ("reference", None),
        ("channel", "our form"),
        ("brand", "Fernwood"),
        ("outcome", "No business relationship"),
        ("answered", "Mar 10"),
    ],
)
def test_what_a_column_says(reviewer, code, says):
    case = given.in_review()
    Case.objects.filter(pk=case.pk).update(
        state="responded", outcome="NO_EBR", responded_at=now(), received_at=now() - timedelta(days=1)
    )
    page = reviewer.get(f"/desk/?view=answered&columns={code}")
    (group,) = page.context["groups"]
    (column,) = page.context["columns"]
    told = column.cell(group.rows[0].case, group.rows[0].reference)
    assert (says or references.spell(case.reference)) in told
    assert f'<td class="more of-{code}">{told}</td>' in without_times(page.content.decode())
    assert column.cell(None, "BYBH") == ("BYBH" if code == "reference" else "")


@pytest.mark.parametrize("address", ["", "view=waiting", "view=answered", "view=all", "group=decide"])
def test_any_list_is_sorted_by_when_requests_came_a_page_at_a_time(monkeypatch, reviewer, address):
    monkeypatch.setattr("portal.staff.queue.listing.ON_A_PAGE", 2)
    state = {"view=waiting": "verifying", "view=answered": "responded"}.get(address, "review")
    cases = [given.a_case(received_at=now() - timedelta(hours=number % 3, days=3)) for number in range(5)]
    Case.objects.update(state=state, responded_at=now() if state == "responded" else None)
    for number, case in enumerate(cases):
        Case.objects.filter(pk=case.pk).update(send_by=case.send_by + timedelta(days=number))
    expected = list(Case.objects.order_by("received_at", "pk").values_list("reference", flat=True))
    for sort, wanted in (("received", expected), ("-received", expected[::-1])):
        page = reviewer.get(f"/desk/?{address}&sort={sort}&columns=received")
        seen = []
        for _page in range(3):
            seen += [row.case.reference for group in page.context["groups"] for row in group.rows]
            if not page.context.get("later"):
                break
            page = reviewer.get("/desk/?" + page.context["later"])
        assert seen == (wanted if address else wanted[:2])  # the groups show their first rows
        assert ("aria-sort" in page.content.decode()) is True


@pytest.mark.parametrize("sort", ["", "received", "-received"])
def test_groups_are_drawn_and_worked_through_in_one_order(reviewer, sort):
    """Of those to decide the one that came first has the last day: sorted by receipt it tells nothing of the rest."""
    to_decide = [given.in_review(received_at=now() - timedelta(days=days)) for days in (3, 1)]
    address = given.in_review(received_at=now() - timedelta(days=2))
    for case, days in ((to_decide[0], 40), (to_decide[1], 9), (address, 20)):
        Case.objects.filter(pk=case.pk).update(send_by=case.send_by.replace(day=1) + timedelta(days=days))
    Case.objects.filter(pk=address.pk).update(state="undelivered")
    page = reviewer.get("/desk/", {"sort": sort})
    drawn = [group.code for group in page.context["groups"]]
    cases = Case.objects.with_notes()
    walked = listing.codes_in_order(cases, {"sort": sort} if sort else {}, reviewer.account, today())
    assert drawn == [code for code in walked if code in drawn] and len(drawn) > 1
