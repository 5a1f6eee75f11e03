"""Personal information is found nowhere in clear: not in a table, a file, the broker, the cache, a log, a session."""

import base64
import logging
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings as live
from django.core.cache import cache
from django.db import connection

from dsr import letters, parties, review, work_queue
from dsr.demo_clock import move_forward
from dsr.models import Case, ClosedDay, Letter, Sealed
from tests.given import a_business, a_ledger, an_account, staff, told
from tests.given_forms import Asker
from tests.patience import until
from tests.portal.public.answers import press
from tests.smtp import Mood
from tests.stories.river import River

PLANTED = {
    "subject name": "Quillon Zebrowsky",
    "requester name": "Ottoline Vandermeer",
    "firm": "Pemberwick & Thrace LLP",
    "email": "ottoline.v@zephyrmail.example",
    "postal": "77 Wistaria Crescent",
    "hint": "loyalty card of aunt Brunhilde",
    "note": "Telephoned about the periwinkle lamp",
    "second email": "o.vandermeer@quartzpost.example",
    # Words of the letters themselves, which call the person by initials and are sealed whole.
    "letter": "personal information about the person with the initials QZ",
}


def needles() -> list[bytes]:
    """Each planted text and its parts, in the spellings in which it could lie about."""
    texts: set[str] = set()
    for text in PLANTED.values():
        texts |= {text, text.lower(), text.casefold().replace(" ", "+"), *re.findall(r"[A-Za-z]{8,}", text)}
    texts -= {"personal", "information", "Telephoned", "Crescent"}  # words of everybody
    found = set()
    for text in texts:
        found |= {text.encode(), text.encode("utf-16-le"), text.encode().hex().encode()}
        # In base64 a text looks different at each of three offsets; the middle of it is the same.
        for offset in range(3):
            found.add(base64.b64encode(b"x" * offset + text.encode())[4:-4])
    return [needle for needle in found if len(needle) >= 7]


NEEDLES = re.compile(b"|".join(map(re.escape, needles())), re.IGNORECASE)


def assert_clear(place: str, data: bytes) -> None:
    found = NEEDLES.search(data)
    assert not found, f"{found and found[0]!r} lies in {place}"


