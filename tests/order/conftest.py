"""A desk with a mail server, a business database and one member of staff, for each test."""

from collections.abc import Iterator

import pytest

from tests.given import staff
from tests.order.desk import Desk
from tests.order.world import BusinessDatabase, a_business
from tests.smtp import MailServer


@pytest.fixture
def desk(db, settings, frozen, tmp_path, monkeypatch) -> Iterator[type[Desk]]:
    server = MailServer().start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.DECISION_WAIT = settings.DECISION_WAIT  # what a rule sets ends with the test
    monkeypatch.setattr("dsr.bulk.receipt_job.AT_ONCE", 1)  # a bundle of three is corrected by a worker, too
    database = BusinessDatabase(tmp_path / "business")
    around = {"server": server, "database": database, "business": a_business(database), "staff": staff()}
    yield type("DeskOfThisTest", (Desk,), around)
    server.stop()
