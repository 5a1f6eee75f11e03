"""dsr/__init__.py and portal/__init__.py are the maps of their houses: each room and flat module, ground first."""

import ast
import re
from itertools import pairwise

from tests.house.source import Source, product
from tests.house.test_floors import floor_of

# Flat modules stand in these folders only; inside a room its face leads on.
_HOUSES = ("dsr", "portal")
_CORRIDORS = (*_HOUSES, "portal/public", "portal/staff")
_ENTRY = re.compile(r"^ {4}(?: {4})?([a-z_]+(?:/[a-z_]+)*/?)(?:  +(\S.*))?$")


def entries(face: Source) -> list[tuple[str, str]]:
    """(path in the house, what it is for) of each line of a map; a room ends with a slash."""
    lines = (ast.get_docstring(face.tree, clean=False) or "").splitlines()
    return [(found[1], found[2] or "") for line in lines if (found := _ENTRY.match(line))]


def places(house: str, sources: list[Source]) -> set[str]:
    """What a map must show: every folder with a face, and every flat module of the house and its corridors."""
    found = set()
    for source in sources:
        folder, _slash, name = source.path.rpartition("/")
        if not source.path.startswith(f"{house}/") or source.path == f"{house}/__init__.py":
            continue
        if name == "__init__.py":
            found.add(f"{folder}/")
        elif folder in _CORRIDORS:
            found.add(source.path.removesuffix(".py"))
    return {path.removeprefix(f"{house}/") for path in found}


def faults(house: str, sources: list[Source]) -> list[str]:
    face = next(source for source in sources if source.path == f"{house}/__init__.py")
    shown = entries(face)
    names = [name for name, _words in shown]
    found = [face.fault(1, f"{name} is on the map twice") for name in sorted({n for n in names if names.count(n) > 1})]
    found += [face.fault(1, f"the map does not say what {name} is for") for name, words in shown if not words]
    found += [face.fault(1, f"{name} is not on the map") for name in sorted(places(house, sources) - set(names))]
    # A deep module may be shown, too, such as the base that a room stands on: as a module or as a room.
    modules = {source.path for source in sources}
    for name in names:
        path = f"{house}/{name.rstrip('/')}"
        is_room, is_module = f"{path}/__init__.py" in modules, f"{path}.py" in modules
        if not (is_room and name.endswith("/")) and not (is_module and not name.endswith("/")):
            found.append(face.fault(1, f"{name} is on the map and is not there"))
    return found


def upside_down(face: Source) -> list[str]:
    """Entries that stand above one of a lower floor: imports would point down the map."""
    shown = [(name, floor_of(f"dsr.{name.rstrip('/').replace('/', '.')}")) for name, _words in entries(face)]
    return [
        face.fault(1, f"{name} stands below {above}, which may import it")
        for (above, upper), (name, lower) in pairwise(shown)
        if lower < upper
    ]


def test_every_room_is_on_its_map() -> None:
    assert [fault for house in _HOUSES for fault in faults(house, product())] == []


def test_the_map_is_read_from_the_ground_up() -> None:
    (face,) = [source for source in product() if source.path == "dsr/__init__.py"]
    assert upside_down(face) == []


def _house(words: str, *paths: str) -> list[str]:
    return faults("dsr", [Source("dsr/__init__.py", f'"""A house.\n\n{words}"""\n'), *(Source(p, "") for p in paths)])


def test_a_planted_room_is_missed() -> None:
    line = "    law/      the law\n    clock     now()\n"
    whole = ("dsr/law/__init__.py", "dsr/law/spans.py", "dsr/clock.py")
    assert not _house(line, *whole)
    assert _house(line, *whole, "dsr/novelty/__init__.py") == ["dsr/__init__.py:1: novelty/ is not on the map"]
    assert _house(line, *whole, "dsr/law/deep/__init__.py") == ["dsr/__init__.py:1: law/deep/ is not on the map"]
    assert _house(line, *whole, "dsr/novelty.py") == ["dsr/__init__.py:1: novelty is not on the map"]


def test_a_planted_surplus_is_found() -> None:
    line = "    law/      the law\n"
    assert _house(line + "    gone/     what was\n", "dsr/law/__init__.py")
    assert _house(line + "    gone      what was\n", "dsr/law/__init__.py")
    assert _house(line + "    law/      again\n", "dsr/law/__init__.py")
    assert _house("    law/\n", "dsr/law/__init__.py")
    assert not _house(line + "    law/spans   deeper\n", "dsr/law/__init__.py", "dsr/law/spans.py")


def test_a_planted_order_is_found() -> None:
    def order(*names: str) -> list[str]:
        return upside_down(
            Source("dsr/__init__.py", '"""A.\n\n' + "".join(f"    {n}  words\n" for n in names) + '"""')
        )

    assert not order("lifecycle", "models/", "systems/sql/", "systems/", "engine/")
    assert order("models/", "lifecycle")
    assert order("systems/", "systems/sql/")
