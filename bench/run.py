"""Measures the desk: make bench, or python -m tests.real_servers --durable python bench/run.py [cases] [measures]"""

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

import tests.environment  # noqa: F401  # the scratch environment, before the settings load

django.setup()


_USUAL = 20_000  # cases


def _measures() -> dict[str, Callable[[int], str]]:
    """By name, in the order in which they are taken."""
    from bench import (
        chains,
        deletion,
        evidence,
        imports,
        lists,
        oversight,
        paper,
        reports,
        responses,
        rows,
        starts,
        suppression,
    )

    return {
        **_of_pages(),
        "one": responses.one,
        "bulk": responses.bulk,
        "urgent": responses.urgent,
        "receiving": rows.receiving,
        "compiling": rows.compiling,
        "journal": rows.journal,
        "chains": chains.chains,
        "lists": lists.lists,
        "oversight": oversight.figures,
        "imports": lambda cases: _of_each_size(imports.importing, cases),
        "facts": lambda cases: _of_each_size(reports.facts, cases),
        "typesetting": reports.typesetting,
        "paper": paper.paper,
        "starting": starts.starting,
        "memory": starts.memory,
        "suppression": suppression.single,
        "suppression-bulk": suppression.bulk,
        "deletion": deletion.deleting,
        "evidence": evidence.packs,
    }


def _of_pages() -> dict[str, Callable[[int], str]]:
    """What a browser meets."""
    from bench import enumeration, forms

    return {"form": forms.pressing, "enumeration": enumeration.enumerating}


def _of_each_size(measure: Callable[[int], str], most: int) -> str:
    """Of a hundred thousand rows and of a million, as far as it goes."""
    return "\n".join(measure(size) for size in (100_000, 1_000_000) if size <= most) or measure(most)


def main() -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from tests.environment import SCRATCH
    from tests.servers import Broker

    measures = _measures()
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    wanted = [word for word in sys.argv[1:] if not word.isdigit()] or [*measures]
    cases = numbers[0] if numbers else _USUAL
    settings.ALLOWED_HOSTS = ["*"]
    is_own = settings.REDIS_URL.startswith("unix://")
    broker = Broker(SCRATCH / "broker", Path(settings.REDIS_URL.removeprefix("unix://"))) if is_own else None
    if broker:
        broker.start()
    try:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        print(f"{connection.vendor}, {cases:,} cases, medians; ours beside its floor, in turns\n")
        for name in wanted:
            print(measures[name](cases), flush=True)
    finally:
        if broker:
            broker.kill()


if __name__ == "__main__":
    main()
