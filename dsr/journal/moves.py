"""What is asked of the journal: who does it, the transition to make, and what an entry will say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from dsr.errors import NotAllowed
from dsr.journal.entry_names import EntryName
from dsr.lifecycle import DECIDES, Transition, Who
from dsr.models.sealed_value import COUNSEL, WORDS


@dataclass(frozen=True)
class Actor:
    """Who does it: the machine, a requester, or a member of staff by account.

    `bulk`: the reference of the bulk work by which they do it; their entries name it. `ground`: written by who gave
    the password anew a moment ago, and so may decide alone what two would.
    """

    who: Who
    account_id: int | None = None
    bulk: str = field(default="", kw_only=True)
    ground: str = field(default="", repr=False)


MACHINE = Actor(Who.MACHINE)
REQUESTER = Actor(Who.REQUESTER)


@dataclass(frozen=True)
class Move:
    """A transition to make, with what is written in its entry: facts, of which none is personal, and sealed words."""

    name: Transition
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""


def must_decide(actor: Actor) -> None:
    """Raises NotAllowed for who may only read."""
    if actor.who not in DECIDES:
        raise NotAllowed(_("Your role may read, not change, requests."))


@dataclass(frozen=True)
class Line:
    """What an entry will say. `facts` holds no personal information; `words` may, and is sealed beside it.

    `is_for_counsel`: it is sealed apart, and only who may give second approvals reads it.
    """

    name: EntryName | Transition
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    is_for_counsel: bool = False

    @property
    def sealed_as(self) -> str:
        """Before the number of the entry: the name of the sealed words. Without its colon it names their digest."""
        return COUNSEL if self.is_for_counsel else WORDS
