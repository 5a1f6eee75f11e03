"""Pages for what went wrong say what to do next, even when the database is what went wrong."""

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client

from tests.given import a_business

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500"])
def test_each_page_stands_on_its_own_and_leads_on(name):
    page = render_to_string(f"{name}.html")
    assert page.count("<h1>") == 1 and 'href="/"' in page and 'content="noindex"' in page


def test_without_a_database_the_page_says_it_is_not_the_visitors_fault():
    def refuse(execute, sql, params, many, context):
        raise OperationalError("away")

    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(refuse):
        response = client.get("/")
    assert response.status_code == 500
    assert "It is not your fault" in response.content.decode()


def test_a_form_elsewhere_that_fails_the_check_says_how_to_go_on():
    a_business()
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert response.status_code == 403
    assert "reload the page" in response.content.decode()


def test_a_cut_link_of_a_message_is_a_page_with_a_way_on_and_words_for_a_mail_program(client):
    a_business()
    page = client.get("/u/t1.AAAA/")
    assert page.status_code == 400 and 'href="/unsubscribe/"' in page.content.decode()
    assert "privacy@fernwood.example" in page.content.decode()
    press = client.post("/u/t1.AAAA/", {"List-Unsubscribe": "One-Click"})
    assert (press.status_code, press["Content-Type"]) == (400, "text/plain; charset=utf-8")


def test_every_page_leads_to_the_accessibility_statement_which_says_how_to_report_a_barrier(client):
    a_business()
    assert 'href="/accessibility/"' in client.get("/").content.decode()
    page = client.get("/accessibility/").content.decode()
    assert "Report a barrier" in page and "mailto:privacy@fernwood.example" in page
    assert 'name="description" content="How these pages are made' in page
