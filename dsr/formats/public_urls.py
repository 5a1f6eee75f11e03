"""The public addresses that letters carry. A test checks that the pages stand where these say."""

from django.conf import settings


def _at(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


def front() -> str:
    """The first page: rights, and every way to ask."""
    return _at("/")


def ask(code: str, slug: str = "") -> str:
    """The form of a kind; `slug` names a brand that is not the one on the front page."""
    return _at(f"/b/{slug}/ask/{code}/" if slug else f"/ask/{code}/")


def proof(token: str) -> str:
    """Where a requester confirms or proves."""
    return _at(f"/prove/{token}/")


def permission(token: str) -> str:
    """Where a person says whether an agent may act for them."""
    return _at(f"/permission/{token}/")


def withdrawal(token: str) -> str:
    """Where a person confirms that they withdraw their request."""
    return _at(f"/withdraw/{token}/")


def address(token: str) -> str:
    """Where a new address for the letters of a request is confirmed."""
    return _at(f"/address/{token}/")


def address_stop(token: str) -> str:
    """Where who reads the earlier address stops that another one takes its place."""
    return _at(f"/address/stop/{token}/")


def code_page() -> str:
    """Where a code is typed in place of the link."""
    return _at("/prove/")


def request_page(token: str, slug: str = "") -> str:
    """The page of one's own request; `slug` names a brand that is not the one on the front page."""
    return _at(f"/b/{slug}/r/{token}/" if slug else f"/r/{token}/")


def references(slug: str = "") -> str:
    """Where somebody asks for the links to all of their requests."""
    return _at(f"/b/{slug}/r/references/" if slug else "/r/references/")


def step(token: str) -> str:
    """The task of a system's owner."""
    return _at(f"/task/{token}/")


def notice(token: str) -> str:
    """Where a company that was told reads what to do, and answers."""
    return _at(f"/told/{token}/")


def callback() -> str:
    """Where a system answers by webhook when it could not at once."""
    return _at("/api/callback/")


def unsubscribe(token: str) -> str:
    """The one page, and the one-click address, of RFC 8058."""
    return _at(f"/u/{token}/")


def statement(token: str) -> str:
    """Where a statement about a denied item is written."""
    return _at(f"/statement/{token}/")


def check(token: str) -> str:
    """Where the person compares a value with the corrected one."""
    return _at(f"/check/{token}/")
