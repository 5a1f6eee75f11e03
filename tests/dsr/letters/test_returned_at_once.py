"""Two people record at two requests that the one letter about both came back: it is written once, and nobody waits."""

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction

from dsr import letters
from dsr.errors import BadInput
from dsr.models import Case, Letter
from tests import given
from tests.dsr.engine.test_acknowledgement import acknowledgements, again, asked
from tests.patience import PATIENCE

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def _await_both() -> None:
    """Until both wait for the letter, or for who does; on SQLite each waits for the whole database."""
    ends = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while connection.vendor == "postgresql" and time.monotonic() < ends:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # or the transaction sees for ever what it saw first
            cursor.execute(_WAITING)
            if cursor.fetchone()[0] >= 2:
                return
            time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_pressed_at_both_at_once_one_of_them_hears_that_it_is_recorded():
    cases = [again(case) for case in asked("account-deletion", "deletion")]
    given.drain()
    actor, came = given.staff(), []

    def press(case: Case) -> None:
        letter, said = acknowledgements(case)[0], again(case).entry_count
        try:
            letters.record_letter_returned(case.pk, actor, seen=said, letter_id=letter.pk)
            came.append("recorded")
        except Exception as error:
            came.append(_in_words(error))
        finally:
            connection.close()

    presses = [threading.Thread(target=press, args=[case]) for case in cases]
    with transaction.atomic():
        list(Letter.objects.select_for_update().filter(case__in=cases))
        for one in presses:
            one.start()
        _await_both()
    for one in presses:
        one.join(PATIENCE)
    assert sorted(came) == ["known", "recorded"]
    assert [case.entries.filter(name="letter-returned").count() for case in cases] == [1, 1]


def _in_words(error: Any) -> str:
    return "known" if isinstance(error, BadInput) else f"{type(error).__name__}: {error}"
