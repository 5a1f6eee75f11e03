"""A report about a child: deleted on knowledge, told to nobody but a shown parent, and not kept in the record."""

from datetime import UTC, date, datetime

import pytest

from dsr import agents, clock, engine, journal, parties, retention, review
from dsr.errors import BadInput, Blocked, NotAllowed
from dsr.kinds import base
from dsr.lifecycle import Who
from dsr.models import Case, Letter, Sealed, Step, System
from dsr.models.case import Delivery
from tests import given, given_systems

pytestmark = pytest.mark.django_db
CHILD = given_systems.DANA
TEACHER = "teacher@example.org"


@pytest.fixture
def shop(tmp_path, db):
    url = given_systems.a_database(tmp_path)
    given_systems.a_system(given.a_business(), url)
    return url


def reported(**changes):
    fields = {
        "kind": "child",
        "parties": {"subject": {"email": CHILD}, "requester": {"email": TEACHER}},
        "answers": {"found_by": "email", "relation": "other"},
        "sealed": {"how_known": "She is in my class of ten-year-olds."},
        **changes,
    }
    return given.in_review(**fields)


def by_parent(wish="delete"):
    return reported(answers={"found_by": "email", "relation": "parent", "wish": wish})


def fresh(case):
    return Case.objects.get(pk=case.pk)


def approved(case, outcome="CHILD_DATA_DELETED"):
    given.drain()
    review.approve(case.pk, given.staff(), review.Approval(outcome), seen=fresh(case).entry_count)
    given.drain()
    return fresh(case)


def shown(case, method="call", **changes):
    values = {"seen": fresh(case).entry_count, "method": method, "note": "Seen by video.", **changes}
    return agents.record_parenthood(case.pk, given.staff(), **values)


def said(server):
    return server.kept[-1].get_body(("plain",)).get_content()


def test_a_teacher_says_it_and_it_is_deleted_and_the_answer_tells_nothing_of_it(server, shop):
    case = approved(reported())
    assert (case.state, case.outcome) == ("responded", "CHILD_DATA_DELETED")
    assert given_systems.count(shop, "customers", "id = 1") == 0
    assert given_systems.count(shop, "customers") == 2
    assert server.kept[-1]["To"] == TEACHER
    told = said(server)
    assert "We looked into your report and dealt with it." in told
    for word in ("Shop database", "Customers", "deleted", CHILD, "law requires"):
        assert word not in told


def test_the_answer_to_others_is_the_same_whether_anything_was_there_or_not(server, shop):
    approved(reported())
    first = said(server)
    nobody = {"subject": {"email": "nobody@example.com"}, "requester": {"email": TEACHER}}
    case = approved(reported(parties=nobody))
    assert case.outcome == "NO_LONGER_HELD"
    own = [*(one[:4] for one in Case.objects.values_list("reference", flat=True)), "/r/"]  # and the link to its page

    def without(text):
        return [line for line in text.splitlines() if not any(one in line for one in own)]

    assert without(said(server)) == without(first)


def test_the_reporters_own_address_finds_nobody(server, shop):
    parties_ = {"subject": {"account": "sunny-otter"}, "requester": {"email": CHILD}}
    case = reported(parties=parties_, is_for_another=False)
    given.drain()
    assert case.is_for_another
    step = Step.objects.get(case=case)
    assert (step.reason, step.found) == ("no-address", {"orders": 0, "order_lines": 0, "tickets": 0, "customers": 0})
    approved(case)
    assert fresh(case).state == "working"  # a person must look by the user name
    assert given_systems.count(shop, "customers", "id = 1") == 1


def test_a_parent_who_showed_it_hears_what_was_deleted(server, shop):
    case = by_parent()
    shown(case)
    approved(case)
    assert "Shop database: Customers and orders" in said(server)


def test_who_only_says_to_be_the_parent_hears_no_more_than_others(server, shop):
    approved(by_parent())
    assert "Shop database" not in said(server) and "dealt with it" in said(server)


