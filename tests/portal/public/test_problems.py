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
