"""Who must not be mailed or shared: effective at once, without end, one row each, and never guessed."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from dsr import sealing, suppression
from dsr.clock import now
from dsr.errors import CannotOpen, KeyLost
from dsr.kinds.base import SuppressedUse
from dsr.models import KeyMark, Suppression
from dsr.models.suppression import Purpose
from dsr.suppression import consent, feed, stop_list
from tests import given
from tests.given_suppression import DANA, MAIL, SHARING, a_provider, an_api_key, suppressed
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db


def test_it_holds_at_once_for_every_spelling_and_only_for_this_business():
    case = suppressed()
    other = given.a_business("Juniper Freight, Inc.")
    assert suppression.is_mail_suppressed(case.business_id, "  Dana@EXAMPLE.com ", "news")
    assert not suppression.is_mail_suppressed(case.business_id, "dana+2@example.com", "news")
    assert not suppression.is_mail_suppressed(other.pk, DANA, "news")


def test_a_list_is_stopped_without_the_others():
    case = suppressed(SuppressedUse(Purpose.MAIL.value, "news"))
    assert suppression.is_mail_suppressed(case.business_id, DANA, "news")
    assert not suppression.is_mail_suppressed(case.business_id, DANA, "offers")
    assert not suppression.is_mail_suppressed(case.business_id, DANA)


def test_again_changes_nothing_and_the_first_day_stays():
    case = suppressed()
    again = given.a_case(received_at=now() - timedelta(seconds=1))
    assert suppression.suppress(again, (MAIL, MAIL), {"email": "DANA@example.com"}, source="page", at=now()) == 0
    row = Suppression.objects.get()
    assert row.case == case and row.since == case.received_at


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_row():
    case = given.a_case()
    start = threading.Barrier(2)

    def press() -> None:
        start.wait(PATIENCE)
        try:
            suppression.suppress(case, SHARING, {"email": DANA}, source="page", at=now())
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Suppression.objects.count() == len(SHARING)


def test_a_person_without_email_is_known_by_phone_or_postal_address():
    suppressed(*SHARING, phone="(555) 010-0199", postal="1 Elm Way\nFresno, CA 93701")
    fields = set(Suppression.objects.values_list("field", flat=True))
    assert fields == {"phone", "postal"}
    digest = sealing.person_digest("phone", "555 010 0199")
    assert Suppression.objects.filter(digest=digest).count() == len(SHARING)


def test_sharing_says_each_flag_since_when_and_when_to_ask_again(frozen):
    frozen(datetime(2026, 2, 28, 12, tzinfo=UTC))
    case = suppressed(SHARING[0])
    found = suppression.may_share(case.business_id, DANA)
    assert (found.direct_marketing, found.sale_sharing, found.may_share) == (False, True, False)
    assert found.since == case.received_at and found.ask_again_on == date(2027, 2, 28)
    assert not suppression.is_opted_out(case.business_id, DANA)
    suppressed(SHARING[1])
    assert suppression.is_opted_out(case.business_id, DANA)
    assert suppression.may_share(case.business_id, "robin@example.com") == stop_list.Sharing(True, True)


PAPER = "Dana Whitlow\n1 Elm St.\nFresno, CA 93701"
OTHER = "Kim Other, 2 Elm St, Fresno CA"


@pytest.mark.parametrize(
    "known",
    [
        {"postal": PAPER},
        {"postal": "DANA WHITLOW, 1 Elm St, Fresno CA  93701"},
        {"phone": "+1 (559) 555-0199"},
        {"email": DANA, "phone": "559.555.0199"},
    ],
)
def test_who_opted_out_on_paper_or_by_phone_is_not_shared(known):
    case = suppressed(*SHARING, postal=PAPER, phone="(559) 555-0199")
    assert not suppression.may_share(case.business_id, known).may_share
    assert suppression.is_opted_out(case.business_id, known)
    assert suppression.may_share(case.business_id, {"email": DANA, "postal": OTHER}).may_share


def test_an_opt_out_on_paper_is_lifted_by_what_it_is_known_by():
    case = suppressed(*SHARING, postal=PAPER)
    assert consent.lift_by_consent(case.business_id, {"email": DANA}, SHARING, {}, now()) == 0
    assert consent.lift_by_consent(case.business_id, {"email": DANA, "postal": PAPER}, SHARING, {}, now()) == 2
    assert suppression.may_share(case.business_id, {"postal": PAPER}).may_share


def test_many_are_checked_for_sharing_by_what_they_are_known_by():
    case = suppressed(SHARING[0], postal=PAPER)
    suppressed(email="robin@example.com")  # of no weight here
    found = suppression.check_sharing(case.business_id, "postal", [OTHER, PAPER.replace("\n", ", ")])
    assert [is_stopped for _value, is_stopped in found] == [False, True]
    assert list(suppression.check_sharing(case.business_id, "email", [DANA])) == [(DANA, False)]


def test_unsubscribing_is_not_an_opt_out_nor_the_reverse():
    case = suppressed()
    suppressed(*SHARING, email="robin@example.com")
    assert suppression.may_share(case.business_id, DANA).may_share
    assert not suppression.is_mail_suppressed(case.business_id, "robin@example.com")


def test_what_is_locked_is_neither_mailed_nor_shared():
    case = given.a_case()
    assert suppression.lock_kept_data(case, {"email": DANA}, "E8_LEGAL_OBLIGATION") == 1
    assert suppression.is_mail_suppressed(case.business_id, DANA, "news")
    assert not suppression.may_share(case.business_id, DANA).may_share
    assert suppression.feed_after(case.business_id, 0, 10) == []


def test_no_address_is_kept_where_nobody_must_be_told():
    suppressed()
    assert Suppression.objects.get().sealed_address == ""


def test_the_address_goes_when_every_reader_of_the_feed_has_it():
    business = given.a_business()
    first, second = an_api_key(business), an_api_key(business, key="another")
    suppressed()
    row = Suppression.objects.get()
    assert DANA not in row.sealed_address and suppression.feed_address(row) == DANA
    assert suppression.confirm_feed(first, row.change) == 0
    assert suppression.confirm_feed(second, row.change) == 1
    row.refresh_from_db()
    assert suppression.feed_address(row) == ""
    assert suppression.is_mail_suppressed(business.pk, DANA)


def test_a_revoked_reader_is_not_waited_for():
    business = given.a_business()
    key = an_api_key(business)
    suppressed()
    key.revoked_at = now()
    key.save()
    assert feed.release_addresses(key) == 1


def test_a_system_that_takes_no_part_is_not_waited_for():
    a_provider(given.a_business(), "delete")
    suppressed()
    assert Suppression.objects.get().sealed_address == ""


def test_only_a_later_consent_lifts_it_and_its_evidence_is_sealed():
    case = suppressed(MAIL, *SHARING)
    evidence = {"how": "box ticked on the sign-up page", "where": "shop"}
    too_early = case.received_at - timedelta(days=1)
    assert consent.lift_by_consent(case.business_id, DANA, (MAIL,), evidence, too_early) == 0
    assert consent.lift_by_consent(case.business_id, DANA, (MAIL,), evidence, now()) == 1
    assert not suppression.is_mail_suppressed(case.business_id, DANA)
    assert not suppression.may_share(case.business_id, DANA).may_share
    row = Suppression.objects.exclude(lifted_at=None).get()
    assert "box" not in row.sealed_evidence and suppression.evidence_of(row) == evidence
    row.pk += 1
    with pytest.raises(CannotOpen):
        suppression.evidence_of(row)
    suppressed()  # a new request makes a new row
    assert suppression.is_mail_suppressed(case.business_id, DANA)


def test_many_are_checked_in_their_order_with_one_query_a_batch(django_assert_num_queries):
    case = suppressed()
    emails = ["a@example.com", "DANA@example.com", "b@example.com"]
    with django_assert_num_queries(3):  # the key's mark, whether this is a restored copy, and one batch
        found = list(suppression.check_addresses(case.business_id, emails, "news"))
    assert found == [(emails[0], False), (emails[1], True), (emails[2], False)]


def test_with_another_key_nothing_is_answered(settings):
    case = suppressed()
    settings.SUPPRESSION_KEY = b"9" * 32
    for ask in (
        lambda: suppression.is_mail_suppressed(case.business_id, DANA),
        lambda: suppression.may_share(case.business_id, DANA),
        lambda: list(suppression.check_addresses(case.business_id, [DANA])),
        lambda: suppressed(case=case),
        lambda: consent.lift_by_consent(case.business_id, DANA, (MAIL,), {}, now()),
    ):
        with pytest.raises(KeyLost):
            ask()
    assert KeyMark.objects.count() == 6 and Suppression.objects.count() == 1


@hypothesis_given(local=st.text(min_size=1), domain=st.from_regex(r"[a-z]{1,10}\.example", fullmatch=True))
def test_case_spaces_and_width_make_no_other_person(local, domain):
    email = f"{local}@{domain}"
    digest = sealing.person_digest("email", email)
    assert digest == sealing.person_digest("email", f"\t {email} \n")
    assert digest == sealing.person_digest("email", sealing.normalize("email", email))
    assert digest != sealing.suppression_digest(2, "email", email)
    assert digest != sealing.person_digest("phone", email)
