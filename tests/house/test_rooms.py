"""A room shows its face, its `__init__.py`: what it is for, and its public verbs. Outside, nothing else is known."""

import ast
from graphlib import CycleError, TopologicalSorter

from tests.house.source import Source, imports, product, python

# Rooms whose modules anybody may open: the nouns, the law, the kinds, spelling, and words.
OPEN = ("dsr.models", "dsr.law", "dsr.kinds", "dsr.formats", "portal.staff.wording", "portal.web")
# Folders that are no rooms: the two houses and their corridors, and what Django finds by its place.
_CORRIDORS = ("dsr", "portal", "portal.public", "portal.staff", "portal.templatetags")
_FOUND_BY_PLACE = ("migrations", "management")
# Tests that look at, or break, what a room does not hand out, from outside of its own tests.
_LOOK_INSIDE = {
    "tests/house/test_daily_email_rows.py",
    "tests/house/test_outside_letters.py",
    "tests/house/test_press_sentences.py",
    "tests/house/test_report_sentences.py",
    "tests/house/test_webhook_words.py",
    "bench/suppression.py",
    "tests/browser/test_axe.py",
    "tests/dsr/fulfilment/test_correction_followup.py",
    "tests/dsr/fulfilment/ways/test_sql_step.py",
    "tests/dsr/letters/test_delivery_address.py",
    "tests/dsr/management/test_import_recipients.py",
    "tests/dsr/management/test_replay_deletions.py",
    "tests/dsr/sealed_secrets/test_rewrap.py",
    "tests/dsr/test_intake_receipt.py",
    "tests/dsr/test_work_queue.py",
    "tests/order/test_any_order.py",
    "tests/portal/admin/test_systems.py",
    "tests/portal/demo/test_messages.py",
    "tests/portal/public/identity/test_account_handoff.py",
    "tests/portal/staff/test_routes.py",
    "tests/portal/test_law_numbers.py",
    "tests/stories/doomed.py",
}
_MOST_FLAT = {"dsr": 12, "portal/staff": 4, "portal/public": 4}


def rooms(sources: list[Source]) -> dict[str, Source]:
    """The face of every duty room, by the room's dotted name."""
    faces = {source.module: source for source in sources if source.path.endswith("/__init__.py")}
    return {name: face for name, face in faces.items() if not _is_open(name) and not _is_no_room(name)}


def _is_open(name: str) -> bool:
    return any(f"{name}.".startswith(f"{room}.") for room in OPEN)


def _is_no_room(name: str) -> bool:
    return name in _CORRIDORS or any(part in _FOUND_BY_PLACE for part in name.split("."))


def _own(source: Source) -> str:
    """The room that a module stands in."""
    return source.module if source.path.endswith("/__init__.py") else source.module.rpartition(".")[0]


def handed_out(face: Source) -> set[str]:
    """The names in `__all__`."""
    for node in face.tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
            return set(ast.literal_eval(node.value))
    return set()


def reached_inside(sources: list[Source], every: list[Source]) -> list[str]:
    """Imports of what a room does not hand out. A room's own modules know each other; so do its tests."""
    faces = rooms(every)
    faults = []
    for source in sources:
        home = _own(source).removeprefix("tests.")
        for node, name in imports(source):
            room = next((name[:end] for end in _dots(name) if name[:end] in faces), "")
            said = name.removeprefix(f"{room}.")
            if not room or room in {name, home} or said in handed_out(faces[room]):
                continue
            faults.append(source.fault(node, f"{name} is inside {room}: import what its face hands out"))
    return faults


def through_the_face(sources: list[Source], every: list[Source]) -> list[str]:
    """`letters.outbox`, where `letters` is a face: what stands behind it is reached without an import."""
    faces, modules = rooms(every), {source.module for source in every}
    faults = []
    for source in sources:
        bound = {name.rpartition(".")[2]: name for _node, name in imports(source) if name in faces}
        for node in source.nodes:
            if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
                continue
            room = bound.get(node.value.id, "")
            behind = f"{room}.{node.attr}"
            if room and behind in modules and behind not in faces:
                faults.append(source.fault(node, f"{behind} stands behind the face of {room}"))
    return faults


def _dots(name: str) -> list[int]:
    """Where each package of a dotted name ends, the longest first."""
    return [len(name)] + [place for place in range(len(name) - 1, 0, -1) if name[place] == "."]


def _group(module: str, faces: dict[str, Source]) -> str:
    """What counts as one place among imports: a room, an open room as a whole, or a module that stands flat."""
    return next(
        (room for room in OPEN if f"{module}.".startswith(f"{room}.") and room != "dsr.kinds"),
        next((module[:end] for end in _dots(module) if module[:end] in faces), module),
    )


