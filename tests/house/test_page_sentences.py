"""Every sentence of a public page, and of the report, states its fact or is listed; what tells of a word has it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from django.template.engine import Engine

from tests.house.source import REPOSITORY
from tests.house.templates import Sentence, sentences
from tests.house.test_outside_letters import FACTS
from tests.house.test_plain_sentences import listed

LIST = Path(__file__).parent / "plain_sentences_of_pages.txt"
FOLDERS = ("public", "report")
_TEMPLATES = REPOSITORY / "templates"


def pages() -> list[str]:
    found = [path for folder in FOLDERS for path in sorted((_TEMPLATES / folder).rglob("*.html"))]
    return [str(path.relative_to(_TEMPLATES)) for path in found]


def said() -> Iterator[tuple[str, Sentence]]:
    for name in pages():
        for sentence in sentences(name):
            yield name, sentence


def faults(of: Iterable[tuple[str, Sentence]], known: Mapping[str, str]) -> list[str]:
    """What is not listed, stands where the word that it tells of may be missing, or states what has no record."""
    found = set()
    for name, sentence in of:
        for fact in sentence.facts:
            if fact not in FACTS or FACTS[fact].word not in sentence.conditions:
                found.add(f"{name}: without the record of {fact}: {sentence.text}")
        if sentence.facts:
            continue
        own = set(re.findall(r"%\((\w+)\)s", sentence.text))
        if sentence.text not in known:
            found.add(f"{name}: {sentence.text}")
        elif (word := known[sentence.text]) and word not in sentence.conditions | own:
            found.add(f"{name}: without {word}: {sentence.text}")
    return sorted(found)


def test_every_sentence_of_a_page_states_its_fact_or_is_listed() -> None:
    assert faults(said(), listed(LIST.read_text())) == [], f"Give it its fact; or, if it states none, list it: {LIST}"


def test_what_is_listed_is_said() -> None:
    plain = {sentence.text for _name, sentence in said() if not sentence.facts}
    assert sorted(listed(LIST.read_text()).keys() - plain) == []


# The last page after the form, the proof, the permission, the notice to a company, the owner's task, the answer to a
# link, what follows a correction, unsubscribing, the signal, and the report.
_OF_EACH_SORT = (
    *("public/form/done.html", "public/form/next_steps.html", "public/identity/prove_answer.html"),
    "public/form/required_step.html",
    *("public/links/agent_permission.html", "public/links/company_notice.html", "public/links/system_owner.html"),
    *("public/links/outside_answer.html", "public/links/correction_statement.html", "public/signal.html"),
    *("public/unsubscribe/unsubscribe.html", "report/fragment.html"),
)


@pytest.mark.parametrize("name", _OF_EACH_SORT)
def test_a_sentence_that_is_planted_into_a_page_is_found(name: str) -> None:
    source = (_TEMPLATES / name).read_text(encoding="utf-8")
    head, _end, tail = source.rpartition("{% endblock %}")  # inside the page where it has a block, else at its end
    planted = '{% translate "Nothing was kept." %}'
    page = f"{head}{planted}{{% endblock %}}{tail}" if head else source + planted
    found = faults(
        ((name, one) for one in sentences(Engine.get_default().from_string(page))), listed(LIST.read_text())
    )
    assert found == [f"{name}: Nothing was kept."]


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ('{% if said == "given" %}{% translate "We have it." %}{% endif %}', ""),
        ('{% if said == "over" %}{% translate "We have it." %}{% endif %}', 'without said == "given": We have it.'),
        ('{% if said != "given" %}{% translate "We have it." %}{% endif %}', 'without said == "given": We have it.'),
        ('{% translate "We have it." %}', 'without said == "given": We have it.'),
        ("{% blocktranslate %}It came on {{ date }}.{% endblocktranslate %}", ""),
        ('{% translate "You got it." context "states got-information" %}', "without the record of got-information"),
        (
            '{% if got_information %}{% translate "You got it." context "states got-information" %}{% endif %}',
            "",
        ),
        ('{% if so %}{% translate "It is so." context "states so" %}{% endif %}', "without the record of so"),
    ],
)
def test_a_planted_fault_is_found(template: str, fault: str) -> None:
    known = {"We have it.": 'said == "given"', "It came on %(date)s.": "date"}
    parsed = Engine.get_default().from_string(f"{{% load i18n %}}{template}")
    found = faults((("planted", one) for one in sentences(parsed)), known)
    assert any(fault in one for one in found) if fault else found == []
