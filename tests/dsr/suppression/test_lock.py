"""What is kept after a deletion stays locked; the person who comes back may agree again, use by use."""

from datetime import timedelta

import pytest

from dsr import sealing, suppression
from dsr.clock import now
from dsr.models import Consent, MailList, Suppression
from dsr.models.suppression import Purpose
from tests import given
from tests.given_suppression import DANA, SHARING, suppressed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
CODE = "E8_LEGAL_OBLIGATION"
EVIDENCE = {"how": "signed up again", "where": "shop", "confirmed_at": "2026-03-11"}


def locked(code=CODE, received_at=None, **party):
    case = given.a_case(received_at=received_at or now() - timedelta(days=2))
    suppression.lock_kept_data(case, party or {"email": DANA}, code)
    return case


def agreed(case, *purposes, lists=(), known=DANA, at=None):
    return suppression.record_consent(case.business, known, purposes, lists, EVIDENCE, at or now())


def mailed(case, scope=""):
    """May be mailed: by the single check and by the one of many, which must agree."""
    single = suppression.is_mail_suppressed(case.business_id, DANA, scope)
    assert list(suppression.check_addresses(case.business_id, [DANA], scope)) == [(DANA, single)]
    return not single


def shared(case):
    found = suppression.may_share(case.business_id, DANA)
    (_email, is_stopped) = next(iter(suppression.check_sharing(case.business_id, "email", [DANA])))
    assert is_stopped is not found.may_share
    return found.direct_marketing, found.sale_sharing


def test_a_consent_to_mail_opens_mail_and_the_lock_itself_stays():
    case = locked()
    assert not mailed(case) and shared(case) == (False, False)
    assert agreed(case, "mail") == 1
    assert mailed(case) and mailed(case, "news") and shared(case) == (False, False)
    lock = Suppression.objects.get()
    assert (lock.purpose, lock.scope, lock.lifted_at) == (Purpose.LOCKED, CODE, None)
    opened = Consent.objects.get()
    assert "signed" not in opened.sealed_evidence and suppression.evidence_of(opened)["where"] == "shop"
    assert sealing.is_bound(opened.sealed_evidence)
    assert agreed(case, "mail", at=opened.at) == 0


def test_sharing_is_opened_use_by_use():
    case = locked()
    agreed(case, "direct-marketing")
    assert shared(case) == (True, False) and not mailed(case)
    agreed(case, "sale-sharing")
    assert shared(case) == (True, True)
    assert suppression.may_share(case.business_id, DANA).since is None


def test_a_consent_to_one_list_opens_that_list():
    case = locked()
    MailList.objects.create(business=case.business, slug="news", name="Newsletter")
    agreed(case, "mail", lists=["news"])
    assert mailed(case, "news") and not mailed(case) and not mailed(case, "offers")


def test_a_consent_from_before_the_deletion_or_of_another_person_opens_nothing():
    case = locked()
    assert agreed(case, "mail", at=case.received_at - timedelta(days=1)) == 0
    assert agreed(case, "mail", known="robin@example.com") == 0
    assert not mailed(case) and not Consent.objects.exists()


@pytest.mark.parametrize("code", [CODE, "E2_SECURITY"])
def test_a_later_deletion_that_keeps_something_closes_it_again(frozen, code):
    case = locked()
    agreed(case, "mail")
    frozen(now() + timedelta(days=9))
    locked(code, received_at=now())
    assert not mailed(case)
    frozen(now() + timedelta(days=1))
    agreed(case, "mail")
    assert mailed(case)


def test_a_lock_that_is_written_late_moves_no_newer_one_back():
    case = locked()
    locked(received_at=now() - timedelta(days=9))
    assert Suppression.objects.get().since == case.received_at


def test_who_agreed_again_can_say_no_again():
    case = locked()
    agreed(case, "mail", "sale-sharing", "direct-marketing")
    suppressed(*SHARING, case=given.a_case())
    assert shared(case) == (False, False) and mailed(case)
    assert suppression.may_share(case.business_id, DANA).ask_again_on


def test_a_lock_alone_is_no_opt_out():
    case = locked()
    assert not suppression.is_opted_out(case.business_id, DANA)
    assert suppression.may_share(case.business_id, DANA).ask_again_on is None


def test_an_opt_out_and_a_lock_are_lifted_by_one_consent():
    case = locked()
    suppressed(SHARING[1], case=given.a_case(received_at=now() - timedelta(days=1)))
    assert agreed(case, "sale-sharing") == 2
    assert shared(case) == (False, True)
