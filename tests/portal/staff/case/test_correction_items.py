"""A correction on the desk: old beside new, decided item by item, the earlier denial, and what was undone."""

from datetime import timedelta

import pytest

from dsr import fulfilment
from dsr.clock import now
from dsr.models import Item
from tests import given
from tests.dsr.corrections.test_item_decisions import DENY
from tests.given_corrections import CORRECT, WRONG_NAME, WRONG_PHONE, a_correction, a_shop, decided
from tests.given_systems import a_database, run
from tests.portal.staff.desk import as_sent, at, fresh, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def url(tmp_path):
    return a_database(tmp_path)


@pytest.fixture
def case(url):
    a_shop(url)
    return a_correction(WRONG_NAME, WRONG_PHONE)


def as_shown(client, case, **changes):
    """The draft's form as it stands, with other choices."""
    form = client.get(at(case, "draft", "CORRECTED")).context["form"]
    return as_sent(form) | changes


CHOICES = {
    "weighed-1": "The certificate.",
    "decision-2": "deny",
    "weighed-2": "The contract of March.",
    "code-2": "C_DOCS_INADEQUATE",
    "reason-2": "The bill is of another year.",
}


def test_old_stands_beside_new(reviewer, case):
    told = page(reviewer, case)
    assert "<del>Dana Whitlow</del> → <ins>Dana Whitlow-Reyes</ins>" in told
    assert "Shop database, customers" in told and "I married." in told


def test_it_is_decided_item_by_item_as_the_letter_was_shown(reviewer, case):
    values = as_shown(reviewer, case, **CHOICES)
    unseen = reviewer.post(at(case, "approve"), values)
    assert unseen.status_code == 422 and "Look at it, then press again" in unseen.content.decode()
    looked = reviewer.post(at(case, "approve"), {**values, "look": "1"})
    assert looked.context["draft"].expected.code == "CORRECTED_PARTLY"
    assert "The bill is of another year." in looked.context["composed"].text
    sent = as_sent(looked.context["form"])
    assert reviewer.post(at(case, "approve"), sent).status_code == 302
    assert list(Item.objects.values_list("decision", "code")) == [("correct", ""), ("deny", "C_DOCS_INADEQUATE")]
    given.drain()
    assert fresh(case).outcome == "CORRECTED_PARTLY"
    assert "The contract of March." in page(reviewer, case)


def test_what_a_decision_lacks_is_told_and_nothing_is_lost(reviewer, case):
    values = as_shown(reviewer, case, **{**CHOICES, "weighed-1": ""})
    looked = reviewer.post(at(case, "approve"), {**values, "look": "1"})
    sent = as_sent(looked.context["form"])
    refused = reviewer.post(at(case, "approve"), sent)
    told = refused.content.decode()
    assert refused.status_code == 422 and "Name: write what you weighed" in told
    assert "The contract of March." in told
    assert not Item.objects.exclude(decision="").exists()


def test_an_earlier_denial_is_shown(reviewer, case, frozen):
    decided(case, item1=DENY, item2=DENY)
    frozen(now() + timedelta(days=30))
    told = page(reviewer, a_correction(WRONG_PHONE))
    assert "The same item was denied on March 10, 2026" in told and "unless new documents came" in told


def test_what_was_undone_is_shown_and_set_right(reviewer, case, url, frozen):
    decided(case, item1=CORRECT, item2=CORRECT)
    run(url, "UPDATE customers SET phone = '1' WHERE id = 1")
    frozen(now() + timedelta(days=2))
    fulfilment.check_corrections()
    told = page(reviewer, case)
    assert "a later import or change undid it" in told and "Correct it again" in told
    assert "try-again" not in told
    assert reviewer.post(at(case, "set-right"), {"seen": fresh(case).entry_count}).status_code == 302
    assert fresh(case).stuck == ""
    assert run(url, "SELECT phone FROM customers WHERE id = 1") == [("(559) 555-0199",)]


def test_a_denial_without_its_ground_is_named_and_keeps_what_was_typed(reviewer, case):
    values = as_shown(reviewer, case, **{**CHOICES, "code-2": ""})
    looked = reviewer.post(at(case, "approve"), {**values, "look": "1"})
    assert looked.status_code == 200 and "<iframe" not in looked.content.decode()
    sent = as_sent(looked.context["form"])
    refused = reviewer.post(at(case, "approve"), sent)
    told = refused.content.decode()
    assert refused.status_code == 422 and "Phone number: choose the ground" in told
    assert "The contract of March." in told


def test_the_day_of_a_paper_acknowledgement_stands_beside_that_of_the_response(reviewer, url):
    a_shop(url)
    paper = {"name": "Dana Whitlow", "postal": "9 Elm Court\nChico, CA 95926", "email": "dana@example.com"}
    parties = {"subject": {"name": "Dana Whitlow"}, "requester": paper}
    waiting = a_correction(WRONG_PHONE, parties=parties, delivery="mail")
    shown = reviewer.get(at(waiting)).context["page"].next_step
    assert shown.due.day == waiting.send_by
    assert shown.mail_by.day.isoformat() == "2026-03-20"  # ten business days end on a Saturday
