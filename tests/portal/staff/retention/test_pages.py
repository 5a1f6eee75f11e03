"""How long records are kept: shown with its law, changed by administrators alone, with a reason, on record."""

import pytest
from django.core.cache import cache

from dsr.lifecycle import Who
from dsr.models import AccessEntry, RecordPeriod
from tests import given

pytestmark = pytest.mark.django_db
RETENTION = "/desk/retention/"
DELETION = f"{RETENTION}deletion/"


@pytest.fixture
def admin(browse):
    cache.clear()
    client = browse(Who.ADMINISTRATOR)
    client.post("/accounts/reauthenticate/", {"password": given.PASSWORD, "next": RETENTION})
    return client


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_a_period_is_set_with_its_reason_and_both_laws_are_cited(admin):
    shown = text(admin.get(RETENTION))
    assert "at least 24 months" in shown and "§ 7101(a)" in shown
    assert "5 years" in shown and "§ 1798.199.70" in shown
    sent = {"seen": 0, "months": 60, "reason": "As long as the agency may act"}
    assert "60" in text(admin.post(DELETION, sent, follow=True))
    assert "As long as the agency may act" in text(admin.get(RETENTION))
    entry = AccessEntry.objects.get(name="period-changed")
    assert (entry.account, entry.facts) == (admin.account, {"kind": "deletion", "before": 24, "months": 60})


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"months": 12}, "at least 24 months"), ({"months": "x"}, "whole number"), ({"reason": ""}, "Write why.")],
)
def test_what_is_wrong_comes_again_with_what_was_typed(admin, fields, words):
    sent = {"seen": 0, "months": 60, "reason": "The agency may act", **fields}
    shown = text(admin.post(DELETION, sent), 422)
    assert words in shown and f'value="{sent["months"]}"' in shown
    assert not RecordPeriod.objects.exists()


def test_who_may_read_it_and_who_may_change_it(browse, admin):
    auditor = browse(Who.AUDITOR)
    assert DELETION not in text(auditor.get(RETENTION))
    assert auditor.get(DELETION).status_code == 403
    assert browse(Who.APPROVER).get(RETENTION).status_code == 403
    assert admin.get(f"{RETENTION}nothing/").status_code == 404
    assert "/accounts/reauthenticate/" in browse(Who.ADMINISTRATOR).get(DELETION)["Location"]
