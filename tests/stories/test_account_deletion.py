"""The life of “delete my account”: for a Californian two requests, one confirmation, two responses."""

from pathlib import Path

import pytest

from dsr.models import Case, Entry
from tests import given_systems
from tests.stories.river import River
from tests.stories.test_deletion import approve, ask, confirm, shop, words_of

__all__ = ["shop"]


@pytest.fixture
def both(river: River, shop: str, tmp_path: Path) -> tuple[Case, Case]:
    ask("/ask/account-deletion/")
    account, deletion = Case.objects.order_by("pk")
    river.until_state("verifying", account, deletion)
    return account, deletion


def test_one_form_and_one_press_close_the_account_and_delete_the_rest(river: River, shop: str, both):
    account, deletion = both
    spelled = f"{account.reference[:4]}-{account.reference[4:8]}-{account.reference[8:]}"
    confirm(river, spelled)
    river.until_state("review", account, deletion)
    approve(river, account, "ACCOUNT_CLOSED")
    river.until_state("responded", account)
    # Its rows went with the account: that is no change by somebody else, so nobody has to decide again.
    approve(river, deletion, "DELETE_COMPLETED")
    river.until_state("responded", deletion)
    river.until_rest()
    names = Entry.objects.filter(case__in=both).values_list("name", flat=True)
    assert [name for name in names if name in {"approve", "return"}] == ["approve", "approve"]
    assert given_systems.count(shop, "customers", "id = 1") == 0
    responses = [words_of(mail) for mail in river.mail.kept if "Your answer" in str(mail["Subject"])]
    assert "We closed what there was of the account" in responses[0]
    assert "What comes of that one is told in its own response." in responses[1]
    assert len(responses) == 2
