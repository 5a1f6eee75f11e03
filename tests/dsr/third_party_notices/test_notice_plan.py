"""Who is told of what was carried out, once; and that the response says so without waiting for anybody."""

import pytest

from dsr import disclosures, engine, journal, review, third_party_notices
from dsr.errors import BadInput, Blocked, NotAllowed
from dsr.letters import body_of
from dsr.lifecycle import State, Who
from dsr.models import Business, DueWork, Entry, Letter, Recipient, Sealed, Step, ThirdPartyNotice
from dsr.models.third_party_notice import ThirdPartyNoticeState, What
from tests import given
from tests.given_corrections import CORRECT, a_correction, a_shop, decided
from tests.given_systems import (
    DANA,
    MAPPING,
    NEWSLETTER,
    a_database,
    a_deletion,
    a_system,
    an_owner,
    granted,
    run,
    sold_to,
    step_of,
)
from tests.given_third_party_notices import BIRCH, CEDAR, a_contact, a_provider, mails_to, token_for
from tests.replacement import replace_everywhere

pytestmark = pytest.mark.django_db(transaction=True)
KEEP = "E8_LEGAL_OBLIGATION"
NED = {"subject": {"name": "Ned Vance"}, "requester": {"name": "Ned Vance", "email": "ned@example.com"}}
RECIPIENTS = {"table": "shared_with", "column": "partner", "by": {"customer_id": "customers.id"}}


def a_shop_that_confirms(tmp_path, **mapping):
    """A database that says to whom Dana's information went: to r1 twice, and to one that no ledger knows."""
    url = a_database(tmp_path)
    run(url, "CREATE TABLE shared_with (customer_id INTEGER, partner TEXT)")
    for number, partner in ((1, "r1"), (1, "r1"), (1, DANA), (2, "r2")):
        run(url, "INSERT INTO shared_with VALUES (:a, :b)", a=number, b=partner)
    return a_system(url=url, mapping={**MAPPING, "recipients": RECIPIENTS, **mapping})


def response_of(case) -> str:
    return body_of(Letter.objects.get(case=case, is_response=True))["text"]


def states(case):
    return {row.name: row.state for row in ThirdPartyNotice.objects.filter(case=case)}


def test_a_provider_is_told_once_and_the_response_does_not_wait():
    case = a_deletion_done(a_provider())
    assert (case.state, states(case)) == (State.RESPONDED, {"Cedar Hosting": ThirdPartyNoticeState.SENT})
    assert "which process information for us, to do the same:\n\n- Cedar Hosting" in response_of(case)
    (told,) = mails_to(CEDAR)
    for personal in (DANA, "Dana", "Whitlow"):
        assert personal not in told.subject + told.body
    assert third_party_notices.plan_notices(case) == 0  # again tells nobody twice
    assert "Dana" not in str(ThirdPartyNotice.objects.values().get())


def a_deletion_done(_provider, keeps=None):
    owner = an_owner()
    case = a_deletion()
    case = granted(case, {step_of(case, owner).pk: KEEP} if keeps else None)
    if not keeps:
        from dsr import fulfilment

        fulfilment.settle_step_by_hand(
            case.pk, Step.objects.get(case=case).pk, given.staff(), state="done", note="Seen."
        )
        given.drain()
        case.refresh_from_db()
    return case


def test_only_providers_in_use_and_of_the_action_are_told():
    a_provider(name="Off", is_active=False)
    a_provider(name="Mailer", actions=["opt-out"])
    other = given.a_business("Another, Inc.")
    a_provider(other, name="Elsewhere")
    case = a_deletion_done(a_provider())
    assert set(states(case)) == {"Cedar Hosting"}


def test_what_is_kept_binds_providers_too_and_other_companies_hear_nothing():
    business = given.a_ledger()
    a_provider()
    an_owner()
    case = a_deletion(business)
    sold_to(business, "r1")
    selection = third_party_notices.Selection(["r1"], {"r1": "Alder Catalog Company 1"})
    third_party_notices.select_recipients(case.pk, given.staff(), selection)
    case.refresh_from_db()
    case = granted(case, {Step.objects.get(case=case).pk: KEEP})
    assert case.outcome == "DELETE_DENIED"
    assert states(case) == {
        "Cedar Hosting": ThirdPartyNoticeState.SENT,
        "Alder Catalog Company 1": ThirdPartyNoticeState.GIVEN_UP,
    }
    row = ThirdPartyNotice.objects.get(provider__isnull=False)
    assert (row.what, len(third_party_notices.notice_page_of(token_for(CEDAR)).content.keeps)) == (What.KEEPING, 1)