def raw_rows() -> Iterator[tuple[str, bytes]]:
    """Every value of every column of every table, as it is kept."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    plain = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    yield f"{table}.{name}", plain


def redis_values(client: redis.Redis) -> Iterator[tuple[str, bytes]]:
    """Every key and value of every database of a Redis, whatever its type."""
    for number in range(16):
        client.select(number)
        for key in client.scan_iter():
            yield f"redis {number}", key
            match client.type(key):
                case b"string":
                    values = [client.get(key)]
                case b"list":
                    values = client.lrange(key, 0, -1)
                case b"hash":
                    values = [part for pair in client.hgetall(key).items() for part in pair]
                case b"set":
                    values = list(client.smembers(key))
                case b"zset":
                    values = client.zrange(key, 0, -1)
                case other:
                    raise AssertionError(f"What is a {other!r}?")
            for value in values:
                yield f"redis {number} {key!r}", value
                for part in re.findall(rb'"body": ?"([A-Za-z0-9+/=]+)"', value):  # Celery packs its bodies
                    yield f"redis {number} {key!r} unpacked", base64.b64decode(part)


def lived(river: River) -> Case:
    """From the form through a refused response with the server quoting the address, to the delivered one."""
    visitor = Asker()
    press(
        visitor,
        for_whom="another",
        subject_name=PLANTED["subject name"],
        requester_name=PLANTED["requester name"],
        organization=PLANTED["firm"],
        email=PLANTED["email"],
        hint=PLANTED["hint"],
    )
    visitor.get("/ask/done/")
    case = Case.objects.get()
    river.until_state("review", case)
    until(lambda: river.mail.kept, "the acknowledgement", river.tell)
    officer = Asker()
    officer.force_login(an_account())
    officer.get(f"/desk/{case.reference}/")
    officer.get("/desk/", {"find": PLANTED["email"]})
    officer.post("/desk/find/", {"find": PLANTED["email"], "q": PLANTED["email"]})
    actor = staff()
    review.add_note(case.pk, actor, PLANTED["note"])
    case = told(case)
    river.mail.mood = Mood.NO_SUCH_PERSON
    review.decline(case.pk, actor, seen=case.entry_count, reasons=["NO_EBR"], note=PLANTED["note"])
    river.until_state("undelivered", case)
    case.refresh_from_db()
    paper = PLANTED["postal"] + "\nChico, CA 95926"
    letters.readdress(case.pk, actor, seen=case.entry_count, delivery="mail", address=paper)
    river.until_state("responding", case)
    case.refresh_from_db()
    river.mail.mood = Mood.LATER
    letters.readdress(case.pk, actor, seen=case.entry_count, delivery="email", address=PLANTED["second email"])
    until(lambda: Letter.objects.filter(answer_code="451").exists(), "a refusal for now", river.tell)
    river.mail.mood = Mood.ACCEPTS
    move_forward(timedelta(minutes=1))
    river.until_state("responded", case)
    river.until_rest()
    return case


@pytest.fixture
def case(river: River, caplog) -> Case:
    caplog.set_level(logging.DEBUG)
    cache.clear()
    a_ledger()
    found = lived(river)
    found.refresh_from_db()
    return found


def test_it_is_found_nowhere_in_clear(case: Case, river: River, caplog):
    # It was there: the letters reached the person, and with the key it is all read back.
    told = "".join(one.get_body(("plain",)).get_content() for one in river.mail.kept)
    assert PLANTED["letter"] in told
    opened = str(parties.sealed_values(case))
    for name in ("subject name", "requester name", "firm", "hint", "note", "second email", "postal"):
        assert PLANTED[name].split("\n", maxsplit=1)[0] in opened, name
    assert Sealed.objects.filter(case=case).count() > 5

    rows = list(raw_rows())
    assert {place.partition(".")[0] for place, _value in rows} >= {
        "dsr_case",
        "dsr_sealed",
        "dsr_entry",
        "dsr_session",
    }
    for place, value in rows:
        assert_clear(place, value)
    if connection.vendor == "sqlite":
        for path in Path(connection.settings_dict["NAME"]).parent.glob("test.sqlite3*"):
            assert_clear(path.name, path.read_bytes())

    brokers = [redis.Redis(unix_socket_path=str(river.broker.socket)), redis.Redis.from_url(_plain(live.REDIS_URL))]
    values = [value for client in brokers for value in redis_values(client)]
    for client in brokers:
        client.close()
    assert values
    for place, value in values:
        assert_clear(place, value)
    for path in river.folder.rglob("*.aof"):
        assert_clear(path.name, path.read_bytes())

    assert work_queue.TASK in river.log
    assert_clear("the log of worker and beat", river.log.encode())
    ours = [r for r in caplog.records if r.name != "mail.log"]  # the mail server of the test logs as it likes
    assert_clear("the log of the web", "\n".join(map(logging.Formatter().format, ours)).encode())


def _plain(url: str) -> str:
    return url if url.startswith(("redis", "rediss")) else "unix://" + url.removeprefix("unix://")


@pytest.mark.parametrize("shape", [bytes.upper, base64.b64encode, lambda text: text.hex().encode()])
def test_the_search_knows_the_shapes_of_a_text(shape):
    """A search that finds nothing proves nothing, so it is seen to find."""
    for before in (b"", b"a", b"ab"):
        with pytest.raises(AssertionError, match="lies in"):
            assert_clear("here", b"{" + shape(before + PLANTED["email"].encode() + b" and more") + b"}")


def test_the_search_finds_what_lies_in_a_row_or_in_the_broker(river: River):
    ClosedDay.objects.create(business=a_business(), day=date(2026, 1, 2), why=f"Call {PLANTED['subject name']}.")
    with pytest.raises(AssertionError, match=r"lies in dsr_closedday\.why"):
        for place, value in raw_rows():
            assert_clear(place, value)
    client = redis.Redis(unix_socket_path=str(river.broker.socket), db=5)
    body = base64.b64encode(f'[["{PLANTED["email"]}"], {{}}]'.encode())
    for put in (
        lambda: client.lpush("a", b'{"body": "' + body + b'"}'),
        lambda: client.hset("a", PLANTED["email"], "1"),
    ):
        put()
        with pytest.raises(AssertionError, match="lies in redis 5"):
            for place, value in redis_values(redis.Redis(unix_socket_path=str(river.broker.socket))):
                assert_clear(place, value)
        client.select(5)
        client.flushdb()
    client.close()
