"""A visit to the page of one's own request: begun by a right code, over when it is left alone, too long, or ended."""

from datetime import timedelta
from secrets import token_urlsafe

from django.db import transaction

from dsr import journal
from dsr.clock import machine
from dsr.journal import Actor, EntryName, Line
from dsr.letters import end_page_links, renew_unsent, take_back_links
from dsr.models import Case, PageLink, PageVisit
from dsr.request_page.visitor import Coverage, Visitor, coverage_of, party_of
from dsr.sealing import secret_digest

IDLE, MOST = timedelta(minutes=30), timedelta(hours=4)
# That a visit goes on is written no oftener than this.
_SEEN_EVERY = timedelta(minutes=1)
_READ = ("link__case__brand__business", "link__case__business", "link__case__opened_by", "link__case__choice_mode")


def begin_visit(link: PageLink) -> str:
    """What the browser keeps from now on; here only a hash of it stands."""
    token = token_urlsafe(24)
    PageVisit.objects.create(link=link, digest=_digest(token))
    return token


def visitor_of(token: str) -> Visitor | None:
    """Who is on the page; None for a visit that is over, or whose link was ended or case forgotten.

    Also once the person takes back what lets another act for them: asked anew for each page.
    """
    at = machine()
    living = PageVisit.objects.filter(digest=_digest(token), began_at__gt=at - MOST, seen_at__gt=at - IDLE)
    open_still = living.filter(link__ended_at=None, link__case__data_key__isnull=False)
    visit = open_still.select_related(*_READ).first()
    if visit is None:
        return None
    if visit.seen_at <= at - _SEEN_EVERY:
        PageVisit.objects.filter(pk=visit.pk).update(seen_at=at)
    case = visit.link.case
    is_person = visit.link.is_person
    coverage, party = coverage_of(case, is_person=is_person), party_of(case, is_person=is_person)
    return None if coverage is Coverage.NOTHING else Visitor(case, party, coverage, visit)


def end_links(case_id: int, actor: Actor, *, seen: int) -> Case:
    """Staff end every link, code and visit of a request: somebody else has a letter. The next one carries another.

    What waits to be sent with the ended link is written anew.
    """
    journal.must_decide(actor)
    with transaction.atomic():
        ended = end_page_links(case_id)
        case = journal.record(case_id, Line(EntryName.PAGE_LINKS_ENDED, {"links": ended}), actor, seen=seen)
        renew_unsent(case)
        take_back_links(case)
        return case


def end_visit(token: str) -> None:
    """Leave the page: what the browser kept opens nothing any more."""
    PageVisit.objects.filter(digest=_digest(token)).delete()


def _digest(token: str) -> str:
    return secret_digest("request-page-visit", token)
