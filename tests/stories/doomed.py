"""A keeper of real workers (python -m tests.stories.doomed FOLDER): when its worker dies it forks the next.

FOLDER/points lists where a worker dies by kill -9, one point a line; FOLDER/deaths tells where, and over which row."""

import ctypes
import functools
import importlib
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from portal.celery import app
from tests.replacement import places

# Imported before the fork, so that a new life begins at once.
WARM = (
    *("celery.apps.worker", "celery.apps.beat", "celery.concurrency.solo", "celery.worker.consumer"),
    *("kombu.transport.redis", "django.core.mail.backends.smtp", "django.template.defaulttags", "portal.urls"),
)
FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()


def _lines(name: str) -> list[str]:
    path = FOLDER / name
    return path.read_text().splitlines() if path.exists() else []


def _die(point: str, row: object) -> None:
    """Each point kills once, and no row is hit twice: a letter that is uncertain twice waits for a person."""
    deaths = [line.partition(" ") for line in _lines("deaths")]
    points, rows = {died[0] for died in deaths}, {died[2] for died in deaths}
    if point in _lines("points") and point not in points and str(row) not in rows:
        with (FOLDER / "deaths").open("a") as kept:
            kept.write(f"{point} {row}\n")
        os.kill(os.getpid(), signal.SIGKILL)


def _wrap(whole: Callable[..., Any], point: str, row: Callable[..., object]) -> None:
    @functools.wraps(whole)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        _die(f"{point}:before", row(*args, **kwargs))
        result = whole(*args, **kwargs)
        _die(f"{point}:after", row(*args, **kwargs))
        return result

    for module, name in list(places(whole)):  # a room's face holds it too
        setattr(module, name, wrapped)


def prepare_packs() -> None:
    """Places to die while an evidence pack is made."""
    from dsr.evidence import case_content
    from dsr.evidence import job as evidence_job

    _wrap(case_content.add_case, "pack-case", lambda _file, case, _entries, **_: f"pack-of-{case.pk}")
    _wrap(evidence_job._going_on, "pack-mark", lambda pack, **changes: f"pack-mark-{pack.pk}-{changes.get('done')}")


def prepare_address() -> None:
    """Places to die while an address changes. Each death is another row: nothing of it may become uncertain."""
    from dsr.address_change import change_effect, change_letters, lost_address
    from dsr.letters import follow_person

    def each(row_id: int, *_args: Any, **_kwargs: Any) -> str:
        return f"address-{row_id}-{len(_lines('deaths'))}"

    _wrap(lost_address.ask_by_reference, "lost", each)
    _wrap(change_letters.write_letters, "told", each)
    _wrap(change_effect.carry_out, "effect", each)
    _wrap(follow_person, "follow", each)


def prepare() -> None:
    """The demo's movable clock, and a place to die around every step of compiling, writing and sending."""
    from dsr import clock, demo_clock, journal, work_queue
    from dsr.bulk import job
    from dsr.disclosures import compilations, report
    from dsr.engine import work_handlers
    from dsr.letters import claim_letter, compose, settle_letter, submit_message, write_letter
    from dsr.models import DueWork, Letter
    from dsr.receipt_corrections import corrected_word, correction_wait
    from dsr.systems.sql import erasure

    clock.offset = demo_clock.offset

    def named(claim: work_queue.Claim) -> str:
        return f"{claim.name}-{claim.target}"

    def of_case(case: Any, *_args: Any, **_kwargs: Any) -> str:
        return f"advance-{case.pk}"

    def of_message(message: Any) -> str:
        letters = Letter.objects.filter(message_id=message.extra_headers.get("Message-ID"))
        return f"send-{letters.values_list('pk', flat=True).first()}"

    _wrap(report.gather_facts, "gather", lambda basis: f"compile-of-{basis.business.pk}")
    _wrap(report.render_pdf, "typeset", lambda facts: f"compile-of-{facts['business']['name']}")
    _wrap(compilations._save, "save-report", lambda row, **_: f"compile-{row.pk}")
    _wrap(compose, "compose", of_case)
    _wrap(write_letter, "write-letter", of_case)
    _wrap(claim_letter, "claim-letter", lambda letter_id, **_: f"send-{letter_id}")
    _wrap(submit_message, "hand-over", of_message)
    _wrap(settle_letter, "settle", lambda letter_id, *_, **__: f"send-{letter_id}")
    _wrap(work_handlers.after_send, "after-send", lambda claim, *_, **__: named(claim))
    _wrap(journal.transition, "transition", lambda case_id, move, *_a, **_k: f"{move.name}-{case_id}")
    _wrap(correction_wait._take_effect, "receipt", lambda case_id, _held: f"receipt-{case_id}")
    _wrap(corrected_word.write_corrected, "corrected", lambda case_id: f"corrected-{case_id}")
    _wrap(job._carry_out, "bulk-row", lambda press, *_, **__: f"bulk-row-{press.row.pk}")
    _wrap(erasure._act, "act", lambda _connection, reach, _found: f"act-{reach.action}")
    _wrap(erasure._prove, "prove", lambda _connection, reach, _found: f"prove-{reach.action}")
    _wrap(work_queue.finish, "finish", named)
    _wrap(work_queue.claim, "claim", lambda pk, *_, **__: DueWork.objects.filter(pk=pk).values_list("key").first())


def _leash() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, prctl(2)


def _fork(run: Callable[[], object]) -> int:
    child = os.fork()
    if child:
        return child
    _leash()
    run()
    os._exit(0)


def _work() -> None:
    from django.conf import settings

    settings.ADDRESS_WAIT = timedelta(seconds=3)  # before another address takes effect
    if waits := _lines("wait"):
        settings.DECISION_WAIT = timedelta(seconds=int(waits[0]))
    app.Worker(pool="solo", loglevel="INFO", without_gossip=True, without_mingle=True, without_heartbeat=True).start()


def _beat() -> None:
    app.Beat(schedule=str(FOLDER / "schedule"), quiet=True, loglevel="WARNING").run()


def main() -> None:
    import django
    from django.db import connections

    django.setup()
    app.finalize()
    app.loader.import_default_modules()
    for module in WARM:
        importlib.import_module(module)
    prepare()
    prepare_packs()
    prepare_address()
    connections.close_all()  # a connection that several processes inherit ends for all when it ends for one
    running: dict[int, Callable[[], object]] = {}
    for run in (_work, _beat):
        running[_fork(run)] = run
    (FOLDER / "keeper.ready").touch()
    while True:
        gone, _status = os.wait()
        run = running.pop(gone)
        (FOLDER / "lives").open("a").write(f"{run.__name__}\n")
        time.sleep(0.1)
        running[_fork(run)] = run


if __name__ == "__main__":
    main()
