"""Working through a list: after a decision the next case of it opens; and who else is at a case."""

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import cache

from dsr import agents, review
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Case
from tests import given
from tests.dsr.agents.test_bundles import a_roll
from tests.given_agents import a_ccpa_business
from tests.portal.staff.desk import approval, at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TO_DO = {"list": "to-do"}


@pytest.fixture
def three(db):
    """Three requests to decide, in the order of their days; the report of all is compiled."""
    business = given.a_ledger()
    cases = [given.in_review(business=business) for _number in range(3)]
    for number, case in enumerate(cases):
        Case.objects.filter(pk=case.pk).update(send_by=case.send_by + timedelta(days=number))
    given.drain()
    return [fresh(case) for case in cases]


def approve(client, case, **changes):
    page(client, case)
    given.drain()
    return client.post(at(case, "approve"), approval(case, **changes))


def test_the_queue_leads_to_a_case_with_the_list_it_stands_in(reviewer, three):
    told = reviewer.get("/desk/").content.decode()
    assert f"{at(three[0])}?list=to-do" in told
    narrowed = reviewer.get("/desk/?kind=shine-the-light&group=decide").content.decode()
    assert f"{at(three[0])}?list=group%3Ddecide%26kind%3Dshine-the-light" in narrowed


def test_after_a_decision_the_next_of_the_list_opens_and_says_what_was_done(reviewer, three):
    first, second, third = three
    answer = approve(reviewer, second, list="group=decide")
    assert answer["Location"] == f"{at(third)}?list=group%3Ddecide"
    told = reviewer.get(answer["Location"]).content.decode()
    assert f"{references.spell(second.reference)}: Approved." in told
    assert approve(reviewer, third, **TO_DO)["Location"] == f"{at(first)}?list=to-do", "from the end, to its beginning"
    assert approve(reviewer, first, list="kind=shine-the-light")["Location"] == "/desk/?kind=shine-the-light"


def test_the_way_back_of_a_decision_leads_back_into_its_list(reviewer, three, settings):
    settings.DECISION_WAIT = timedelta(minutes=10)
    first, second, _third = three
    answer = approve(reviewer, first, list="group=decide")
    told = reviewer.get("/desk/").content.decode()
    assert told.count('name="list" value="group=decide"') == 2, "the notice carries it, on whatever page comes next"
    back = reviewer.post(at(first, "take-back"), {"seen": fresh(first).entry_count, "list": "group=decide"})
    assert back["Location"] == f"{at(first)}?list=group%3Ddecide"
    assert at(second) in answer["Location"]


def test_a_bundle_is_worked_through_on_its_own_page(reviewer):
    business = a_ccpa_business()
    given.a_ledger(business)
    people = agents.read_people(
        "Ines Okafor, i@example.com, CA\nLee Tran, l@example.com, CA\nKim Roe, k@example.com, CA"
    ).subjects
    roll = a_roll(business=business, kind="shine-the-light", subjects=people)
    bundle = agents.enter_bundle(roll, given.staff()).bundle
    given.drain()
    first, second, third = [line.case for line in bundle.lines.all()]
    page_of = f"/desk/bundle/{references.spell(bundle.reference)}/"
    ready = f"?list=in-bundle%3D{bundle.reference}%26show%3Dready"
    assert f"{at(second)}{ready}" in reviewer.get(f"{page_of}?show=ready").content.decode()
    told = reviewer.get(f"{at(second)}{ready}").content.decode()
    assert (
        f'href="{page_of}?show=ready#row-{references.spell(second.reference)}"' in told
        and f"← Bundle {references.spell(bundle.reference)}" in told
    )
    here = {"list": f"in-bundle={bundle.reference}&show=ready"}
    assert reviewer.get(at(second, "next"), here)["Location"] == f"{at(third)}{ready}"
    assert approve(reviewer, third, **here)["Location"] == f"{at(first)}{ready}", "from the end, to its beginning"
    whole = {"list": f"in-bundle={bundle.reference}"}
    assert approve(reviewer, first, **whole)["Location"] == f"{at(second)}?list=in-bundle%3D{bundle.reference}"
    assert approve(reviewer, second, **here)["Location"] == f"{page_of}?show=ready", "none is left"
    assert reviewer.get(at(second, "next"), {"list": "in-bundle=nonsense"})["Location"] == "/desk/"
    assert reviewer.get(at(third, "previous"), here)["Location"] == f"{page_of}?show=ready", "none before it is left"


