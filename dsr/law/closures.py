"""How a request can end without an answer: who may say so, and whether a second person must agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dsr.law.clocks import gettext_noop


class By(StrEnum):
    """Who says that a request ends so."""

    ENTRY = "entry"  # who enters it, in the same step and never afterwards
    STAFF = "staff"
    PERSON = "person"  # whose request it is, or an agent permitted to; never staff


@dataclass(frozen=True)
class Closure:
    """An ending that is no answer. `words` name it at the desk, `advice` says when it is right.

    `way_back` says what opens it again.
    """

    code: str
    words: str
    advice: str
    way_back: str
    by: By
    needs_second_person: bool = False


MISTAKE = Closure(
    "mistake",
    gettext_noop("Entered by mistake"),
    gettext_noop("It was entered at this desk although nobody asked: twice, or for the wrong message."),
    gettext_noop("Open it again: somebody did ask for it"),
    By.STAFF,
)
TEST = Closure(
    "test",
    gettext_noop("A test"),
    gettext_noop("It was entered to try the desk. Nobody is written to, and nothing is stopped or looked up."),
    gettext_noop("Open it again: it was no test, somebody asks"),
    By.ENTRY,
)
NO_REQUEST = Closure(
    "no-request",
    gettext_noop("Not a request"),
    gettext_noop("Spam, an offer, or a message for somebody else: its text asks for nothing that a law gives."),
    gettext_noop("Open it again: it was a request after all"),
    By.STAFF,
    needs_second_person=True,
)
WITHDRAWN = Closure(
    "withdrawn",
    gettext_noop("Withdrawn"),
    gettext_noop("The person, or who may act for them, took the request back. It counts as received."),
    gettext_noop("Open it again: the person wants an answer after all, and said so"),
    By.PERSON,
)

CLOSURES: Mapping[str, Closure] = {one.code: one for one in (MISTAKE, TEST, NO_REQUEST, WITHDRAWN)}
