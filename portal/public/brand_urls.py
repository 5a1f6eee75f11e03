"""Whose door it is, where each kind is asked for there, and the words of the links."""

from django.http import Http404, HttpRequest
from django.urls import reverse

from dsr import disclosures
from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.models import Brand
from dsr.models.compiled_query import CompiledQuery
from portal.web.typed_requests import wear

_FRONT = CompiledQuery(lambda: Brand.objects.select_related("business").filter(is_front=True))
_OF_SLUG = CompiledQuery(lambda slug: Brand.objects.select_related("business").filter(slug=slug), str)


class NotTaken(Http404):
    """The address names no request that this business takes; the page that says so begins to ask what is wanted."""


def meet(request: HttpRequest, slug: str = "") -> Brand:
    """The brand a visitor came for; every page then wears its name and color. Raises Http404."""
    brand = _OF_SLUG.first(slug) if slug else _FRONT.first()
    if brand is None:
        raise Http404("No such brand.")
    wear(request, brand)
    return brand


def page_address(brand: Brand, page: str) -> str:
    """The address of a page that every brand has, such as the guide."""
    return f"/{page}/" if brand.is_front else f"/b/{brand.slug}/{page}/"


def offered(brand: Brand) -> list[Kind]:
    """The kinds that this business takes."""
    return [kind for kind in base.every() if kind.is_offered(brand.business)]


def _sells_or_shares(brand: Brand) -> bool:
    """Asked once a page: each request has a brand of its own."""
    known = vars(brand)
    if "_sells_or_shares" not in known:
        known["_sells_or_shares"] = disclosures.sells_or_shares(brand.business)
    return bool(known["_sells_or_shares"])


def title(kind: Kind, brand: Brand) -> str:
    """The words that the law asks of the link, where the business sells or shares; else the kind's own."""
    return str(kind.page.link_title if kind.page.link_title and _sells_or_shares(brand) else kind.title)


def address(kind: Kind, brand: Brand) -> str:
    """Its own page, or the form grown from its questions."""
    prefix = "" if brand.is_front else f"/b/{brand.slug}"
    return prefix + (kind.page.own_address or reverse("public:ask", kwargs={"code": kind.code}))


def required(brand: Brand) -> list[tuple[str, str]]:
    """(words, address) of the links that the law wants on every page of a business that sells or shares."""
    if not _sells_or_shares(brand):
        return []
    kinds = [kind for kind in base.every() if kind.page.link_title and kind.is_offered(brand.business)]
    return [(str(kind.page.link_title), address(kind, brand)) for kind in kinds]


def of_signal(brand: Brand) -> list[tuple[str, str]]:
    """(words, address) of the forms that ask for what a browser's signal asks for."""
    kinds = [kind for kind in base.every() if kind.intake.takes_signal and kind.is_offered(brand.business)]
    return [(title(kind, brand), address(kind, brand)) for kind in kinds]