OF_PARENT = {"PARENT_REVIEW_GIVEN": "data-shown", "CONSENT_WITHDRAWN": "consent-withdrawn"}


def recorded(case, act, **changes):
    said = {"on": clock.today(), "how": "call", "note": "On the screen; the recording is in the vault."}
    said = agents.ParentAct(act, **{**said, **changes})
    return agents.record_parent_act(case.pk, given.staff(), said, seen=fresh(case).entry_count)


@pytest.mark.parametrize("outcome", OF_PARENT)
def test_nothing_is_told_or_seen_before_parenthood_is_shown(server, shop, outcome):
    case = by_parent("see")
    with pytest.raises(NotAllowed, match="parenthood"):
        recorded(case, OF_PARENT[outcome])
    with pytest.raises(Blocked, match="parenthood"):
        approved(case, outcome)
    shown(case)
    recorded(case, OF_PARENT[outcome])
    case = approved(case, outcome)
    assert (case.state, case.outcome) == ("responded", outcome)  # the steps do not change what was decided
    assert "Shop database" in said(server)
    assert given_systems.count(shop, "customers", "id = 1") == 0


@pytest.mark.parametrize("outcome", OF_PARENT)
def test_what_was_done_for_a_parent_is_said_only_as_it_is_recorded(server, shop, outcome):
    case, act = by_parent("see"), OF_PARENT[outcome]
    shown(case)
    with pytest.raises(Blocked, match="Is it the parent"):
        approved(case, outcome)
    recorded(case, act)
    assert agents.parent_act_on(case, act) == clock.today()
    recorded(case, act, on=None, how="", note="It was another family.", is_mistake=True)
    assert agents.parent_act_on(case, act) is None
    with pytest.raises(Blocked, match="Is it the parent"):
        approved(case, outcome)


def test_a_wish_in_the_request_withdraws_consent_by_itself(server, shop):
    case = by_parent("withdraw")
    shown(case)
    assert approved(case, "CONSENT_WITHDRAWN").state == "responded"
    assert "and withdrew your consent" in said(server)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"act": "bribed"}, "Choose what"),
        ({"on": None}, "Give its day"),
        ({"on": date(2000, 1, 1)}, "Give its day"),
        ({"on": date(2999, 1, 1)}, "Give its day"),
        ({"how": "pigeon"}, "Choose how"),
        ({"note": " "}, "Write what you showed"),
        ({"is_mistake": True}, "leave both empty"),
        ({"is_mistake": True, "on": None, "how": ""}, "Nothing of this is recorded"),
    ],
)
def test_half_a_record_of_what_was_done_for_a_parent_is_refused(shop, changes, why):
    case = by_parent("see")
    shown(case)
    before = fresh(case).entry_count
    with pytest.raises(BadInput, match=why):
        recorded(case, **{"act": "data-shown", **changes})
    assert fresh(case).entry_count == before


def test_the_wish_to_see_is_refused_to_who_shows_nothing_and_the_data_goes_all_the_same(server, shop):
    case = approved(by_parent("see"), "DENIED_NOT_SHOWN_PARENT")
    assert (case.state, case.outcome) == ("responded", "DENIED_NOT_SHOWN_PARENT")
    assert given_systems.count(shop, "customers", "id = 1") == 0
    assert "do not say whether there was any" in said(server) and "Shop database" not in said(server)
    for other in (by_parent(), reported()):
        assert "DENIED_NOT_SHOWN_PARENT" not in {one.code for one in review.offered_outcomes(other)}


def test_how_it_was_shown_is_written_down_and_no_paper_stays(shop):
    case = by_parent("see")
    with pytest.raises(BadInput, match="Delete the copy"):
        shown(case, "government-id")
    with pytest.raises(BadInput, match="how it was shown"):
        shown(case, "selfie")
    with pytest.raises(BadInput, match="what you saw"):
        shown(case, note=" ")
    with pytest.raises(NotAllowed):
        agents.record_parenthood(case.pk, given.staff(Who.VIEWER), seen=1, method="call", note="Seen.")
    shown(case, "government-id", is_paper_deleted=True)
    facts = journal.facts_of(case.entries.get(name="shown-entitled"))
    assert (facts["method"], facts["paper_deleted"]) == ("government-id", True)
    assert fresh(case).verified_at is not None


