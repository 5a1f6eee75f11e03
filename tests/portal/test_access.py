"""A browser sees the last page of its own request only, and its session holds nothing personal."""

import pytest
from django.test import RequestFactory

from portal import access
from portal.web.session_store import SessionStore
from tests.given import a_case

pytestmark = pytest.mark.django_db


def a_visit(session=None):
    request = RequestFactory().get("/")
    request.session = session or SessionStore()
    return request


def test_the_browser_that_sent_it_sees_it_again():
    case, request = a_case(), a_visit()
    access.remember_just_made(request, case)
    assert access.case_just_made(a_visit(SessionStore(request.session.session_key))) == case


def test_another_browser_sees_nothing():
    a_case()
    assert access.case_just_made(a_visit()) is None


def test_the_session_holds_a_number_and_nothing_else():
    case, request = a_case(), a_visit()
    access.remember_just_made(request, case)
    assert dict(request.session.items()) == {"just_made": case.pk}
