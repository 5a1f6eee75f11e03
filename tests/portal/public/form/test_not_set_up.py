"""A new desk without a business says so, to visitor and administrator."""

import pytest
from django.test import Client

from tests.given import a_business

pytestmark = pytest.mark.django_db


def test_an_empty_desk_says_that_it_is_not_set_up():
    page = Client().get("/")
    assert page.status_code == 503
    assert "not set up yet" in page.content.decode()


def test_with_a_front_brand_the_page_is_there():
    a_business()
    assert Client().get("/").status_code == 200
