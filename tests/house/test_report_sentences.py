"""Every sentence of the disclosure report is said where the facts bear it out, and nowhere else."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

import pytest

from dsr.disclosures.report import wording
from dsr.disclosures.report.facts import MOST_ROWS_ON_PAGES, check_facts
from dsr.errors import BadInput
from tests.dsr.disclosures.samples import _PHONE, CATEGORIES, many
from tests.dsr.disclosures.samples import facts as facts_of
from tests.house.source import REPOSITORY

Holds = Callable[[Any], bool]
_BRAND = {"count": 4, "categories": [_PHONE]}


def _brand_listed(facts: Any) -> bool:
    return bool(facts["same_brand"] and facts["same_brand"]["categories"])


def _so_far(facts: Any, *, rows: bool, brand: bool, spared: bool | None = None) -> bool:
    is_spared = any(facts["not_listed"].values())
    is_like = bool(facts["recipients"]) is rows and _brand_listed(facts) is brand
    return bool(facts["as_of"]) and is_like and spared in {None, is_spared}


def _is(outcome: str, brand: bool | None = None) -> Holds:
    return lambda facts: facts["outcome"] == outcome and brand in {None, bool(facts["same_brand"])}


# By the beginning of the sentence (of a plural, of the singular form too): the facts of which it may be said.
SAID: dict[str, Holds] = {
    "What is known as of": lambda facts: bool(facts["as_of"]),
    "Who received personal information for direct marketing": lambda facts: not facts["as_of"],
    "California “Shine the Light” report": lambda _facts: True,
    "Kinds of information we disclosed": lambda facts: bool(facts["categories"]),
    "These are the kinds that the law names": lambda facts: bool(facts["categories"]),
    "Who received it": lambda facts: bool(facts["recipients"]),
    "Name": lambda facts: bool(facts["recipients"]),
    "Address": lambda facts: bool(facts["recipients"]),
    "Products or services": lambda facts: bool(facts["recipients"]),
    "Where a name does not show": lambda facts: bool(facts["recipients"]),
    "The list has": lambda facts: len(facts["recipients"]) > MOST_ROWS_ON_PAGES,
    "Companies that share our brand name": lambda facts: bool(facts["same_brand"]),
    "About this report": lambda _facts: True,
    "Some characters cannot be printed": lambda _facts: True,  # where the fonts lack one, which no fact says
    "As of %(day)s our record of %(year)d lists %(count)s third part%y that %are named here": lambda facts: _so_far(
        facts, rows=True, brand=True
    ),
    "As of %(day)s our record of %(year)d lists %(count)s third part%y that received": lambda facts: _so_far(
        facts, rows=True, brand=False
    ),
    "As of %(day)s our record of %(year)d lists affiliated": lambda facts: _so_far(facts, rows=False, brand=True),
    "As of %(day)s our record of %(year)d lists no disclosure yet that": lambda facts: _so_far(
        facts, rows=False, brand=False, spared=True
    ),
    "As of %(day)s our record of %(year)d lists no company yet": lambda facts: _so_far(
        facts, rows=False, brand=False, spared=False
    ),
    "We disclosed no personal information": _is("STL_NONE_DISCLOSED"),
    "In %(year)d we made no disclosure that": _is("STL_NONE_TO_LIST"),
    "In %(year)d the disclosures that": _is("STL_SAME_BRAND_COUNT"),
    "In %(year)d we disclosed personal information about our customers for direct": _is("STL_DISCLOSED", brand=True),
    "In %(year)d we disclosed personal information about our customers to": _is("STL_DISCLOSED", brand=False),
    "California Civil Code § 1798.83, the “Shine": lambda _facts: True,
    "This report is the same for every customer": lambda _facts: True,
    "A kind of information is listed if": lambda facts: bool(facts["categories"]),
    "Affiliated companies that share our brand name also received": lambda facts: bool(
        facts["not_listed"]["same_brand"] and facts["categories"]
    ),
    "Affiliated companies that share our brand name received personal": lambda facts: bool(
        facts["not_listed"]["same_brand"] and not facts["categories"]
    ),
    "Disclosures that the law does not count": lambda facts: bool(facts["not_listed"]["excluded"]),
    "%(count)s affiliated compan": lambda facts: bool(facts["same_brand"]),
    "Year": lambda _facts: True,
    "Version of our record": lambda _facts: True,
    "Questions": lambda _facts: True,
    "Checksum of the facts": lambda _facts: True,
    "Our records were checked through": lambda facts: bool(facts["complete"]),
    "As of": lambda facts: bool(facts["as_of"]),
}


def sentences_of(source: str) -> Iterator[str]:
    """Every text of the module that translators are given."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "ngettext"}:
            yield from (one.value for one in node.args if isinstance(one, ast.Constant))


