"""An encoding that is none of texts, or a parameter that cannot be read, is refused by a page, never a fault."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string

from dsr import suppression
from portal.web.content_types import PlainContentTypes, plain_content_type
from tests.given import a_business
from tests.portal.web.over_gunicorn import answered

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "about", ["charset=hex", "charset=idna", "charset=zlib", "charset=undefined", "x*=no-such''y"]
)
def test_it_is_400_by_a_page_of_ours_whatever_the_address_asks(about):
    cache.clear()
    a_business()
    head = (f"Content-Type: {FORM}; {about}", "Content-Length: 6")
    status, page = answered("/prove/?next=%C3%A9..%FF", b"code=1", *head)
    assert status == 400 and b"<h1" in page


def test_a_press_of_the_unsubscribe_link_is_one_in_any_encoding():
    token = suppression.unsubscribe_token(a_business(), "dana@example.com")
    head = (f"Content-Type: {FORM}; charset=hex", "Content-Length: 26")
    assert answered(f"/u/{token}?x=%C3%A9", b"List-Unsubscribe=One-Click", *head)[0] == 200


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("a/b; charset=UTF8; boundary=x", "a/b; charset=UTF8; boundary=x"),
        ("a/b; boundary=x", "a/b; boundary=x"),
        ("a/b; charset=latin-1; boundary=x", 'a/b; charset=x-other-than-utf-8; boundary="x"'),
        ('a/b; charset="\xe9"', "a/b; charset=x-other-than-utf-8"),
    ],
)
def test_what_can_be_read_stays_as_it_is(said, plain):
    assert plain_content_type(said) == plain


def test_it_stands_around_the_web_application():
    assert isinstance(import_string(settings.WSGI_APPLICATION)._application, PlainContentTypes)
