"""Leases and due times are counted by the database's clock; a process that is far off it takes no work."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from dsr import address_change, engine, installation, work_queue
from dsr.address_change import NewAddress
from dsr.clock import system
from dsr.installation import process_clock
from dsr.models import AddressChange, DueWork, Installation
from tests import given
from tests.given_joins import again
from tests.given_own_page import NEW, link_in, own_fact, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def off(monkeypatch):
    """off(seconds): the database's clock is so much ahead of this process's."""

    def set_off(seconds: float) -> None:
        monkeypatch.setattr(process_clock, "_is_other_machine", lambda: True)
        monkeypatch.setattr(process_clock, "database_time", lambda: system() + timedelta(seconds=seconds))
        installation.measure_anew()

    yield set_off
    installation.measure_anew()


def test_what_is_near_is_counted_by_the_databases_clock(frozen, off):
    given.a_case()
    (row,) = DueWork.objects.all()
    off(7)
    claim = work_queue.claim(row.pk, lambda _name: 8)
    row.refresh_from_db()
    lease = row.leased_until - row.added_at
    assert claim and timedelta(seconds=126) < lease < timedelta(seconds=128)
    work_queue.put_off(claim, "try-again", timedelta(minutes=1))
    row.refresh_from_db()
    assert timedelta(seconds=66) < row.not_before - row.added_at < timedelta(seconds=68)


@pytest.mark.parametrize("seconds", [11, -7200])
def test_a_process_that_is_off_takes_no_work_and_says_so(frozen, off, client, capsys, caplog, seconds):
    given.a_case()
    installation.look_at_place()
    (work_id,) = DueWork.objects.values_list("pk", flat=True)
    off(seconds)
    assert engine.do_work(work_id) is False and DueWork.objects.get().attempts == 0
    assert f"{-seconds} s off" in client.get("/healthz").json()["clock"]
    assert Installation.objects.get().clock_seconds == -seconds
    assert "takes no work" in caplog.text
    call_command("check")
    assert "daylight.clock" in capsys.readouterr().err
    off(0)
    assert "clock" not in client.get("/healthz").json()
    assert engine.do_work(work_id) is True


def test_the_real_clocks_agree(db):
    installation.measure_anew()
    assert installation.clock_difference() == timedelta(0) or connection.vendor == "postgresql"
    assert not installation.is_clock_off()


@pytest.mark.parametrize("what", ["a decision", "a decision that waits for an address", "an address"])
def test_what_a_process_behind_is_woken_for_is_done_and_not_dropped(what, frozen, off, settings):
    """The row of work is due by the database's clock while this process still has two seconds to go."""
    given.a_ledger()
    settings.DECISION_WAIT = timedelta(minutes=10 if what == "a decision" else 0)
    case = given.in_review()
    if what == "a decision":
        at = given.declined(case).leaves_at
    else:
        change = address_change.ask_change(case.pk, own_fact(case), NewAddress("email", NEW), key=press())
        given.drain()
        at = change.leaves_at
        if what == "an address":
            address_change.prove_address(
                address_change.change_by_token(link_in(case, "own-page/address-confirm", "/address/")).secret
            )
        else:
            given.approved(again(case))
    given.drain()
    frozen(at - timedelta(seconds=2))
    off(3)
    given.drain()
    if what == "an address":
        assert AddressChange.objects.get().state == "done"
    else:
        assert again(case).state == "responded"
