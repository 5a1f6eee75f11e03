"""What tests of the page of one's own request begin with: somebody on it, by the same verbs as in life."""

from django.test import Client

from dsr import letters, request_page
from dsr.models import Case, PageLink
from portal.public.request_page import COOKIE


def page_link(case: Case, *, is_person: bool = False) -> PageLink:
    """The link that the letters of this case carry to who wrote, or to whom it is about."""
    letters.register_link(case, is_person=is_person)
    return letters.live_links().get(case=case, is_person=is_person)


def on_page(client: Client, case: Case, *, is_person: bool = False) -> Client:
    """The client is on the page of this case, as after the right code."""
    client.cookies[COOKIE] = request_page.begin_visit(page_link(case, is_person=is_person))
    return client


def visitor(case: Case) -> request_page.Visitor | None:
    """Who is on it then."""
    return request_page.visitor_of(request_page.begin_visit(page_link(case)))


def a_code(case: Case) -> str:
    """Six digits that were sent a moment ago."""
    link = page_link(case)
    drawn = request_page.draw_code(link)
    request_page.keep_code(link, drawn, on_paper=False)
    return drawn.digits
