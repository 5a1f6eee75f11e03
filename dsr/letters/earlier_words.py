"""What a letter says of an earlier response to the same person, and only to whom it may be told."""

import re
from typing import Any

from dsr import repeats
from dsr.clock import today
from dsr.formats.days import long_day
from dsr.law.spans import local_date
from dsr.models import Case

EARLIER_WORDS = frozenset({"earlier_on", "earlier_text", "earlier_html"})
_MAIN = re.compile(r"<main>(.*?)</main>", re.DOTALL)


def words_of_earlier(case: Case) -> dict[str, Any]:
    """The words about an earlier response; none where it may not be told."""
    chosen = repeats.earlier_of(case) if repeats.may_repeat(case) else None
    letter = repeats.letter_of(chosen.earlier) if chosen and repeats.may_be_told(case) else None
    if letter is None or letter.sent_on is None:
        return {}
    return {
        "earlier_on": long_day(letter.sent_on),
        "earlier_text": letter.text.strip(),
        "earlier_html": _inside(letter.html),
    }


def words_of_right(case: Case) -> dict[str, str]:
    """Since when the person may ask again."""
    year = local_date(case.received_at).year
    return {"next_year": str(year + 1), "is_right_open": "yes" if today().year > year else ""}


def _inside(html: str) -> str:
    """The body of a letter of ours, with its title as a smaller heading, to stand inside another."""
    found = _MAIN.search(html)
    inside = found[1] if found else ""
    return inside.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
