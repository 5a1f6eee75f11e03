"""What a way to act in a system adds to the desk and to the set-up, and the register of these parts."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms

from dsr.models import Step, System
from dsr.models import way as ways


class StaffPart:
    """The part of one way. What is not overridden serves a way that needs a mapping in JSON, or nothing at all.

    Its templates are found by the code of the way: `staff/systems/ways/CODE.html` is what the page of an approval
    shows, with the words of shown(); `staff/case/ways/CODE.html`, if there is one, stands at a step (`line`).
    """

    code = ""

    def fields(self) -> dict[str, forms.Field]:
        """Its own fields of the set-up, by names that no other part uses. They are checked for every way."""
        return {}

    def initial(self, system: System) -> dict[str, Any]:
        """What the set-up shows of a system of this way."""
        shown = json.dumps(system.mapping, indent=2, ensure_ascii=False) if system.mapping else ""
        return {"mapping": shown}

    def check(self, form: "forms.ModelForm[System]", said: Mapping[str, Any]) -> None:
        """Add to the form what is missing for this way; `said` is what was read so far."""

    def keep(self, system: System, said: Mapping[str, Any]) -> str:
        """Write what was entered into the system; a secret that is to be shown once, or nothing."""
        mapping = said.get("mapping")  # the JSON field of the database's part
        system.mapping = mapping if isinstance(mapping, dict) else {}
        return ""

    def shown(self, system: System, titles: Mapping[str, list[str]]) -> dict[str, Any]:
        """The words of the page of an approval; `problem` when it cannot be read. `titles`: of kinds, by deed."""
        return {}

    def remarks(self, step: Step) -> tuple[str, ...]:
        """What else a person should know of a step, in whole sentences."""
        return ()

    def tries(self, step: Step) -> tuple[str, ...]:
        """How what was sent to the system fared, a sentence each."""
        return ()


_parts: dict[str, StaffPart] = {}


def register_part(part: StaffPart) -> StaffPart:
    """Put a part into the register. A second one of the same way is a fault of the code."""
    if part.code in _parts:
        raise ValueError(f"The part of the way {part.code} is registered twice.")
    _parts[part.code] = part
    return part


def part_of(code: str) -> StaffPart:
    """The part of a way; a plain one when the way has none of its own."""
    return _parts.get(code) or StaffPart()


def every_part() -> list[StaffPart]:
    """All parts, in the order in which their ways are offered."""
    return [_parts[way.code] for way in ways.every() if way.code in _parts]
