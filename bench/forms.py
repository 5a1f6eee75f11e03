"""Sending the public form, filled before, beside a bare one: CSRF, one INSERT, one message to the broker."""

import http.client
import re
import statistics
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from bench.measure import row
from bench.processes import Processes
from dsr.models import Case
from tests.given import a_business
from tests.portal.public.answers import FOR_ONESELF, URL

_PRESSES = 20


def pressing(_cases: int) -> str:
    """One browser, then eight at once; each press in a session of its own, filled before anything is measured."""
    a_business()
    processes = Processes()
    try:
        ours = processes.start_web(DJANGO_SETTINGS_MODULE="bench.settings")
        floor = processes.start_web("bench.bare_form:application", DJANGO_SETTINGS_MODULE="bench.settings")
        lines = []
        for browsers in (1, 8):
            times: dict[type[Visitor], list[float]] = {Visitor: [], BareVisitor: []}
            rates: dict[type[Visitor], list[float]] = {Visitor: [], BareVisitor: []}
            for _turn in range(3):
                for visitor, where in ((Visitor, ours), (BareVisitor, floor)):
                    took, rate = _press([[visitor(where) for _ in range(_PRESSES)] for _ in range(browsers)])
                    times[visitor] += took
                    rates[visitor].append(rate)
            mine, bare = statistics.median(times[Visitor]), statistics.median(times[BareVisitor])
            rate, bare_rate = statistics.median(rates[Visitor]), statistics.median(rates[BareVisitor])
            said = f"{rate:,.0f} a second; bare: {bare_rate:,.0f}"
            lines.append(row(f"the public form, {browsers} at once", mine, bare, "a bare form") + f"\n    {said}")
        assert Case.objects.count() == 3 * _PRESSES * (1 + 8), "each press made a request"
        return "\n".join(lines)
    finally:
        processes.stop()


class Visitor:
    """A browser that has filled the form and looks at its answers: what is left is to press."""

    path, answered = URL, 303

    def __init__(self, where: str) -> None:
        self.line = http.client.HTTPConnection(where, timeout=60)
        self.cookies: dict[str, str] = {}
        self.path, self.filled = self.fill()
        self.line.close()

    def fill(self) -> tuple[str, dict[str, str]]:
        """Where the last button of the form sends what, the answers kept before."""
        answers = {
            **_hidden(self.ask("GET", self.path)),
            **FOR_ONESELF,
            "subject_name": f"Dana {uuid.uuid4().hex[:9]}",
        }
        self.ask("POST", self.path, answers)
        check = f"{self.path}check/"
        return check, _hidden(self.ask("GET", check))

    def ask(self, method: str, path: str, filled: dict[str, str] | None = None) -> str:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.line.request(method, path, urlencode(filled) if filled else None, headers)
        answer = self.line.getresponse()
        page = answer.read().decode()
        assert answer.status == (200 if method == "GET" else self.answered), (path, answer.status, page)
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                self.cookies.update([value.partition(";")[0].split("=", 1)])
        return page

    def press(self) -> float:
        """The seconds until it is answered that the request is there."""
        began = time.perf_counter()
        self.ask("POST", self.path, self.filled)
        return time.perf_counter() - began


class BareVisitor(Visitor):
    """One who has opened the bare form."""

    path, answered = "/", 200

    def fill(self) -> tuple[str, dict[str, str]]:
        return self.path, {**_hidden(self.ask("GET", self.path)), "subject_name": "Dana"}


def _hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def _press(visitors: list[list[Visitor]]) -> tuple[list[float], float]:
    """Seconds of each press, and presses a second, each list in a thread of its own."""
    took: list[float] = []

    def press(one: list[Visitor]) -> None:
        line = one[0].line  # kept, as a server hangs up on who fills a form for long
        line.connect()
        for visitor in one:
            visitor.line = line
            took.append(visitor.press())
        line.close()

    threads = [threading.Thread(target=press, args=(one,)) for one in visitors]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    assert len(took) == sum(map(len, visitors))
    return took, len(took) / seconds


@contextmanager
def pressed_meanwhile(where: str) -> Iterator[list[float]]:
    """Somebody fills and sends the form again and again while the block works: the seconds of each press."""
    took: list[float] = []
    is_over = threading.Event()

    def press() -> None:
        while not is_over.wait(0.2):
            visitor = Visitor(where)
            took.append(visitor.press())
            visitor.line.close()

    thread = threading.Thread(target=press)
    thread.start()
    try:
        yield took
    finally:
        is_over.set()
        thread.join()
