"""Facts: what a letter states as so, and the record that each rests on. Without the record it is not stated."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dsr.kinds.base.questions import Words

# In a template, the context of a sentence that states facts: {% translate "…" context "states unproved, part-done" %}.
STATES = "states "


@dataclass(frozen=True)
class Fact:
    """Something that letters state in fixed sentences.

    `words` say to staff what is stated, `record` names the rows that it rests on, and `lacks`, given a case, says why
    it cannot be stated of that case; it is empty when the record is there and says so. Silence is never a record.
    """

    name: str
    words: Words
    record: str
    lacks: Callable[[Any], Words]

    @property
    def word(self) -> str:
        """The word of a letter that states it only where it is recorded: true then, and else the sentence is gone."""
        return self.name.replace("-", "_")
