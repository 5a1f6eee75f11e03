"""From the queue to the result of each request, as an officer without a script goes."""

import io
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from dsr import bulk, review
from dsr.formats import references
from dsr.journal import Actor
from dsr.lifecycle import Who
from dsr.models import AccessEntry, Bulk, BulkRow, Case, Letter
from tests import given
from tests.dsr.bulk.test_job import wave

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def at(made: Bulk, end: str = "") -> str:
    return f"/desk/bulk/{references.spell(made.reference)}/{end}"


def test_everything_that_matches_is_looked_at_and_approved(reviewer):
    wave(8)
    page = reviewer.get("/desk/").content.decode()
    assert "All 8 that match" in page and "Approve…" in page
    answer = reviewer.post("/desk/bulk/", {"everything": "1", "action": "approve", "back": "/desk/"})
    made = Bulk.objects.get()
    assert answer["Location"] == at(made)
    looking = reviewer.get(at(made))
    assert looking["Refresh"] == f"5; url={at(made)}?again=1" and "0 of 8" in looking.content.decode()
    assert not AccessEntry.objects.filter(page="bulk").exists(), "it shows how far it came, and nobody"
    given.drain()
    look = reviewer.get(at(made))
    said = look.content.decode()
    assert (
        "Refresh" not in look
        and "Approve 8 of 8" in said
        and "Send the list of companies" in said
        and "8 by email" in said
    )
    assert AccessEntry.objects.get(page="bulk").reference == made.reference
    frame = reviewer.get(at(made, "letter/1/email/"))
    assert frame.status_code == 200 and "Alder Catalog" in frame.content.decode()
    pressed = reviewer.post(at(made, "begin/"), {"looks": 1, "ready": 8, "outcome": "STL_DISCLOSED"})
    assert pressed["Location"] == at(made)
    running = reviewer.get(at(made))
    assert running["Refresh"] == looking["Refresh"] and "0 of 8" in running.content.decode()
    given.drain()
    over = reviewer.get(at(made)).content.decode()
    assert "Approve: 8 done" in over
    assert {*Case.objects.values_list("outcome", flat=True)} == {"STL_DISCLOSED"}


def test_a_look_is_its_makers_own(reviewer, browse):
    wave(1)
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "approve"})
    made = Bulk.objects.get()
    other = browse()
    assert "is looking at it" in other.get(at(made)).content.decode()
    assert other.get(at(made, "letter/1/email/")).status_code == 404
    other.post(at(made, "begin/"), {"looks": 1, "ready": 1, "outcome": "STL_DISCLOSED"})
    assert Bulk.objects.get().state == "look"


def test_bulk_work_that_was_begun_is_found_again_beside_the_letters(reviewer):
    wave(1)
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "approve"})
    assert "Bulk work" not in reviewer.get("/desk/letters/").content.decode()
    made = Bulk.objects.get()
    reviewer.post(at(made, "begin/"), {"looks": 1, "ready": 1, "outcome": "STL_DISCLOSED"})
    assert "0 of 1" in reviewer.get("/desk/letters/").content.decode()
    given.drain()
    assert "1 of 1" in reviewer.get("/desk/letters/").content.decode()


def chosen(reviewer, **posted):
    """The references that a look was made of, in its order."""
    reviewer.post("/desk/bulk/", {"action": "note", **posted})
    made = Bulk.objects.latest("pk")
    return [*made.rows.order_by("number").values_list("case__reference", flat=True)]


def test_what_is_ticked_what_is_listed_and_what_a_filter_lets_through(reviewer):
    cases = wave(3)
    one, two, three = (case.reference for case in cases)
    review.assign(cases[2].pk, Actor(Who.REVIEWER, reviewer.account.pk), reviewer.account.pk)
    assert chosen(reviewer, case=[two, references.spell(one), "nonsense", "9" * 11]) == [one, two]
    assert chosen(reviewer, everything="1", whose="mine", case=[one]) == [three]
    assert chosen(reviewer, everything="1", listed=[one, three]) == [one, three]
    Case.objects.filter(pk=cases[0].pk).update(state="responded")
    assert chosen(reviewer, everything="1") == [two, three]


def test_nothing_chosen_says_so_and_a_foreign_page_is_no_way_back(reviewer):
    wave(1)
    for back, leads in (("/desk/?kind=deletion", "/desk/?kind=deletion"), ("https://evil.example/", "/desk/")):
        answer = reviewer.post("/desk/bulk/", {"action": "approve", "back": back}, follow=True)
        assert answer.redirect_chain[-1][0] == leads
        assert "Choose the requests first." in answer.content.decode()
    assert not Bulk.objects.exists()


def test_paper_of_the_chosen_is_printed_in_order_each_on_a_fresh_sheet(reviewer):
    party = {"name": "Ines Okafor", "postal": "12 Sample Street\nOakland, CA 94607"}
    paper = {"parties": {"subject": {"name": "Ines Okafor"}, "requester": party}, "delivery": "mail"}
    cases = [given.in_review(**paper), given.in_review(**paper), given.in_review()]
    shown = reviewer.get("/desk/").content.decode()
    assert "Print as one PDF" in shown and "Record as mailed…" in shown
    printed = reviewer.post("/desk/bulk/", {"action": "print", "case": [case.reference for case in cases]})
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages]
    noted = AccessEntry.objects.filter(name="exported", page="print-letters").values_list("reference", flat=True)
    assert len(noted) == 2 and {one.partition("/")[0] for one in noted} == {case.reference for case in cases[:2]}
    assert [number for number, text in enumerate(pages) if "Page 1 of" in text] == [0, 2]
    left = reviewer.post("/desk/bulk/", {"action": "print", "case": [cases[2].reference]}, follow=True)
    assert "None of the chosen has a letter" in left.content.decode()


