"""“Honored” is said once every place has the stop, and each place since the instant at which it had."""

from datetime import date, timedelta

import pytest

from dsr import engine, letters, steps, suppression
from dsr.clock import now
from dsr.kinds import base
from dsr.lifecycle import State
from dsr.models import Case, Letter, MailList, Step, Suppression, ThirdPartyNotice
from dsr.models.suppression import Scope
from dsr.models.system import StepState
from dsr.reasons import Reason
from dsr.steps import Settlement
from dsr.suppression.export_import import import_addresses
from tests import given
from tests.given_suppression import DANA, an_api_key
from tests.given_systems import an_owner, sold_to

pytestmark = pytest.mark.django_db(transaction=True)
HONORED = "Opt-Out Request Honored"


@pytest.fixture
def march(frozen):
    """The clock, by day of March 2026 and hour in California."""

    def at(day, hour=9):
        frozen(given.at(f"2026-03-{day:02}T{hour:02}:00:00-0{7 if day > 8 else 8}:00"))

    at(2)
    return at


def opted_out(**changes) -> Case:
    fields = {"kind": "opt-out", "parties": {"requester": {"email": DANA}}, "answers": {}, "came_to": None, **changes}
    case = given.a_case(**fields)
    given.drain()
    case.refresh_from_db()
    return case


def settle(case, state=StepState.DONE):
    step = Step.objects.select_related("system", "case__business").get(case=case)
    assert steps.settle_step(step, Settlement(state))
    given.drain()
    case.refresh_from_db()
    return case


def response(case) -> str:
    return str(letters.body_of(Letter.objects.get(case=case, is_response=True))["text"])


def test_the_letter_waits_for_a_person_and_says_since_when_each_place_has_it(march):
    business = given.a_ledger()
    an_owner(business, name="Ad desk", actions=["opt-out"])
    sold_to(business, "r1", period_start=date(2026, 3, 3), period_end=date(2026, 3, 3))
    case = opted_out(business=business)
    assert case.current is State.WORKING and not Letter.objects.filter(case=case, is_response=True).exists()
    assert not suppression.effect_of(case).is_everywhere
    fact = base.get(case.kind).letter("opt-out/honored").facts[0]
    assert "Not every system" in str(fact.lacks(case))
    march(5, 14)
    settle(case)
    said = response(case)
    assert HONORED in said and "in effect since then" not in said
    assert "- Our own list of people who opted out: March 2, 2026, 9:00 a.m." in said
    assert "- Ad desk: March 5, 2026, 2:00 p.m." in said


def test_a_stop_that_came_on_paper_counts_on_the_list_since_it_was_entered(march):
    came = now()
    march(4, 10)
    case = opted_out(received_at=came, actor=given.staff(), channel="phone")
    said = response(case)
    assert "On March 2, 2026 you told" in said
    assert "- Our own list of people who opted out: March 4, 2026, 10:00 a.m." in said


def test_a_place_that_held_nothing_is_said_to_with_the_instant_of_the_look(march):
    an_owner(given.a_business(), name="Ad desk", actions=["opt-out"])
    case = opted_out()
    march(5, 14)
    said = response(settle(case, StepState.NOT_HELD))
    assert "Each had it by the time beside it" in said
    assert "- Ad desk: March 5, 2026, 2:00 p.m.; it had nothing about you" in said


def test_an_agent_reads_that_a_place_held_nothing_about_the_person(march):
    an_owner(given.a_business(), name="Ad desk", actions=["opt-out"])
    case = opted_out()
    Case.objects.filter(pk=case.pk).update(is_for_another=True)
    march(5, 14)
    said = response(settle(case, StepState.NOT_HELD))
    assert "- Ad desk: March 5, 2026, 2:00 p.m.; it had nothing about the person" in said


def test_a_place_that_kept_it_brings_the_case_back_and_nothing_is_honored(march):
    an_owner(given.a_business(), name="Ad desk", actions=["opt-out"])
    case = opted_out()
    Step.objects.filter(case=case).update(state=StepState.KEPT, settled_at=now())
    engine.advance(case.pk)
    case.refresh_from_db()
    assert case.current is State.REVIEW and not Letter.objects.filter(case=case, is_response=True).exists()
    assert not suppression.effect_of(case).is_everywhere


def test_a_program_that_reads_the_feed_is_waited_for_and_named(march):
    key = an_api_key(given.a_business(), Scope.FEED)
    march(2, 10)
    case = opted_out()
    assert case.current is State.WORKING and case.stuck == "" and suppression.effect_of(case).awaits_programs
    march(4, 11)
    given.drain()
    case.refresh_from_db()
    assert case.stuck == Reason.FEED_NOT_TAKEN
    suppression.confirm_feed(key, suppression.newest_feed_number(case.business_id))
    given.drain()
    assert "- The programs that read our list: March 4, 2026, 11:00 a.m." in response(case)


