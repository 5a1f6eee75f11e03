"""A number of the law stands in dsr/law alone: no template and no text for people types one."""

import ast
import re

import pytest

from dsr.law.numbers import numbers
from tests.given_law import declared, typed_numbers
from tests.house.source import Source, calls, files, product

_MARKERS = re.compile(r"(^|\.)(_|[np]?gettext(_lazy|_noop)?|ngettext_lazy|npgettext)$")
_SAID = re.compile(r"(^|\.)law_text(_now)?$")
_PLACE = re.compile(r"%\((\w+)\)s")
_COMMENTS = r"\{#.*?#\}|\{% comment.*?endcomment %\}|^\s*//[^\n]*"
_NOT_SHOWN = re.compile(rf"{_COMMENTS}|<style.*?</style>|<[a-z/][^>]*>", re.DOTALL | re.MULTILINE)
# Ours, and no law's: a period that no statute sets may be typed where it is said.
_OWN = frozenset({"two minutes", "5 minutes"})


def _texts(source: Source) -> list[tuple[ast.Call, str]]:
    """The texts of a module that are translated, with their calls."""
    return [
        (call, str(part.value))
        for call, name in calls(source)
        if _MARKERS.search(name)
        for part in call.args
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def typed(sources: list[Source]) -> list[str]:
    """Numbers in the texts of modules, and anywhere in a template but its comments and styles."""
    found = []
    for source in sources:
        if source.path.endswith(".py"):
            texts = _texts(source)
            found += [source.fault(call, number) for call, text in texts for number in typed_numbers(text, _OWN)]
        else:
            shown = _NOT_SHOWN.sub(" ", source.text)
            found += [source.fault(1, number) for number in typed_numbers(shown, _OWN)]
    return found


def nameless(sources: list[Source]) -> list[str]:
    """Names of numbers that dsr/law/numbers.py lacks: a template would leave a hole without a word."""
    found = []
    for source in sources:
        used = set(re.findall(r"\blaw_numbers\.(\w+)", source.text)) if not source.path.endswith(".py") else set()
        if source.path.endswith(".py"):
            for call, name in calls(source):
                if _SAID.search(name):
                    used |= set(_PLACE.findall(ast.unparse(call)))
        found += [source.fault(1, f"no number is called {name}") for name in sorted(used - set(numbers()))]
    return found


def uncollected(sources: list[Source]) -> list[str]:
    """A text that is said without a marker: no translator ever sees it."""
    return [
        source.fault(call, "mark it: law_text(gettext_noop(...))")
        for source in sources
        if source.path.endswith(".py")
        for call, name in calls(source)
        if _SAID.search(name) and call.args and isinstance(call.args[0], ast.Constant)
    ]


def test_no_text_and_no_template_types_a_number_of_the_law() -> None:
    assert typed([*product(), *files("templates")]) == []


def test_every_number_that_is_said_has_a_name_and_every_name_is_said() -> None:
    sources = [*product(), *files("templates")]
    assert nameless(sources) == []
    assert uncollected(sources) == []
    said = "\n".join(source.text for source in sources if source.path != "dsr/law/numbers.py")
    assert [name for name in numbers() if f"law_numbers.{name}" not in said and f"%({name})s" not in said] == []


def test_a_number_of_the_law_is_one_of_its_declared_ones() -> None:
    values = {getattr(value, "length", getattr(value, "days", value)) for _module, _name, value in declared()}
    assert set(numbers().values()) <= values


@pytest.mark.parametrize(
    "planted",
    [
        "_('We respond within 45 days.')",
        "gettext_noop('within ten business days')",
        "ngettext('%(n)s of 3 points', 'all 3 points', n)",
        "_('a child under 13')",
        "_('a fine of $2,500')",
    ],
)
def test_a_planted_number_is_found(planted: str) -> None:
    assert typed([Source("dsr/x.py", planted)])


def test_planted_numbers_in_templates_and_unknown_names_are_found() -> None:
    assert typed([Source("templates/x.txt", "{% translate 'The law allows 90 days.' %}")])
    assert typed([Source("templates/x.html", "<p>Within six\n months</p>")])
    assert typed([Source("templates/x.typ", "#text[at most 30 days]")])
    assert not typed([Source("templates/x.html", "{# 30 days #}<p>{{ days }} days</p>")])
    assert nameless([Source("templates/x.html", "{{ law_numbers.lost_days }}")])
    assert nameless([Source("dsr/x.py", "law_text(gettext_noop('%(lost_days)s days'))")])
    assert not nameless([Source("templates/x.html", "{{ law_numbers.extended_days }}")])
    assert uncollected([Source("dsr/x.py", "law_text('%(extended_days)s days')")])
