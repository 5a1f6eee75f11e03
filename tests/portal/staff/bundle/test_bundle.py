"""Entering a bundle on the desk, and its page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dsr import agents, documents, intake, journal, review
from dsr.errors import BadInput
from dsr.formats import references
from dsr.lifecycle import Who
from dsr.models import Bundle, Case, Letter
from tests import given
from tests.bare_days import without_times
from tests.dsr.agents.test_bundles import a_roll
from tests.given_agents import a_ccpa_business
from tests.given_documents import a_pdf
from tests.given_proof import matches

__all__ = ["matches"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen", "matches")]

ENTER = "/desk/enter/bundle/"
PEOPLE = "Ines Okafor, ines@example.com, CA\nLee Tran, lee@example.com\nDana Whitlow, dana@example.com"


def letter(**changes):
    values = {
        "submission": "form-1",
        "brand": a_ccpa_business().brands.get().pk,
        "channel": "mail",
        "received_on": "2026-03-05",
        "kind": "deletion",
        "name": "Kim Agent",
        "firm": "Agents, LLC",
        "email": "kim@agents.example",
        "who": "agent",
        "is_stated": "on",
        "people": PEOPLE,
    }
    return {**values, **changes}


def test_a_letter_for_three_becomes_three_requests_and_a_page(reviewer):
    assert "Enter a bundle" in reviewer.get("/desk/enter/").content.decode()
    asked = reviewer.get(ENTER).content.decode()
    assert asked.index('name="received_on"') < asked.index('name="name"') < asked.index('name="people"')
    answer = reviewer.post(ENTER, letter())
    bundle = Bundle.objects.get()
    assert answer["Location"] == f"/desk/bundle/{references.spell(bundle.reference)}/"
    given.drain()
    page = without_times(reviewer.get(answer["Location"]).content.decode())
    for case in Case.objects.all():
        assert references.spell(case.reference) in page
        assert case.received_at.date().isoformat() == "2026-03-05"
    assert "Agents, LLC · 3 people" in page and "Kim Agent" in page and "Ines Okafor" in page
    case = Case.objects.order_by("pk")[1]
    shown = without_times(reviewer.get(f"/desk/{references.spell(case.reference)}/").content.decode())
    assert references.spell(bundle.reference) in shown and "Who acts for whom" in shown
    assert "states that they hold the signed permission" in shown
    assert "Confirm the receipt" not in shown, "the covering letter did"


def test_a_law_firms_wave_is_entered_with_the_address_it_came_to(reviewer):
    address = a_ccpa_business().designated_addresses.get(medium="mail")
    wave = letter(kind="shine-the-light", people="Ines Okafor, CA\nLee Tran", came_to=str(address.pk), who="attorney")
    answer = reviewer.post(ENTER, wave)
    assert answer.status_code == 302
    assert set(Case.objects.values_list("came_to", "is_designated")) == {(address.pk, True)}
    page = without_times(reviewer.get(answer["Location"]).content.decode())
    assert "Shine the Light" in page and "Apr 4" in page, "30 days from March 5, at the published address"
    elsewhere = {**wave, "submission": "form-2", "came_to": "elsewhere"}
    assert reviewer.post(ENTER, elsewhere).status_code == 302
    assert Case.objects.filter(is_designated=False, came_to=None).count() == 2


def test_the_letter_as_it_came_is_kept_once_and_saved_by_who_may_decide(reviewer, browse):
    scan = SimpleUploadedFile("wave.pdf", a_pdf(), content_type="application/pdf")
    page = reviewer.post(ENTER, letter(letter=scan))["Location"]
    shown = without_times(reviewer.get(page).content.decode())
    assert "wave.pdf" in shown and "the request as it came on paper" in shown
    address = f"{page}document/{Bundle.objects.get().documents.get().pk}/"
    saved = reviewer.post(address)
    viewer = browse(Who.VIEWER)
    assert (
        saved.content == documents.check("letter", "a.pdf", a_pdf()).content
        and "attachment" in saved["Content-Disposition"]
    )
    assert f'action="{address}"' not in viewer.get(page).content.decode()
    assert viewer.post(address).status_code == 403
    first = Case.objects.earliest("pk")
    told = without_times(reviewer.get(f"/desk/{references.spell(first.reference)}/").content.decode())
    assert "A document of the whole bundle was opened" in told
    assert reviewer.post(f"{page}document/999/").status_code == 404


def test_it_is_found_by_its_reference(reviewer):
    page = reviewer.post(ENTER, letter())["Location"]
    answer = reviewer.post("/desk/find/", {"text": Bundle.objects.get().reference.lower()})
    assert answer["Location"] == page


def test_pressing_twice_is_told(reviewer):
    first = reviewer.post(ENTER, letter())
    second = reviewer.post(ENTER, letter(), follow=True)
    assert second.redirect_chain[0][0] == first["Location"] and "entered already" in without_times(
        second.content.decode()
    )
    assert Case.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"people": f"{PEOPLE}\nlee TRAN,LEE@example.com\nNobody"}, "people", "Line 4: This person stands in line 2"),
        ({"people": f"{PEOPLE}\nNobody", "kind": "opt-out"}, "people", "Line 4: Give the email"),
        ({"people": "Ines,i@example.com,,Shoes", "kind": "correction"}, "people", "Line 1: Say what is wrong as one"),
        ({"people": " \n"}, "people", "one a line"),
        ({"email": ""}, "email", "one of them"),
        ({"postal": "9 Elm Court\nChico, CA 95926"}, "email", "one of them"),
        ({"received_on": "2026-03-11"}, "received_on", "in the future"),
        ({"kind": "child"}, "kind", "valid choice"),
        ({"kind": "shine-the-light"}, "came_to", "Choose the address it came to"),
        ({"who": ""}, "who", "Choose how"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(reviewer, changes, field, says):
    answer = reviewer.post(ENTER, letter(**changes))
    assert answer.status_code == 422
    assert says in " ".join(map(str, answer.context["form"].errors[field]))
    assert "kim@agents.example" in answer.content.decode() or "email" in changes
    assert not Case.objects.exists()


def test_what_stopped_in_the_middle_goes_on_with_another_press(reviewer, monkeypatch):
    receive = intake.receive

    def dies(asked, actor):
        if asked.parties["subject"]["name"] == "Dana Whitlow":
            raise BadInput("Not now.")
        return receive(asked, actor)

    monkeypatch.setattr(intake, "receive", dies)
    answer = reviewer.post(ENTER, letter())
    assert answer.status_code == 422
    assert "It stopped after 2 of 3 people. Press again" in answer.content.decode()
    half = Bundle.objects.get()
    assert "stopped in the middle" in reviewer.get(f"/desk/bundle/{half.reference}/").content.decode()
    monkeypatch.setattr(intake, "receive", receive)
    assert reviewer.post(ENTER, letter()).status_code == 302
    assert (Case.objects.count(), Letter.objects.filter(name="deletion/covering").count()) == (3, 1)


def test_a_permission_for_all_is_kept_with_the_bundle_and_told_with_each(reviewer):
    paper = SimpleUploadedFile("signed.pdf", a_pdf(), content_type="application/pdf")
    reviewer.post(ENTER, letter(is_stated="", documents=[paper]))
    for case in Case.objects.all():
        shown = without_times(reviewer.get(f"/desk/{case.reference}/").content.decode())
        assert "The permission came with the bundle" in shown and "No permission is kept" not in shown
        assert references.spell(Bundle.objects.get().reference) in shown and "signed.pdf" not in shown


def reads_of(reviewer, people, token, **changes):
    reviewer.post(ENTER, letter(people=people, submission=token, **changes))
    bundle = Bundle.objects.latest("pk")
    given.drain()
    with CaptureQueriesContext(connection) as read:
        page = without_times(reviewer.get(f"/desk/bundle/{bundle.reference}/").content.decode())
    return len(read), page


def test_the_page_of_a_bundle_costs_the_same_for_many(reviewer):
    many = "\n".join(f"Person {number},p{number}@example.com" for number in range(60))
    few, _page = reads_of(reviewer, PEOPLE, "form-1")
    lots, page = reads_of(reviewer, many, "form-2")
    assert lots == few
    assert page.count('<a class="reference"') == 50, "the rest stand on the next page"
    assert "60 people" in page and "Decide 60 that are ready" in page


def test_a_viewer_sees_a_bundle_and_enters_none(reviewer, browse):
    reviewer.post(ENTER, letter())
    viewer = browse(Who.VIEWER)
    assert viewer.get(f"/desk/bundle/{Bundle.objects.get().reference}/").status_code == 200
    assert viewer.post(ENTER, letter(submission="form-2")).status_code == 403
    assert viewer.get("/desk/bundle/2222-2222-222/").status_code == 404


def page_of(reviewer, **query):
    return without_times(reviewer.get(f"/desk/bundle/{Bundle.objects.get().reference}/", query).content.decode())


def test_the_page_says_where_it_stands_and_what_to_do_next(reviewer):
    people = "Ines Okafor, ines@example.com, CA\nLee Tran,,CA\nDana Whitlow, dana@example.com"
    reviewer.post(ENTER, letter(people=people))
    given.drain()
    page = page_of(reviewer)
    assert "2 ready · 1 misses something" in page
    assert "Decide 2 that are ready" in page and "Ask the firm about 1, and where 1 lives…" in page
    assert "address missing" in page and "residence not said" in page and "permission stated" in page
    assert "Send by" in page and "Why this date" in page and "paper mail, received Mar 5" in page
    ready = page_of(reviewer, show="ready")
    assert "Ines Okafor" in ready and "Dana Whitlow" in ready and "Lee Tran" not in ready
    assert "Lee Tran" in page_of(reviewer, show="missing") and "Nobody here" in page_of(reviewer, show="answered")
    assert "Ines Okafor" in page_of(reviewer, show="nonsense", page="99")


def test_who_lives_elsewhere_is_marked_and_stands_apart_from_those_that_are_ready(reviewer):
    people = "Ines Okafor, ines@example.com, CA\nLee Tran, lee@example.com, NV"
    reviewer.post(ENTER, letter(people=people))
    given.drain()
    ines, lee = Case.objects.order_by("pk")
    page = page_of(reviewer)
    assert "lives elsewhere, the letter says: decline?" in page
    assert "Decide 1 of 2 that are ready" in page
    assert [f'name="listed" value="{one.reference}"' in page.split("tabs")[0] for one in (ines, lee)] == [True, False]
    Case.objects.filter(pk=ines.pk).update(state="responded", outcome="DELETE_COMPLETED")
    assert "Look at 1 to decline or repeat" in page_of(reviewer)
    Case.objects.filter(pk=lee.pk).update(state="working", outcome="NOT_CA_CONSUMER")
    assert "decline?" not in page_of(reviewer), "it is decided, and waits to leave"


def test_what_the_letter_states_of_the_agent_stands_on_the_page_of_a_request_by_any_law(reviewer):
    agents.enter_bundle(a_roll(kind="shine-the-light"), given.staff())
    page = without_times(reviewer.get(f"/desk/{Case.objects.first().reference}/").content.decode())
    assert "The requester states that they hold the signed permission." in page
    assert "leaves it open" not in page and "<cite>None</cite>" not in page


def test_the_page_does_not_say_that_all_have_ended_once_one_was_opened_again(reviewer):
    reviewer.post(ENTER, letter(people="Ines Okafor"))
    bundle, case = Bundle.objects.get(), Case.objects.get()
    journal.record(case.pk, journal.Line(journal.EntryName.BUNDLE_ANSWERED, {}), journal.MACHINE)
    Bundle.objects.update(answered_at=bundle.received_at)
    assert "The letter that says that all have ended is of" in page_of(reviewer)
    Case.objects.update(state="responded", outcome="DELETE_COMPLETED")
    review.reopen(case.pk, given.staff(), seen=Case.objects.get().entry_count, note="Wrong.")
    page = page_of(reviewer)
    assert "The letter that says that all have ended is of" not in page
    assert "a new letter leaves when all have ended again" in page


def test_all_that_are_ready_lead_to_one_look(reviewer):
    reviewer.post(ENTER, letter(people=f"{PEOPLE}\nNina Adler"))
    given.drain()
    ready = Case.objects.exclude(stuck="proof-too-little")
    sent = {"everything": "1", "action": "decline", "listed": [case.reference for case in ready], "back": "/desk/"}
    page = page_of(reviewer, show="ready")
    assert page.count('name="listed"') >= 3 and 'action="/desk/bulk/"' in page
    assert page.count('type="checkbox" name="case"') == 3
    assert reviewer.post("/desk/bulk/", sent).status_code in {200, 302}


def test_what_is_missing_is_asked_from_the_page_and_added_there(reviewer, browse):
    reviewer.post(ENTER, letter(people="Ines Okafor,,CA"))
    given.drain()
    bundle, case = Bundle.objects.get(), Case.objects.get()
    assert "Ask the firm about 1" in page_of(reviewer)
    assert browse(Who.VIEWER).post(f"/desk/bundle/{bundle.reference}/ask/").status_code == 403
    answer = without_times(reviewer.post(f"/desk/bundle/{bundle.reference}/ask/", follow=True).content.decode())
    assert "asks the agent is written" in answer and "a letter asks for it by Mar 24" in answer
    assert "letter of today asks the agent for the same" in without_times(
        reviewer.post(f"/desk/bundle/{bundle.reference}/ask/", follow=True).content.decode()
    )
    form = f"/desk/bundle/{references.spell(bundle.reference)}/person/{references.spell(case.reference)}/"
    assert form in page_of(reviewer) and "What is wrong" not in reviewer.get(form).content.decode()
    case.refresh_from_db()
    wrong = reviewer.post(form, {"seen": case.entry_count, "email": "no address"})
    assert wrong.status_code == 422 and "Enter an email address" in wrong.content.decode()
    assert reviewer.post(form, {"seen": case.entry_count, "email": "ines@example.com"}).status_code == 302
    given.drain()
    assert "1 ready" in page_of(reviewer)
    assert browse(Who.VIEWER).get(form).status_code == 403


def test_a_request_of_another_bundle_is_not_found_under_this_one(reviewer):
    reviewer.post(ENTER, letter(people="Ines Okafor"))
    other = given.a_case()
    assert reviewer.get(f"/desk/bundle/{Bundle.objects.get().reference}/person/{other.reference}/").status_code == 404


def test_people_of_the_same_letter_are_added_and_acknowledged(reviewer):
    reviewer.post(ENTER, letter())
    given.drain()
    bundle = Bundle.objects.get()
    add = f"/desk/bundle/{bundle.reference}/add/"
    assert "Only people of the same letter" in reviewer.get(add).content.decode()
    again = reviewer.post(add, {"people": PEOPLE})
    assert again.status_code == 422 and "in the bundle already" in again.content.decode()
    assert reviewer.post(add, {"people": f"{PEOPLE}\nFourth Person, fourth@example.com"}).status_code == 302
    given.drain()
    fourth = Case.objects.latest("pk")
    assert (fourth.bundled.number, fourth.received_at.date().isoformat()) == (4, "2026-03-05")
    letters_sent = Letter.objects.filter(name="deletion/covering").order_by("pk")
    assert [one.pk for one in agents.covering_letter(fourth)] == [letters_sent[1].pk]
    assert letters_sent.count() == 2
    shown = without_times(reviewer.get(f"/desk/{fourth.reference}/").content.decode())
    assert "Confirm the receipt" not in shown, "the letter about those who were added did"
    assert "4 people" in page_of(reviewer)
