"""What is marked for translation can be found by makemessages: literals in code, templates that parse."""

import ast

import pytest
from django.template import TemplateSyntaxError
from django.template.engine import Engine

from tests.house.source import Source, calls, files, product

_MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def composed(sources: list[Source]) -> list[str]:
    """Texts put together before they are translated: no translator ever sees them."""
    return [
        source.fault(node, "a translated text is a literal; put values in afterward, by name")
        for source in sources
        for node, name in calls(source)
        if name in _MARKERS and any(isinstance(part, ast.JoinedStr | ast.BinOp | ast.Call) for part in node.args[:2])
    ]


def positional(sources: list[Source]) -> list[str]:
    """Two values without names cannot change places in another language."""
    return [
        source.fault(node, "name the values: %(name)s")
        for source in sources
        for node, name in calls(source)
        if name in _MARKERS
        for part in node.args[:2]
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.count("%s") > 1
    ]


def broken(sources: list[Source]) -> list[str]:
    found = []
    for source in sources:
        try:
            Engine.get_default().from_string(source.text)
        except TemplateSyntaxError as error:
            found.append(source.fault(1, str(error)))
    return found


def test_translated_texts_are_literals() -> None:
    assert composed(product()) == []
    assert positional(product()) == []


def test_every_template_parses() -> None:
    assert broken([source for source in files("templates") if source.path.endswith((".html", ".txt"))]) == []


@pytest.mark.parametrize(
    "planted",
    ["_(f'Hello {name}')", "_('Hello ' + name)", "gettext('Hello %s' % name)", "_('Hello {}'.format(name))"],
)
def test_a_planted_composition_is_found(planted: str) -> None:
    assert composed([Source("portal/x.py", planted)])
    assert not composed([Source("portal/x.py", "_('Hello %(name)s') % {'name': name}")])


def test_planted_faults_of_words_are_found() -> None:
    assert positional([Source("portal/x.py", "_('%s of %s')")])
    assert broken([Source("templates/x.html", "{% load i18n %}{% blocktranslate %}{% if x %}{% endblocktranslate %}")])
