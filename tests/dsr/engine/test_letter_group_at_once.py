"""One letter about two requests, and two who act on it at one moment: neither waits for the other for ever."""

import pytest
from django.db import transaction

from dsr import closures, engine, intake, letters
from dsr.engine.letter_fates import settle_for_all
from dsr.letters import Fate, SendResult
from dsr.models import Case, Letter
from dsr.models.letter import LetterState
from tests import given
from tests.at_once import await_waiting, beside
from tests.dsr.engine.test_acknowledgement import again
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


def of_one_letter() -> tuple[list[Case], list[Letter]]:
    """Two requests, and the row of their one letter in each, the carrying one first; nothing is sent yet."""
    answers = {"ca_resident": "yes", "household": "yes", "extent": "all"}
    first, other = [given.a_request(kind=kind, answers=answers) for kind in ("account-deletion", "deletion")]
    received = intake.receive(first, given.staff(), also=[other])
    cases = [received.case, *received.opened]
    for case in cases:
        engine.advance(case.pk)
    rows = list(Letter.objects.filter(case__in=cases).order_by("pk"))
    assert len(rows) == 2 and rows[1].goes_with == rows[0]
    return [row.own_case for row in rows], rows


def fates(rows: list[Letter]) -> set[str]:
    return set(Letter.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True))


def close(case: Case) -> None:
    seen = again(case).entry_count
    closures.close(case.pk, given.staff(), "mistake", seen=seen, note="It was entered twice.")


def at_once(presses, rows: list[Letter]) -> list[str]:
    """The presses in this order, both begun while somebody has the letter; what each of them met."""
    came: list[str] = []
    with transaction.atomic():
        list(Letter.objects.select_for_update().filter(pk__in=[row.pk for row in rows]))
        threads = [beside(press, came) for press in presses]
        for number, thread in enumerate(threads, start=1):
            thread.start()
            await_waiting(number)
    for thread in threads:
        thread.join(PATIENCE)
    return came


def test_both_requests_end_at_once():
    cases, rows = of_one_letter()
    assert at_once([lambda: close(cases[0]), lambda: close(cases[1])], rows) == ["done", "done"]
    assert {again(case).closure for case in cases} == {"mistake"}
    assert fates(rows) == {LetterState.REPLACED}


@pytest.mark.parametrize("which", [0, 1], ids=["that carries it", "the other"])
def test_one_ends_while_a_worker_writes_down_that_the_letter_is_out(which):
    cases, rows = of_one_letter()
    assert letters.claim_for_all(letters.open_letter(rows[0].pk)) is None
    accepted = SendResult(Fate.ACCEPTED, "250")

    def settle() -> None:
        with transaction.atomic():
            settle_for_all(Letter.objects.get(pk=rows[0].pk), accepted)

    assert at_once([settle, lambda: close(cases[which])], rows) == ["done", "done"]
    assert fates(rows) == {LetterState.ACCEPTED}, "what is out is out"


def test_one_ends_while_a_worker_takes_back_what_another_called_off():
    cases, rows = of_one_letter()
    Letter.objects.filter(pk=rows[1].pk).update(state=LetterState.REPLACED)
    outgoing = letters.open_letter(rows[0].pk)
    assert at_once([lambda: letters.claim_for_all(outgoing), lambda: close(cases[0])], rows) == ["done", "done"]
    assert fates(rows) == {LetterState.REPLACED}