def test_nothing_held_tells_nobody(tmp_path):
    a_provider()
    a_system(url=a_database(tmp_path))
    case = granted(a_deletion(parties=NED))
    assert (case.outcome, states(case), mails_to(CEDAR)) == ("DELETE_NOTHING_HELD", {}, [])


def test_a_recipient_that_a_system_confirms_is_told_without_being_chosen(tmp_path):
    business = given.a_ledger()
    a_contact(business, "r1")
    system = a_shop_that_confirms(tmp_path)
    case = a_deletion()
    assert step_of(case, system).recipients == {"": 1, "r1": 2}  # what is no key of the ledger is only counted
    case = granted(case)
    assert (case.outcome, states(case)) == (
        "DELETE_COMPLETED",
        {"Alder Catalog Company 1": ThirdPartyNoticeState.SENT},
    )
    assert ThirdPartyNotice.objects.get().is_confirmed
    assert len(mails_to(BIRCH)) == 1
    assert "to delete it and to pass this on:\n\n- Alder Catalog Company 1" in response_of(case)


def test_category_level_recipients_are_chosen_and_the_reason_for_others_is_in_the_response(tmp_path):
    business = given.a_ledger(recipients=3)
    a_contact(business, "r2")
    a_shop_that_confirms(tmp_path)
    sold_to(business, "r2", "r3")
    case = a_deletion()
    may = third_party_notices.selectable_recipients(case)
    assert set(may) == {"r1", "r2", "r3"}
    with pytest.raises(Blocked, match="choose which recipients"):
        review.approve(case.pk, given.staff(), review.Approval("DELETE_COMPLETED"), seen=case.entry_count)
    for wrong in (
        {"tell": ["r2"]},
        {"tell": [], "code": "TELL_IMPOSSIBLE"},
        {"tell": [], "code": "BORED", "facts": "x"},
    ):
        with pytest.raises(BadInput):
            selection = third_party_notices.Selection(may={"r2": "B", "r3": "C"}, **wrong)
            third_party_notices.select_recipients(case.pk, given.staff(), selection)
    facts = "It was dissolved in 2023 and left no successor."
    with pytest.raises(NotAllowed):
        selection = third_party_notices.Selection(["r2"], may, "TELL_IMPOSSIBLE", facts)
        third_party_notices.select_recipients(case.pk, given.staff(Who.VIEWER), selection)
    may = {key: name for key, name in may.items() if key != "r1"}
    selection = third_party_notices.Selection(["r2"], may, "TELL_IMPOSSIBLE", facts)
    case = third_party_notices.select_recipients(case.pk, given.staff(), selection)
    assert mails_to(BIRCH) == []  # not before the decision
    case = granted(case)
    wanted, sent, untold = (ThirdPartyNoticeState(value) for value in ("wanted", "sent", "not-told"))
    assert set(states(case).values()) == {wanted, sent, untold}
    said = response_of(case)
    assert "- Alder Catalog Company 1\n\n- Alder Catalog Company 2" in said
    assert (
        f"Alder Catalog Company 3: it is impossible to tell them (Cal. Code Regs. tit. 11, § 7022(b)(3)). {facts}"
        in said
    )
    kept = [*ThirdPartyNotice.objects.values(), *Entry.objects.values("facts")]
    assert "dissolved" not in str(kept)
    may = third_party_notices.selectable_recipients(case)
    assert "r3" not in may or states(case)["Alder Catalog Company 3"] == untold


def test_a_recipient_without_a_contact_gets_a_paper_letter_that_counts_once_mailed(tmp_path):
    from dsr import letters
    from dsr.clock import today

    given.a_ledger()
    a_shop_that_confirms(tmp_path)
    case = granted(a_deletion())
    row = ThirdPartyNotice.objects.get()
    assert (row.state, row.letter.state, row.letter.name) == (
        ThirdPartyNoticeState.WANTED,
        "to-mail",
        "telling/delete",
    )
    body = body_of(row.letter)
    assert "Reno, NV 89501" in body["to"]
    assert DANA in body["text"]
    letters.record_mailed(case.pk, given.staff(), seen=case.entry_count, mailed_on=today(), letter_id=row.letter_id)
    assert third_party_notices.record_mailed_notices() == 1
    row.refresh_from_db()
    assert row.state == ThirdPartyNoticeState.SENT


def test_no_letter_goes_to_an_address_that_stands_for_nothing(tmp_path):
    business = given.a_ledger()
    recipient = {"name": "Alder Catalog Company 1", "postal_address": "n/a", "examples": "Rakes"}
    disclosures.put_row(business, Recipient, "r1", recipient)
    a_shop_that_confirms(tmp_path)
    granted(a_deletion())
    row = ThirdPartyNotice.objects.get()
    assert (row.letter, row.reason) == (None, "telling-no-address")


