"""Whether the pages before one's own request tell by their time who has asked: known and unknown, in turns."""

import http.client
import random
import re
import statistics
import time
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

from bench.processes import Processes
from dsr import letters, request_facts, request_page
from dsr.formats import page_tokens, references
from dsr.models import Case
from tests.given import a_case

_TRIES = 500
# Beyond so many standard errors of a rank sum two samples differ by more than chance.
_NOISE = 3.0
_UNKNOWN = f"/r/{page_tokens.spell(page_tokens.from_digest('0' * 63 + '7'))}/"


class _Browser:
    """One connection, with the cookie and the token that each press needs."""

    def __init__(self, where: str) -> None:
        self._line = http.client.HTTPConnection(where, timeout=60)
        self._line.request("GET", "/r/references/")
        answer = self._line.getresponse()
        page = answer.read().decode()
        self._cookie = "; ".join(one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie", []))
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, "The page has no form."
        self._token = found[1]

    def press(self, path: str, **said: str) -> tuple[float, int]:
        """Seconds until the whole answer is there, and its status."""
        body = urlencode({"csrfmiddlewaretoken": self._token, **said})
        told = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self._cookie}
        began = time.perf_counter()
        self._line.request("POST", path, body, told)
        answer = self._line.getresponse()
        answer.read()
        return time.perf_counter() - began, answer.status


def enumerating(_cases: int) -> str:
    """500 tries of each of five presses: a code, a wrong one, references, an address with a wrong and a right fact."""
    case = a_case()
    letters.register_link(case)
    link = letters.live_links().get(case=case)
    request_page.keep_code(link, request_page.draw_code(link), on_paper=True)
    known = urlsplit(letters.page_address(case)).path
    presses = {
        "send me a code": ((known, {"do": "send"}), (_UNKNOWN, {"do": "send"})),
        "a wrong code": ((known, {"do": "code", "code": "x23456"}), (_UNKNOWN, {"do": "code", "code": "x23456"})),
        "send me my references": (
            ("/r/references/", {"email": "dana@example.com"}),
            ("/r/references/", {"email": "nobd@example.com"}),
        ),
        "another address, with a wrong fact": _lost(case, "2222-2222"),
        "another address, with the right one": _lost(case, request_facts.own_code(case)),
    }
    processes = Processes()
    try:
        browser = _Browser(processes.start_web(DJANGO_SETTINGS_MODULE="bench.settings"))
        return "\n".join(line for what, pair in presses.items() for line in _compare(browser, what, pair))
    finally:
        processes.stop()


def _lost(case: Case, fact: str) -> tuple[tuple[str, dict[str, str]], ...]:
    """The reference of a request, and one that never was, of the same spelling."""
    said = {"fact": "code", "value": fact, "email": "dana@example.net"}
    known = references.spell(case.reference)
    unknown = references.spell(references.new())
    return tuple(("/address/lost/", {**said, "reference": one}) for one in (known, unknown))


def _compare(browser: _Browser, what: str, pair: tuple[tuple[str, dict[str, str]], ...]) -> Iterator[str]:
    times: tuple[list[float], list[float]] = ([], [])
    statuses: set[int] = set()
    for turn in range(-20, _TRIES):  # the first do not count
        for number in random.sample((0, 1), 2):
            path, said = pair[number]
            took, status = browser.press(path, **said)
            statuses.add(status)
            if turn >= 0:
                times[number].append(took)
    yield f"{what}: {_TRIES} tries of each, every answer {sorted(statuses)}"
    for name, some in zip(("known", "unknown"), times, strict=True):
        low, middle, high = statistics.quantiles(some, n=4)
        yield f"    {name:<8} median {middle * 1000:7.2f} ms   quartiles {low * 1000:7.2f} to {high * 1000:7.2f} ms"
    apart = _apart(*times)
    verdict = "within noise" if abs(apart) < _NOISE else "TOLD APART"
    yield f"    apart by {apart:+.2f} standard errors of the rank sum: {verdict}"


def _apart(one: list[float], other: list[float]) -> float:
    """Mann and Whitney's z: how far the ranks of one lie from those of the other, in standard errors."""
    ranked = sorted([(took, 0) for took in one] + [(took, 1) for took in other])
    total = sum(rank for rank, (_took, whose) in enumerate(ranked, start=1) if whose == 0)
    n, m = len(one), len(other)
    expected, spread = n * (n + m + 1) / 2, (n * m * (n + m + 1) / 12) ** 0.5
    return float((total - expected) / spread)
