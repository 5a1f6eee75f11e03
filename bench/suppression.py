"""The suppression list: one check beside its bare query, and a long file beside a bare set lookup on the same file."""

import resource
import time
from pathlib import Path

from django.db import connection

from bench.measure import in_turns, row
from dsr import sealing, suppression
from dsr.clock import now
from dsr.formats import address_lines
from dsr.models import Suppression
from dsr.models.suppression import Purpose
from dsr.suppression import stop_list
from tests.environment import SCRATCH
from tests.given import a_business

_ON_LIST = 100_000


def _fill() -> int:
    business = a_business()
    made = (
        Suppression(
            business=business,
            purpose=Purpose.MAIL.value,
            digest=sealing.person_digest("email", f"person{number}@example.com"),
            since=now(),
            source="import",
        )
        for number in range(_ON_LIST)
    )
    for chunk in stop_list.chunks(made):
        stop_list.add(business.pk, chunk)
    return business.pk


def single(_cases: int) -> str:
    """May this address be mailed? With its hash, and the look whether the key is the right one."""
    business_id = _fill()
    digest = sealing.person_digest("email", "person7@example.com")
    query = "SELECT 1 FROM dsr_suppression WHERE digest = %s AND business_id = %s AND lifted_at IS NULL"

    def ours() -> None:
        assert suppression.is_mail_suppressed(business_id, "Person7@example.com", "news")

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(query, [digest, business_id])
            assert cursor.fetchone()

    mine, bare = in_turns(ours, floor, 500)
    return row(f"check one address, {_ON_LIST:,} on the list", mine, bare, "its bare query")


def bulk(cases: int) -> str:
    """Addresses a second, and what the memory grew by."""
    count = 1_000_000 if cases >= 20_000 else 50_000
    path = _file(count)
    a_set = {sealing.normalize("email", f"person{number}@example.com") for number in range(_ON_LIST)}

    def floor() -> int:
        with path.open("rb") as file:
            return sum(sealing.normalize("email", email) in a_set for email in address_lines.read_lines(file.read))

    def ours() -> int:
        with path.open("rb") as file:
            read = address_lines.read_lines(file.read)
            return sum(found for _email, found in suppression.check_addresses(a_business().pk, read, "news"))

    began, bare_found = time.perf_counter(), floor()
    bare = time.perf_counter() - began
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, found = time.perf_counter(), ours()
    mine = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    path.unlink()
    assert found == bare_found
    speed = f"{count / mine:,.0f} a second, +{grown:.0f} MB; a set: {count / bare:,.0f}"
    return row(f"check {count:,} addresses", mine, bare, "a set lookup") + f"\n    {speed}"


def _file(count: int) -> Path:
    """Every tenth address is on the list, in other letters."""
    path = SCRATCH / "addresses.txt"
    with path.open("w") as out:
        for number in range(count):
            out.write(f"Person{number // 10}@Example.com\n" if number % 10 == 0 else f"other{number}@example.org\n")
    return path
