"""Another law: every number that dsr/law declares is changed at once, each to one that stands nowhere else."""

import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from django.utils.html import strip_tags

import dsr.law
from dsr.kinds import base
from dsr.law.clocks import Clock
from portal.web import question_form

_WEEKDAYS = {"SATURDAY", "SUNDAY"}
_FIRST = 4001
# The law's own numbers are below; whatever a planted one comes to, such as the days that are left, is above.
_PLANTED = 1000
_IN_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|eighteen|twenty|thirty|ninety"
NUMBER_OF = re.compile(
    rf"(?<![\w§.$])(?P<number>\d+(?:,\d{3})*|{_IN_WORDS})[ -](?:(?:business|calendar|matching|more|full) )?"
    r"(?:day|week|month|year|hour|employee|point|word)s?\b"
    r"|\b(?:under|below|aged?|age of) (?!0\b)(?P<age>\d+)\b"
    r"|\$(?P<dollars>\d)",
    re.IGNORECASE,
)


def typed_numbers(text: str, own: frozenset[str] = frozenset()) -> list[str]:
    """Numbers of days, months, people or points in a text that are no planted ones, and none of our `own`."""
    found = []
    for match in NUMBER_OF.finditer(" ".join(text.split())):
        number = (match["number"] or match["age"] or "").replace(",", "")
        if match[0] not in own and not (number.isdigit() and int(number) > _PLANTED):
            found.append(match[0])
    return found


def shown(page: str) -> str:
    """What a person reads of a page."""
    return strip_tags(re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL))


def declared() -> Iterator[tuple[ModuleType, str, Any]]:
    """Each number of the law: a clock, a span, or a whole number, with the module and name under which it stands."""
    for found in pkgutil.iter_modules(dsr.law.__path__):
        module = import_module(f"dsr.law.{found.name}")
        for name, value in vars(module).items():
            is_number = isinstance(value, int) and not isinstance(value, bool) and name not in _WEEKDAYS
            if name.isupper() and (is_number or isinstance(value, Clock | timedelta)):
                yield module, name, value


def _as(value: Any, number: int) -> Any:
    if isinstance(value, Clock):
        return replace(value, length=number, safe_length=number - 1 if value.safe_length else None)
    return timedelta(days=number) if isinstance(value, timedelta) else number


def _length(value: Any) -> int:
    if isinstance(value, Clock):
        return value.length
    return value.days if isinstance(value, timedelta) else int(value)


@pytest.fixture
def another_law(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, int]]:
    """Every number planted; what stood there, by what stands there now."""
    planted: dict[int, int] = {}
    for number, (module, name, value) in enumerate(list(declared())):
        now = _FIRST + 2 * number
        planted[now] = _length(value)
        for other in [module, *(one for path, one in sys.modules.items() if path.startswith(("dsr.", "portal.")))]:
            if vars(other).get(name) is value:
                monkeypatch.setattr(other, name, _as(value, now))
    with pytest.MonkeyPatch.context() as patch:
        for kind in base.every():
            for keep in kind.keep_codes:
                if keep.days:  # made of the law's number when the kind was declared
                    patch.setitem(vars(keep), "days", _FIRST)
        question_form._form_of.cache_clear()  # whose words are those of the law as it stood
        yield planted
    question_form._form_of.cache_clear()
