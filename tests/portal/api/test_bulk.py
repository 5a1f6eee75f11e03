"""Many addresses at once: a line for a line, in order, without a slip."""

import pytest
from django.core.cache import cache

from tests.given import a_business
from tests.given_suppression import DANA, SHARING, suppressed
from tests.portal.api.test_calls import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    cache.clear()
    return Program(a_business())


def ask(program, body, url="/api/suppressed/bulk"):
    return program.client.post(url, body, content_type="text/plain")


def answer(program, body):
    return b"".join(ask(program, body).streaming_content).decode()


def test_every_line_has_its_answer_in_order(program):
    suppressed()
    body = f"\ufeffa@example.com\r\n{DANA}\r\nDana@Example.com\r\n".encode()
    assert answer(program, body) == "0\n1\n1\n"


@pytest.mark.parametrize("nothing", ["", " \t", "\xa0", "\ufeff", "\u200b\u2060"])
@pytest.mark.parametrize("query", ["", "?for=sharing", "?for=sharing&field=phone", "?for=sharing&field=postal"])
def test_an_empty_line_is_refused_as_one(program, nothing, query):
    response = ask(program, f"{nothing}\n".encode(), f"/api/suppressed/bulk{query}")
    assert (response.status_code, response.json()["message"]) == (
        400,
        "Line 1: It is empty. Take the line out of the list.",
    )


def test_lines_across_pieces_are_not_cut(program, monkeypatch):
    from dsr.formats import address_lines

    monkeypatch.setattr(address_lines, "_PIECE", 7)
    suppressed()
    body = "".join(f"person{number}@example.com\n" for number in range(50)) + DANA
    assert answer(program, body.encode()) == "0\n" * 50 + "1\n"


@pytest.mark.parametrize("body", [b"a@example.com\n\xff\xfe\n", b"a@example.com\n" + b"x" * 70_000])
def test_a_bad_line_is_named_and_nothing_is_half_answered(program, body):
    response = ask(program, body)
    assert response.status_code == 400 and "Line 2" in response.json()["message"]


def test_a_list_that_is_not_there_is_refused(program):
    assert ask(program, b"a@example.com", "/api/suppressed/bulk?list=nwes").status_code == 400


def test_sharing_is_checked_by_email_phone_or_mailing_address(program):
    suppressed(*SHARING, phone="(559) 555-0199", postal="Dana Whitlow\n1 Elm Way\nFresno, CA 93701")
    for field, body in (
        ("phone", b"559 555 0100\n+1 559 555 0199\n"),
        ("postal", b"2 Elm Way, Fresno, CA\ndana whitlow, 1 Elm Way, Fresno, CA 93701\n"),
    ):
        response = ask(program, body, f"/api/suppressed/bulk?for=sharing&field={field}")
        assert b"".join(response.streaming_content) == b"0\n1\n"


@pytest.mark.parametrize("query", ["for=post", "field=phone", "for=sharing&field=name"])
def test_a_check_that_is_not_there_is_refused(program, query):
    response = ask(program, b"a@example.com", f"/api/suppressed/bulk?{query}")
    assert response.status_code == 400 and "sharing" in response.json()["message"]
