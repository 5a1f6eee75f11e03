"""English with each text of the catalog in brackets: what stands in none is in no catalog; one in another, a piece."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import dates
from django.utils.translation import activate, gettext, override, trans_real
from django.utils.translation.trans_real import DjangoTranslation

from portal.web import question_form

LANGUAGE, OPEN, CLOSE = "en", "⟦", "⟧"
_CONTEXT = "\x04"
# How a language writes a day, and puts several things in one sentence: the two places that make a value of a text.
_OF_DAYS = {
    *(str(one) for part in (dates.MONTHS, dates.MONTHS_AP, dates.MONTHS_3, dates.WEEKDAYS) for one in part.values()),
    *("a.m.", "p.m.", "AM", "PM", "noon", "midnight"),
}
_OF_LISTS = {"%(before)s and %(last)s", "%(before)s or %(last)s", "%(before)s, %(next)s"}
# What stands for a person whose name is not known: dsr/letters/called_names.py.
_OF_NAMES = {"this person", "the person with the initials %(letters)s"}
_BEFORE = re.compile(rf"({OPEN}|[:.;(“‘]|{CLOSE}(,| and| or))\s*$")
_AFTER = re.compile(rf"\s*({CLOSE}|[:.;(),”’]|(,| and| or) {OPEN})")
_BLOCKS = r"</?(p|h\d|li|ul|ol|dt|dd|div|legend|label|title|option|button|td|th|tr|address|span|strong|a)\b[^>]*>"


class _Marked(DjangoTranslation):
    def gettext(self, message: str) -> str:
        return _marked(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return _marked(singular if number == 1 else plural)


def _marked(message: str) -> str:
    text = message.rpartition(_CONTEXT)[2]
    is_value = text in _OF_DAYS | _OF_LISTS | _OF_NAMES or not text.strip()
    return text if is_value else f"{OPEN}{text}{CLOSE}"


@contextmanager
def marked() -> Iterator[None]:
    """Whatever is said in here is said between brackets."""
    gettext("Yes")  # Django keeps the first language that it ever spoke
    with override(LANGUAGE):
        # Asked of the module each time: it begins anew whenever a test overrides LANGUAGES or LOCALE_PATHS.
        spoken = trans_real._translations
        before = spoken[LANGUAGE]
        spoken[LANGUAGE] = _Marked(LANGUAGE)
        activate(LANGUAGE)
        question_form._form_of.cache_clear()  # built once a language
        try:
            yield
        finally:
            spoken[LANGUAGE] = before
            question_form._form_of.cache_clear()


def pieces(text: str) -> list[str]:
    """Each text within another that does not stand by itself there: at its begin, after a colon, a stop or a quote."""
    found, starts = [], []
    for place, letter in enumerate(text):
        if letter == OPEN:
            starts.append(place)
        elif letter == CLOSE and starts:
            start = starts.pop()
            is_alone = _BEFORE.search(text[:start]) and _AFTER.match(text, place + 1)
            if starts and not is_alone:
                found.append(text[starts[-1] : place + 20])
    return found


def outside(text: str, known: str = "") -> list[str]:
    """The lines with words that stand in no bracket, and are not among the `known`."""
    before = None
    while before != text:
        before, text = text, re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "\n", text)
    lines = (line.strip(" -·›‹.,:;|()") for line in text.splitlines())
    return [line for line in lines if re.search(r"[^\W\d_]{2,}", line) and line not in known]


def shown(page: str) -> str:
    """What a page of HTML says, a line for each part of it."""
    body = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", page, flags=re.DOTALL)
    words = re.findall(r'\b(?:alt|title|placeholder|aria-label)="([^"]*)"', body)
    lines = re.sub(_BLOCKS, "\n", re.sub(r"\s+", " ", body))
    return html.unescape("\n".join([re.sub(r"<[^>]+>", "", lines), *words]))
