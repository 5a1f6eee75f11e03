"""Only dsr/clock.py reads the time; the supervisor may measure how long something took."""

import ast

import pytest

from tests.house.source import Source, dotted, imports, product

_READS = {
    *("timezone.now", "timezone.localtime", "timezone.localdate", "datetime.now", "datetime.utcnow"),
    *("datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime"),
}
_MEASURES = {"time.monotonic", "time.perf_counter", "time.sleep", "time.monotonic_ns"}
_COLUMNS = {"auto_now", "auto_now_add"}
_MAY_MEASURE = ("portal/up/",)


def faults(sources: list[Source]) -> list[str]:
    found = []
    for source in sources:
        if source.path == "dsr/clock.py":
            continue
        forbidden = _READS if source.path.startswith(_MAY_MEASURE) else _READS | _MEASURES
        for node, name in imports(source):
            if ".".join(name.split(".")[-2:]) in forbidden or name.endswith("functions.Now"):
                found.append(source.fault(node, f"{name}: ask dsr.clock"))
        for node in source.nodes:
            if isinstance(node, ast.Attribute) and ".".join(dotted(node).split(".")[-2:]) in forbidden:
                found.append(source.fault(node, f"{dotted(node)}: ask dsr.clock"))
            elif isinstance(node, ast.keyword) and node.arg in _COLUMNS:
                found.append(source.fault(node.value, f"{node.arg} reads the time behind the clock"))
    return found


def test_only_the_clock_reads_the_time() -> None:
    assert faults(product()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "from django.utils import timezone\nx = timezone.now()\n",
        "import datetime\nx = datetime.datetime.now()\n",
        "from datetime import date\nx = date.today\n",
        "from time import time\n",
        "import time\nx = time.time()\n",
        "import time\ntime.sleep(1)\n",
        "at = models.DateTimeField(auto_now_add=True)\n",
        "from django.db.models.functions import Now\n",
    ],
)
def test_a_planted_reading_is_found(planted: str) -> None:
    assert faults([Source("dsr/review/decisions.py", planted)])


def test_the_supervisor_may_measure() -> None:
    assert not faults([Source("portal/up/lock.py", "import time\nx = time.monotonic()\n")])
    assert faults([Source("portal/up/lock.py", "import time\nx = time.time()\n")])
