"""docs/security.md tells of each requirement of ASVS 5.0.0, Levels 1 and 2, once; what it names is there."""

import re
from pathlib import Path

from tests.house.source import REPOSITORY

PAGE = REPOSITORY / "docs/security.md"
# How many requirements of Levels 1 and 2 each section has, those of Level 3 among them left out by number below.
_LAST = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1},
    **{"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4},
    **{"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4},
    **{"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1},
    **{"9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3},
    **{"11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4},
    **{"13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7},
    **{"16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2},
}
NUMBERS = [f"V{section}.{number}" for section, last in _LAST.items() for number in range(1, last + 1)]
_ROW = re.compile(r"^\| (V[\d.]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_STANDS = {"met", "does not apply", "**open**", "by who runs it"}
_COUNTED = re.compile(r"Of (\d+): (\d+) met, (\d+) by who runs it, (\d+) do not apply, (\d+) open\.")


def faults(page: str, root: Path) -> list[str]:
    rows = _ROW.findall(page)
    numbers = [number for number, *_rest in rows]
    found = [f"{number} is missing" for number in NUMBERS if number not in numbers]
    found += [f"{number} is there twice" for number in set(numbers) if numbers.count(number) > 1]
    found += [f"{number} is none of Levels 1 and 2" for number in numbers if number not in NUMBERS]
    for number, _short, stands, how in rows:
        if stands not in _STANDS:
            found.append(f"{number} stands {stands}")
        named = re.findall(r"`((?:tests|portal|dsr|templates)/[^` ]+)`", how)
        named += [f"docs/{name}" for name in re.findall(r"\]\(([\w./-]+\.md)\)", how)]
        found += [f"{number} names {name}, which is not there" for name in named if not (root / name).exists()]
    said = _COUNTED.search(page)
    stand = [stands for _number, _short, stands, _how in rows]
    counts = [len(rows), *(stand.count(one) for one in ("met", "by who runs it", "does not apply", "**open**"))]
    if said is None or [*map(int, said.groups())] != counts:
        found.append(f"It counts other than {counts}")
    return found


def test_each_requirement_stands_once_and_names_what_is_there() -> None:
    assert len(NUMBERS) == 253
    assert faults(PAGE.read_text(), REPOSITORY) == []


def test_planted_faults_are_found() -> None:
    page = PAGE.read_text()
    for old, new in (
        ("| V6.3.3 |", "| V6.3.9 |"),
        ("| V6.3.3 |", "| V6.3.2 |"),
        ("`tests/dsr/test_sealing.py`", "`tests/dsr/test_nothing.py`"),
        ("(access.md)", "(nowhere.md)"),
        ("| met |", "| perhaps |"),
        ("| **open** |", "| met |"),
    ):
        assert old in page
        assert faults(page.replace(old, new, 1), REPOSITORY), old
