"""What every page knows: whose desk this is and whether it is the demo."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from dsr.clock import now
from dsr.formats.law_numbers import law_numbers
from dsr.models import Brand, CopiedCase, Installation
from dsr.models.compiled_query import CompiledQuery
from portal.public import brand_urls
from portal.public.signed_in_person import signal

_LATELY = timedelta(minutes=15)  # in which a process whose clock is off was seen


def _front(clock_seen_after: datetime) -> QuerySet[Brand]:
    """The brand of the front page, or else another, and what every page of the desk must say, in one query."""
    held = Exists(Installation.objects.exclude(held_since=None))
    copied = Exists(CopiedCase.objects.all())
    clock = Installation.objects.filter(clock_seen_at__gt=clock_seen_after).values("clock_seconds")[:1]
    brands = Brand.objects.select_related("business").order_by("-is_front", "pk")
    return brands.annotate(is_desk_held=held, has_copied_cases=copied, clock_seconds=Subquery(clock))[:1]


_FRONT = CompiledQuery(_front, datetime)


def site(request: HttpRequest) -> dict[str, Any]:
    """The brand the visitor came for, or the one on the front page, and what the browser asks.

    One query a page; two more for a known person whose browser sends its signal.
    """
    worn = getattr(request, "brand", None)
    found = None if worn else _FRONT.first(now() - _LATELY)
    brand = worn or (found if found and found.is_front else None)
    said = signal(request, brand)
    return {
        "brand": brand,
        "desk_notes": found,
        # Pages of the desk show none; to know what the law asks for takes queries.
        "required_links": SimpleLazyObject(lambda: brand_urls.required(brand) if brand else []),
        "is_demo": settings.DEMO,
        "single_sign_on": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        "signal": said.value,
        "signal_links": brand_urls.of_signal(brand) if brand and said else [],
        "desk_now": now(),
        "law_numbers": law_numbers(),
    }
