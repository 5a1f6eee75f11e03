"""The letters that went to who is on the page, as they were sent; no others, and none that has not left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dsr import letters, parties
from dsr.clock import PACIFIC
from dsr.errors import CannotOpen, Forgotten
from dsr.kinds import base
from dsr.kinds.base.letters import PAGE_CODE, PERSON_TOLD
from dsr.models import Case, Letter
from dsr.models.case import Delivery
from dsr.models.letter import LetterState
from dsr.models.third_party_notice import LETTERS
from dsr.request_page.visitor import Visitor

_OUT = frozenset({LetterState.ACCEPTED, LetterState.MAILED})


@dataclass(frozen=True)
class SentLetter:
    """One letter in the list; its subject is its title."""

    letter: Letter
    subject: str
    day: date

    @property
    def is_on_paper(self) -> bool:
        return self.letter.delivery == Delivery.MAIL


def letters_sent(visitor: Visitor) -> list[SentLetter]:
    """The newest first. A code is no letter to read again."""
    return list(_sent(visitor))[::-1]


def letter_sent(visitor: Visitor, letter_id: int) -> SentLetter | None:
    """One of them; None for every other letter, as for one that is none."""
    return next((one for one in _sent(visitor) if one.letter.pk == letter_id), None)


def newest_response(sent: list[SentLetter]) -> SentLetter | None:
    """The answer as it stands now."""
    return next((one for one in sent if one.letter.is_response), None)


def _sent(visitor: Visitor) -> Iterator[SentLetter]:
    case = visitor.case
    rows = Letter.objects.filter(case=case, state__in=_OUT).exclude(name=PAGE_CODE.name)
    rows = rows.filter(to_person=True) if visitor.is_subject else rows.exclude(is_to_requester=False)
    for letter in rows.select_related("compilation").order_by("pk"):
        letter.case = case
        try:
            body = letters.body_of(letter)
        except (Forgotten, CannotOpen):
            continue
        if visitor.is_subject or letter.is_to_requester or _went_to_requester(case, letter, body["to"]):
            yield SentLetter(letter, body["subject"], _day(letter))


def _went_to_requester(case: Case, letter: Letter, to: str) -> bool:
    """Of a letter of a release that did not note it: by its name and address. Where it is not sure it is not shown."""
    agents = base.get(case.kind).agents
    outside = {*LETTERS, PERSON_TOLD, agents.permission, agents.permission_reminder}
    party = parties.reply_to(case)
    return letter.name not in outside and to in {party.get("email"), party.get("postal")}


def _day(letter: Letter) -> date:
    if letter.mailed_on is not None:
        return letter.mailed_on
    return (letter.accepted_at or letter.written_at).astimezone(PACIFIC).date()
