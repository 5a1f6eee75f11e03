"""Browsers of the desk, signed in by role."""

import pytest
from django.test import Client

from dsr.lifecycle import Who
from tests import given


@pytest.fixture
def browse(db):
    """browse(role) gives a signed-in browser; its `account` says who."""

    def sign_in(role: Who = Who.REVIEWER, email: str = "") -> Client:
        client = Client()
        client.account = given.an_account(role, email)
        client.force_login(client.account)
        return client

    return sign_in


@pytest.fixture
def reviewer(browse) -> Client:
    return browse(Who.REVIEWER)


@pytest.fixture
def case(frozen, db):
    """A case to decide in 2026, whose report of 2025 is compiled and lists two recipients."""
    return given.in_review(business=given.a_ledger())
