"""People pasted from a letter or a table, one a line: name, email address, and the state where they live, if known."""

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dsr import letters
from dsr.errors import BadInput
from dsr.formats.addresses import one_address
from dsr.formats.hidden_characters import HiddenCharacter
from dsr.formats.placeholders import says_nothing
from dsr.sealing import normalize

MOST_PEOPLE = 500
_LONGEST = 200
_CALIFORNIA = frozenset({"CA", "CALIFORNIA", "CALIF."})
# USPS codes; who lives in one of these lives in the United States, and not in California.
_CODES = (
    "AL AK AZ AR CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR VI"
)
_OTHER_STATES = frozenset(_CODES.split())
_HEADERS = frozenset({"name", "full name", "email", "e-mail", "email address", "state"})


@dataclass(frozen=True)
class ListedPerson:
    """One person of the list."""

    line: int
    name: str
    email: str
    in_california: str = ""  # yes, no, or empty where the list does not say

    @property
    def key(self) -> tuple[str, str]:
        """The same person, however it is spelled."""
        return normalize("email", self.email), normalize("name", self.name)

    @property
    def initials(self) -> str:
        """All that a covering letter shows of a name."""
        return initials_of(self.name)


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line, and what to do."""

    line: int
    words: str

    def __str__(self) -> str:
        return _("Line %(line)d: %(words)s") % {"line": self.line, "words": self.words}


def initials_of(name: str) -> str:
    """The first letter of each word, each with a point; a question mark where there is none."""
    letters = (next((c for c in word if c.isalpha()), "") for word in name.split())
    return " ".join(f"{letter.upper()}." for letter in letters if letter) or "?"


def read_people(text: str, *, by_name: bool = False) -> tuple[list[ListedPerson], list[Fault]]:
    """The people, in order, and every fault by line. A person who stands twice is a fault of the later line.

    `by_name`: the address may be left out, also where the state follows.
    """
    subjects: list[ListedPerson] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    for number, cells in _rows(text):
        if cells is None:
            faults.append(Fault(number, _("A quotation mark is not closed.")))
            continue
        found = _subject(number, _with_gap(cells) if by_name else cells, by_name)
        if isinstance(found, Fault):
            faults.append(found)
        elif found.key in seen:
            said = _("This person stands in line %(first)d already. Take one of the two lines out.")
            faults.append(Fault(number, said % {"first": seen[found.key]}))
        else:
            seen[found.key] = number
            subjects.append(found)
    if len(subjects) > MOST_PEOPLE:
        words = _("A bundle holds %(most)d people. Enter this and the following lines as another bundle.")
        faults.append(Fault(subjects[MOST_PEOPLE].line, words % {"most": MOST_PEOPLE}))
    return subjects, faults


def _rows(text: str) -> Iterator[tuple[int, list[str] | None]]:
    """Line numbers as people count them, and the cells of each line that is not empty; None where it cannot be cut."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    is_first = True
    for number, line in enumerate(plain.split("\n"), start=1):
        if not line.strip():
            continue
        cells = _cut(line)
        is_header = is_first and cells is not None and all(cell.casefold() in _HEADERS for cell in cells if cell)
        is_first = False
        if not is_header:
            yield number, cells


def _cut(line: str) -> list[str] | None:
    delimiter = next((one for one in "\t;" if one in line), ",")
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True))
    except (csv.Error, StopIteration):
        return None
    cleaned = [_clean(cell) for cell in cells]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    return cleaned


def _clean(cell: str) -> str:
    """White space is joined; control characters, which nobody can see, count as white space."""
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in cell).split())


def _with_gap(cells: list[str]) -> list[str]:
    """A name and a state, where the address between them was left out."""
    is_state = len(cells) == 2 and cells[1].upper() in _CALIFORNIA | _OTHER_STATES
    return [cells[0], "", cells[1]] if is_state else cells


def _subject(line: int, cells: list[str], by_name: bool) -> ListedPerson | Fault:
    if len(cells) > 3:
        return Fault(line, _("Give at most a name, an email address and a state. Put quotation marks around commas."))
    name, email, state = [*cells, "", "", ""][:3]
    if says_nothing(name):
        return Fault(line, _("Give the name."))
    if not email and not by_name:
        return Fault(line, _("Give the email address after the name. Who has none is entered alone."))
    if len(name) > _LONGEST or len(email) > 254:
        return Fault(line, _("This is too long for one person. Give one person a line."))
    try:
        email = one_address(email) if email else ""
    except HiddenCharacter as error:
        return Fault(line, str(error))
    except BadInput:
        return Fault(line, _("Give an email address like name@example.com after the name."))
    if email and (why := letters.why_not_mailed(email)):
        return Fault(line, why)
    code = state.upper()
    if code and code not in _CALIFORNIA and code not in _OTHER_STATES:
        return Fault(line, _("Write the state as two letters, such as CA, or leave it out."))
    lives = "" if not code else "yes" if code in _CALIFORNIA else "no"
    return ListedPerson(line, name, email, lives)
