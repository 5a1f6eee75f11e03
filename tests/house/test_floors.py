"""Imports point down. The table is the order in which the code is best read: each floor knows only those below."""

import ast
import sys

from tests.house.source import Source, imports, python

# From the ground up. A module imports from floors below its own, or from its own folder.
FLOORS = (
    (
        "errors",
        "clock",
        "canonical",
        "glyphs",
        "references",
        "links",
        "lines",
    ),  # plain functions that know nothing of the desk
    ("law", "lifecycle", "lines", "media"),  # the law as data; the states
    ("kinds.base", "sealing"),  # what a kind declares; personal information at rest
    ("models", "triggers"),  # the nouns
    ("work", "entries", "addressees"),  # due-work rows; reading what the journal wrote, and who is told
    ("events",),  # what the business's own tools are told
    ("journal",),  # the one writer of state
    (
        "demo_clock",
        "evidence",
        "feed",
        "holds",
        "key_marks",
        "notices",
        "parties",
        "pdf",
        "repeats",
        "sold",
    ),  # reading what is written
    ("items", "authority", "pasted"),  # what is said to be wrong, and what was decided about it
    (
        "ledger",
        "suppression",
        "choices",
    ),  # who received what; who must not be mailed or shared; what may be decided
    ("paper", "answers"),  # a letter as pages; what it tells of the work
    ("letters",),  # a letter composed
    ("outbox",),  # a letter kept and sent
    (
        "secrets",
        "hand_off",
        "systems",
        "unsubscribe",
        "api_keys",
        "consent",
        "handover",
        "documents",
    ),  # links and codes; the places that hold data
    (
        "intake",
        "verification",
        "fulfilment",
        "review",
        "told",
        "tellings",
        "corrections",
        "parenthood",
        "delivery",
        "extension",
        "reports",
        "retention",
        "digest",
    ),  # verbs: they never call each other
    ("permission", "bundles"),  # verbs that stand on one other: on what is proved, on what is received
    ("engine", "hidden"),  # alone calls several verbs; what hides in a text is received
    ("kinds",),  # one module a kind, which only declares
    ("apps", "tasks", "management"),  # what Django and Celery start
)
_FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
_NO_DOORS = ("django.http", "django.urls", "django.forms", "django.views", "django.shortcuts", "portal")
_LAW_MAY = {"dsr", "holidays"} | sys.stdlib_module_names


def _room(module: str) -> str:
    """The entry of FLOORS for a dotted name: `dsr.law.spans.local_date` is in `law`."""
    parts = module.split(".")[1:3]
    return "kinds.base" if parts == ["kinds", "base"] else (parts or [""])[0]


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


def test_every_floor_is_lived_on() -> None:
    lived = {_room(source.module) for source in python("dsr")}
    assert set(_FLOOR) <= lived


def test_a_planted_import_is_found() -> None:
    assert upward([Source("dsr/journal.py", "from dsr import engine\n")])
    assert upward([Source("dsr/review.py", "from dsr.intake import receive\n")])
    assert upward([Source("dsr/models/case.py", "def late():\n    from dsr.journal import record\n")])
    assert upward([Source("dsr/work.py", "from . import journal\n")])
    assert upward([Source("dsr/novelty.py", "")])
    assert not upward(
        [Source("dsr/engine/states.py", "from dsr import journal, review\nfrom dsr.kinds import base\n")]
    )
    assert doors([Source("dsr/review.py", "from django.http import Http404\n")])
    assert doors([Source("dsr/review.py", "import django.urls\n")])
    assert doors([Source("dsr/review.py", "from portal import access\n")])
    assert impure_law([Source("dsr/law/clocks.py", "from django.utils import timezone\n")])
    assert impure_law([Source("dsr/law/clocks.py", "from dsr.models import Case\n")])
    assert isinstance(Source("dsr/x.py", "").tree, ast.Module)
