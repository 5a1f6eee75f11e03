"""A company is told which law wants it told, and of what no law wants passed on, none."""

import pytest

from dsr import fulfilment, review, third_party_notices
from dsr.kinds import base
from dsr.models import Step, ThirdPartyNotice
from dsr.models.third_party_notice import What
from tests import given
from tests.given_systems import a_deletion, an_owner
from tests.given_third_party_notices import CEDAR, a_provider, mails_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]


@pytest.mark.parametrize(
    ("kind", "outcome", "law"),
    [
        ("deletion", "DELETE_COMPLETED", "Cal. Code Regs. tit. 11, § 7022(b)"),
        ("account-deletion", "ACCOUNT_CLOSED", ""),
    ],
)
def test_a_deletion_is_passed_on_by_law_and_a_closed_account_by_a_promise_of_our_own(kind, outcome, law):
    an_owner(actions=["delete", "close-account"])
    a_provider()
    case = a_deletion(kind=kind)
    review.approve(case.pk, given.staff(), review.Approval(outcome), seen=case.entry_count)
    given.drain()
    step = Step.objects.get(case=case)
    fulfilment.settle_step_by_hand(case.pk, step.pk, given.staff(), state="done", note="Seen.")
    given.drain()
    row = ThirdPartyNotice.objects.select_related("case__business").get(case=case)
    assert (row.what, third_party_notices.notice_law(row.case, row.what)) == (What.DELETION, law)
    (told,) = mails_to(CEDAR)
    assert "Delete what you have about this person from us" in told.body
    assert ("The law has us pass it to you." in told.body) is bool(law)
    assert (f"The law: {law}." in told.body) is bool(law)


def test_what_the_law_wants_passed_on_stands_in_the_law_of_its_kind():
    """A kind whose own law says nothing of others claims no law of theirs."""
    required = {kind.code: kind.notices.is_required for kind in base.every() if kind.notices is not None}
    assert required == {"deletion": True, "correction": True, "opt-out": True, "account-deletion": False}
