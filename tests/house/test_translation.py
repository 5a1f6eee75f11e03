"""What is marked for translation can be found by makemessages: literals in code, templates that parse."""

import ast
import re

import pytest
from django.template import TemplateSyntaxError
from django.template.engine import Engine

from tests.house.source import Source, calls, dotted, files, product

_OF_MACHINES = {"portal/public/site_endpoints.py"}  # what a monitor reads is in no language
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


def pieced(sources: list[Source]) -> list[str]:
    """A sentence that code puts together: in another language its parts stand in another order, or need another word.

    Whole sentences may follow each other: " ".join([…]). Lists have dsr/formats/spoken_lists.py.
    """
    return [
        source.fault(node, "say it whole, with values by name; a list with spoken_lists")
        for source in sources
        for node in source.nodes
        if source.path not in _OF_MACHINES and _is_pieced(node)
    ]


def _is_pieced(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _is_said(node.left) or _is_said(node.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.right, ast.Dict):
        return any(_stands_inside(node.left, *one) for one in zip(node.right.keys, node.right.values, strict=True))
    if isinstance(node, ast.JoinedStr):
        values = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        texts = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        return any(_is_said(part.value) for part in values) and (len(values) > 1 or bool(texts.strip()))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
        between = node.func.value
        is_word = isinstance(between, ast.Constant) and str(between.value).strip() in {"and", "or", ", and", ", or"}
        return is_word or _is_said(between)
    return isinstance(node, ast.Call) and dotted(node.func) in _MARKERS and any(map(_is_part, node.args[:2]))


def _is_said(node: ast.AST) -> bool:
    """Words of the catalog, with their values or without."""
    if isinstance(node, ast.Call) and dotted(node.func) == "str" and node.args:
        return _is_said(node.args[0])
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _is_said(node.left)
    if isinstance(node, ast.IfExp):
        return _is_said(node.body) or _is_said(node.orelse)
    return isinstance(node, ast.Call) and dotted(node.func) in _MARKERS


def _stands_inside(text: ast.AST, name: ast.AST | None, value: ast.AST) -> bool:
    """Words of the catalog within others, and not by themselves: first, in quotes, or after a colon."""
    if not isinstance(text, ast.Call) or not isinstance(name, ast.Constant) or not _is_said(value):
        return False
    within = str(text.args[0].value) if text.args and isinstance(text.args[0], ast.Constant) else ""
    is_layout = re.search(r"[^\W\d_]", re.sub(r"%\(\w+\)s", "", within)) is None
    return not is_layout and re.search(rf"(^|“|: )%\({name.value}\)s", within) is None


def _is_part(node: ast.AST) -> bool:
    """It begins or ends with the space to what it is put beside; a command indents by two."""
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return text.removeprefix("  ") != text.strip()


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


def test_no_sentence_is_put_together_from_pieces() -> None:
    assert pieced(product()) == []


def test_every_template_parses() -> None:
    assert broken([source for source in files("templates") if source.path.endswith((".html", ".txt"))]) == []


@pytest.mark.parametrize(
    "planted",
    ["_(f'Hello {name}')", "_('Hello ' + name)", "gettext('Hello %s' % name)", "_('Hello {}'.format(name))"],
)
def test_a_planted_composition_is_found(planted: str) -> None:
    assert composed([Source("portal/x.py", planted)])
    assert not composed([Source("portal/x.py", "_('Hello %(name)s') % {'name': name}")])


@pytest.mark.parametrize(
    "planted",
    [
        "_('It came ') + day",
        "f'{_(one)} ({law})'",
        "_(' and ').join(names)",
        "' and '.join(names)",
        "_('until ') % {}",
        "x + (_('a %(b)s') % {'b': 1})",
        "_('We keep it because %(why)s.') % {'why': _(ground.words)}",
    ],
)
def test_a_planted_piece_is_found(planted: str) -> None:
    assert pieced([Source("portal/x.py", planted)])
    whole = "' '.join([_('It came.'), _('It went.')]); _('  one %(x)s') % {'x': 1}; all_of(names)"
    quoted = "_('“%(a)s” waits: %(b)s.') % {'a': _(kind.title), 'b': _(why)}"
    assert not pieced([Source("portal/x.py", whole), Source("portal/y.py", quoted)])


def test_planted_faults_of_words_are_found() -> None:
    assert positional([Source("portal/x.py", "_('%s of %s')")])
    assert broken([Source("templates/x.html", "{% load i18n %}{% blocktranslate %}{% if x %}{% endblocktranslate %}")])
