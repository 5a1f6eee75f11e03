"""Every statement that the tests send to one database reaches the other, and a test that was refused runs on both."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from dsr.models import ClockOffset
from tests import statements
from tests.statements import REFUSED, needed, shape


def test_a_statement_is_the_same_whatever_its_values() -> None:
    assert shape("SELECT a WHERE b IN (%s, %s)") == shape("SELECT a WHERE b IN (%s, %s, %s)")
    assert shape("INSERT INTO t VALUES (%s, %s)") == shape("INSERT INTO t VALUES (%s, %s), (%s, %s)")
    assert shape('SAVEPOINT "s140_x1"') == shape('SAVEPOINT "s139_x22"')
    assert shape("SELECT a WHERE b = %s") != shape("SELECT a WHERE b < %s")
    assert shape("SELECT a WHERE b = %s") != shape("SELECT a WHERE b = %s FOR UPDATE")


def _record(**asked: list[int | str]) -> list[dict[str, object]]:
    return [{"test": test, "ended": "passed", "statements": parts} for test, parts in asked.items()]


def test_all_that_is_asked_is_asked_again_and_no_test_more() -> None:
    lines = [*_record(a=[1, 2, 3], b=[1, 2], c=[3, 4], d=[4], e=[5]), {"test": "f", "ended": "passed"}]
    assert needed(lines, times=1) == {"a", "c", "e"} or needed(lines, times=1) == {"a", "d", "e"}
    assert needed(lines, times=2) == {"a", "b", "c", "d", "e"}
    assert needed(lines, times=9) == {"a", "b", "c", "d", "e"}


def test_what_the_database_refused_is_always_asked_again() -> None:
    lines = _record(a=[1, 2, 3], **{name: [1, REFUSED] for name in "bcde"})
    assert needed(lines, times=1) == {"a", "b", "c", "d", "e"}


@pytest.mark.django_db
def test_what_a_test_asks_is_noted(request: pytest.FixtureRequest) -> None:
    before = list(request.node.user_properties)
    with statements.noted(request.node):
        ClockOffset.objects.create(pk=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            ClockOffset.objects.create(pk=1)
        ClockOffset.objects.filter(pk=1).exists()
    ((_name, asked),) = request.node.user_properties[len(before) :]
    request.node.user_properties[:] = before
    assert REFUSED in asked
    assert len(asked) == 6  # a savepoint, back to it, its end, the insertion, the question, and that it was refused


def test_what_was_asked_arrives_as_it_was_noted() -> None:
    report = SimpleNamespace(user_properties=[("commits", True), (statements._NAME, {12, REFUSED, 7})])
    report.user_properties = statements.carried(report.user_properties)
    assert statements.of(report) == [12, 7, REFUSED]
    assert ("commits", True) in report.user_properties
    assert statements.of(SimpleNamespace(user_properties=[])) == []
