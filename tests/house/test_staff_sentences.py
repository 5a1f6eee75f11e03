"""Every sentence of a staff page that can state a fact stands where its record is, or was read as one without any."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from django.template.base import VariableNode
from django.template.engine import Engine
from django.templatetags.i18n import BlockTranslateNode

from tests.house.source import REPOSITORY
from tests.house.templates import Sentence, nodes_of, sentences, templates_in
from tests.house.test_code_sentences import STATES_FACT
from tests.house.test_plain_sentences import listed

LIST = Path(__file__).parent / "plain_sentences_of_staff.txt"
_TEMPLATES = REPOSITORY / "templates"
# Beside what states a fact in the code: a page says in the present tense what there is and what there is not.
_OF_PAGE = re.compile(
    r"\b(?:no|not|cannot|owed|yet|until|holds?|serves?|waits?|leaves?|says?|keeps?|goes|done|kept)\b", re.IGNORECASE
)


def templates() -> list[str]:
    return [str(path.relative_to(_TEMPLATES)) for path in sorted((_TEMPLATES / "staff").rglob("*.html"))]


@cache
def pages() -> tuple[str, ...]:
    """The templates that no other draws by its name: a part is read where it stands, under what is asked there."""
    drawn = {other for name in templates() for other in templates_in(name)}
    return tuple(name for name in templates() if name not in drawn)


def can_state(text: str) -> bool:
    return bool(STATES_FACT.search(text) or (_OF_PAGE.search(text) and len(text.split()) > 1))


def said() -> Iterator[tuple[str, Sentence]]:
    for name in pages():
        yield from ((name, one) for one in sentences(name) if can_state(one.text))


def faults(of: Iterable[tuple[str, Sentence]], known: Mapping[str, str]) -> list[str]:
    """What nobody listed, and what stands where nothing of its record is asked for; one of several words is enough."""
    found = set()
    for name, sentence in of:
        there = sentence.conditions | set(re.findall(r"%\((\w+)\)s", sentence.text))
        if sentence.text not in known:
            found.add(f"{name}: {sentence.text}")
        elif (words := known[sentence.text]) and not there & set(words.split(" | ")):
            found.add(f"{name}: without {words}: {sentence.text}")
    return sorted(found)


def test_every_sentence_of_a_staff_page_that_can_state_a_fact_was_read_where_it_stands() -> None:
    assert faults(said(), listed(LIST.read_text())) == [], (
        f"Read it against the condition under which it is drawn. Then list it under the word of its record: {LIST}"
    )


def test_what_is_listed_is_said() -> None:
    assert sorted(listed(LIST.read_text()).keys() - {sentence.text for _name, sentence in said()}) == []


@pytest.mark.parametrize("name", ["staff/case/case.html", "staff/queue/queue.html", "staff/bulk/look.html"])
def test_a_sentence_that_is_planted_into_a_page_is_found(name: str) -> None:
    source = (_TEMPLATES / name).read_text(encoding="utf-8")
    head, end, tail = source.rpartition("{% endblock %}")
    planted = Engine.get_default().from_string(f'{head}{{% translate "Nothing was kept." %}}{end}{tail}')
    found = faults(((name, one) for one in sentences(planted) if can_state(one.text)), listed(LIST.read_text()))
    assert found == [f"{name}: Nothing was kept."]


@pytest.mark.parametrize(
    ("template", "is_found"),
    [
        ('{% if effects.done %}{% translate "It is done." %}{% endif %}', False),
        ('{% if effects.done and x %}{% translate "It is done." %}{% endif %}', False),
        ('{% if effects.done or x %}{% translate "It is done." %}{% endif %}', True),
        ('{% if not effects.done %}{% translate "It is done." %}{% endif %}', True),
        ('{% if effects.done %}x{% else %}{% translate "It is done." %}{% endif %}', True),
        ('{% for step in effects.done %}{% translate "It is done." %}{% endfor %}', False),
        ('{% for step in effects.done %}{% empty %}{% translate "It is done." %}{% endfor %}', True),
        ('{% if effects.done %}x{% else %}{% translate "Nothing was done." %}{% endif %}', False),
        ('{% if not effects.done %}{% translate "Nothing was done." %}{% endif %}', False),
        ('{% if x %}{% elif effects.done %}{% else %}{% translate "Nothing was done." %}{% endif %}', False),
        ('{% for step in effects.done %}{% empty %}{% translate "Nothing was done." %}{% endfor %}', False),
        ('{% if effects.done %}{% translate "Nothing was done." %}{% endif %}', True),
        ('{% translate "Nothing was done." %}', True),
        ('{% translate "It was sent." %}', True),
        ('{% translate "Choose one." %}', False),
    ],
)
def test_a_planted_fault_is_found(template: str, is_found: bool) -> None:
    known = {"It is done.": "effects.done | others.done", "Nothing was done.": "not effects.done"}
    parsed = Engine.get_default().from_string(f"{{% load i18n %}}{template}")
    found = faults((("planted", one) for one in sentences(parsed) if can_state(one.text)), known)
    assert bool(found) is is_found


# -- the day to send by never stands without the law's --

_SEND_BY = re.compile(r"(?:^|\.)(?:send_by|due\.day|due\.left|bulk\.approval\.by)$")
_BESIDE = re.compile(r"(?:\.(?:beside|law)(?:\|dated)?$|\|beside\b)")
# These name both days themselves, in the words or in the row beside it.
_NAMES_BOTH = {
    "staff/bundle/parts/receipt_look.html",  # the same of the requests of a bundle
    "staff/case/parts/extend.html",  # the last day for the notice
    "staff/case/parts/receipt_look.html",  # the day of the law, before and after
    "staff/parts/notice.html",  # the last day for the notice
}


def _drawn(source: str) -> Iterator[str]:
    """Every expression that a template draws, as it is spelled; what only a pointer finds is not drawn."""
    seen = re.sub(r'title="[^"]*"', "", source)
    for node in nodes_of(Engine.get_default().from_string(seen)):
        if isinstance(node, VariableNode):
            yield str(node.filter_expression.token)
        if isinstance(node, BlockTranslateNode):
            yield from (str(one.token) for one in node.extra_context.values())


def without_law(source: str) -> bool:
    """Whether the template draws a day to send by, and nowhere the law's day."""
    drawn = [*_drawn(source)]
    names_day = any(_SEND_BY.search(one.partition("|")[0]) for one in drawn)
    return names_day and not any(_BESIDE.search(one) for one in drawn)


def test_wherever_the_day_to_send_by_is_drawn_the_law_s_stands_beside_it() -> None:
    every = [*templates(), "letters/daily.txt"]
    found = {name for name in every if without_law((_TEMPLATES / name).read_text(encoding="utf-8"))}
    assert found == _NAMES_BOTH


@pytest.mark.parametrize(
    ("drawn", "is_found"),
    [
        ("{{ row.due.day|short_day }}", True),
        ('<time title="{{ row.due.beside }}">{{ row.due.day }}</time>', True),
        ("{{ row.due.day|short_day }}{% if row.due.law %} {{ row.due.law|dated }}{% endif %}", False),
        ("{% blocktranslate with day=case.send_by %}By {{ day }}.{% endblocktranslate %}", True),
        ("{% blocktranslate with day=case.send_by %}By {{ day }}.{% endblocktranslate %} {{ case|beside }}", False),
        ("{{ one.mailed_on }}", False),
    ],
)
def test_a_planted_day_without_the_law_s_is_found(drawn: str, is_found: bool) -> None:
    assert without_law(f"{{% load i18n desk %}}{drawn}") is is_found
