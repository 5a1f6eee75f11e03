"""2,000 hostile requests find no fault of ours, nothing that the table of permissions forbids, nobody's data astray.

CONTRIBUTING.md says how more are sent, and how one of them is repeated."""

import os
import re

import pytest
from django.core.cache import cache

from tests.crawl import watch
from tests.crawl.desk_of_canaries import OF_NOBODY, OF_PEOPLE, a_desk
from tests.crawl.hostile_requests import OF_LISTS, TYPED, HostileRequest, drawn, of_one_line
from tests.crawl.rules import faults_of
from tests.portal.staff.test_routes import every_route, plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
COUNT = int(os.environ.get("DAYLIGHT_CRAWL", "2000"))
# The same with every run, unless a seed is named: what stands today is not refused for what was always there.
SEED = int(os.environ.get("DAYLIGHT_CRAWL_SEED", "20261130"))
ONLY = os.environ.get("DAYLIGHT_CRAWL_ONLY", "")
_AT_ONCE = 100  # then Redis is looked through and emptied
_FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')


@pytest.fixture
def production(settings):
    """As under https behind a proxy: names of cookies, redirects, a factor for whoever needs one."""
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECOND_FACTOR_REQUIRED, settings.PUBLIC_URL = True, "https://testserver"
    settings.CSRF_TRUSTED_ORIGINS = ["https://testserver"]


def roles_of(addresses):
    """Each address with the role that its view declares; None where it declares none."""
    return {plain(address): getattr(pattern.callback, "role", None) for address, pattern in addresses}


class Crawl:
    """The desk, what its views declare, and what went wrong so far, by kind."""

    def __init__(self) -> None:
        self.desk = a_desk()
        self.roles = roles_of(every_route())
        self.addresses = sorted(self.roles)
        self.names: dict[str, list[str]] = {}
        self.faults: dict[str, list[str]] = {}
        self.answered: dict[int, int] = {}

    def number(self, number: int) -> None:
        made = drawn(SEED, number, self.addresses, self.desk, self.names_of)
        seen = watch.ask(made, f"198.51.{number // 250 % 250}.{number % 250}")
        status = seen.answer.status_code
        self.answered[status] = self.answered.get(status, 0) + 1
        for fault in faults_of(made, seen, self.roles[made.address]):
            kind = f"{fault} at {made.address or '/'}"
            self.faults.setdefault(kind, []).append(f"DAYLIGHT_CRAWL_SEED={SEED} DAYLIGHT_CRAWL_ONLY={number}")
            if len(self.faults[kind]) == 1:
                self.faults[kind].append(f"{of_one_line(made)} -> {status}\n{seen.fault}")
                print(kind, *self.faults[kind], sep="\n  ")

    def names_of(self, made: HostileRequest) -> list[str]:
        """The fields of the form at its address, by who is let in; each page is looked at once."""
        if made.visitor.role is None and made.address.startswith(("desk/", "admin/")):
            return list(OF_LISTS)
        if made.address not in self.names:
            path = made.path.partition("?")[0]
            page = watch.ask(HostileRequest(made.visitor, made.address, path), "198.51.100.1").body
            found = {*_FIELD.findall(page.decode(errors="replace")), *(OF_LISTS if "admin/" in made.address else ())}
            self.names[made.address] = sorted(found - {"csrfmiddlewaretoken"})
        return self.names[made.address]


def test_no_hostile_request_finds_a_fault(production):
    crawl = Crawl()
    print(f"DAYLIGHT_CRAWL_SEED={SEED}")
    for number in [int(ONLY)] if ONLY else range(COUNT):
        crawl.number(number)
        if number % _AT_ONCE == 0 or ONLY:
            kept = watch.bytes_of_redis().decode("latin-1")
            found = [word for word in (*OF_PEOPLE, OF_NOBODY, TYPED) if word in kept]
            assert found == [], f"in Redis, by one of the {_AT_ONCE} until {number} of seed {SEED}"
            cache.clear()
    print(f"Answered: {dict(sorted(crawl.answered.items()))}")
    said = [f"{kind} ({len(how) - 1} times)\n  {how[0]}\n  {how[1]}" for kind, how in crawl.faults.items()]
    assert not said, f"seed {SEED}; repeat one by its line, before `pytest tests/crawl/test_crawl.py`:\n" + "\n".join(
        said
    )
