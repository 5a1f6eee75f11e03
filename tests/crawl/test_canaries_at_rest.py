"""Whatever became of a request, no row and no byte of Redis says plainly whose it is; and who is forgotten is gone."""

import base64

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from dsr import parties, retention
from dsr.lifecycle import Who
from dsr.models import Case
from tests import given
from tests.crawl import watch
from tests.crawl.desk_of_canaries import OF_NOBODY, OF_PEOPLE, a_desk

pytestmark = pytest.mark.django_db
# What is said by the people behind the links of letters: owners, companies, and the person.
PRESSES = {
    "task": {"state": "done", "found": "2", "note": "Zinnia of the ticket tool"},
    "told": {"state": "done", "note": "Zinnia is wiped."},
    "statement": {"text-2": "Zinnia says that it is wrong."},
    "check": {"item": "1", "value": "Dana Whitlow-Reyes"},
}


def plain_in_rows() -> list[tuple[str, str]]:
    """Each canary that who reads the database would see, with its table; also what is only written in base64."""
    spelled = {word: word for word in (*OF_PEOPLE, OF_NOBODY)}
    spelled |= {base64.b64encode(word.encode()).decode().rstrip("=")[:-1]: word for word in spelled}
    found = set()
    for table in sorted({model._meta.db_table for model in apps.get_models()}):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told = "\n".join(watch.text_of(value) for row in cursor.fetchall() for value in row)
        found |= {(table, word) for text, word in spelled.items() if text in told}
    return sorted(found)


@pytest.fixture
def desk(frozen):
    desk = a_desk()
    for place, said in PRESSES.items():
        assert Client().post(f"/{place}/{desk.tokens[place]}/", said).status_code == 200, place
    given.drain()
    return desk


def test_no_row_and_no_byte_of_redis_names_anybody_and_who_is_forgotten_is_gone(desk, frozen, browse):
    assert plain_in_rows() == []
    kept = watch.bytes_of_redis().decode("latin-1")
    assert [word for word in (*OF_PEOPLE, OF_NOBODY) if word in kept] == []

    reviewer, ended = browse(Who.REVIEWER), Case.objects.exclude(retain_until=None).first()
    assert "Whitlow" in reviewer.get(f"/desk/{ended.reference}/").content.decode(), "what is looked for can be found"
    frozen(given.at("2040-01-01T12:00:00-08:00"))
    assert retention.forget_due_cases() > 3
    forgotten = Case.objects.filter(state="forgotten")
    assert [parties.sealed_values(case) for case in forgotten] == [{}] * len(forgotten)
    told = reviewer.get(f"/desk/{ended.reference}/").content.decode()
    assert [word for word in OF_PEOPLE if word in told] == []
    assert plain_in_rows() == []
