"""No order of transitions, kills and retries loses a request, repeats an effect, or answers without proof.

DAYLIGHT_TEST_ORDERS=400 searches deeper than a usual run, and each time elsewhere."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.given import staff
from tests.order.desk import Desk
from tests.order.world import BusinessDatabase, a_business
from tests.smtp import MailServer

ORDERS = int(os.environ.get("DAYLIGHT_TEST_ORDERS", "0"))
HOW = settings(
    max_examples=ORDERS or 12,
    stateful_step_count=30,
    derandomize=not ORDERS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def desk(db, settings, frozen, tmp_path) -> Iterator[type[Desk]]:
    server = MailServer().start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    database = BusinessDatabase(tmp_path / "business")
    around = {"server": server, "database": database, "business": a_business(database), "staff": staff()}
    yield type("DeskOfThisTest", (Desk,), around)
    server.stop()


def test_no_order_loses_repeats_or_answers_without_proof(desk):
    run_state_machine_as_test(desk, settings=HOW)
