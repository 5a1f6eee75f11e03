"""Imports point down. The table is the order in which the code is best read: each floor knows only those below."""

import ast
import sys

from tests.house.source import Source, imports, python

# From the ground up. A module imports from floors below its own, or from its own room.
FLOORS = (
    ("reasons",),  # why the machine stops
    ("errors", "clock", "law", "lifecycle", "triggers"),  # the law as data; the states; what knows nothing of the desk
    ("formats",),  # how things are spelled
    ("sealing",),  # personal information at rest
    ("kinds.base",),  # what a kind declares
    ("models",),  # the nouns
    ("installation", "sealed_secrets"),  # whether this desk may work at all; secrets that belong to no request
    (
        "access_record",
        "demo_clock",
        "disclosures.report",
        "key_marks",
        "parties",
        "work_queue",
    ),  # reading what is written; due-work rows
    ("disclosures", "suppression", "webhooks"),  # who received what; who must not be mailed; what other tools are told
    ("disclosures.imports", "journal", "systems.sql"),  # the one writer of state; the databases of the business
    (
        "anchors",
        "corrections",
        "documents",
        "eligibility",
        "oversight",
        "recipients",
        "repeats",
        "second_approvals",
        "systems",
    ),  # what a verb reads, and small verbs
    ("backups", "intake", "steps"),  # a request received; a step settled
    ("retention",),  # what a settled step keeps, and forgetting
    ("letters",),  # a letter composed and sent, of what the steps came to
    ("request_facts", "request_page", "review", "verification"),  # verbs: they never call each other
    (
        "agents",
        "correspondence",  # what the person adds; a fact that weighs; what may be a new request
        "fulfilment.ways",
        "third_party_notices",
    ),  # verbs that stand on one other: on what is proved, received, decided
    (
        "address_change",  # asked with a fact, proved, told, and then followed
        "closures",  # an ending that is no answer, told to who heard of it, the person whom an agent names among them
        "receipt_corrections",  # how it came, alone or with a bundle, whose letters tell of it, too
    ),
    ("bulk", "evidence", "fulfilment"),  # one action on many; a pack of the record; the steps, by any way
    ("engine", "kinds"),  # alone calls several verbs; one module a kind, which only declares
    ("apps", "tasks", "management"),  # what Django and Celery start
)
_FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
_NO_DOORS = ("django.http", "django.urls", "django.forms", "django.views", "django.shortcuts", "portal")
_LAW_MAY = {"dsr", "holidays"} | sys.stdlib_module_names


def lived_on_twice(floors: tuple[tuple[str, ...], ...]) -> list[str]:
    """Rooms that the table names twice: of two floors only the last would count."""
    named = [name for names in floors for name in names]
    return sorted({name for name in named if named.count(name) > 1})


def _room(module: str) -> str:
    """The longest entry of FLOORS that a dotted name lies in: `dsr.systems.sql.values` is in `systems.sql`."""
    parts = module.split(".")[1:]
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in _FLOOR:
            return ".".join(parts[:length])
    return parts[0] if parts else ""


def floor_of(module: str) -> int:
    """The number of the floor that a module of dsr/ stands on, from the ground up."""
    return _FLOOR[_room(module)]


def upward(sources: list[Source]) -> list[str]:
    faults = []
    for source in sources:
        own = _room(source.module)
        if not own:
            continue
        if own not in _FLOOR:
            faults.append(source.fault(1, f"{own} has no floor: give it one in tests/house/test_floors.py"))
            continue
        for node, name in imports(source):
            other = _room(name)
            if not name.startswith("dsr.") or other == own or other not in _FLOOR:
                continue
            if _FLOOR[other] >= _FLOOR[own]:
                faults.append(source.fault(node, f"{own} must not know {name}: it is not on a lower floor"))
    return faults


def doors(sources: list[Source]) -> list[str]:
    """dsr/ knows no request, address, form or page."""
    return [
        source.fault(node, f"dsr/ must not import {name}")
        for source in sources
        for node, name in imports(source)
        if any(f"{name}.".startswith(f"{door}.") for door in _NO_DOORS)
    ]


def impure_law(sources: list[Source]) -> list[str]:
    """dsr/law is pure Python: no Django, no rows."""
    return [
        source.fault(node, f"the law must not import {name}")
        for source in sources
        for node, name in imports(source)
        if name.partition(".")[0] not in _LAW_MAY or (name.startswith("dsr.") and _room(name) != "law")
    ]


def test_imports_point_down() -> None:
    assert upward(python("dsr")) == []


def test_dsr_knows_no_door() -> None:
    assert doors(python("dsr")) == []


def test_the_law_is_pure() -> None:
    assert impure_law(python("dsr/law")) == []


def test_no_room_has_two_floors() -> None:
    assert lived_on_twice(FLOORS) == []
    assert lived_on_twice((*FLOORS, ("letters",))) == ["letters"]
    assert lived_on_twice((("work_queue", "work_queue"),)) == ["work_queue"]


def test_every_floor_is_lived_on() -> None:
    lived = {_room(source.module) for source in python("dsr")}
    assert set(_FLOOR) <= lived


def test_a_planted_import_is_found() -> None:
    assert upward([Source("dsr/journal/writer.py", "from dsr import engine\n")])
    assert upward([Source("dsr/intake.py", "from dsr.review import approve\n")])
    assert upward([Source("dsr/models/case.py", "def late():\n    from dsr.journal.writer import record\n")])
    assert upward([Source("dsr/work_queue.py", "from . import journal\n")])
    assert upward([Source("dsr/novelty.py", "")])
    assert not upward(
        [Source("dsr/engine/state_handlers.py", "from dsr import journal, review\nfrom dsr.kinds import base\n")]
    )
    assert doors([Source("dsr/review/decisions.py", "from django.http import Http404\n")])
    assert doors([Source("dsr/review/decisions.py", "import django.urls\n")])
    assert doors([Source("dsr/review/decisions.py", "from portal import access\n")])
    assert impure_law([Source("dsr/law/clocks.py", "from django.utils import timezone\n")])
    assert impure_law([Source("dsr/law/clocks.py", "from dsr.models import Case\n")])
    assert isinstance(Source("dsr/x.py", "").tree, ast.Module)