def circle(sources: list[Source]) -> list[str]:
    """The places of one circle of imports; none where they point down only."""
    faces, known = rooms(sources), {source.module for source in sources}
    knows: dict[str, set[str]] = {}
    for source in sources:
        here = _group(source.module, faces)
        for _node, name in imports(source):
            there = name if name in known else name.rpartition(".")[0]
            if there in known and there not in _CORRIDORS and _group(there, faces) != here:
                knows.setdefault(here, set()).add(_group(there, faces))
    try:
        TopologicalSorter(knows).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def mute(sources: list[Source]) -> list[str]:
    """Faces without words, or with names that nobody defines or hands out twice."""
    faults = []
    for face in rooms(sources).values():
        words = ast.get_docstring(face.tree) or ""
        if not words or len(words.splitlines()) > 5:
            faults.append(face.fault(1, "a face says in one to five lines what the room is for"))
    return faults


def crowded(sources: list[Source]) -> list[str]:
    faults = []
    for folder, most in _MOST_FLAT.items():
        flat = [source for source in sources if source.path.rpartition("/")[0] == folder]
        names = [source.path for source in flat if not source.path.endswith("/__init__.py")]
        if len(names) > most:
            faults.append(f"{folder}: {len(names)} modules stand flat, at most {most}")
    return faults


def test_a_room_is_entered_by_its_face() -> None:
    assert reached_inside([*product(), *python("docs")], product()) == []


def test_nothing_is_reached_through_a_face() -> None:
    assert through_the_face([*product(), *python("docs")], product()) == []


def test_tests_enter_by_the_face_too() -> None:
    others = [source for source in python("tests", "bench") if source.path not in _LOOK_INSIDE]
    assert reached_inside(others, product()) == []


def test_who_looks_inside_still_does() -> None:
    for path in _LOOK_INSIDE:
        assert reached_inside(python(path), product()), path


def test_the_tests_mirror_the_rooms() -> None:
    """A folder of tests stands where a room stands."""
    folders = {source.path.rpartition("/")[0] for source in python("tests/dsr", "tests/portal")}
    rooms_there = {source.path.rpartition("/")[0] for source in product()}
    assert {folder.removeprefix("tests/") for folder in folders} <= rooms_there


def test_no_rooms_know_each_other_in_a_circle() -> None:
    assert circle(product()) == []


def test_a_planted_circle_is_found() -> None:
    a, b = Source("dsr/a/__init__.py", '"""A."""\n'), Source("dsr/b/__init__.py", '"""B."""\n')
    down = Source("dsr/a/x.py", "from dsr.b import go\n")
    assert circle([a, b, down]) == []
    assert circle([a, b, down, Source("dsr/b/y.py", "def late():\n    from dsr import a\n")])


def test_every_room_says_what_it_is_for() -> None:
    assert mute(product()) == []


def test_few_modules_stand_outside_the_rooms() -> None:
    assert crowded(product()) == []


def test_a_planted_reach_inside_is_found() -> None:
    face = Source("dsr/letters/__init__.py", '"""Words."""\n__all__ = ["compose"]\n')
    module = Source("dsr/letters/composition.py", "from dsr.letters.outbox import write_letter\n")
    every = [face, module]
    assert not reached_inside([module], every)
    assert not reached_inside([Source("dsr/engine/x.py", "from dsr import letters\n")], every)
    assert not reached_inside([Source("dsr/engine/x.py", "from dsr.letters import compose\n")], every)
    assert not reached_inside([Source("tests/dsr/letters/test_x.py", "from dsr.letters import outbox\n")], every)
    assert reached_inside([Source("dsr/engine/x.py", "from dsr.letters import outbox\n")], every)
    assert reached_inside([Source("dsr/engine/x.py", "from dsr.letters.outbox import write_letter\n")], every)
    assert reached_inside([Source("portal/api/x.py", "import dsr.letters.outbox\n")], every)
    assert through_the_face([Source("dsr/engine/x.py", "from dsr import letters\nletters.composition.go()\n")], every)
    assert not through_the_face([Source("dsr/engine/x.py", "from dsr import letters\nletters.compose()\n")], every)


def test_a_planted_mute_or_crowded_room_is_found() -> None:
    assert mute([Source("dsr/letters/__init__.py", "")])
    assert mute([Source("dsr/letters/__init__.py", '"""' + "words\n" * 6 + '"""\n')])
    assert not mute([Source("dsr/letters/__init__.py", '"""Words."""\n'), Source("dsr/models/__init__.py", "")])
    assert crowded([Source(f"portal/staff/m{number}.py", "") for number in range(5)])
    assert not crowded([Source(f"portal/staff/case/m{number}.py", "") for number in range(5)])
