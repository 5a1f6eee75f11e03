"""Which words a template uses: its own, and those of the templates it includes and extends."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template import Node, NodeList
from django.template.base import FilterExpression, Template, TokenType, Variable
from django.template.defaulttags import ForNode, IfNode, TemplateLiteral
from django.template.engine import Engine
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from dsr.kinds.base import STATES

_PARTS = (list, tuple, dict, set)


def _inside(value: Any) -> Iterator[Any]:
    """What a node is made of, down to expressions and other nodes."""
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, _PARTS):
        for part in value:
            yield from _inside(part)
    elif isinstance(value, Node | FilterExpression | Variable):
        yield value
    elif isinstance(value, TokenBase):
        for part in (value.value, value.first, value.second):
            yield from _inside(part)


def _nodes(template: Template | NodeList) -> Iterator[Node]:
    waiting: list[Any] = list(getattr(template, "nodelist", template))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Node):
            yield node
            waiting += [part for value in vars(node).values() for part in _inside(value)]


def nodes_of(template: Template) -> Iterator[Node]:
    """Every node of the template itself; of what it includes, none."""
    return _nodes(template)


def templates_in(name: str) -> set[str]:
    """The templates that it draws by their names."""
    return {other for node in _nodes(Engine.get_default().get_template(name)) for other in _others(node)}


def _of_expression(expression: FilterExpression | Variable) -> Iterator[str]:
    if isinstance(expression, Variable):
        if expression.lookups:
            yield expression.lookups[0]
        return
    if isinstance(expression.var, Variable):
        yield from _of_expression(expression.var)
    for _filter, arguments in expression.filters:
        for is_variable, argument in arguments:
            if is_variable:
                yield from _of_expression(argument)


def _used(node: Node) -> Iterator[str]:
    for value in vars(node).values():
        for part in _inside(value):
            if not isinstance(part, Node):
                yield from _of_expression(part)
    if isinstance(node, BlockTranslateNode):
        for token in [*node.singular, *(node.plural or ())]:
            if token.token_type == TokenType.VAR:
                yield token.contents.strip()


def _bound(node: Node) -> Iterator[str]:
    """Names that the node itself gives: of a loop, of `with`, of `as`."""
    yield from getattr(node, "loopvars", ())
    extra = getattr(node, "extra_context", {})
    yield from extra if isinstance(extra, dict) else ()
    for name in ("countervar", "asvar", "variable", "target_var"):
        value = getattr(node, name, None)
        if isinstance(value, str):
            yield value
    if hasattr(node, "loopvars"):
        yield "forloop"


def _others(node: Node) -> Iterator[str]:
    parent = node.parent_name if isinstance(node, ExtendsNode) else None
    included = node.template if isinstance(node, IncludeNode) else None
    for expression in (parent, included):
        if expression is not None and isinstance(expression.var, str):
            yield str(expression.var)


def words_used(name: str | Template) -> set[str]:
    """The names that the template expects from outside."""
    template = Engine.get_default().get_template(name) if isinstance(name, str) else name
    used: set[str] = set()
    bound: set[str] = {"block", "True", "False", "None"}
    for node in _nodes(template):
        used.update(_used(node))
        bound.update(_bound(node))
        for other in _others(node):
            used |= words_used(other)
    return used - bound


def words_unguarded(template: Template | NodeList, sure: frozenset[str] = frozenset()) -> Iterator[str]:
    """The words that the template shows outside a condition that asks whether they are there.

    `sure` are those that an outer condition asked for. A list that is gone through shows its name.
    """
    for node in getattr(template, "nodelist", template):
        if isinstance(node, IfNode):
            for condition, inside in node.conditions_nodelists:
                yield from words_unguarded(inside, sure | _needed(condition))
            continue
        yield from set(_used(node)) - sure
        for inside in (value for value in vars(node).values() if isinstance(value, NodeList)):
            yield from words_unguarded(inside, sure | set(_bound(node)))
        for other in _others(node):
            yield from words_unguarded(Engine.get_default().get_template(other), sure)


@dataclass(frozen=True)
class Sentence:
    """One text that translators are given: the facts that it states, and the words that must all be true around it."""

    text: str
    facts: frozenset[str]
    conditions: frozenset[str]


def sentences(name: str | Template | NodeList, conditions: frozenset[str] = frozenset()) -> Iterator[Sentence]:
    """Each sentence of the template and of what it includes and extends."""
    template = Engine.get_default().get_template(name) if isinstance(name, str) else name
    for node in getattr(template, "nodelist", template):
        if text := _message(node):
            yield Sentence(text, _facts(node), conditions)
        for other in _others(node):
            yield from sentences(other, conditions)
        for needed, part in _parts_of(node):
            yield from sentences(part, conditions | needed)


def _parts_of(node: Node) -> Iterator[tuple[frozenset[str], NodeList]]:
    """The lists of nodes in a node, each with what is so wherever it is drawn."""
    if isinstance(node, IfNode):
        before: frozenset[str] = frozenset()
        for condition, branch in node.conditions_nodelists:
            yield before | _needed(condition), branch
            before |= _denied(condition)
    elif isinstance(node, ForNode):
        yield frozenset({str(node.sequence)}), node.nodelist_loop
        yield frozenset({f"not {node.sequence}"}), node.nodelist_empty
    else:
        for child in node.child_nodelists:
            yield frozenset(), getattr(node, child, None) or NodeList()


def facts_stated(name: str | Template) -> set[str]:
    """The facts that sentences of the template state: the names in their contexts, dsr/kinds/base/facts.py."""
    return {fact for sentence in sentences(name) for fact in sentence.facts}


def _needed(condition: Any) -> frozenset[str]:
    """The words that are true wherever this condition of an `if` holds."""
    if isinstance(condition, TemplateLiteral):
        return frozenset({str(condition.value.var)}) if not condition.value.filters else frozenset()
    name = getattr(condition, "id", "")
    if name == "and":
        return _needed(condition.first) | _needed(condition.second)
    if name == "not":
        return _denied(condition.first)
    if name in {"==", "in"}:
        return frozenset({f"{_spelled(condition.first)} {name} {_spelled(condition.second)}"})
    return frozenset()


def _denied(condition: Any) -> frozenset[str]:
    """The words that are false wherever it does not hold."""
    name = getattr(condition, "id", "")
    if name == "or":
        return _denied(condition.first) | _denied(condition.second)
    if name == "not":
        return _needed(condition.first)
    is_plain = isinstance(condition, TemplateLiteral) or name in {"==", "in"}
    return frozenset(f"not {word}" for word in _needed(condition)) if is_plain else frozenset()


def _spelled(side: Any) -> str:
    return str(side.text) if isinstance(side, TemplateLiteral) else ""


def _facts(node: Node) -> frozenset[str]:
    context = getattr(node, "message_context", None)
    said = str(context.var) if isinstance(context, FilterExpression) else ""
    return frozenset(said.removeprefix(STATES).split(", ")) if said.startswith(STATES) else frozenset()


def _message(node: Node) -> str:
    """The text of the node that translators are given; empty where it has none of its own."""
    if isinstance(node, BlockTranslateNode):
        text, _names = node.render_token_list(node.singular)
        return " ".join(text.split()) if node.trimmed else text
    if isinstance(node, TranslateNode) and isinstance(node.filter_expression.var, Variable):
        return str(node.filter_expression.var.literal or "")
    return ""


def messages_of(name: str | Template) -> set[str]:
    """The texts of the template that translators are given."""
    return {sentence.text for sentence in sentences(name)}
