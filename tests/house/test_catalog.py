"""Every word of a public page stands in the catalog, and every day is written in one place: Spanish is coming."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

import pytest
from django.template.engine import Engine

from dsr.kinds import base
from tests.house.source import Source, calls, files, product
from tests.house.templates import Sentence, sentences
from tests.house.test_kinds import FILES

_FOLDERS = ("templates/public", "templates/parts")
_SAID_IN_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "content"}
_DAYS = {"dsr/formats/days.py", "portal/staff/wording/dates.py"}
_OF_MACHINES = {"noindex"}
_CATALOG = re.compile(r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}", re.DOTALL)
_CLASS = re.compile(r"\{% block body_class %\}.*?\{% endblock %\}")
_TAGS = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_OF_ANOTHER = 'not for_self == "yes"'
_WORD = re.compile(r"[^\W\d_]{2,}")


class _Words(HTMLParser):
    """What a page says, in its text and in the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = _SAID_IN_ATTRIBUTES | ({"value"} if ("type", "submit") in attrs and tag == "input" else set())
        for name, value in attrs:
            if name in said and value and value not in _OF_MACHINES:
                self._note(value)

    def handle_data(self, data: str) -> None:
        self._note(data)

    def _note(self, text: str) -> None:
        if _WORD.search(text):
            self.found.append(" ".join(text.split()))


def outside(source: Source) -> list[str]:
    """Words that no translator sees."""
    parser = _Words()
    parser.feed(_TAGS.sub("", _CLASS.sub("", _CATALOG.sub("", source.text))))
    return [source.fault(1, f"{words!r} stands outside the catalog") for words in parser.found]


def own_days(source: Source) -> list[str]:
    """Days written beside the one place, long_day."""
    return [source.fault(1, f"{one}: write |long_day") for one in re.findall(r"\|date\b(?::\S+)?", source.text)]


def formatted_days(sources: list[Source]) -> list[str]:
    """Days that code writes beside the two places: that of all, and that of the desk's short forms."""
    return [
        source.fault(node, "write the day with dsr/formats/days.py")
        for source in sources
        if source.path not in _DAYS
        for node, name in calls(source)
        if name.rpartition(".")[2] in {"date_format", "time_format", "strftime"}
    ]


def told_of_oneself(said: Iterable[tuple[str, Sentence]]) -> list[str]:
    """Where a letter to who asks for themselves would call them by a name: such a sentence says “you”, whole."""
    return sorted(
        {
            f"{name}: {sentence.text}"
            for name, sentence in said
            if "%(about_whom)s" in sentence.text and _OF_ANOTHER not in sentence.conditions
        }
    )


def pages() -> list[Source]:
    return [one for folder in _FOLDERS for one in files(folder) if one.path.endswith(".html")]


def test_every_word_of_a_public_page_stands_in_the_catalog() -> None:
    assert [fault for page in pages() for fault in outside(page)] == []


def test_who_asks_for_themselves_is_you_in_a_sentence_of_its_own() -> None:
    names = {letter.name for kind in base.every() for letter in kind.letters.declared}
    said = ((name, one) for name in names for file in FILES for one in sentences(f"letters/{name}/{file}"))
    assert told_of_oneself(said) == []


def test_a_planted_name_is_found() -> None:
    sentence = "{% blocktranslate %}We have it about {{ about_whom }}.{% endblocktranslate %}"
    for planted, is_fault in (
        (sentence, True),
        ('{% if for_self == "yes" %}' + sentence + "{% endif %}", True),
        ('{% if for_self == "yes" %}{% translate "You." %}{% else %}' + sentence + "{% endif %}", False),
    ):
        said = sentences(Engine.get_default().from_string("{% load i18n %}" + planted))
        assert bool(told_of_oneself(("planted", one) for one in said)) == is_fault


def test_days_are_written_in_one_place() -> None:
    public = [page for page in pages() if page.path.startswith("templates/public")]
    assert [fault for page in public for fault in own_days(page)] == []
    assert formatted_days(product()) == []


@pytest.mark.parametrize(
    "planted",
    ["<p>Hello</p>", '<img alt="A lamp">', '{% translate "Yes" %} and no', '<input type="submit" value="Send">'],
)
def test_a_planted_word_is_found(planted: str) -> None:
    assert outside(Source("templates/public/x.html", planted))
    assert not outside(Source("templates/public/x.html", '<p>{% translate "Hello" %} {{ name }}, 7</p>'))
    assert own_days(Source("templates/public/x.html", "{{ at|date:'F j' }}"))


def test_a_planted_day_is_found() -> None:
    planted = ["date_format(day, 'F j, Y')", "formats.date_format(day)", "day.strftime('%B %d')"]
    assert all(formatted_days([Source("dsr/x.py", one)]) for one in planted)
    assert not formatted_days([Source("dsr/x.py", "long_day(day)")])
