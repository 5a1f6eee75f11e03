"""The demo's business: what the manual's commands name is there, and its set-up has no fault."""

import io
import re

import pytest
from django.core.management import call_command

from dsr import disclosures
from dsr.models import Account, Business, MailList
from portal.demo import business, ledger
from tests.house.source import REPOSITORY

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    business.load()
    return Business.objects.get()


def test_every_mail_list_of_the_manual_is_there(desk, tmp_path):
    pages = [(REPOSITORY / "docs" / name).read_text() for name in ("suppression.md", "api.md")]
    named = {name for page in pages for name in re.findall(r'(?:--list |[?&]list=|"list": ")(\w+)', page)}
    assert named and named <= set(MailList.objects.values_list("slug", flat=True))
    addresses = tmp_path / "all.txt"
    addresses.write_text("dana@example.com\n")
    out = io.StringIO()
    call_command("check_suppression", str(addresses), list="news", stdout=out)
    assert out.getvalue() == "dana@example.com\n"
    call_command("unsubscribe_headers", "dana@example.com", list="news", stdout=out)
    assert "List-Unsubscribe" in out.getvalue()


def test_its_set_up_and_its_ledger_agree_that_it_sells(desk):
    ledger.load(desk, Account.objects.first())
    desk.refresh_from_db()
    assert disclosures.sells_or_shares(desk) and list(disclosures.sale_conflicts()) == []
