"""Who is on the page of one request: by a right code, for that request alone, until it is over."""

from datetime import timedelta

import pytest
from django.test import Client

from dsr import letters
from dsr.clock import machine
from dsr.models import PageVisit
from dsr.request_page import IDLE, MOST
from tests.given import a_case
from tests.given_request_page import on_page

pytestmark = pytest.mark.django_db


def test_without_a_visit_the_page_says_nothing_of_anybody():
    case = a_case()
    page = Client().get("/r/page/")
    assert page.status_code == 403
    assert case.reference[:4] not in page.text and "The page of your request is closed" in page.text


def test_who_is_on_the_page_sees_the_request_and_leaves_it():
    case, client = a_case(), Client()
    page = on_page(client, case).get("/r/page/")
    assert page.status_code == 200 and "Who received my information" in page.text
    assert page["Cache-Control"].startswith("max-age=0") and page["X-Robots-Tag"] == "noindex"
    assert client.post("/r/page/leave/").status_code == 200
    assert client.get("/r/page/").status_code == 403
    assert not PageVisit.objects.exists()


@pytest.mark.parametrize("field, span", [("seen_at", IDLE), ("began_at", MOST)])
def test_a_visit_is_over_when_left_alone_or_too_long(field, span):
    case, client = a_case(), Client()
    on_page(client, case)
    PageVisit.objects.update(**{field: machine() - span + timedelta(minutes=1)})
    assert client.get("/r/page/").status_code == 200
    PageVisit.objects.update(**{field: machine() - span - timedelta(seconds=1)})
    assert client.get("/r/page/").status_code == 403


def test_a_link_that_is_ended_ends_who_is_on_the_page():
    case, client = a_case(), Client()
    on_page(client, case)
    letters.end_page_links(case.pk)
    assert client.get("/r/page/").status_code == 403
