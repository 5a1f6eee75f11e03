"""One thing is followed through few rooms: nobody is sent about the house to read the form to the written case."""

import pytest

from tests.house.source import Source, product
from tests.house.walks import WALKS, House

MOST_ROOMS = {"the public form, to the written case": 10, "a step in a system": 10}


@pytest.fixture(scope="module")
def house() -> House:
    return House(product())


def test_every_walk_begins_somewhere(house) -> None:
    assert [start for starts in WALKS.values() for start in starts if not house.home(start)] == []


@pytest.mark.parametrize("walk", MOST_ROOMS)
def test_a_walk_stays_in_few_rooms(house, walk) -> None:
    rooms = dict.fromkeys(house.walk(*WALKS[walk]).rooms)
    assert len(rooms) <= MOST_ROOMS[walk], " ".join(rooms)


def test_stays_and_returns_are_counted_through_faces_and_other_names() -> None:
    planted = House(
        [
            Source("dsr/a/__init__.py", "from dsr.a.x import begin\n"),
            Source("dsr/a/x.py", "from dsr import b\n\n\ndef begin():\n    b.go(_own())\n\n\ndef _own():\n    pass\n"),
            Source("dsr/b/__init__.py", "from dsr.b.y import go\n"),
            Source("dsr/b/y.py", "from dsr.c import z as other\n\n\ndef go(of):\n    other.end()\n    other.end()\n"),
            Source("dsr/c/__init__.py", ""),
            Source("dsr/c/z.py", "from dsr.models import Case\n\n\ndef end():\n    Case()\n"),
        ]
    )
    walk = planted.walk(planted.home("dsr.a.begin"))
    assert walk.rooms == ["dsr.a", "dsr.b", "dsr.c", "dsr.b", "dsr.a"]
    assert (walk.stays, walk.places, walk.returns) == (5, 3, 2)
