"""What every page knows: whose desk this is and whether it is the demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from dsr.clock import now
from dsr.formats.law_numbers import law_numbers
from dsr.models import Brand
from portal.public import brand_urls
from portal.public.signed_in_person import signal


def site(request: HttpRequest) -> dict[str, Any]:
    """The brand the visitor came for, or the one on the front page, and what the browser asks.

    One query a page; two more for a known person whose browser sends its signal.
    """
    brand = getattr(request, "brand", None) or Brand.objects.filter(is_front=True).select_related("business").first()
    said = signal(request, brand)
    return {
        "brand": brand,
        # Pages of the desk show none; to know what the law asks for takes queries.
        "required_links": SimpleLazyObject(lambda: brand_urls.required(brand) if brand else []),
        "is_demo": settings.DEMO,
        "single_sign_on": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        "signal": said.value,
        "signal_links": brand_urls.of_signal(brand) if brand and said else [],
        "desk_now": now(),
        "law_numbers": law_numbers(),
    }
