"""The machine's part of the river: it can be stopped between any two steps, and said twice it is done once."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from dsr import engine
from dsr.clock import now
from dsr.disclosures import report
from dsr.journal import check_chain
from dsr.lifecycle import State
from dsr.models import Case, Compilation, DueWork, Letter
from tests.given import a_case, a_ledger, approved, declined, drain, in_review, staff
from tests.replacement import replace_everywhere

pytestmark = pytest.mark.django_db
_WRITES = ("INSERT", "UPDATE", "DELETE")


class Crash(BaseException):
    """As if the process were gone: no handler of the desk sees it."""


class CrashAt:
    """Lets so many writes to the database pass, and dies before the next."""

    def __init__(self, passes: int) -> None:
        self.left = passes

    def __call__(self, execute: Callable, sql: str, params, many: bool, context) -> object:
        if sql.lstrip().startswith(_WRITES):
            if self.left == 0:
                raise Crash
            self.left -= 1
        return execute(sql, params, many, context)


def crashes(frozen, settings) -> Iterator[CrashAt]:
    """One crash after another, each a write later, until the work passes without one."""
    passes = 0
    while True:
        crash = CrashAt(passes)
        yield crash
        if crash.left > 0:
            assert passes > 10  # there was something to crash in
            return
        passes += 1
        frozen(now() + settings.WORK_LEASE + timedelta(seconds=1))


def run(crash: CrashAt) -> None:
    try:
        with connection.execute_wrapper(crash):
            drain()
    except Crash:
        return


def heal(frozen, settings) -> None:
    for _ in range(4):
        frozen(now() + settings.WORK_LEASE + timedelta(seconds=1))
        drain()


def whole(case: Case, transitions: list[str]) -> None:
    case.refresh_from_db()
    assert case.stuck == ""
    assert [e.name for e in case.entries.all() if e.from_state != e.to_state] == transitions
    assert check_chain(case).fault == ""
    assert not DueWork.objects.unfinished().filter(case=case).exists()
    for letter in Letter.objects.filter(case=case):
        copies = [one for one in mail.outbox if one.extra_headers["Message-ID"] == letter.message_id]
        assert letter.state == "accepted"
        assert 1 <= len(copies) <= 2
    assert Letter.objects.filter(case=case).count() == len(set(transitions) & {"queue", "prepare"})


def test_a_crash_before_any_write_of_the_acknowledgement_is_healed(frozen, settings):
    for crash in crashes(frozen, settings):
        case = a_case()
        run(crash)
        heal(frozen, settings)
        assert Case.objects.get(pk=case.pk).state == State.REVIEW
        whole(case, ["receive", "queue"])
        assert Compilation.objects.count() == 1
        assert Compilation.objects.get().state == "blocked"
        assert not DueWork.objects.unfinished().exists()
        DueWork.objects.filter(case=None).delete()
        Compilation.objects.all().delete()


def test_a_crash_before_any_write_of_the_response_is_healed(frozen, settings):
    actor = staff()
    for crash in crashes(frozen, settings):
        case = declined(in_review(), actor=actor)
        run(crash)
        heal(frozen, settings)
        whole(case, ["receive", "queue", "decline", "prepare", "respond"])


def test_a_crash_before_any_write_of_the_compilation_is_healed(frozen, settings, monkeypatch):
    replace_everywhere(monkeypatch, report.render_pdf, lambda _facts: b"%PDF-")
    a_ledger()
    actor = staff()
    for passes in range(30):
        case = approved(in_review(), actor)
        Compilation.objects.update(state="wanted", pdf=None, checksum="")
        DueWork.objects.filter(name="compile").update(done_at=None, attempts=0)
        run(CrashAt(passes))
        heal(frozen, settings)
        whole(case, ["receive", "queue", "approve", "prepare", "respond"])
        assert Compilation.objects.get().state == "done"


def test_advancing_again_changes_nothing(frozen):
    a_ledger()
    case = a_case()
    for step in (lambda: None, lambda: approved(Case.objects.get(pk=case.pk)), lambda: None):
        step()
        drain()
        before = Case.objects.values().get(pk=case.pk)
        rows = [DueWork.objects.count(), Letter.objects.count(), Compilation.objects.count(), len(mail.outbox)]
        for _ in range(3):
            engine.advance(case.pk)
            drain()
        assert Case.objects.values().get(pk=case.pk) == before
        after = [DueWork.objects.count(), Letter.objects.count(), Compilation.objects.count(), len(mail.outbox)]
        assert after == rows
    assert before["state"] == State.RESPONDED


def test_the_same_work_rung_for_many_times_is_done_once(frozen):
    case = a_case()
    [(work_id, _name)] = DueWork.objects.values_list("pk", "name")
    assert [engine.do_work(work_id) for _ in range(4)] == [True, False, False, False]
    assert Case.objects.get(pk=case.pk).entries.filter(name="queue").count() == 1
    assert engine.do_work(99_999) is False


def test_the_report_is_wanted_with_the_acknowledgement(frozen):
    a_ledger()
    case = a_case()
    engine.advance(case.pk)
    assert Compilation.objects.get().year == case.year
    assert DueWork.objects.filter(name="compile").count() == 1


def test_daily_said_often_does_nothing_twice(frozen):
    in_review()
    staff()
    for _ in range(3):
        engine.run_daily_jobs()
    assert DueWork.objects.filter(name="digest").count() == 1


def test_unfinished_counts_what_is_left(frozen):
    a_case()
    assert engine.unfinished_work() == 1
    drain()
    assert engine.unfinished_work() == 0
