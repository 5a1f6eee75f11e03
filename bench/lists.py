"""Each list of the desk, the search and the page of a case, at a thousand cases and at a million, in turns."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.desks import Desk, desks, medians
from bench.plans import most_rows_read
from dsr.clock import today
from dsr.formats import references
from dsr.models import Account, Brand, Bundle, Case
from portal.staff.queue import Filters
from tests.given import a_business, a_case, a_ledger, drain

_SIZES = (1_000, 100_000, 1_000_000)
_ROUNDS = 9
_Page = Callable[[Desk], Any]


def lists(cases: int) -> str:
    """The median of each page at each size, and beside it the bare query of 25 rows; what the largest one reads."""
    case = a_case(business=a_ledger(a_business("Example Court, Inc.")))
    drain()
    with desks([size for size in _SIZES if size < cases] + [cases]) as made:
        heads = [f"{size:>9,}" for size in (desk.cases for desk in made)]
        lines = [f"{'p50 in ms at so many cases':<34} {' '.join(heads)}   largest/smallest  statements  rows read"]
        floor = medians(made, _bare, 25)
        lines.append(_line("the bare query of 25 rows", floor))
        pages = _pages(made, case.reference)
        for what, page in pages.items():
            times = medians(made, page, _ROUNDS)
            with made[-1].open():
                with CaptureQueriesContext(connection) as asked:
                    page(made[-1])
                statements = [*asked]
                lines.append(f"{_line(what, times)}  {len(statements):>10}  {most_rows_read(statements):>9,.0f}")
        seeded = ", ".join(f"{desk.cases:,} in {desk.seeded:,.0f} s" for desk in made)
        return "\n".join([*lines, f"cases were made: {seeded}"])


def _line(what: str, times: list[float]) -> str:
    each = " ".join(f"{seconds * 1000:9.1f}" for seconds in times)
    return f"{what:<34} {each}            x{times[-1] / times[0]:4.2f}"


def _bare(_desk: Desk) -> None:
    assert len(Case.objects.open().most_urgent_first()[:25]) == 25


def _pages(made: list[Desk], reference: str) -> dict[str, _Page]:
    found: dict[str, _Page] = {"the queue": _list({})}
    found |= {f"group {code}": _list({"group": code}) for code in _codes("group")}
    found |= {f"view {code}": _list({"view": code}) for code in _codes("view")}
    found |= {f"to do, {name}": _chosen({name: value}) for name, value in _filters().items()}
    found |= {f"all, {name}": _chosen({name: value, "view": "all"}) for name, value in _filters().items()}
    days = {"received_from": -60, "received_to": -30}
    found["all, received"] = _chosen({name: lambda ago=ago: _day(ago) for name, ago in days.items()} | {"view": "all"})
    days = {"answered_from": -60, "answered_to": -30}
    found["answered, answered"] = _chosen(
        {name: lambda ago=ago: _day(ago) for name, ago in days.items()} | {"view": "answered"}
    )
    found["answered, outcome and kind"] = _chosen(
        {"view": "answered", "outcome": lambda: "STL_DISCLOSED", "kind": lambda: "shine-the-light"}
    )
    found |= {f"{name}, a later page": _later(name) for name in ("waiting", "answered", "all")}
    found["find a name"] = _find(lambda: "Ada A. Alder-Birch")
    found["find an email address"] = _find(lambda: "ada.a@alder-birch.example")
    found["find a reference"] = _find(lambda: references.spell(reference))
    found["the page of a case"] = lambda desk: _get(desk, f"/desk/{references.spell(reference)}/")
    return found


def _codes(name: str) -> list[str]:
    offered: Any = Filters.base_fields[name]
    return [code for code, _words in offered.choices if code]


def _filters() -> dict[str, Callable[[], str]]:
    """Each filter with a value that this desk has."""
    return {
        **{f"{name}": (lambda value=value: value) for name, value in (("kind", "deletion"), ("channel", "mail"))},
        "brand": lambda: str(Brand.objects.latest("pk").pk),
        "whose": lambda: str(Account.objects.filter(cases__isnull=False).latest("pk").pk),
        "outcome": lambda: "STL_DISCLOSED",
        "bundle": lambda: Bundle.objects.latest("pk").reference,
    }


def _day(ago: int) -> str:
    return (today() + timedelta(days=ago)).isoformat()


def _get(desk: Desk, address: str) -> str:
    answer = desk.browser.get(address, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode()


def _list(query: dict[str, str]) -> _Page:
    return lambda desk: _get(desk, f"/desk/?{urlencode(query)}")


def _chosen(query: dict[str, Any]) -> _Page:
    """Values that are asked for once at each desk."""
    addresses: dict[str, str] = {}

    def page(desk: Desk) -> None:
        if desk.name not in addresses:
            told = {name: value if isinstance(value, str) else value() for name, value in query.items()}
            addresses[desk.name] = f"/desk/?{urlencode(told)}"
        _get(desk, addresses[desk.name])

    return page


def _later(view: str) -> _Page:
    addresses: dict[str, str] = {}

    def page(desk: Desk) -> None:
        if desk.name not in addresses:
            text = _get(desk, f"/desk/?view={view}")
            addresses[desk.name] = re.findall(r'href="(\?[^"]*after=[^"]*)"', text)[0].replace("&amp;", "&")
        _get(desk, f"/desk/{addresses[desk.name]}")

    return page


def _find(text: Callable[[], str]) -> _Page:
    def page(desk: Desk) -> None:
        answer = desk.browser.post("/desk/find/", {"text": text()}, follow=True)
        assert answer.status_code == 200

    return page
