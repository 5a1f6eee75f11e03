"""A file of disclosures into the ledger, beside the csv module and executemany of the same rows."""

import csv
import json
import resource
import secrets
import time
from pathlib import Path
from statistics import median

from django.db import connection, transaction

from bench.forms import pressed_meanwhile
from bench.measure import row
from bench.processes import Processes
from dsr import disclosures
from dsr.disclosures.imports import DisclosureRows, Import, ImportOptions
from dsr.models import Business, Disclosure, Recipient
from tests.environment import SCRATCH
from tests.given import a_business

_RECIPIENTS = 5_000
_LETTERS = ("i", "ii", "v", "xi", "xviii", "xxv")


def write_file(count: int) -> Path:
    """So many disclosures to five thousand recipients, most of last year, every tenth excluded."""
    path = SCRATCH / f"disclosures-{count}.csv"
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["key", "recipient", "categories", "from", "to", "purpose", "exclusion", "channel", "source"])
        for number in range(count):
            letters = ", ".join(_LETTERS[number % 4 : number % 4 + 1 + number % 3])
            month, year = number % 12 + 1, 2025 if number % 5 else 2024
            days = f"{year}-{month:02}-01", f"{year}-{month:02}-{number % 28 + 1:02}"
            excluded = "D1A" if number % 10 == 0 else ""
            purpose = f"Catalogs by mail, wave {number % 40}"
            who = f"r{number % _RECIPIENTS}"
            writer.writerow([f"d{number}", who, letters, *days, purpose, excluded, "mail", f"export {number % 7}"])
    return path


def a_ledger_of_recipients() -> Business:
    """A business whose draft has the recipients alone."""
    business = a_business(f"Example Grove {secrets.token_hex(3)}, Inc.")
    items = (
        (f"r{number}", {"name": f"Alder {number} Company", "postal_address": f"{number} Sample Road\nReno, NV 89501"})
        for number in range(_RECIPIENTS)
    )
    for _counts in disclosures.put_rows(business, Recipient, items):
        pass
    return business


def importing(count: int) -> str:
    """Checked wholly, then put in; the floor checks nothing. Then once more while somebody sends the form."""
    path = write_file(count)
    times, grown = [], 0.0
    for _turn in range(3 if count <= 100_000 else 1):
        business = a_ledger_of_recipients()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours = _put(business, path, count)
        grown = max(grown, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
        times.append((ours, _bare(path)))
    ours, floor = (sorted(one)[len(one) // 2] for one in zip(*times, strict=True))
    said = f"\n    {count / ours:,.0f} rows a second, +{grown:.0f} MB; {_with_a_form(path, count)}"
    return row(f"import {count:,} disclosures", ours, floor, "csv and executemany") + said


def _put(business: Business, path: Path, count: int) -> float:
    began = time.perf_counter()
    one = Import(business, DisclosureRows, path, ImportOptions(allow_gaps=True))
    assert not one.check().problem_count, one.result.problems
    assert one.put().counts["added"] == count
    return time.perf_counter() - began


def _with_a_form(path: Path, count: int) -> str:
    a_business()
    processes = Processes()
    try:
        where = processes.start_web(DJANGO_SETTINGS_MODULE="bench.settings")
        with pressed_meanwhile(where) as took:
            _put(a_ledger_of_recipients(), path, count)
    finally:
        processes.stop()
    return f"{len(took):,} forms meanwhile: median {median(took) * 1000:.0f} ms, slowest {max(took) * 1000:.0f} ms"


def _bare(path: Path) -> float:
    """The same columns into a table with the same indexes."""
    table = Disclosure._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_disclosure")
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TABLE bench_disclosure (LIKE {table} INCLUDING ALL)")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
            cursor.execute(cursor.fetchone()[0].replace(f'"{table}"', "bench_disclosure"))
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s", [table])
            for number, (made,) in enumerate(cursor.fetchall()):
                if made:
                    name, rest = f"bench_index_{number}", made.partition(" ON ")[2]
                    unique = "UNIQUE " if "UNIQUE" in made.partition(" ON ")[0] else ""
                    rest = rest.replace(f'"{table}"', "bench_disclosure")
                    cursor.execute(f"CREATE {unique}INDEX {name} ON {rest}")
    began = time.perf_counter()
    with path.open(newline="") as file, transaction.atomic(), connection.cursor() as cursor:
        reader = csv.reader(file)
        next(reader)
        cursor.executemany(
            "INSERT INTO bench_disclosure (business_id, key, recipient_key, categories, derived_from, period_start,"
            " period_end, purpose, exclusion, exclusion_note, passes_on, ccpa_sold_or_shared, channel, source,"
            " content_id, from_version) VALUES (1, %s, %s, %s, '[]', %s, %s, %s, %s, '', '', %s, %s, %s, 1, 1)",
            ([*one[:2], json.dumps(one[2].split(", ")), *one[3:7], False, *one[7:]] for one in reader),
        )
    return time.perf_counter() - began
