"""Before the page: a press sends a code, the code opens it once, and nothing tells whether a link is known."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dsr.clock import machine
from dsr.formats import page_tokens, public_urls
from dsr.letters import page_address
from dsr.models import DueWork, Entry, Letter, PageCode, PageLink, PageVisit
from tests.dsr.letters.letter_measures import grade_of, prose_of, said_in_html, said_in_text
from tests.given import a_business, a_case, drain
from tests.given_request_page import page_link

pytestmark = pytest.mark.django_db


def address_of(case) -> str:
    return urlsplit(page_address(case)).path


UNKNOWN = f"/r/{page_tokens.spell(page_tokens.from_digest('0' * 63 + '7'))}/"


def code_in(message: Any) -> str:
    found = re.search(r"^(\d{3}) (\d{3})$", message.body, re.MULTILINE)
    assert found
    return found[1] + found[2]


def test_the_link_of_each_letter_leads_to_the_page_by_a_code():
    case = a_case()
    drain()
    letter = mail.outbox[0]
    link = page_address(case)
    assert link in letter.body and link in letter.alternatives[0].content
    client = Client()
    for _scan in range(3):  # a scanner of mail
        assert client.get(address_of(case)).status_code == 200
    assert not PageCode.objects.exists() and not DueWork.objects.filter(done_at=None).exists()
    said = client.post(address_of(case), {"do": "send"}, follow=True)
    assert "a code is on its way" in said.text
    drain()
    message = mail.outbox[-1]
    assert message.to == letter.to and message.from_email == letter.from_email
    code = code_in(message)
    assert said_in_text(message.body) == said_in_html(message.alternatives[0].content)
    assert grade_of(prose_of(message.body)) <= 8 and len(message.subject) <= 60
    assert code not in str(list(PageCode.objects.values())) and code not in message.subject
    page = client.post(address_of(case), {"do": "code", "code": f" {code[:3]}-{code[3:]} "}, follow=True)
    assert page.status_code == 200 and page.redirect_chain == [("/r/page/", 303)]
    assert "Who received my information" in page.text
    assert list(Entry.objects.filter(case=case).order_by("number").values_list("name", flat=True))[-2:] == [
        "page-code-sent",
        "page-opened",
    ]


def test_a_code_is_used_once_and_only_the_newest_opens():
    case, client = a_case(), Client()
    drain()
    codes = []
    for _press in range(2):
        client.post(address_of(case), {"do": "send"})
        drain()
        codes.append(code_in(mail.outbox[-1]))
    if codes[0] != codes[1]:
        assert client.post(address_of(case), {"code": codes[0]}).status_code == 422
    assert client.post(address_of(case), {"code": codes[1]}).status_code == 303
    assert client.post(address_of(case), {"code": codes[1]}).status_code == 422
    assert PageVisit.objects.count() == 1


@pytest.mark.parametrize("field, value", [("expires_at", timedelta(seconds=-1)), ("tries", 5)])
def test_an_old_code_or_one_tried_out_opens_nothing(field, value):
    case, client = a_case(), Client()
    drain()
    client.post(address_of(case), {"do": "send"})
    drain()
    PageCode.objects.update(**{field: machine() + value if field == "expires_at" else value})
    assert client.post(address_of(case), {"code": code_in(mail.outbox[-1])}).status_code == 422


def test_five_wrong_codes_end_it_and_stand_in_the_journal_once():
    case, client = a_case(), Client()
    drain()
    client.post(address_of(case), {"do": "send"})
    drain()
    right = code_in(mail.outbox[-1])
    wrong = "000000" if right != "000000" else "000001"
    for _try in range(7):
        assert client.post(address_of(case), {"code": wrong}).status_code == 422
        drain()
    assert client.post(address_of(case), {"code": right}).status_code == 422
    assert PageCode.objects.get().tries == 5, "a script that types on never runs over the column"
    assert Entry.objects.filter(case=case, name="page-code-tried").count() == 1
    assert not PageVisit.objects.exists()


def test_three_codes_an_hour_and_no_more():
    case, client = a_case(), Client()
    drain()
    before = len(mail.outbox)
    for _press in range(5):
        assert client.post(address_of(case), {"do": "send"}).status_code == 303
        drain()
    assert len(mail.outbox) - before == 3


def test_who_has_no_email_gets_the_code_by_letter():
    case = a_case(
        delivery="mail",
        parties={
            "subject": {"name": "Dana Whitlow"},
            "requester": {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926"},
        },
    )
    drain()
    client, before = Client(), len(mail.outbox)
    for _press in range(2):
        client.post(address_of(case), {"do": "send"})
        drain()
    letter = Letter.objects.get(case=case, name="page/code")
    assert letter.state == "to-mail" and letter.delivery == "mail" and len(mail.outbox) == before
    from dsr import letters

    code = re.search(r"^(\d{3}) (\d{3})$", letters.body_of(letter)["text"], re.MULTILINE)
    assert code and client.post(address_of(case), {"code": code[1] + code[2]}).status_code == 303


def _answers(address: str, posts: list[dict[str, str]]) -> list[tuple[int, str, int]]:
    """(status, page without its address and tokens, number of queries) of a first visit and of each post."""
    client, found = Client(), []
    for data in [None, *posts]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(address) if data is None else client.post(address, data)
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.text.replace(address, ""))
        found.append((page.status_code, text, len(queries)))
    return found


def test_a_known_and_an_unknown_link_get_the_same_pages_after_the_same_number_of_queries():
    a_business()
    case = a_case()
    page_link(case)
    posts = [{"do": "send"}, {"do": "code", "code": "123456"}, {"do": "code", "code": ""}, {"do": "code", "code": "x"}]
    _answers(UNKNOWN, posts)  # what is read once a process is read
    known, unknown = _answers(address_of(case), posts), _answers(UNKNOWN, posts)
    assert [one[0] for one in known] == [200, 303, 422, 422, 422]
    assert known == unknown
    drain()
    assert PageCode.objects.filter(link__case=case).count() == 1
    _answers(UNKNOWN, posts[1:2])
    live = _answers(address_of(case), posts[1:2])  # with a code that could open it
    assert live == _answers(UNKNOWN, posts[1:2])
    assert not DueWork.objects.exclude(done_at=None).filter(name__startswith="page-").exists()


def test_a_link_with_a_slip_is_told_so_without_looking():
    a_business()
    wrong = UNKNOWN[:-2] + ("A" if UNKNOWN[-2] != "A" else "B") + "/"
    page = Client().get(wrong)
    assert page.status_code == 404 and "does not open anything" in page.text


def test_the_end_of_a_link_is_typed_from_paper():
    case = a_case()
    client = Client()
    for typed in (
        page_address(case),
        page_address(case).rstrip("/")[-14:].lower(),
        page_address(case)[-15:-1].replace("-", " "),
    ):
        assert client.post("/r/", {"link": typed}).url == address_of(case)
    assert client.post("/r/", {"link": "ABCD"}).status_code == 422


def test_an_ended_link_sends_nothing_and_the_next_letter_has_another():
    from dsr import letters

    case = a_case()
    drain()
    before, sent = address_of(case), len(mail.outbox)
    assert letters.end_page_links(case.pk) == 1
    assert Client().post(before, {"do": "send"}).status_code == 303
    drain()
    assert len(mail.outbox) == sent
    assert address_of(case) != before
    assert public_urls.front()


def test_the_link_of_one_brand_wears_it():
    business = a_business()
    from dsr.models import Brand

    other = Brand.objects.create(business=business, name="Bluebell", slug="bluebell")
    case = a_case(brand=other)
    assert address_of(case).startswith("/b/bluebell/r/")
    assert "Bluebell" in Client().get(address_of(case)).text
    assert PageLink.objects.count() == 0
