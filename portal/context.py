"""What every page knows: whose desk this is and whether it is the demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from dsr.clock import now
from dsr.models import Brand


def site(request: HttpRequest) -> dict[str, Any]:
    """The brand the visitor came for, or the one on the front page; one query a page."""
    brand = getattr(request, "brand", None) or Brand.objects.filter(is_front=True).select_related("business").first()
    return {"brand": brand, "is_demo": settings.DEMO, "desk_now": now()}
