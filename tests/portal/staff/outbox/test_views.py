"""Letters on paper, all at once: one file to print, one press that records them, and a list of what was left out."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from dsr import agents
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import AccessEntry, Case, CopiedCase, Letter, Sealed
from tests import given
from tests.dsr.agents.test_bundles import a_roll
from tests.portal.staff.desk import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

PRINT, MAILED = "/desk/letters/print/", "/desk/letters/mailed/"


@pytest.fixture
def waiting() -> list[Letter]:
    """Two acknowledgements and a response on paper."""
    business = given.a_ledger()
    for name in ("Ines Okafor", "Lee Tran"):
        party = {"name": name, "postal": "12 Sample Street\nOakland, CA 94607"}
        case = given.in_review(
            business=business, parties={"subject": {"name": name}, "requester": party}, delivery="mail"
        )
    given.approved(case)
    given.drain()
    return list(Letter.objects.filter(state="to-mail").order_by("pk"))


def ticked(*letters: Letter) -> list[str]:
    return [f"{one.pk}.{Case.objects.get(pk=one.case_id).entry_count}" for one in letters]


def test_nothing_is_filled_in_and_each_letter_says_whose_it_is(reviewer, waiting):
    page = reviewer.get("/desk/letters/").content.decode()
    assert "checked" not in page and 'name="mailed_on" value' not in page
    assert (page.count("Ines Okafor"), page.count("Lee Tran")) == (1, 2)
    assert "Print all 3 as one PDF" in page and "Record all 3 as mailed" in page
    reviewer.post("/desk/names/", {"back": "/desk/letters/"})
    assert "Okafor" not in reviewer.get("/desk/letters/").content.decode()


def test_paper_of_a_restored_copy_is_counted_and_not_listed(reviewer, waiting):
    CopiedCase.objects.create(case=waiting[0].own_case)
    page = reviewer.get("/desk/letters/").content.decode()
    assert "1 letter on paper came with a restored copy" in page and "Restored copy" in page
    assert "Ines Okafor" not in page and "Print all 2 as one PDF" in page
    answer = reviewer.post(PRINT, {"letter": ticked(waiting[0])}, follow=True)
    assert "Choose the letters to print." in answer.content.decode()


def test_paper_of_a_restored_copy_is_not_printed_from_its_own_page_either(reviewer, browse, waiting):
    case = waiting[0].own_case
    press = f"/desk/{references.spell(case.reference)}/letter/{waiting[0].pk}/letter.pdf"
    assert press in reviewer.get(at(case)).content.decode()
    copied = CopiedCase.objects.create(case=case)
    page = reviewer.get(at(case)).content.decode()
    assert "it may have been mailed before" in page and "Record as mailed" not in page and press not in page
    assert "/desk/copy/" in browse(Who.ADMINISTRATOR).get(at(case)).content.decode()
    told = {"seen": case.entry_count, "letter": waiting[0].pk, "mailed_on": "2026-03-10"}
    assert "it may have been mailed before" in reviewer.post(f"{at(case)}mailed/", told, follow=True).content.decode()
    copied.delete()
    assert press in reviewer.get(at(case)).content.decode()


def test_a_letter_of_a_bundle_of_a_restored_copy_is_not_printed_either(reviewer):
    kim = {"name": "Kim Agent", "firm": "Agents, LLC", "postal": "9 Oak Street\nOakland, CA 94610"}
    bundle = agents.enter_bundle(a_roll(delivery="mail", agent=kim), given.staff()).bundle
    given.drain()
    page = f"/desk/bundle/{references.spell(bundle.reference)}/"
    assert "Print the letter (PDF)" in reviewer.get(page).content.decode()
    CopiedCase.objects.create(case=bundle.lines.first().case)
    shown = reviewer.get(page).content.decode()
    assert "it may have been mailed before" in shown and "Print the letter (PDF)" not in shown


def test_all_that_the_page_listed_are_recorded_and_none_that_came_since(reviewer, waiting):
    *shown, late = ticked(*waiting)
    reviewer.post(MAILED, {"everything": "1", "listed": shown, "letter": late, "mailed_on": "2026-03-10"})
    assert [one.state for one in Letter.objects.filter(pk__in=[one.pk for one in waiting]).order_by("pk")] == [
        *(["mailed"] * len(shown)),
        "to-mail",
    ]


@pytest.mark.parametrize("left", ["one", "all"])
def test_a_letter_that_does_not_open_keeps_back_no_other_and_a_sheet_on_top_says_so(reviewer, waiting, left):
    lost = waiting[:1] if left == "one" else waiting
    Sealed.objects.filter(name__in=[f"letter-pdf:{one.pk}" for one in lost]).delete()
    reference = references.spell(lost[0].own_case.reference)
    for address, sent in (
        (PRINT, {"letter": ticked(*waiting)}),
        ("/desk/bulk/", {"action": "print", "case": [one.own_case.reference for one in waiting]}),
    ):
        answer = reviewer.post(address, sent, follow=True)
        if left == "all":
            assert f"{reference}: The words of this letter are forgotten." in answer.content.decode()
            continue
        top, back, *pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
        assert "1 letter is not in this file" in top and reference in top and not back
        assert "Okafor" not in top and sum("Page 1 of" in text for text in pages) == len(waiting) - 1


def test_what_was_ticked_is_printed_in_order_each_on_a_fresh_sheet(reviewer, waiting):
    shown = reviewer.get("/desk/letters/").content.decode()
    assert all(value in shown for value in ticked(*waiting))
    printed = reviewer.post(PRINT, {"letter": ticked(*waiting)})
    noted = AccessEntry.objects.filter(name="exported").values_list("reference", flat=True)
    assert {*noted} == {f"{one.own_case.reference}/{one.pk}" for one in waiting}
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages]
    begins = [number for number, text in enumerate(pages) if "Page 1 of" in text]
    assert len(begins) == len(waiting) and all(number % 2 == 0 for number in begins)
    in_order = [
        references.spell(one.case.reference)
        for one in Letter.objects.filter(state="to-mail").order_by("case__send_by", "pk")
    ]
    assert [next(one for one in in_order if one in pages[number]) for number in begins] == in_order


def test_one_press_records_them_all_on_the_day_that_is_given(reviewer, waiting):
    answer = reviewer.post(MAILED, {"letter": ticked(*waiting), "mailed_on": "2026-03-10"}, follow=True)
    assert f"{len(waiting)} letters are recorded as mailed." in answer.content.decode()
    assert set(Letter.objects.filter(pk__in=[one.pk for one in waiting]).values_list("state", "mailed_on")) == {
        ("mailed", date(2026, 3, 10))
    }
    assert Case.objects.filter(state="responded").count() == 1


def test_what_was_not_ticked_waits_on(reviewer, waiting):
    reviewer.post(MAILED, {"letter": ticked(waiting[0]), "mailed_on": "2026-03-10"})
    assert Letter.objects.filter(state="to-mail").count() == len(waiting) - 1


def test_one_that_changed_meanwhile_is_left_out_and_listed_and_keeps_back_no_other(reviewer, waiting):
    response = next(one for one in waiting if one.is_response)
    values = ticked(*waiting)
    case = Case.objects.get(pk=response.case_id)
    reviewer.post(f"/desk/{case.reference}/note/", {"seen": case.entry_count, "words": "hers alone changes nothing"})
    from dsr import review

    review.add_note(case.pk, given.staff(), "Hold it: she moved.")  # somebody else wrote something
    answer = reviewer.post(MAILED, {"letter": values, "mailed_on": "2026-03-10"})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "These were not recorded" in said and references.spell(case.reference) in said
    assert f"{len(waiting) - 1} letters are recorded" in said
    assert Letter.objects.get(pk=response.pk).state == "to-mail"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"mailed_on": "2026-03-10"}, "Choose the letters that you mailed"),
        ({"letter": "1.1", "mailed_on": ""}, "Enter the day on which you mailed them"),
        ({"letter": "1.1", "mailed_on": "2026-03-11"}, "cannot be in the future"),
        ({"letter": ["x.y", "²", "9"], "mailed_on": "2026-03-10"}, "Choose the letters that you mailed"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_recorded(reviewer, waiting, sent, says):
    answer = reviewer.post(MAILED, sent)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert Letter.objects.filter(state="to-mail").count() == len(waiting)


def test_a_day_before_a_letter_was_written_is_refused_for_it(reviewer, waiting):
    answer = reviewer.post(MAILED, {"letter": ticked(*waiting), "mailed_on": "2026-03-09"})
    assert answer.content.decode().count("was not written yet on that day") == len(waiting)


def test_a_viewer_prints_and_records_nothing(browse, waiting):
    viewer = browse(Who.VIEWER)
    assert "Record the chosen" not in viewer.get("/desk/letters/").content.decode()
    assert viewer.post(PRINT, {"letter": ticked(*waiting)}).content.startswith(b"%PDF")
    assert viewer.post(MAILED, {"letter": ticked(*waiting), "mailed_on": "2026-03-10"}).status_code == 403
    assert viewer.post(PRINT, {}).status_code == 302
