"""Who heard of a request so far: who wrote, and the person who was asked about who acts for them. Reads only."""

from enum import StrEnum

from dsr import agents, parties
from dsr.kinds import base
from dsr.models import Case
from dsr.models.case_surroundings import rows_beside
from dsr.models.letter import MAY_HAVE_REACHED, LetterState

# What acknowledges others, too, goes out even if one of them ended before.
_GOES_OUT = MAY_HAVE_REACHED | {LetterState.WAITS, LetterState.WRITTEN, LetterState.TO_MAIL}


class Heard(StrEnum):
    """A party of a request that a letter reached, or may have."""

    REQUESTER = "requester"
    PERSON = "person"  # of whom an agent wrote, and whom we asked


def hearers(case: Case) -> tuple[Heard, ...]:
    """Whom a letter about the request reached, or may have; one to all of a bundle tells of each of its lines."""
    found = []
    is_told = bool(_reached(case) - _asking(base.get(case.kind)))
    if is_told or any(letter.state in _GOES_OUT for letter in agents.covering_letter(case)):
        found.append(Heard.REQUESTER)
    if is_person_asked(case):
        found.append(Heard.PERSON)
    return tuple(found)


def is_person_asked(case: Case) -> bool:
    """True where the person was asked about who acts for them, and nothing else that was asked with it goes on."""
    carrier = parties.authority_carrier_of(case)
    if any(one.pk != case.pk for one in parties.undecided_sharing_authority(carrier)):
        return False
    return bool(_reached(carrier) & _asking(base.get(carrier.kind)))


def _reached(case: Case) -> set[str]:
    """The names of its own letters that reached somebody, or may have."""
    return {letter.name for letter in rows_beside(case, "letters") if letter.state in MAY_HAVE_REACHED}


def _asking(kind: base.Kind) -> set[str]:
    """The letters that go to the person, not to who wrote."""
    return {kind.agents.permission, kind.agents.permission_reminder} - {""}
