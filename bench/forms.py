"""The public form as a browser sends it, beside a bare one: CSRF, one INSERT, one message to the broker."""

import http.client
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from bench.measure import row
from bench.processes import Processes
from tests.given import a_business
from tests.portal.public.answers import FOR_ONESELF, URL

_PRESSES = 20


def pressing(_cases: int) -> str:
    """One browser, then eight at once, each with a session of its own."""
    a_business()
    processes = Processes()
    try:
        ours = processes.start_web(DJANGO_SETTINGS_MODULE="bench.settings")
        floor = processes.start_web("bench.bare_form:application", DJANGO_SETTINGS_MODULE="bench.settings")
        lines = []
        for browsers in (1, 8):
            times: dict[str, list[float]] = {ours: [], floor: []}
            rates: dict[str, list[float]] = {ours: [], floor: []}
            for _turn in range(3):
                for where, path in ((ours, URL), (floor, "/")):
                    took, rate = _press(where, path, browsers)
                    times[where] += took
                    rates[where].append(rate)
            mine, bare = statistics.median(times[ours]), statistics.median(times[floor])
            said = f"{statistics.median(rates[ours]):,.0f} a second; bare: {statistics.median(rates[floor]):,.0f}"
            lines.append(row(f"the public form, {browsers} at once", mine, bare, "a bare form") + f"\n    {said}")
        return "\n".join(lines)
    finally:
        processes.stop()


def _press(where: str, path: str, browsers: int) -> tuple[list[float], float]:
    """Seconds of each press, and presses a second."""
    took: list[float] = []
    threads = [threading.Thread(target=_browse, args=(where, path, took.append)) for _browser in range(browsers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, len(took) / (time.perf_counter() - began)


@contextmanager
def pressed_meanwhile(where: str) -> Iterator[list[float]]:
    """Somebody sends the form again and again while the block works: the seconds of each press."""
    took: list[float] = []
    is_over = threading.Event()

    def press() -> None:
        while not is_over.wait(0.2):
            _browse(where, URL, took.append, presses=1)

    thread = threading.Thread(target=press)
    thread.start()
    try:
        yield took
    finally:
        is_over.set()
        thread.join()


def _browse(where: str, path: str, keep: Callable[[float], None], presses: int = _PRESSES) -> None:
    line = http.client.HTTPConnection(where, timeout=60)
    line.request("GET", path)
    answer = line.getresponse()
    page = answer.read().decode()
    cookie = "; ".join(value.partition(";")[0] for name, value in answer.getheaders() if name == "Set-Cookie")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    for number in range(presses):
        filled = urlencode({**hidden, **FOR_ONESELF, "subject_name": f"Dana {number} {threading.get_ident()}"})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        line.request("POST", path, filled, headers)
        answer = line.getresponse()
        answer.read()
        keep(time.perf_counter() - began)
        assert answer.status in {200, 303}, answer.status
    line.close()
