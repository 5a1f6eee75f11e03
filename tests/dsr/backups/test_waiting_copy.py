"""A restored copy erases nothing while it waits, and a hold that is set meanwhile keeps what it would erase then."""

import pytest

from dsr import engine, sealing
from dsr.clock import machine
from dsr.models import Case, DraftFile, EvidencePart
from tests.dsr.retention.test_legal_holds import DUE, ended
from tests.given_copies import restored
from tests.given_evidence import alone, made
from tests.given_holds import hold_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(frozen):
    """With a request whose record is over, a pack whose time is, and the file of a form that was left."""
    case = ended()
    made(case)
    row = DraftFile(data_key=sealing.new_data_key(), expires_at=machine())
    row.sealed = sealing.seal(row, "form-draft", b"%PDF-1.4 of nobody")
    row.save(force_insert=True)
    restored()
    frozen(DUE)
    return case


def what_is_kept(case):
    return Case.objects.get(pk=case.pk).forgotten_at is None, EvidencePart.objects.exists(), DraftFile.objects.exists()


def test_it_erases_nothing_before_its_release(copy):
    engine.run_daily_jobs()
    assert what_is_kept(copy) == (True, True, True)
    engine.release(alone(), without_replay=True)
    engine.run_daily_jobs()
    assert what_is_kept(copy) == (False, False, False)


def test_a_hold_that_was_set_after_the_backup_is_set_anew_while_it_waits(copy):
    hold_on(alone())
    engine.release(alone(), without_replay=True)
    engine.run_daily_jobs()
    assert what_is_kept(copy)[0]
