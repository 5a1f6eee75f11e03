"""The link to the page of one's own request, which each letter of it carries: drawn, known again, ended.

It opens nothing by itself, and follows from the reference under our key: a letter looked at reads as it will be sent.
"""

from django.db.models import Exists, OuterRef, QuerySet

from dsr.clock import machine
from dsr.formats import page_tokens, public_urls
from dsr.models import Case, PageLink
from dsr.models.raw_sql import insert_unless_known
from dsr.sealing import secret_digest

_PURPOSE = "request-page"


def link_digest(token: str) -> str:
    """Under which a link is found again."""
    return secret_digest(_PURPOSE, token)


def page_token(case: Case, *, is_person: bool = False) -> str:
    """The token that letters of this case carry now. One query; nothing is written.

    `is_person`: not to who wrote, but to whom it is about, where our letters go to them.
    """
    newest = _newest(case, is_person)
    return _token(case, newest.number + (newest.ended_at is not None) if newest else 1, is_person)


def page_address(case: Case, token: str = "", *, is_person: bool = False) -> str:
    """The link to the page; under the name of the brand, as every page of it."""
    slug = "" if case.brand.is_front else case.brand.slug
    return public_urls.request_page(page_tokens.spell(token or page_token(case, is_person=is_person)), slug)


def ended_addresses(case: Case, *, is_person: bool = False) -> list[str]:
    """The links that letters of this case carried to this reader, and that open nothing any more."""
    ended = PageLink.objects.filter(case=case, is_person=is_person).exclude(ended_at=None).order_by("number")
    return [page_address(case, _token(case, number, is_person)) for number in ended.values_list("number", flat=True)]


def references_address(case: Case) -> str:
    """What letters about a whole bundle carry in its place: each of its requests has a page of its own."""
    return public_urls.references("" if case.brand.is_front else case.brand.slug)


def register_link(case: Case, *, is_person: bool = False) -> None:
    """In the transaction that writes a letter with the link: from now on it is known."""
    newest = _newest(case, is_person)
    if newest is None or newest.ended_at is not None:
        number = 1 if newest is None else newest.number + 1
        digest = link_digest(_token(case, number, is_person))
        insert_unless_known(PageLink(case=case, is_person=is_person, number=number, digest=digest))


def end_page_links(case_id: int, *, is_person: bool | None = None) -> int:
    """No link, code or visit of this case opens anything any more; the next letter carries another. How many ended.

    `is_person`: of that reader alone.
    """
    links = PageLink.objects.filter(case=case_id, ended_at=None)
    return (links if is_person is None else links.filter(is_person=is_person)).update(ended_at=machine())


def live_links() -> "QuerySet[PageLink]":
    """Those that were not ended, and whose case is kept still."""
    kept = Case.objects.filter(pk=OuterRef("case_id"), data_key__isnull=False)
    return PageLink.objects.filter(Exists(kept), ended_at=None)


def _newest(case: Case, is_person: bool) -> PageLink | None:
    return PageLink.objects.filter(case=case, is_person=is_person).order_by("-number").first()


def _token(case: Case, number: int, is_person: bool) -> str:
    whose = f"{case.reference} {number}" + (" person" if is_person else "")
    return page_tokens.from_digest(secret_digest(f"{_PURPOSE}-token", whose))
