"""A browser of an administrator."""

import pytest
from django.test import Client

from dsr.lifecycle import Who
from tests.given import an_account


@pytest.fixture
def client(db) -> Client:
    client = Client()
    client.force_login(an_account(Who.ADMINISTRATOR))
    return client