def test_what_no_request_of_the_list_can_take_is_not_offered(reviewer):
    given.a_case()
    page = reviewer.get("/desk/?view=waiting").content.decode()
    assert "Assign…" in page and "Approve…" not in page and "Record as mailed…" not in page


def test_a_viewer_chooses_and_begins_nothing(browse):
    [case] = wave(1)
    viewer = browse(Who.VIEWER)
    assert "bulk-bar" not in viewer.get("/desk/").content.decode()
    assert viewer.post("/desk/bulk/", {"action": "approve", "case": [case.reference]}).status_code == 403


def test_another_outcome_is_looked_at_anew_and_a_look_of_before_is_refused(reviewer):
    business = given.a_ledger()
    type(business).objects.update(employees=5)
    given.in_review(answers={"ca_resident": "no", "household": "yes"})
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "decline"})
    made = Bulk.objects.get()
    page = reviewer.get(at(made)).content.decode()
    assert "For which reason?" in page and "Decline 1" not in page
    reviewer.post(at(made, "begin/"), {"looks": 1, "ready": 0, "outcome": "NOT_CA_RESIDENT"})
    page = reviewer.get(at(made)).content.decode()
    assert "Decline 1" in page and "The letters, word for word" in page
    stale = reviewer.post(at(made, "begin/"), {"looks": 1, "ready": 1, "outcome": "NOT_CA_RESIDENT"})
    assert stale.status_code == 409 and "looked at anew" in stale.content.decode()
    reviewer.post(at(made, "begin/"), {"looks": 2, "ready": 1, "outcome": "NOT_CA_RESIDENT", "words": "As stated."})
    given.drain()
    assert Case.objects.get().outcome == "NOT_CA_RESIDENT"


def test_an_outcome_says_how_many_get_it_and_of_the_others_how_many_may(reviewer):
    """What is chosen was tried; another is looked at once it is chosen."""
    cases = wave(3)
    Case.objects.filter(pk=cases[0].pk).update(answers={**cases[0].answers, "ca_resident": "no"})
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "approve"})
    made = Bulk.objects.get()
    page = reviewer.get(at(made)).content.decode()
    ready = made.rows.filter(result="ready").count()
    assert f"Approve {ready} of 3" in page
    form = reviewer.get(at(made)).context["form"]
    told = dict(form.fields["outcome"].choices)
    chosen = Bulk.objects.get().choice["outcome"]
    assert told[chosen].endswith(f"({ready})")
    assert all("at most)" in words for code, words in told.items() if code != chosen)


def test_what_is_missing_is_said_and_nothing_begins(reviewer):
    wave(1)
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "note"})
    made = Bulk.objects.get()
    answer = reviewer.post(at(made, "begin/"), {"looks": 1, "ready": 1, "words": ""})
    assert answer.status_code == 422 and "Write the note first." in answer.content.decode()
    assert Bulk.objects.get().state == "look"


def test_it_is_stopped_and_tells_what_was_not_begun_and_what_was_left_out(reviewer):
    cases = wave(2)
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "approve"})
    made = Bulk.objects.get()
    reviewer.post(at(made, "begin/"), {"looks": 1, "ready": 2, "outcome": "STL_DISCLOSED"})
    reviewer.post(at(made, "stop/"))
    assert "stopped it" in reviewer.get(at(made)).content.decode()
    given.drain()
    page = reviewer.get(at(made)).content.decode()
    assert "2 waited when it was stopped" in page and references.spell(cases[0].reference) in page
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "approve"})
    second = Bulk.objects.latest("pk")
    review.add_note(cases[0].pk, given.staff(), "Wait for her call.")
    reviewer.post(at(second, "begin/"), {"looks": 1, "ready": 2, "outcome": "STL_DISCLOSED"})
    given.drain()
    page = reviewer.get(at(second)).content.decode()
    assert "Approve: 1 done" in page and "changed since it was looked at" in page


_numbers = count(1)


def copies(case: Case, many: int) -> list[Case]:
    """Rows alone, for pages that only read: a case is made by its verbs."""
    values = {
        field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields if field.attname != "id"
    }
    made = [
        Case(**{**values, "reference": references.new(), "submission": f"copy-{next(_numbers)}"}) for _ in range(many)
    ]
    return Case.objects.bulk_create(made)


@pytest.mark.parametrize("state", ["look", "work", "done"])
def test_queries_do_not_grow_with_three_hundred(reviewer, settings, state):
    settings.BULK_SECOND_APPROVAL_ABOVE = 0
    [case] = wave(1)
    made = bulk.begin_look(Actor(Who.REVIEWER, reviewer.account.pk), "approve", [case.pk])
    ends = made.asked_at if state == "done" else None
    Bulk.objects.filter(pk=made.pk).update(state=state, begun_at=made.asked_at, ended_at=ends)
    row = made.rows.get()
    with CaptureQueriesContext(connection) as few:
        reviewer.get(at(made))
    BulkRow.objects.bulk_create(
        BulkRow(
            bulk=made, number=number, case=one, result=row.result, sort=row.sort, mark=row.mark, open_to=row.open_to
        )
        for number, one in enumerate(copies(case, 300), start=2)
    )
    with CaptureQueriesContext(connection) as many:
        page = reviewer.get(at(made))
    assert len(many) == len(few) and "301" in page.content.decode()


def test_letters_of_three_hundred_that_match_are_counted_by_the_server(reviewer):
    [case] = wave(1)
    copies(case, 300)
    assert "All 301 that match" in reviewer.get("/desk/").content.decode()
    reviewer.post("/desk/bulk/", {"everything": "1", "action": "assign"})
    assert Bulk.objects.get().rows.count() == 301
    assert Letter.objects.filter(is_response=True).count() == 0
