"""Measures the desk in a scratch database: make bench, or python bench/run.py [cases]"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

import tests.environment  # noqa: F401  # the scratch environment, before the settings load

django.setup()


def main() -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from bench import deletion, rows, suppression
    from tests.environment import SCRATCH
    from tests.servers import Broker

    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    settings.ALLOWED_HOSTS = ["*"]
    broker = Broker(SCRATCH / "broker", Path(settings.REDIS_URL.removeprefix("unix://"))).start()
    try:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        print(f"{connection.vendor}, {cases} cases, medians; ours beside its floor, in turns\n")
        for measure in (
            rows.receiving,
            rows.compiling,
            rows.journal,
            rows.queue,
            suppression.single,
            suppression.bulk,
            deletion.deleting,
        ):
            print(measure(cases), flush=True)
    finally:
        broker.kill()


if __name__ == "__main__":
    main()
