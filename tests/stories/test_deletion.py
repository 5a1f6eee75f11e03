"""The life of a deletion: asked for on the form, confirmed in a second step, done in a real database, answered."""

import re
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from dsr import review
from dsr.clock import today
from dsr.models import Business, Case, Step
from tests import given_systems
from tests.given import a_business, staff
from tests.portal.public.answers import opened
from tests.stories.river import River, until

ANSWERS = {
    "for_whom": "self",
    "subject_name": "Dana Whitlow",
    "delivery": "email",
    "email": "dana@example.com",
    "ca_resident": "yes",
    "extent": "all",
}


@pytest.fixture
def shop(river: River, tmp_path: Path) -> str:
    """A business under the CCPA with one database in the register."""
    cache.clear()
    business = a_business()
    Business.objects.update(is_ccpa_business=True)
    url = given_systems.a_database(tmp_path)
    given_systems.a_system(business, url)
    return url


def ask(url: str, **changes: str) -> Client:
    visitor = Client()
    assert visitor.post(url, {**opened(visitor, url), **ANSWERS, **changes}).status_code == 303
    return visitor


def words_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def confirm(river: River, reference: str) -> None:
    """As a person does: open the link of the letter, then press the button."""
    until(lambda: any("/prove/" in words_of(mail) for mail in river.mail.kept), "the letter", river.tell)
    said = next(
        words_of(mail) for mail in river.mail.kept if reference in words_of(mail) and "/prove/" in words_of(mail)
    )
    found = re.search(r"/prove/[\w-]{20,}/", said)
    assert found
    visitor = Client()
    page = visitor.get(found[0]).content.decode()
    assert "Nothing is done until you press the button" in page
    assert Case.objects.filter(verified_at=None).exists()
    assert visitor.post(found[0], {"do": "confirm"}).status_code in {200, 302, 303}


def approve(river: River, case: Case, outcome: str) -> None:
    river.until_state("review", case)
    until(lambda: not Step.objects.filter(case=case, found_at=None).exists(), "the look", river.tell)
    case = Case.objects.get(pk=case.pk)
    review.approve(case.pk, staff(), seen=case.entry_count, outcome=outcome)


def test_from_the_form_to_an_empty_database(river: River, shop: str):
    ask("/ask/deletion/")
    case = Case.objects.get()
    assert case.due_safe == today() + timedelta(days=45)
    river.until_state("verifying", case)
    spelled = f"{case.reference[:4]}-{case.reference[4:8]}-{case.reference[8:]}"
    confirm(river, spelled)
    approve(river, case, "DELETE_COMPLETED")
    river.until_state("responded", case)
    river.until_rest()
    assert given_systems.count(shop, "customers", "id = 1") == 0
    assert given_systems.count(shop, "customers") == 2
    response = words_of(river.mail.kept[-1])
    assert "Shop database: Customers and orders" in response
    assert "backups" in response and "§ 7101" in response
    assert Case.objects.get().outcome == "DELETE_COMPLETED"
