"""Forgetting on time, and not a day before."""

import pytest

from dsr import engine, journal, parties, retention
from dsr.errors import Forgotten
from dsr.journal import check_chain
from dsr.models import BlindIndex, Case, DueWork, Sealed
from tests.given import a_case, at, declined, drain, in_review
from tests.replacement import replace_everywhere

pytestmark = pytest.mark.django_db


def ended() -> Case:
    case = declined(in_review())
    drain()
    return Case.objects.get(pk=case.pk)


def test_a_record_is_kept_to_the_end_of_its_last_day_in_california(frozen):
    case = ended()
    frozen(at("2028-03-10T23:59:59-08:00"))
    assert retention.forget_due_cases() == 0
    frozen(at("2028-03-11T00:00:00-08:00"))
    assert retention.forget_due_cases() == 1
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.data_key) == ("forgotten", None)
    assert parties.sealed_values(case) == {}
    with pytest.raises(Forgotten):
        parties.reply_to(case)
    assert not Sealed.objects.exists()
    assert not BlindIndex.objects.exists()
    assert check_chain(case).fault == ""
    assert retention.forget_due_cases() == 0


def test_an_open_case_is_never_forgotten(frozen):
    case = a_case()
    frozen(at("2040-01-01T00:00:00-08:00"))
    assert retention.forget_due_cases() == 0
    assert Case.objects.get(pk=case.pk).state == "received"


def test_the_months_are_a_setting(frozen, settings):
    settings.RETAIN_MONTHS = 30
    assert ended().retain_until.isoformat() == "2028-09-10"


def test_nothing_of_a_forgotten_case_is_left_to_do(frozen):
    case = ended()
    Case.objects.filter(pk=case.pk).update(stuck="letter-refused")
    DueWork.objects.filter(case=case, name="send").update(done_at=None, given_up_at=case.responded_at)
    frozen(at("2028-04-01T00:00:00-07:00"))
    engine.run_daily_jobs()
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.stuck) == ("forgotten", "")
    assert not DueWork.objects.unfinished().filter(case=case).exists()


def test_many_are_forgotten_in_bites(frozen):
    for _ in range(3):
        ended()
    frozen(at("2028-04-01T00:00:00-07:00"))
    assert [
        retention.forget_due_cases(limit=2),
        retention.forget_due_cases(limit=2),
        retention.forget_due_cases(limit=2),
    ] == [2, 1, 0]


def test_one_that_fails_does_not_keep_the_others(frozen, monkeypatch):

    first, second = ended(), ended()
    forget = journal.forget

    def fails(case_id: int) -> Case:
        if case_id == first.pk:
            raise RuntimeError("stuck")
        return forget(case_id)

    replace_everywhere(monkeypatch, journal.forget, fails)
    frozen(at("2028-04-01T00:00:00-07:00"))
    assert retention.forget_due_cases() == 1
    assert Case.objects.get(pk=second.pk).state == "forgotten"