def test_a_program_that_is_gone_holds_nothing_up_once_its_key_is_revoked(march):
    key = an_api_key(given.a_business(), Scope.FEED)
    march(3)
    case = opted_out()
    assert case.current is State.WORKING
    suppression.revoke_api_key(key)
    given.drain()
    assert HONORED in response(case)


def test_a_second_request_waits_for_the_same_places(march):
    key = an_api_key(given.a_business(), Scope.FEED)
    march(3)
    opted_out()
    second = opted_out(submission="again")
    assert second.current is State.WORKING
    suppression.confirm_feed(key, suppression.newest_feed_number(second.business_id))
    given.drain()
    assert HONORED in response(second)


def test_the_law_that_is_cited_is_that_of_what_was_stopped(march):
    business = given.a_business()
    business.is_ccpa_business = True
    business.save()
    for number, (stops, law, outcome) in enumerate(
        (
            ("direct-marketing", "under Cal. Civ. Code § 1798.83(c)(2).", "OPTED_OUT_MARKETING"),
            ("sale-sharing", "under Cal. Civ. Code § 1798.120.", "OPTED_OUT_ALL"),
            ("", "under Cal. Civ. Code § 1798.120 and Cal. Civ. Code § 1798.83(c)(2).", "OPTED_OUT_ALL"),
        )
    ):
        party = {"requester": {"email": f"dana{number}@example.com"}}
        case = opted_out(answers={"stops": stops} if stops else {}, parties=party)
        assert law in response(case) and case.outcome == outcome
        assert ("1798.135(c)(4)" in response(case)) is (stops != "direct-marketing")
    business.is_ccpa_business = False
    business.save()
    case = opted_out(answers={"stops": "sale-sharing"}, parties={"requester": {"email": "kim@example.com"}})
    assert "1798" not in response(case)


def test_who_is_told_is_said_only_of_who_is(march):
    case = opted_out()
    assert "We tell each of them" not in response(case)
    an_owner(given.a_business(), name="Ad desk", actions=["opt-out"])
    other = opted_out(parties={"requester": {"email": "kim@example.com"}})
    ThirdPartyNotice.objects.create(
        case=other, what="stop-sharing", recipient_key="r1", name="Birch Data", how="mail", made_at=now()
    )
    said = response(settle(other))
    assert "We tell each of them to stop too" in said and "- Birch Data" in said


def test_what_was_imported_is_in_effect_everywhere_only_where_nobody_else_must_hear_it(march):
    business = given.a_business()
    import_addresses(business, ["kim@example.com"], "", None, lambda _count: None)
    Suppression.objects.update(purpose="sale-sharing")
    assert suppression.is_sale_stopped_everywhere(business.pk, "kim@example.com")
    an_owner(business, name="Ad desk", actions=["opt-out"])
    assert not suppression.is_sale_stopped_everywhere(business.pk, "kim@example.com")
    assert not suppression.is_sale_stop_asked(business.pk, "kim@example.com")
    case = opted_out(parties={"requester": {"email": "kim@example.com"}}, answers={"stops": "sale-sharing"})
    assert suppression.is_sale_stop_asked(business.pk, "kim@example.com")
    settle(case)
    assert suppression.is_sale_stopped_everywhere(business.pk, "kim@example.com")


def test_a_refused_request_leaves_what_was_imported(march):
    business = given.a_business()
    import_addresses(business, [DANA], "", None, lambda _count: None)
    Suppression.objects.update(purpose="sale-sharing")
    case = opted_out(answers={"stops": "sale-sharing"})
    suppression.follow_decision(case, is_declined=True)
    assert suppression.is_opted_out(business.pk, DANA)


def test_an_unsubscribed_address_is_everywhere_once_the_systems_have_it(march):
    business = given.a_business()
    MailList.objects.create(business=business, slug="news", name="News")
    an_owner(business, name="Mailer", actions=["suppress"])
    case = given.a_case(
        kind="unsubscribe", parties={"requester": {"email": DANA}}, answers={"lists": "news"}, came_to=None
    )
    assert not suppression.effect_of(case, {"email": DANA}).is_everywhere
    given.drain()
    settle(case)
    assert case.current is State.RESPONDED
    assert suppression.effect_of(case, {"email": DANA}).is_everywhere


def test_a_later_consent_ends_it(march):
    case = opted_out()
    assert suppression.effect_of(case).is_everywhere
    march(6)
    evidence = {"how": "ticked", "where": "shop", "confirmed_at": "2026-03-06"}
    suppression.record_consent(case.business, DANA, ["sale-sharing"], [], evidence, now() - timedelta(minutes=1))
    assert suppression.effect_of(case).list_since is None
