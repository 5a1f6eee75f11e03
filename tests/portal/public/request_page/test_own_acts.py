"""What a person does on the page of their request: each page asks one thing, loses nothing, and acts once."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dsr import address_change, correspondence, request_facts
from dsr.errors import Changed, Forgotten, NotAllowed
from dsr.formats import references
from dsr.models import AddressChange, Case, Message
from tests.given import a_ledger, approved, at, drain, in_review, responded, staff
from tests.given_documents import a_pdf
from tests.given_joins import again
from tests.given_own_page import NEW, link_in, own_fact
from tests.given_request_page import on_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def march(frozen) -> None:
    frozen(at("2026-03-10T09:00:00-07:00"))


@pytest.fixture
def case() -> Case:
    return in_review()


@pytest.fixture
def page(client: Client, case: Case) -> Client:
    return on_page(client, case)


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def press_of(client: Client, path: str) -> str:
    found = re.search(r'name="press" value="([^"]+)"', text_of(client, path))
    assert found
    return found[1]


def test_a_message_is_written_once_and_its_answer_is_read_there(page, case):
    sent = {"press": press_of(page, "/r/page/write/"), "words": "Did you get my <letter>?"}
    assert page.post("/r/page/write/", sent).status_code == 303
    assert page.post("/r/page/write/", sent).status_code == 303
    message = Message.objects.get()
    assert "Did you get my &lt;letter&gt;?" in text_of(page, "/r/page/")
    correspondence.answer_message(message.pk, staff(), "Yes, on March 4.", seen=again(case).entry_count)
    assert "Yes, on March 4." in text_of(page, "/r/page/")


def test_a_message_that_is_too_long_comes_back_with_what_was_typed(page):
    answer = page.post("/r/page/write/", {"press": "one", "words": "long " * 900})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "at most 4000 characters" in said and "long long" in said
    assert not Message.objects.exists()


@pytest.mark.parametrize("path", ["write", "documents", "fact", "address", "withdraw"])
def test_without_a_visit_nothing_is_shown_or_done(client, case, path):
    assert client.get(f"/r/page/{path}/").status_code == 403
    assert client.post(f"/r/page/{path}/", {"words": "Hello"}).status_code == 403
    assert not Message.objects.exists()


def test_it_is_withdrawn_with_a_fact_alone(page, case):
    assert "What stops" in text_of(page, "/r/page/withdraw/")
    name, code = own_fact(case)
    wrong = page.post("/r/page/withdraw/", {"press": "one", "fact": name, "value": "2222-2222"})
    assert wrong.status_code == 422
    assert "not what your request says" in wrong.content.decode()
    assert page.post("/r/page/withdraw/", {"press": "one", "fact": name, "value": code}).status_code == 303
    assert again(case).closure == "withdrawn"
    assert "Withdraw my request" not in text_of(page, "/r/page/")
    drain()
    assert "You withdrew your request" in mail.outbox[-1].body


def test_it_is_withdrawn_until_the_answer_leaves(client, settings, frozen):
    settings.DECISION_WAIT = timedelta(minutes=10)
    a_ledger()
    case = approved(in_review())
    drain()
    assert again(case).state == "working"
    name, code = own_fact(case)
    sent = {"press": "one", "fact": name, "value": code}
    assert on_page(client, case).post("/r/page/withdraw/", sent).status_code == 303
    frozen(at("2026-03-10T12:00:00-07:00"))
    drain()
    assert (again(case).closure, case.letters.filter(is_response=True).count()) == ("withdrawn", 0)
    settings.DECISION_WAIT = timedelta(0)
    answered = responded()
    late = on_page(client, answered).post("/r/page/withdraw/", {**sent, "value": own_fact(answered)[1]})
    assert late.status_code == 422 and "there is nothing to withdraw" in late.text
    assert again(answered).closure == ""


@pytest.mark.parametrize("refusal", [Changed, NotAllowed, Forgotten])
@pytest.mark.parametrize(
    ("path", "verb", "sent"),
    [
        ("withdraw", "dsr.closures.withdraw_from_page", {}),
        ("write", "dsr.correspondence.write_message", {"words": "Hello"}),
    ],
)
def test_what_changed_meanwhile_is_answered_with_a_page(page, case, monkeypatch, refusal, path, verb, sent):
    def refuse(*_args: object, **_named: object) -> None:
        raise refusal("in words of the desk")

    name, code = own_fact(case)
    monkeypatch.setattr(verb, refuse)
    fact = {"fact": name, "value": code} if path == "withdraw" else {}
    answer = page.post(f"/r/page/{path}/", {"press": "one", **fact, **sent})
    assert answer.status_code == 422
    assert "changed a moment ago" in answer.text and "words of the desk" not in answer.text


def test_what_no_letter_carries_stands_on_no_page_either(page, case):
    code = request_facts.own_code(case)
    for path in ("", "write/", "documents/", "fact/", "address/", "withdraw/"):
        said = text_of(page, f"/r/page/{path}")
        assert code not in said and f"{code[:4]}-{code[4:]}" not in said


def test_the_address_is_changed_from_the_page_and_proved_by_the_link(page, case):
    name, code = own_fact(case)
    sent = {"press": "one", "delivery": "email", "email": NEW, "postal": "", "fact": name, "value": code}
    lacking = page.post("/r/page/address/", {**sent, "email": ""})
    assert lacking.status_code == 422 and "Enter your new email address." in lacking.content.decode()
    assert page.post("/r/page/address/", sent).status_code == 303
    drain()
    assert "Confirm it" in text_of(page, "/r/page/address/")
    path = f"/address/{link_in(case, 'own-page/address-confirm', '/address/')}/"
    stranger = Client()
    shown = stranger.get(path).content.decode()
    assert case.reference not in shown.replace("-", "") and "Dana" not in shown
    assert AddressChange.objects.get().proved_at is None  # a scanner opened it
    assert stranger.post(path).status_code == 303
    assert "is confirmed" in stranger.get(path).content.decode()
    assert AddressChange.objects.get().proved_at is not None
    stop = f"/address/stop/{link_in(case, 'own-page/address-told', '/address/stop/')}/"
    assert stranger.post(stop).status_code == 303
    assert "stopped" in stranger.get(stop).content.decode()
    assert address_change.waiting_change(again(case)) is None


def test_links_that_never_were_say_the_same(client):
    for path in ("/address/nothing-at-all-that-is-known/", "/address/stop/nothing-at-all-that-is-known/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "does not open anything" in answer.content.decode()


def test_a_slip_is_put_right_without_a_code_and_nothing_tells_of_the_reference(client, case):
    name, code = own_fact(case)
    sent = {"press": "one", "reference": references.spell(case.reference), "fact": name, "value": code, "email": NEW}
    unknown = client.post("/address/lost/", {**sent, "reference": "222A-2222-222"}).content
    wrong = client.post("/address/lost/", {**sent, "value": "2222-2222"}).content
    right = client.post("/address/lost/", sent).content
    assert unknown == wrong == right
    drain()
    assert [one.to for one in mail.outbox[-2:]] == [["dana@example.com"], [NEW]]


def test_documents_are_added_where_the_kind_takes_them(client):
    case = in_review(kind="correction", **_correction())
    page = on_page(client, case)
    assert "Add documents" in text_of(page, "/r/page/")
    wrong = SimpleUploadedFile("note.txt", b"plain words", content_type="text/plain")
    refused = page.post("/r/page/documents/", {"press": "one", "evidence": [wrong]})
    assert refused.status_code == 422 and "note.txt" in refused.content.decode()
    assert page.post("/r/page/documents/", {"press": "two", "evidence": []}).status_code == 422
    bill = SimpleUploadedFile("bill.pdf", a_pdf(), content_type="application/pdf")
    assert page.post("/r/page/documents/", {"press": "three", "evidence": [bill]}).status_code == 303
    assert [one.purpose for one in case.attachments.all()] == ["evidence"]
    assert "You added documents on" in text_of(page, "/r/page/") and "bill" not in text_of(page, "/r/page/")
    assert again(case).message_waits == "yes"


def _correction() -> dict[str, object]:
    return {
        "answers": {"ca_resident": "yes"},
        "items": ({"field": "phone", "says": "555-0100", "should": "555-0101", "why": "It changed."},),
    }


def test_documents_that_come_too_late_are_answered_with_a_page(client, monkeypatch):
    def refuse(*_args: object, **_named: object) -> None:
        raise Changed("in words of the desk")

    page = on_page(client, in_review(kind="correction", **_correction()))
    monkeypatch.setattr("dsr.correspondence.add_documents", refuse)
    bill = SimpleUploadedFile("bill.pdf", a_pdf(), content_type="application/pdf")
    answer = page.post("/r/page/documents/", {"press": "one", "evidence": [bill]})
    assert answer.status_code == 422
    assert "changed a moment ago" in answer.text and "words of the desk" not in answer.text


def test_a_request_that_takes_none_says_so(page):
    assert "Add documents" not in text_of(page, "/r/page/")
    assert "takes no documents" in text_of(page, "/r/page/documents/")
    bill = SimpleUploadedFile("bill.pdf", a_pdf(), content_type="application/pdf")
    assert page.post("/r/page/documents/", {"press": "one", "evidence": [bill]}).status_code == 422
