"""Two people record at two requests that the one letter about both came back: it is written once, and nobody waits."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from dsr import letters
from dsr.errors import BadInput
from dsr.models import Case, Letter
from tests import given
from tests.at_once import await_waiting
from tests.dsr.engine.test_acknowledgement import acknowledgements, again, asked
from tests.patience import PATIENCE


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
        await_waiting(2)
    for one in presses:
        one.join(PATIENCE)
    assert sorted(came) == ["known", "recorded"]
    assert [case.entries.filter(name="letter-returned").count() for case in cases] == [1, 1]


def _in_words(error: Any) -> str:
    return "known" if isinstance(error, BadInput) else f"{type(error).__name__}: {error}"
