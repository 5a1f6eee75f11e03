"""Celery: an id in, one call. The rows are the queue; a lost task is found again by the sweep."""

from celery import shared_task

from dsr import engine, work_queue


@shared_task(name=work_queue.TASK)
def do_work(work_id: int) -> None:
    engine.do_work(work_id)


@shared_task(name="dsr.sweep")
def sweep() -> None:
    engine.sweep()


@shared_task(name="dsr.daily")
def daily() -> None:
    engine.run_daily_jobs()
