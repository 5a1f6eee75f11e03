"""The life of a correction: one granted in a real database, one denied with a statement, both to the end."""

import re
from pathlib import Path

import pytest
from django.core.cache import cache

from dsr import review
from dsr.corrections import ItemDecision
from dsr.models import Case, Item, Step
from tests.given import a_business, staff
from tests.given_corrections import CORRECT, a_shop
from tests.given_forms import Asker
from tests.given_systems import a_database, run
from tests.patience import until
from tests.portal.public.links.test_correction_followup import FORM
from tests.stories.river import River
from tests.stories.test_deletion import ask, confirm, words_of

URL = "/ask/correction/"


@pytest.fixture
def correcting(river: River, tmp_path: Path) -> str:
    """A business under the CCPA whose one database can be corrected."""
    cache.clear()
    business = a_business()
    type(business).objects.update(is_ccpa_business=True)
    url = a_database(tmp_path)
    a_shop(url, business)
    return url


def asked(river: River, **changes: str) -> Case:
    """Sent on the form, proved by the letter's link, and looked up."""
    ask(URL, **{**FORM, **changes})
    case = Case.objects.get()
    river.until_state("verifying", case)
    confirm(river, f"{case.reference[:4]}-{case.reference[4:8]}-{case.reference[8:]}")
    river.until_state("review", case)
    until(lambda: Step.objects.filter(case=case, found_at__isnull=False).exists(), "the look", river.tell)
    return Case.objects.get()


def decide(river: River, case: Case, *decided: ItemDecision) -> str:
    """Decided item by item; the words of the response."""
    decisions = dict(enumerate(decided, start=1))
    review.approve(case.pk, staff(), review.Approval("CORRECTED", decisions=decisions), seen=case.entry_count)
    river.until_state("responded", case)
    river.until_rest()
    return words_of(river.mail.kept[-1])


def test_a_number_is_corrected_and_the_person_makes_sure(river: River, correcting: str):
    number = "(559) 555-0199"
    said = decide(river, asked(river, item1_field="phone", item1_says="", item1_should=number), CORRECT)
    assert "We corrected this" in said and "- Phone number" in said and number not in said
    assert run(correcting, "SELECT phone FROM customers WHERE id = 1") == [(number,)]
    link = re.search(r"/check/[^\s]+/", said)
    assert link
    assert "It is the same" in Asker().post(link[0], {"item": "1", "value": number}).content.decode()


def test_a_denial_about_health_invites_a_statement_that_stays_with_the_record(river: River, correcting: str):
    denied = ItemDecision(
        "deny", "The doctor's note.", code="C_DOCS_INADEQUATE", reason="The note has no date.", is_health=True
    )
    said = decide(river, asked(river, item1_field="health", item1_should="No allergy"), denied)
    assert "The note has no date." in said and "/ask/deletion/" in said
    link = re.search(r"/statement/[^\s]+/", said)
    assert link
    assert Asker().post(link[0], {"text-1": "I was never treated for one."}).status_code == 200
    river.until_rest()
    assert Item.objects.get().statement_at is not None
    assert Case.objects.get().outcome == "STATEMENT_FILED"
    assert "Your statement is now part of the record" in words_of(river.mail.kept[-1])
