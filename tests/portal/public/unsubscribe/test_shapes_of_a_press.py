"""A POST to the secret address of a message is a press, in whatever shape a mail program sends it."""

import pytest
from django.core.cache import cache
from django.test import Client

from dsr import suppression
from dsr.models import MailList, Suppression
from tests.given import a_business
from tests.portal.web.over_gunicorn import answered, chunked

pytestmark = pytest.mark.django_db
DANA = "dana@example.com"
FORM = "application/x-www-form-urlencoded"
LF_ONLY = b'--b\nContent-Disposition: form-data; name="List-Unsubscribe"\n\nOne-Click\n--b--\n'


@pytest.fixture
def desk():
    cache.clear()
    business = a_business()
    MailList.objects.create(business=business, slug="news", name="Newsletter")
    return business


@pytest.fixture
def path(desk):
    return f"/u/{suppression.unsubscribe_token(desk, DANA, 'news')}/"


def is_stopped(desk):
    return suppression.is_mail_suppressed(desk.pk, DANA, "news")


@pytest.mark.parametrize(
    "body, content_type",
    [
        (b"List-Unsubscribe=One-Click", FORM),
        (b"List-Unsubscribe=One-Click\r\n", FORM),
        (b"list-unsubscribe=one-click", FORM),
        (b"", FORM),
        (b"", ""),
        (b"List-Unsubscribe=One-Click", ""),
        (b"List-Unsubscribe=One-Click", "text/plain"),
        (b"List-Unsubscribe=One-Click", f"{FORM}; charset=iso-8859-1"),
        (b"List-Unsubscribe=One-Click", f"{FORM}; charset=utf-7"),
        (b"List-Unsubscribe=One-Click", f"{FORM}; charset=hex"),
        (LF_ONLY, "multipart/form-data; boundary=b"),
        (LF_ONLY.replace(b"\n", b"\r\n"), "multipart/form-data; boundary=b"),
        (LF_ONLY, "multipart/form-data; boundary=b; charset=idna"),
        (LF_ONLY, "multipart/form-data"),
        (b"&".join(b"a" for _ in range(2_000)), FORM),
        (b"\xff\xfe\x00", "application/octet-stream"),
    ],
)
def test_every_shape_is_a_press(desk, path, body, content_type):
    answer = Client(enforce_csrf_checks=True).generic("POST", path, body, content_type)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert is_stopped(desk) and Suppression.objects.get().source == "one-click"


@pytest.mark.parametrize("body", [b"List-Unsubscribe=One-Click", b"", LF_ONLY, b"x" * 70_000])
def test_a_body_in_chunks_is_a_press(desk, path, body):
    status, _answer = answered(path, chunked(body) if body else chunked(), "Transfer-Encoding: chunked")
    assert status == 200 and is_stopped(desk)


def test_chunks_that_break_off_are_a_press_too(desk, path):
    status, _answer = answered(path, b"5\r\nabc", "Transfer-Encoding: chunked")
    assert status == 200 and is_stopped(desk)


def test_neither_length_nor_body_is_a_press(desk, path):
    assert answered(path, b"")[0] == 200 and is_stopped(desk)


def test_the_form_of_the_page_is_no_press(desk, path):
    answer = Client().post(path, {"by": "page"})
    assert answer.status_code == 422 and not is_stopped(desk)
