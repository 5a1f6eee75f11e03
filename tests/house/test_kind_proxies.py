"""Nothing outside dsr/kinds/ recognizes a kind by something that only that kind has: the kind declares the answer."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

import pytest

from dsr.kinds import base
from tests.house.source import Source, dotted, files, product

# The ladder of proof is the law's: its lowest step is asked for by name.
_LADDER = frozenset({"proof_bounds.least", "proof_bounds.most"})
# Who asks for the form of a kind that has a page of its own is led there; where it is, brand_urls says.
_ALLOWED = {("portal/public/form/views.py", "page.own_address")}
_TEXT_TESTS = frozenset({"startswith", "endswith", "find", "index", "count"})


def values(part: Any, place: str = "") -> Iterator[tuple[str, Any, Field[Any]]]:
    """Every field below a kind by its path, such as `page.own_address`; a part that it has not is passed over."""
    for field in fields(part):
        value, path = getattr(part, field.name), f"{place}{field.name}"
        yield path, value, field
        if is_dataclass(value) and type(value).__module__.startswith("dsr.kinds.base."):
            yield from values(value, f"{path}.")


def own_fields(kinds: Iterable[base.Kind]) -> set[str]:
    """The paths that one kind alone sets, and not to a plain yes: nobody reads from them but what stands in them."""
    found: dict[str, int] = {}
    for kind in kinds:
        for path, value, field in values(kind):
            is_set = field.default is MISSING or value != field.default
            if is_set and not isinstance(value, bool) and not is_dataclass(value):
                found[path] = found.get(path, 0) + 1
    return {path for path, count in found.items() if count == 1}


class Names:
    """Which names of a function are a kind (path ""), or stand for something of one."""

    def __init__(self, function: ast.AST) -> None:
        self.known = {"kind": ""}
        self.named: set[int] = set()  # what only gets a name is not read by that
        for node in ast.walk(function):
            pairs: list[tuple[ast.AST, ast.AST]] = []
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                pairs = [(node.targets[0], node.value)]
            elif isinstance(node, ast.NamedExpr):
                pairs = [(node.target, node.value)]
            elif isinstance(node, ast.For | ast.comprehension) and dotted(node.iter) == "base.every":
                self.known |= {node.target.id: ""} if isinstance(node.target, ast.Name) else {}
            for target, value in pairs:
                path = self.path(value)
                if isinstance(target, ast.Name) and path is not None:
                    self.known[target.id] = path
                    self.named.add(id(value))

    def path(self, node: ast.AST) -> str | None:
        """`page.own_address` of `base.get(code).page.own_address`; empty for a kind itself, None for all else."""
        if isinstance(node, ast.Name):
            return self.known.get(node.id)
        if isinstance(node, ast.Call):
            return "" if dotted(node.func) == "base.get" else None
        if isinstance(node, ast.Attribute):
            above = self.path(node.value)
            if above is not None:
                return f"{above}.{node.attr}".lstrip(".")
            return "" if node.attr == "kind" and isinstance(node.value, ast.Name | ast.Attribute) else None
        return None


def compares(sources: list[Source]) -> list[str]:
    """What a kind declares is compared with a constant, or searched for one."""
    return [
        source.fault(node, f"recognizes a kind by its {path}: let it declare the answer")
        for source in sources
        for function, names in _functions(source)
        for node in ast.walk(function)
        for path in _compared(node, names)
    ]


def _compared(node: ast.AST, names: Names) -> Iterator[str]:
    sides: list[ast.expr] = []
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _TEXT_TESTS:
        sides = [node.func.value, *node.args]
    elif isinstance(node, ast.Match):
        sides = [node.subject, ast.Constant("matched")]
    if any(_is_constant(side) for side in sides):
        yield from (path for path in map(names.path, sides) if path and path not in _LADDER)


def _is_constant(node: ast.expr) -> bool:
    """A literal, a collection of them, a constant by its name, or a member of an enumeration."""
    if isinstance(node, ast.Constant):
        return node.value is not None and not isinstance(node.value, bool)
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(_is_constant(one) for one in node.elts)
    return dotted(node).rpartition(".")[2].strip("_").isupper()


def always_there() -> set[str]:
    """The parts that every kind has: asking whether one is there asks nothing."""
    kind = base.get("shine-the-light")
    return {field.name for field in fields(kind) if "None" not in str(field.type)} & {
        path for path, value, _field in values(kind) if is_dataclass(value)
    }


def asks_of_a_part_that_all_have(sources: list[Source]) -> list[str]:
    parts = always_there()
    return [
        source.fault(node, f"asks for {path}, which every kind has")
        for source in sources
        for function, names in _functions(source)
        for node in _tested(function)
        if (path := names.path(node)) in parts
    ]


def asks_without_use(sources: list[Source], own: set[str]) -> list[str]:
    """Whether a field is there that one kind alone sets is asked, and what stands in it is not read."""
    found = []
    for source in sources:
        for function, names in _functions(source):
            asked = {id(node): path for node in _tested(function) if (path := names.path(node)) in own}
            aside = {*asked, *names.named}
            used = {names.path(node) for node in ast.walk(function) if id(node) not in aside and _is_read(node)}
            found += [
                source.fault(node, f"asks for {path} to know which kind it is: let the kind declare the answer")
                for node in ast.walk(function)
                if (path := asked.get(id(node))) and path not in used and (source.path, path) not in _ALLOWED
            ]
    return found


def _is_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load)


def _tested(function: ast.AST) -> Iterator[ast.expr]:
    """Every expression of which only the truth is asked."""
    for node in ast.walk(function):
        if isinstance(node, ast.If | ast.IfExp | ast.While | ast.Assert):
            yield from _truths(node.test)
        elif isinstance(node, ast.comprehension):
            yield from (truth for test in node.ifs for truth in _truths(test))
        elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            yield from (truth for value in node.values[:-1] for truth in _truths(value))
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield from _truths(node.operand)
        elif isinstance(node, ast.Call) and dotted(node.func) == "bool":
            yield from (truth for argument in node.args for truth in _truths(argument))
        elif isinstance(node, ast.Compare) and any(isinstance(op, ast.Is | ast.IsNot) for op in node.ops):
            yield node.left


def _truths(test: ast.expr) -> Iterator[ast.expr]:
    """What is asked in a test; `a or b` elsewhere hands on what stands in `a`."""
    yield test
    if isinstance(test, ast.BoolOp):
        yield from (truth for value in test.values for truth in _truths(value))


def _functions(source: Source) -> Iterator[tuple[ast.AST, Names]]:
    if source.path.startswith("dsr/kinds/"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            yield node, Names(node)


def asks_in_template(sources: list[Source], own: set[str]) -> list[str]:
    """The same in a template: `{% if kind.page.honored %}` where the words are not printed, and comparisons."""
    found = []
    for source in sources:
        found += source.matches(r"\{%[^%]*\bkind\.[\w.]+\s*(==|!=)\s*[\"']", "compares what a kind declares")
        for path in own:
            asked, printed = rf"\{{%\s*(el)?if\b[^%]*\bkind\.{path}\b", rf"\{{\{{[^}}]*\bkind\.{path}\b"
            if not source.matches(printed, ""):
                found += source.matches(asked, f"asks for {path} to know which kind it is")
    return found


def test_no_kind_is_recognized_by_what_it_alone_has() -> None:
    own = own_fields(base.every())
    assert {"page.own_address", "letters.means_of_choice", "items.grounds", "report.name"} <= own
    assert compares(product()) == []
    assert asks_without_use(product(), own) == []
    assert asks_of_a_part_that_all_have(product()) == []
    assert asks_in_template(files("templates"), own) == []


@pytest.mark.parametrize(
    "planted",
    [
        "one = next(one for one in base.every() if one.page.own_address == PAGE)",
        "if kind.page.own_address == '/unsubscribe/': pass",
        "if base.get(case.kind).work.action in ('delete', 'close-account'): pass",
        "act = kind.work.action\n    if act == 'delete': pass",
        "if kind.notices.instruction == What.DELETION: pass",
        "if kind.title.startswith('Delete'): pass",
        "if 'sell' in kind.intake.clues: pass",
    ],
)
def test_a_planted_comparison_is_found(planted: str) -> None:
    assert compares([Source("dsr/review/decisions.py", f"def decide(case, kind):\n    {planted}\n")])


def test_a_question_for_a_part_that_all_have_is_found() -> None:
    assert {"page", "intake", "clocks", "letters", "agents"} <= always_there()
    for planted in ("if kind.page: pass", "return [] if kind.work is None else [1]"):
        source = Source("dsr/review/decisions.py", f"def decide(case, kind):\n    {planted}\n")
        assert bool(asks_of_a_part_that_all_have([source])) is ("page" in planted)


def test_comparing_two_cases_or_levels_is_no_proxy() -> None:
    fine = (
        "if kind.proof_bounds.least is Level.NONE or kind.work.action in system.deeds or one.kind == other.kind: pass"
    )
    assert not compares([Source("dsr/review/decisions.py", f"def decide(case, kind):\n    {fine}\n")])


@pytest.mark.parametrize(
    "planted",
    [
        "if kind.items.grounds: pass",
        "return [] if not base.get(case.kind).letters.means_of_choice else [1]",
        "return kind.entitlement.paper and 1",
        "return [kind for kind in base.every() if kind.page.link_title]",
        "means = kind.letters.means_of_choice\n    return means is None",
        "return bool(kind.intake.opens)",
    ],
)
def test_a_planted_question_for_what_one_kind_has_is_found(planted: str) -> None:
    source = Source("dsr/review/decisions.py", f"def decide(case, kind):\n    {planted}\n")
    assert asks_without_use([source], own_fields(base.every()))


@pytest.mark.parametrize(
    "fine",
    [
        "means = kind.letters.means_of_choice\n    return links.ask(means) if means else ''",
        "return kind.items is not None and items.of(case)",
        "return 1 if kind.intake.once_per_year else 2",
        "return kind.intake.opens(case.answers) if kind.intake.opens else ()",
    ],
)
def test_a_part_a_plain_answer_and_a_use_are_no_proxies(fine: str) -> None:
    source = Source("dsr/review/decisions.py", f"def decide(case, kind):\n    {fine}\n")
    assert not asks_without_use([source], own_fields(base.every()))


def test_a_planted_question_in_a_template_is_found() -> None:
    own = own_fields(base.every())
    assert asks_in_template([Source("templates/x.html", "{% if kind.page.own_address %}x{% endif %}")], own)
    assert asks_in_template([Source("templates/x.html", "{% if kind.work.action == 'delete' %}x{% endif %}")], own)
    fine = "{% if kind.page.own_address %}{{ kind.page.own_address }}{% endif %}{% if kind.items %}x{% endif %}"
    assert not asks_in_template([Source("templates/x.html", fine)], own)
