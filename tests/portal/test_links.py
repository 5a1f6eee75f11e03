"""The addresses in letters lead to pages of ours."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from dsr.formats import public_urls

TOKEN = "Abc-123_x"


@pytest.mark.parametrize(
    "address",
    [
        *(public_urls.front(), public_urls.ask("some-kind"), public_urls.ask("some-kind", "thistle")),
        *(public_urls.request_page(TOKEN), public_urls.request_page(TOKEN, "thistle")),
        *(public_urls.references(), public_urls.references("thistle")),
    ],
)
def test_an_address_in_a_letter_is_a_page(address, settings):
    assert address.startswith(settings.PUBLIC_URL + "/")
    assert resolve(urlsplit(address).path)
