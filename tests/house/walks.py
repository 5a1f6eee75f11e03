"""The rooms that a reader walks through to follow one thing; `python -m tests.house.walks` counts them, -v names."""

# From the first function, calls are followed in the order in which they stand, into every function of the product and
# once into each. Being in another room than before is a stay; a stay in a room that was seen already is a return. What
# a reader knows as vocabulary is no stay: the nouns, law, kinds, spelling, words, errors, clock, sealing and keys; and
# the question that everything asks and nobody follows: may this desk work.

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

if __name__ == "__main__":  # pragma: no cover
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.house.source import Source, dotted, imports, product

_VOCABULARY = (
    *("dsr.models", "dsr.law", "dsr.kinds", "dsr.formats", "dsr.errors", "dsr.clock", "dsr.lifecycle", "dsr.sealing"),
    *("dsr.key_marks", "dsr.sealed_secrets", "dsr.installation"),
    *("portal.web", "portal.staff.wording", "portal.settings"),
)
_DATABASE = ("dsr.fulfilment.ways.sql_step._keep", "dsr.fulfilment.ways.sql_step._do")
WALKS = {
    "the public form, to the written case": ("portal.public.form.views.ask_page",),
    "receiving a request": ("dsr.intake.receive",),
    "sending a letter": ("dsr.engine.work_handlers.do_send",),
    # Which way is asked of the register: from there it goes on in the way's own module, here that of a database.
    "a step in a system": ("dsr.fulfilment.step_run.carry_out_step", *_DATABASE),
    "one-click unsubscribing": ("portal.public.unsubscribe.views.one_click_page",),
    "a press on the desk": ("portal.staff.case.views.act",),
    "telling a company": ("dsr.third_party_notices.delivery.send_notice",),
    "sweep to work": ("dsr.engine.sweep", "dsr.engine.work_handlers.do_work"),
}


@dataclass
class Walk:
    """The rooms in the order in which they are entered."""

    rooms: list[str] = field(default_factory=list)

    @property
    def stays(self) -> int:
        return len(self.rooms)

    @property
    def places(self) -> int:
        return len(set(self.rooms))

    @property
    def returns(self) -> int:
        return self.stays - self.places


class House:
    """Every function of the product by its dotted name, and which one a call means."""

    def __init__(self, sources: list[Source]) -> None:
        self._modules = {source.module: source for source in sources}

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        """By module: what a name of it means elsewhere."""
        return {
            name: {called.rpartition(".")[2]: called for _node, called in imports(source)} | _renamed(source)
            for name, source in self._modules.items()
        }

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        return {
            f"{name}.{node.name}": node
            for name, source in self._modules.items()
            for node in source.tree.body
            if isinstance(node, ast.FunctionDef)
        }

    def home(self, name: str) -> str:
        """Where a dotted name is defined, through every face that hands it on; empty when it is none of ours."""
        for _step in range(6):
            if name in self.functions:
                return name
            module, _dot, said = name.rpartition(".")
            if module not in self._modules or said not in self._names[module]:
                return ""
            name = self._names[module][said]
        return ""

    def calls(self, name: str) -> Iterator[str]:
        """The functions that one calls, in their order."""
        module = name.rpartition(".")[0]
        for node in _in_order(self.functions[name]):
            if isinstance(node, ast.Call):
                first, _dot, rest = dotted(node.func).partition(".")
                meant = self._names[module].get(first, f"{module}.{first}")
                found = self.home(f"{meant}.{rest}" if rest else meant)
                if found:
                    yield found

    def room(self, name: str) -> str:
        module = name.rpartition(".")[0]
        source = self._modules[module]
        package = module if source.path.endswith("/__init__.py") else module.rpartition(".")[0]
        return module if package in {"dsr", "portal"} else package

    def walk(self, *starts: str) -> Walk:
        walk, seen = Walk(), set[str]()

        def into(name: str) -> None:
            if name in seen:
                return
            seen.add(name)
            self._stay(walk, name)
            for called in self.calls(name):
                into(called)
                self._stay(walk, name)

        for start in starts:
            into(start)
        return walk

    def _stay(self, walk: Walk, name: str) -> None:
        room = self.room(name)
        if any(f"{room}.".startswith(f"{one}.") for one in _VOCABULARY):
            return
        if not walk.rooms or walk.rooms[-1] != room:
            walk.rooms.append(room)


def _renamed(source: Source) -> dict[str, str]:
    """`import ... as ...`: the local name."""
    return {
        alias.asname: f"{node.module}.{alias.name}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield from _in_order(child)
        yield child


def main() -> None:
    house = House(product())
    for words, starts in WALKS.items():
        walk = house.walk(*starts)
        print(f"{words}: {walk.stays} stays in {walk.places} rooms, {walk.returns} returns")
        if "-v" in sys.argv:
            print("   ", " ".join(dict.fromkeys(walk.rooms)))


if __name__ == "__main__":
    main()