def test_only_a_law_may_keep_it(server, shop):
    System.objects.update(exceptions=[{"code": "E1_TRANSACTION_WARRANTY_CONTRACT"}])
    codes = {keep.code for keep in base.get("child").keep_codes}
    assert codes == {"E8_LEGAL_OBLIGATION", "X_LAW_OR_COURT", "X_LE_HOLD"}
    cited = [str(keep.citation) for keep in base.get("child").keep_codes]
    assert "1798.105" not in " ".join(cited), "a report is no request under that section"
    case = reported()
    given.drain()
    step = Step.objects.get(case=case)
    with pytest.raises(BadInput):
        review.approve(
            case.pk,
            given.staff(),
            review.Approval("CHILD_DATA_DELETED", keeps={step.pk: "E1_TRANSACTION_WARRANTY_CONTRACT"}),
            seen=fresh(case).entry_count,
        )
    review.approve(
        case.pk,
        given.staff(),
        review.Approval(
            "CHILD_DATA_DELETED", keeps={step.pk: "E8_LEGAL_OBLIGATION"}, whys={step.pk: given_systems.TAX_LAW}
        ),
        seen=fresh(case).entry_count,
    )
    given.drain()
    assert fresh(case).outcome == "CHILD_DATA_KEPT_BY_LAW"
    assert "dealt with it" in said(server)


def test_when_the_answer_is_out_the_record_holds_nothing_of_the_child(server, shop):
    case = approved(reported())
    names = set(Sealed.objects.filter(case=case).values_list("name", flat=True))
    assert not {name for name in names if name in {"subject", "how_known"} or name.startswith("step:")}
    assert "requester" in names
    everything = str(parties.sealed_values(case)) + "".join(entry.facts for entry in case.entries.all())
    assert CHILD not in everything


def test_answered_on_paper_it_is_erased_the_same_day(shop):
    from dsr import letters
    from dsr.clock import today

    letter = {"subject": {"email": CHILD}, "requester": {"postal": "Lee Moss\n9 Elm Court\nChico, CA 95926"}}
    case = approved(reported(parties=letter, delivery=Delivery.MAIL))
    sheet = Letter.objects.get(case=case, is_response=True)
    letters.record_mailed(case.pk, given.staff(), seen=case.entry_count, mailed_on=today(), letter_id=sheet.pk)
    assert retention.due_for_erasure() == [case.pk]
    engine.run_daily_jobs()
    assert retention.due_for_erasure() == []
    assert not Sealed.objects.filter(case=case, name="subject").exists()


def test_a_person_looks_first_and_may_see_that_it_is_no_child(server, shop):
    case = reported()
    assert case.state == "review"
    review.decline(case.pk, given.staff(), seen=case.entry_count, reasons=["NOT_A_CHILD"])
    given.drain()
    assert given_systems.count(shop, "customers") == 3
    assert "dealt with it" in said(server)


def test_three_business_days_at_most(frozen):
    frozen(datetime(2026, 3, 10, 18, tzinfo=UTC))
    case = given.a_case(
        kind="child", parties={"subject": {"email": CHILD}, "requester": {"email": TEACHER}}, answers={}
    )
    assert (case.due_safe, case.due_latest) == (date(2026, 3, 13), date(2026, 3, 13))


def test_the_least_is_asked():
    kind = base.get("child")
    assert kind.proof_bounds.most.value == "none" and kind.is_offered(None)
    asked = {question.name for question in kind.questions}
    expected = {"found_by", "child_email", "account", "relation", "wish", "delivery", "email", "postal", "how_known"}
    assert asked == expected
