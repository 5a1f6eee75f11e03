"""Celery: ids in, one call. The rows are the queue; a lost task is found again by the sweep."""

from celery import shared_task

from dsr import engine


@shared_task(name="dsr.advance")
def advance(work_id: int) -> None:
    engine.do_work(work_id)


@shared_task(name="dsr.compile")
def compile_report(work_id: int) -> None:
    engine.do_work(work_id)


@shared_task(name="dsr.send")
def send(work_id: int) -> None:
    engine.do_work(work_id)


@shared_task(name="dsr.digest")
def digest(work_id: int) -> None:
    engine.do_work(work_id)


@shared_task(name="dsr.preview")
def preview(work_id: int) -> None:
    engine.do_work(work_id)


@shared_task(name="dsr.step")
def step(work_id: int) -> None:
    engine.do_work(work_id)


@shared_task(name="dsr.prove")
def prove(work_id: int) -> None:
    engine.do_work(work_id)


@shared_task(name="dsr.ask-owner")
def ask_owner(work_id: int) -> None:
    engine.do_work(work_id)


@shared_task(name="dsr.event")
def event(work_id: int) -> None:
    engine.do_work(work_id)


@shared_task(name="dsr.tell")
def tell(work_id: int) -> None:
    engine.do_work(work_id)


@shared_task(name="dsr.tell-statement")
def tell_statement(work_id: int) -> None:
    engine.do_work(work_id)


@shared_task(name="dsr.sweep")
def sweep() -> None:
    engine.sweep()


@shared_task(name="dsr.daily")
def daily() -> None:
    engine.run_daily_jobs()
