"""A letter is written anew while somebody corrects what it states: it never goes out as it was."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from dsr import agents, letters, receipt_corrections
from dsr.models import Case, Letter
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from tests.dsr.agents.test_bundle_letters import PAPER, a_bundle
from tests.dsr.receipt_corrections.test_correction_wait import EARLIER, corrected, march, taken_back
from tests.dsr.receipt_corrections.test_correction_wait import on_paper as alone_on_paper
from tests.dsr.receipt_corrections.test_covering_letter import covering, on_paper
from tests.given import drain, staff
from tests.given_proof import matches
from tests.patience import PATIENCE

__all__ = ["march", "matches"]

pytestmark = pytest.mark.django_db(transaction=True)
_WAITS_FOR_NOBODY = {"sqlite": "PRAGMA busy_timeout = 0", "postgresql": "SET lock_timeout = '50ms'"}


def meanwhile(case: Case, monkeypatch: pytest.MonkeyPatch, place: Any = letters, name: str = "compose") -> list[str]:
    """From now on, while the next letter is composed, another person corrects the case; what came of it.

    Or while whatever else is called by this name is on its way.
    """
    came: list[str] = []
    compose = getattr(place, name)

    def press() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(_WAITS_FOR_NOBODY[connection.vendor])
            corrected(case, received_at=EARLIER)
            came.append("corrected")
        except OperationalError:
            came.append("waits its turn")
        finally:
            connection.close()

    def slow(*args, **more):
        if not came:
            other = threading.Thread(target=press)
            other.start()
            other.join(PATIENCE)
        return compose(*args, **more)

    monkeypatch.setattr(place, name, slow)
    return came


def test_what_is_corrected_while_its_acknowledgement_is_written_anew_takes_that_back(monkeypatch):
    case = alone_on_paper()
    corrected(case, received_at=EARLIER)
    taken_back(case)
    came = meanwhile(case, monkeypatch)
    receipt_corrections.write_corrected(case.pk)
    assert came == ["waits its turn"]
    corrected(case, received_at=EARLIER)
    assert {one.state for one in Letter.objects.filter(case=case)} == {LetterState.REPLACED}


@pytest.mark.parametrize("other", [1, 2], ids=["the same", "another of its bundle"])
@pytest.mark.usefixtures("matches")
def test_what_is_corrected_while_the_letter_to_all_is_written_anew_takes_that_back(monkeypatch, other):
    cases = [line.case for line in on_paper().lines.all()]
    corrected(cases[1], received_at=EARLIER)
    taken_back(cases[1])
    came = meanwhile(cases[other], monkeypatch)
    agents.renew_covering(cases[1].pk)
    assert came == ["waits its turn"]
    corrected(cases[other], received_at=EARLIER)
    assert {one.state for one in covering(cases[1].bundled.bundle)} == {LetterState.REPLACED}


@pytest.mark.parametrize("other", [1, 2], ids=["the same", "another of its bundle"])
@pytest.mark.usefixtures("matches")
def test_what_is_corrected_while_the_question_to_the_agent_is_written_anew_takes_that_back(monkeypatch, other):
    bundle = a_bundle(delivery=Delivery.MAIL, agent=PAPER, is_stated=False)
    drain()
    question = agents.ask_agent(bundle.pk, staff())
    cases = [line.case for line in bundle.lines.all()]
    corrected(cases[1], received_at=EARLIER)
    taken_back(cases[1])
    came = meanwhile(cases[other], monkeypatch)
    agents.renew_question(cases[1].pk)
    assert came == ["waits its turn"]
    asked = bundle.letters.filter(name=question.name).order_by("pk")
    assert [one.state for one in asked] == [LetterState.REPLACED, LetterState.TO_MAIL]
    corrected(cases[other], received_at=EARLIER)
    assert {one.state for one in asked.all()} == {LetterState.REPLACED}


@pytest.mark.usefixtures("matches")
def test_of_two_whose_receipts_are_corrected_at_once_the_second_counts_what_the_first_wrote(monkeypatch, settings):
    settings.DECISION_WAIT = timedelta(0)
    bundle = on_paper()
    cases = [line.case for line in bundle.lines.all()]
    came = meanwhile(cases[2], monkeypatch, agents.bundle_covering, "Counter")
    corrected(cases[1], received_at=EARLIER)
    assert came == ["waits its turn"]
    bundle.refresh_from_db()
    assert bundle.received_at != EARLIER, "one of three"
    corrected(cases[2], received_at=EARLIER)
    bundle.refresh_from_db()
    assert bundle.received_at == EARLIER, "two of three"
