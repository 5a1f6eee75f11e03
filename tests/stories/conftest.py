"""Stories run against real processes, one set for the stories of a run, on the test's own database."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery

from dsr import clock, demo_clock, work_queue
from dsr.models import DueWork
from tests.patience import until
from tests.stories.river import River, database_url


@pytest.fixture(scope="package")
def processes(django_db_setup, django_db_blocker) -> Iterator[River]:
    # They end with the stories: a worker that lives on would do the work of the tests that come after.
    folder = Path(tempfile.mkdtemp(prefix="dl-"))
    with django_db_blocker.unblock():
        river = River(folder).start(database_url())
    yield river
    river.end()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def river(processes: River, transactional_db, settings, monkeypatch) -> Iterator[River]:
    """Broker, mail server and worker, with an empty database; the clock is the demo's and may be moved forward."""
    processes.mail.kept.clear()
    shutil.rmtree(settings.ANCHOR_DIR, ignore_errors=True)  # of cases that were emptied out of the database
    for name in ("points", "deaths"):
        (processes.folder / name).unlink(missing_ok=True)
    # Not as the current app: tests that come after would ring at a broker that is gone, and wait for it.
    bell = Celery("bell", broker=processes.broker_url, set_as_current=False)
    bell.conf.update(task_default_queue=work_queue.BULK, task_publish_retry=False, task_ignore_result=True)
    monkeypatch.setattr(work_queue, "current_app", bell)
    monkeypatch.setattr(clock, "offset", demo_clock.offset)
    yield processes
    # The worker must be at rest before the tables are emptied under it.
    (processes.folder / "points").unlink(missing_ok=True)
    until(lambda: not DueWork.objects.due(clock.now()).exists(), "rest", lambda: processes.log[-2000:])
    bell.close()
