"""A request as the views behind a door know it: the door of the desk or of a brand saw to it before."""

from typing import cast

from django.http import HttpRequest

from dsr.models import Account, Brand


class StaffRequest(HttpRequest):
    """Of somebody who signed in: portal/staff/account/roles.py lets nobody else in."""

    user: Account


class _BrandRequest(HttpRequest):
    brand: Brand


def wear(request: HttpRequest, brand: Brand) -> None:
    """From now on this request is of a visitor to this brand: the page wears its name and color."""
    cast(_BrandRequest, request).brand = brand


def brand_of(request: HttpRequest) -> Brand:
    """The brand that the page wears. Raises AttributeError before `wear`."""
    return cast(_BrandRequest, request).brand


def reader(request: HttpRequest) -> Account:
    """Who signed in. Raises TypeError where nobody did: the door was not shut."""
    if not isinstance(request.user, Account):
        raise TypeError("Nobody is signed in.")
    return request.user
