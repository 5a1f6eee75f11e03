"""Where each kind is asked for at a brand, and the words of the links there."""

from django.urls import reverse

from dsr.kinds import base
from dsr.kinds.base import Kind
from dsr.models import Brand


def title(kind: Kind, brand: Brand) -> str:
    """The words that the law asks of the link, where the business sells or shares; else the kind's own."""
    return str(kind.link_title if kind.link_title and brand.business.sells_or_shares else kind.title)


def address(kind: Kind, brand: Brand) -> str:
    """Its own page, or the form grown from its questions."""
    prefix = "" if brand.is_front else f"/b/{brand.slug}"
    return prefix + (kind.page or reverse("public:ask", kwargs={"code": kind.code}))


def required(brand: Brand) -> list[tuple[str, str]]:
    """(words, address) of the links that the law wants on every page of a business that sells or shares."""
    if not brand.business.sells_or_shares:
        return []
    kinds = [kind for kind in base.every() if kind.link_title and kind.is_offered(brand.business)]
    return [(title(kind, brand), address(kind, brand)) for kind in kinds]


def of_signal(brand: Brand) -> list[tuple[str, str]]:
    """(words, address) of the forms that ask for what a browser's signal asks for."""
    kinds = [kind for kind in base.every() if kind.takes_signal and kind.is_offered(brand.business)]
    return [(title(kind, brand), address(kind, brand)) for kind in kinds]