def test_a_case_says_which_of_its_list_it_is_and_leads_both_ways(reviewer, three):
    first, second, third = three
    for listed in ("to-do", "group=decide", "view=all"):
        cases = three[::-1] if listed == "view=all" else three  # there the newest comes first
        for number, case in enumerate(cases, start=1):
            told = reviewer.get(at(case), {"list": listed}).content.decode()
            assert f"{number} of 3" in told, listed
            assert (f"{at(case, 'previous')}?list=" in told) is (number > 1)
            before = reviewer.get(at(case, "previous"), {"list": listed})["Location"]
            assert before.startswith(
                at(cases[number - 2]) if number > 1 else "/desk/?" if listed != "to-do" else "/desk/"
            )
    assert " of 3" not in page(reviewer, first), "opened from no list"
    Case.objects.filter(pk=second.pk).update(state="verifying")
    told = reviewer.get(at(second), {"list": "group=decide"}).content.decode()
    assert " of 2" not in told, "it stands in that list no more"
    assert "2 of 2" in reviewer.get(at(third), {"list": "group=decide"}).content.decode()
    assert reviewer.get(at(second, "previous"), {"list": "to-do"})["Location"] == "/desk/"


def test_without_a_list_it_stays_at_the_case(reviewer, three):
    assert approve(reviewer, three[0])["Location"] == at(three[0])


def test_the_pages_of_a_case_carry_the_list_on(reviewer, three):
    told = reviewer.get(at(three[0]), {"list": "group=decide"}).content.decode()
    assert 'href="/desk/?group=decide#row-' in told and "Queue · Decide" in told
    assert f"{at(three[0], 'draft', 'STL_DISCLOSED')}?list=group%3Ddecide" in told
    assert (
        told.count('name="list" value="group=decide"')
        == told.count("csrfmiddlewaretoken") - told.count('role="search"') - 2
    )
    draft = reviewer.get(at(three[0], "draft", "STL_DISCLOSED"), {"list": "group=decide"}).content.decode()
    assert 'name="list" value="group=decide"' in draft
    answer = reviewer.post(at(three[0], "take"), {"seen": three[0].entry_count, "list": "group=decide"})
    assert answer["Location"] == f"{at(three[0])}?list=group%3Ddecide", "what is no decision stays at the case"


def test_the_way_back_leads_to_the_same_page_of_the_list_and_to_its_row(reviewer, three, monkeypatch):
    monkeypatch.setattr("portal.staff.queue.listing.ON_A_PAGE", 1)

    def shown(address: str, link: str) -> tuple[str, str]:
        told = reviewer.get(address).content.decode()
        return told, html.unescape(re.search(link, told)[1])

    _first, after = shown("/desk/?view=all", r'href="([^"]+)" rel="next"')
    second, address = shown(f"/desk/{after}", r'<td class="person"><a href="([^"]+)"')
    _case, back = shown(address, r'href="([^"]+)" data-key="u"')
    row = f'id="{back.partition("#")[2]}"'
    assert row in second and row in reviewer.get(back.partition("#")[0]).content.decode()


@pytest.mark.parametrize("said", ["x=1", "group=<b>&next=//evil.example", "view=nowhere"])
def test_what_is_no_list_is_none(reviewer, three, said):
    told = reviewer.get(at(three[0]), {"list": said}).content.decode()
    shown = told.partition("<main")[2]
    assert "evil" not in shown and "<b>" not in shown
    assert reviewer.get(at(three[0], "next"), {"list": said}).status_code == 302


def test_next_without_a_decision(reviewer, three):
    answer = reviewer.get(at(three[0], "next"), TO_DO)
    assert answer["Location"] == f"{at(three[1])}?list=to-do"


def test_who_else_is_at_the_case_is_shown_and_no_row_is_written(
    reviewer, browse, three, django_assert_max_num_queries
):
    cache.clear()
    case, colleague = three[0], browse(Who.REVIEWER)
    colleague.account.name = "Sam Okafor"
    colleague.account.save()
    assert "opened this at" not in page(reviewer, case), "nobody else, and not oneself"
    before = fresh(case).entry_count
    page(colleague, case)
    assert "Sam Okafor opened this at 9:00 a.m." in page(reviewer, case)
    assert fresh(case).entry_count == before
    review.add_note(case.pk, given.staff(), "Asked the front desk.")
    assert "worked on this at" in page(reviewer, case)


def test_who_was_there_long_ago_is_not_shown(reviewer, browse, three, frozen):
    cache.clear()
    page(browse(Who.REVIEWER), three[0])
    frozen(given.at("2026-03-10T09:11:00-07:00"))
    assert "opened this at" not in page(reviewer, three[0])
