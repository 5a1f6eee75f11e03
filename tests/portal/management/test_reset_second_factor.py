"""A lost phone locks nobody out for good."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from dsr.models import AccessEntry
from tests.given import an_account

pytestmark = pytest.mark.django_db


def test_only_the_named_account_loses_its_second_factor():
    lost, other = an_account(email="lost@fernwood.example"), an_account(email="other@fernwood.example")
    for account in (lost, other):
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "sealed"})
    said = StringIO()
    call_command("reset_second_factor", "Lost@Fernwood.example", stdout=said)
    assert "password alone" in said.getvalue()
    assert [kept.user for kept in Authenticator.objects.all()] == [other]
    assert list(AccessEntry.objects.values_list("name", "account", "by")) == [("factors-reset", lost.pk, None)]


@pytest.mark.parametrize(
    ("email", "says"), [("nobody@fernwood.example", "no staff account"), ("has@none.example", "no")]
)
def test_what_cannot_be_reset_is_said(email, says):
    an_account(email="has@none.example")
    with pytest.raises(CommandError, match=says):
        call_command("reset_second_factor", email)