def test_a_correction_tells_what_to_change_and_the_letter_says_who_was_told(tmp_path):
    business = given.a_ledger()
    a_contact(business, "r1")
    url = a_database(tmp_path)
    run(url, "CREATE TABLE shared_with (customer_id INTEGER, partner TEXT)")
    run(url, "INSERT INTO shared_with VALUES (1, 'r1')")
    shop = a_shop(url)
    shop.mapping["recipients"] = RECIPIENTS
    shop.approved_digest = shop.mapping_digest
    shop.save()
    a_provider()
    case = decided(a_correction(), item1=CORRECT)
    assert set(states(case)) == {"Cedar Hosting", "Alder Catalog Company 1"}
    (change,) = third_party_notices.notice_page_of(token_for(BIRCH)).content.changes
    assert (change.old, change.new) == ("Dana Whitlow", "Dana Whitlow-Reyes")
    said = response_of(case)
    assert "what to change:\n\n- Alder Catalog Company 1" in said
    assert "to do the same:\n\n- Cedar Hosting" in said


def test_an_opt_out_tells_providers_and_confirmed_recipients(tmp_path):
    business = given.a_ledger()
    a_contact(business, "r1")
    a_provider()
    url = a_database(tmp_path)
    run(url, "CREATE TABLE shared_with (customer_id INTEGER, partner TEXT)")
    run(url, "INSERT INTO shared_with VALUES (1, 'r1')")
    confirms = {"recipients": {**RECIPIENTS, "by": {"customer_id": "subscribers.id"}}}
    a_system(url=url, mapping={**NEWSLETTER, **confirms}, actions=["opt-out"])
    case = given.in_review(kind="opt-out", answers={}, parties={"requester": {"email": DANA}})
    assert (case.state, set(states(case))) == (State.RESPONDED, {"Cedar Hosting", "Alder Catalog Company 1"})
    assert {row.what for row in ThirdPartyNotice.objects.all()} == {What.OPT_OUT}


@pytest.mark.parametrize(
    ("stops", "is_ccpa", "words", "law"),
    [
        ("sale-sharing", True, "opted out of sale and sharing. Stop", "Cal. Code Regs. tit. 11, § 7026(f)(2)"),
        ("sale-sharing", False, "opted out of sale and sharing. Stop", ""),
        ("direct-marketing", True, "told us not to give", "Cal. Civ. Code § 1798.83(c)(2)"),
        ("direct-marketing", False, "told us not to give", "Cal. Civ. Code § 1798.83(c)(2)"),
        ("", True, "for either", "Cal. Code Regs. tit. 11, § 7026(f)(2) and Cal. Civ. Code § 1798.83(c)(2)"),
    ],
)
def test_a_company_is_told_what_was_stopped_and_by_which_law(stops, is_ccpa, words, law):
    Business.objects.filter(pk=given.a_business().pk).update(is_ccpa_business=is_ccpa)
    a_provider()
    answers = {"stops": stops} if stops else {}
    case = given.in_review(kind="opt-out", answers=answers, parties={"requester": {"email": DANA}})
    row = ThirdPartyNotice.objects.select_related("case__business").get(case=case)
    assert third_party_notices.notice_law(row.case, row.what) == law
    (told,) = mails_to(CEDAR)
    body = " ".join(told.body.split())
    assert words in body and ("The law has us pass it" in body) is ("7026" in law)
    assert (f"The law: {law}." in body) is bool(law)
    assert words in third_party_notices.notice_page_of(token_for(CEDAR)).content.order


def test_a_decision_taken_back_in_between_tells_nobody(monkeypatch):
    a_provider()
    case = a_deletion_working()
    record = journal.record

    def taken_back(case_id, line, actor, **more):
        if line.name == "tellings-wanted":
            return type("Case", (), {"state": State.REVIEW})()
        return record(case_id, line, actor, **more)

    replace_everywhere(monkeypatch, journal.record, taken_back)
    assert third_party_notices.plan_notices(case) == 0
    assert not ThirdPartyNotice.objects.exists()
    assert not DueWork.objects.filter(name="tell").exists()


def a_deletion_working():
    an_owner()
    case = granted(a_deletion())
    Step.objects.filter(case=case).update(state="done")
    return case


def test_a_forgotten_case_is_told_of_no_more():
    case = a_deletion_done(a_provider())
    token = token_for(CEDAR)
    journal.forget(case.pk)
    page = third_party_notices.notice_page_of(token)
    assert (page.is_open, dict(page.content.whom)) == (False, {})
    with pytest.raises(NotAllowed):
        third_party_notices.answer_notice(token, "done")
    assert not Sealed.objects.filter(case=case).exists()
    engine.run_daily_jobs()
