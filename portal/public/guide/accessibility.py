"""The accessibility statement, and how somebody who meets a barrier says so and is helped at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dsr.clock import today
from dsr.models.designated_address import Medium
from portal.public import brand_urls


@require_safe
def accessibility_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What these pages keep, and every other way to reach us."""
    brand = brand_urls.meet(request, slug)
    addresses = brand.business.designated_addresses.in_force(today()).exclude(medium=Medium.FORM)
    return render(request, "public/accessibility.html", {"addresses": addresses})
