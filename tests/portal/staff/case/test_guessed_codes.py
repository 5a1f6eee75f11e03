"""Staff are told where somebody guesses codes for the page of a request, and end the links of its letters."""

import pytest

from dsr import letters, request_page
from dsr.models import Case, PageCode
from portal.public.request_page import COOKIE
from tests.given import an_account, in_review
from tests.given_request_page import on_page, page_link

pytestmark = pytest.mark.django_db


def _tried_out(case: Case) -> None:
    link = page_link(case)
    request_page.keep_code(link, request_page.draw_code(link), on_paper=False)
    PageCode.objects.filter(link=link).update(tries=request_page.MOST_TRIES)
    request_page.record_tries(link.pk)


def test_who_guesses_is_told_of_from_the_second_code_and_the_links_end(client):
    case = in_review()
    client.force_login(an_account())
    at = f"/desk/{case.reference}/"
    _tried_out(case)
    assert "guesses codes" not in client.get(at).text
    _tried_out(case)
    assert "2 codes were used up within a week" in client.get(at).text
    assert not request_page.is_under_attack(page_link(case))
    _tried_out(case)
    _tried_out(case)
    assert request_page.is_under_attack(page_link(case))
    before = letters.page_address(case)
    on_page(client, case)
    seen = Case.objects.get(pk=case.pk).entry_count
    assert client.post(f"{at}end-page-links/", {"seen": seen}).status_code in {302, 303}
    assert letters.page_address(case) != before
    assert request_page.visitor_of(client.cookies[COOKIE].value) is None
    page = client.get(at).text
    assert "guesses codes" not in page and "The links of earlier letters to the page of the request ended" in page


def test_that_somebody_reads_disturbs_no_decision_of_staff(client):
    case = in_review()
    client.force_login(an_account())
    _tried_out(case)
    said = client.post(f"/desk/{case.reference}/take/", {"seen": case.entry_count})
    assert said.status_code in {302, 303} and Case.objects.get(pk=case.pk).assignee is not None
