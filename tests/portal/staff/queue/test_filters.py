"""Filters: each is a chip that is taken off alone, and all of them together cost no statement more."""

from urllib.parse import parse_qsl, urlencode

import pytest
from django.utils.html import escape

from dsr.models import SavedView
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

EVERY_FILTER = {
    "whose": "all",
    "kind": "deletion",
    "channel": "mail",
    "outcome": "NO_EBR",
    "bundle": "BYBHRZXJ3U6",
    "received_from": "2026-01-01",
    "received_to": "2026-02-01",
    "answered_from": "2026-01-02",
    "answered_to": "2026-02-02",
}


def test_each_filter_is_a_chip_that_is_taken_off_alone(reviewer):
    brand = str(given.a_business().brands.get().pk)
    chosen = {**EVERY_FILTER, "brand": brand, "view": "all", "sort": "-received"}
    page = reviewer.get("/desk/", chosen)
    left = [set(chosen) - set(dict(parse_qsl(chip.without))) for chip in page.context["chips"]]
    assert sorted(left, key=str) == sorted(({name} for name in chosen if name != "view"), key=str)
    told = page.content.decode()
    assert all(f"Remove the filter {escape(chip.words)}" in told for chip in page.context["chips"])
    assert dict(parse_qsl(page.context["clear"])) == {"view": "all", "sort": "-received"}


@pytest.mark.parametrize("name", ["received_from", "received_to", "answered_from", "answered_to"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "x"])
def test_a_day_that_no_list_reaches_is_said(reviewer, name, day):
    answer = reviewer.get("/desk/", {"view": "all", name: day})
    assert answer.status_code == 200 and len(answer.context["unknown"]) == 1
    saved = reviewer.post("/desk/views/save/", {"name": "V", "query": f"view=all&{name}={day}"})
    assert saved["Location"] == "/desk/?view=all"
    case = given.in_review()
    for way in ("", "next/"):
        opened = reviewer.get(f"/desk/{case.reference}/{way}", {"list": f"view=all&{name}={day}&brand={'9' * 30}"})
        assert opened.status_code in {200, 302}


@pytest.mark.parametrize("mark", ["9999-12-31T23:59:59-12:00~1", "9999-12-31~1", "0001-01-01T00:00:00+14:00~1", "x~1"])
def test_a_mark_of_a_page_that_no_list_has_leads_to_some_page(reviewer, mark):
    for view in ("all", "waiting"):
        for way in ("after", "before"):
            assert reviewer.get("/desk/", {"view": view, way: mark}).status_code == 200


def test_a_list_that_is_narrowed_by_all_asks_no_more_than_any_other(django_assert_max_num_queries, reviewer):
    for number in range(3):
        case = given.in_review(kind="deletion", answers={"ca_resident": "yes", "extent": "all"})
        type(case).objects.filter(pk=case.pk).update(assignee=reviewer.account if number else None)
    SavedView.objects.create(account=reviewer.account, name="Paper", query="channel=mail")
    lists = ("", "group=decide", "view=waiting", "view=answered", "view=all")
    shown = "whose=all&kind=deletion&sort=received&columns=received.brand.outcome"
    every = f"{shown}&{urlencode(EVERY_FILTER)}"
    for address in (shown, "bundle=BYBHRZXJ3U6&whose=all", *(f"{one}&{every}" for one in lists)):
        with django_assert_max_num_queries(12):
            reviewer.get(f"/desk/?{address}")