def _begins(text: str, start: str) -> bool:
    plain = re.escape(start).replace("part%y", "part(y|ies)").replace("%are", "(is|are)")
    if start in {"Name", "Address", "Year", "Questions", "As of"}:
        return text == start
    return re.match(plain, text) is not None


def unknown(source: str, starts: Iterable[str]) -> list[str]:
    """The sentences of which nothing says when they may be said."""
    return [text for text in sentences_of(source) if not any(_begins(text, start) for start in starts)]


def _every() -> Iterator[Any]:
    """Facts of every outcome, with and without each thing that a sentence tells of."""
    outcomes = ("STL_DISCLOSED", "STL_NONE_DISCLOSED", "STL_NONE_TO_LIST", "STL_SAME_BRAND_COUNT", "STL_AS_OF")
    brands = (None, {"count": 1, "categories": []}, _BRAND)
    for outcome, rows, brand, spared, excluded in product(outcomes, (0, 1, 2, 2001), brands, (0, 1), (0, 1)):
        listed = {"recipients": many(rows), "categories": CATEGORIES if rows else [], "same_brand": brand}
        made = facts_of(outcome, **listed, not_listed={"same_brand": spared, "excluded": excluded})
        try:
            check_facts(made)
        except BadInput:
            continue
        yield made


def _shown(facts: Any) -> list[str]:
    """All that a reader sees: what a template shows under its condition only is shown there."""
    words = wording.words(facts)
    gone = set() if facts["categories"] else {"categories_heading", "categories_intro"}
    gone |= set() if facts["recipients"] else {"recipients_heading", "columns"}
    gone |= set() if facts["same_brand"] else {"same_brand_heading"}
    texts: list[str] = []
    for name, value in words.items():
        if name in gone:
            continue
        for one in [value] if isinstance(value, str) else value:
            texts += [one] if isinstance(one, str) else [one[0]]
    return [text for text in texts if text]


def _reads(start: str) -> re.Pattern[str]:
    plain = re.escape(start).replace("part%y", "part(y|ies)").replace("%are", "(is|are)")
    whole = r"\Z" if start in {"Name", "Address", "Year", "Questions", "As of"} else ""
    return re.compile(re.sub(r"%\\\(\w+\\\)[sd]", ".+?", plain) + whole)


_READS = {start: _reads(start) for start in SAID}


def untrue(facts: Any, shown: list[str], holds: dict[str, Holds]) -> list[str]:
    """What is said though the facts do not bear it out, and what they bear out and is not said."""
    found = []
    for start, is_so in holds.items():
        is_said = any(_READS[start].match(text) for text in shown)
        if is_said is not is_so(facts):
            found.append(f"{'said' if is_said else 'not said'} of {facts['outcome']}: {start}")
    return found


def test_every_sentence_of_the_report_says_when_it_may_be_said() -> None:
    source = (REPOSITORY / "dsr" / "disclosures" / "report" / "wording.py").read_text(encoding="utf-8")
    assert unknown(source, SAID) == []
    assert [start for start in SAID if not any(_begins(text, start) for text in sentences_of(source))] == []
    assert unknown('_("All is well.")', SAID) == ["All is well."]


def test_the_report_says_what_the_facts_bear_out_and_nothing_else() -> None:
    tried = list(_every())
    assert {facts["outcome"] for facts in tried} == {
        "STL_DISCLOSED",
        "STL_NONE_DISCLOSED",
        "STL_NONE_TO_LIST",
        "STL_SAME_BRAND_COUNT",
        "STL_AS_OF",
    }
    assert [fault for facts in tried for fault in untrue(facts, _shown(facts), SAID)] == []
    assert [start for start, holds in SAID.items() if not any(map(holds, tried))] == []


@pytest.mark.parametrize("outcome", ["STL_AS_OF", "STL_NONE_DISCLOSED"])
def test_a_planted_sentence_is_found(outcome: str) -> None:
    """Planted: “nothing was disclosed” of what is known as of a day, and the statement of a day left out."""
    facts = facts_of(outcome)
    shown = [*_shown(facts), "We disclosed no personal information to third parties."]
    expected = outcome == "STL_AS_OF"
    assert any("said of STL_AS_OF: We disclosed no" in one for one in untrue(facts, shown, SAID)) is expected
    assert untrue(facts, [], SAID)
