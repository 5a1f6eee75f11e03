"""Unsubscribing: nothing but the address, never denied, no letter, and nothing personal is left behind."""

from datetime import UTC, date, datetime

import pytest

from dsr import journal, review, suppression
from dsr.errors import BadInput
from dsr.kinds import base
from dsr.kinds.own_page_facts import OWN_PAGE_LETTERS
from dsr.lifecycle import Transition
from dsr.models import BlindIndex
from tests import given
from tests.given_suppression import DANA, a_provider, an_api_key

pytestmark = pytest.mark.django_db


def unsubscribed(lists="", **changes):
    fields = {
        "kind": "unsubscribe",
        "parties": {"requester": {"email": DANA}},
        "answers": {"lists": lists} if lists else {},
        "came_to": None,
    }
    return given.a_case(**{**fields, **changes})


def test_there_is_no_denial_and_no_letter():
    kind = base.get("unsubscribe")
    assert not any(outcome.is_decline or outcome.letter for outcome in kind.outcomes)
    assert kind.letters.declared == OWN_PAGE_LETTERS and [question.name for question in kind.questions] == ["email"]


def test_two_days_are_worked_to_and_ten_business_days_are_the_law(frozen):
    frozen(datetime(2026, 3, 13, 18, tzinfo=UTC))  # a Friday
    case = unsubscribed()
    assert (case.due_safe, case.due_latest) == (date(2026, 3, 15), date(2026, 3, 27))
    clock = base.get("unsubscribe").clocks.respond(base.Receipt(case.received_at, True, 30, frozenset()))
    assert {segment.citation for segment in clock.explanation} >= {
        "15 U.S.C. § 7704(a)(4)(A)",
        "Google, Email sender guidelines: one-click unsubscribe",
    }


@pytest.mark.parametrize(("lists", "outcome"), [("", "SUPPRESSED_ALL"), ("news,offers", "SUPPRESSED_LIST")])
def test_it_ends_without_a_letter_and_forgets_the_address(lists, outcome, server):
    case = unsubscribed(lists)
    given.drain()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("responded", outcome)
    assert server.kept == [] and not case.sealed.exists()
    assert BlindIndex.objects.filter(case=case).exists()  # so that staff find it by the exact address
    assert suppression.is_mail_suppressed(case.business_id, DANA, "news")


def test_the_address_is_kept_beside_the_hash_until_the_feed_is_confirmed_and_every_step_is_done():
    business = given.a_business()
    a_provider(business, "suppress")
    key = an_api_key(business)
    case = unsubscribed()
    given.drain()
    case.refresh_from_db()
    assert case.state == "working"  # the owner of the mail provider is asked
    row = case.suppressions.get()
    suppression.confirm_feed(key, row.change)
    row.refresh_from_db()
    assert suppression.feed_address(row) == DANA
    case.steps.update(state="done")
    suppression.erase_served_addresses(case)
    row.refresh_from_db()
    assert suppression.feed_address(row) == ""


def test_there_is_no_decision_to_take_back():
    """The law leaves nothing to decide: it holds whatever anybody thinks of it."""
    case = unsubscribed()
    journal.transition(case.pk, journal.Move(Transition.GRANT), journal.MACHINE)
    case.refresh_from_db()
    with pytest.raises(BadInput, match="page was the answer"):
        review.take_back(case.pk, given.staff(), seen=case.entry_count)
