"""What tests of a person's own page begin with: a fact that no letter carries, a press of a form, links of letters."""

import itertools
import re

from dsr import correspondence, letters, request_facts
from dsr.models import Case, Letter, Message
from dsr.models.message import About

_presses = itertools.count(1)
NEW = "dana.whitlow@example.net"


def press() -> str:
    """What one form carries, so that a press counts once."""
    return f"press-{next(_presses)}"


def own_fact(case: Case) -> tuple[str, str]:
    """What the page after the form showed."""
    return request_facts.OWN_CODE, request_facts.own_code(case)


def a_message(case: Case, words: str = "When do you answer?") -> Message:
    return correspondence.write_message(case.pk, words, key=press())


def link_in(case: Case, name: str, path: str) -> str:
    """The token of the link at this path in the newest letter of this name."""
    body = letters.body_of(Letter.objects.filter(case=case, name=name).latest("pk"))
    found = re.search(rf"{path}([\w-]{{20,}})/", body["text"])
    assert found
    return found[1]


def waiting(case: Case) -> list[str]:
    """What of the person waits for somebody at the desk."""
    return [About(one.about).value for one in Message.objects.waiting().filter(case=case).order_by("pk")]
