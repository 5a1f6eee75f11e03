"""The six digits that open the page: wanted by a press, sent to the address on file, typed once.

What a page does for a link of ours and for one that never was takes the same queries: nobody learns who has asked.
"""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from secrets import randbelow, token_hex

from django.db import transaction
from django.db.models import F

from dsr import journal, work_queue
from dsr.clock import machine
from dsr.journal import REQUESTER, EntryName, Line
from dsr.letters import link_digest, live_links
from dsr.models import Entry, Letter, PageCode, PageLink
from dsr.models.due_work import WorkName
from dsr.models.letter import LetterState
from dsr.request_page.visitor import Coverage, coverage_of
from dsr.request_page.visits import begin_visit
from dsr.sealing import secret_digest

LASTS, LASTS_ON_PAPER = timedelta(minutes=20), timedelta(days=21)
MOST_TRIES = 5
# Of one link: in an hour, in a day; and once so many codes of a week were tried in vain to the end.
_MOST = ((timedelta(hours=1), 3), (timedelta(days=1), 6))
_MOST_TRIED_OUT, _TRIED_WITHIN = 4, timedelta(days=7)
_DIGITS = 6
# A letter in one of these brings its code to nobody.
_LOST = (LetterState.REPLACED, LetterState.TAKEN_BACK, LetterState.REFUSED, LetterState.BOUNCED)


@dataclass(frozen=True)
class DrawnCode:
    """Six digits, as they stand here and in what is sent; the row keeps their hash."""

    digits: str
    digest: str


def want_code(token: str) -> None:
    """Somebody pressed the button. A worker sends the code, or nothing: the page tells nothing, by words or time."""
    with transaction.atomic():
        link = live_links().filter(digest=link_digest(token)).values_list("pk", flat=True).first()
        key = f"page-code:{link or 0}:{token_hex(8)}"
        work_queue.add(WorkName.PAGE_CODE, link or 0, key, is_urgent=True)


def may_send(link: PageLink) -> bool:
    """Whether another code goes out: some an hour and a day, and none for a while once many were tried in vain."""
    at = machine()
    issued = link.codes.filter(issued_at__gt=at - _MOST[-1][0])
    if any(issued.filter(issued_at__gt=at - span).count() >= most for span, most in _MOST):
        return False
    return not is_under_attack(link)


def is_under_attack(link: PageLink) -> bool:
    """So many codes were tried to the end in vain that somebody guesses."""
    tried = link.codes.filter(tries__gte=MOST_TRIES, issued_at__gt=machine() - _TRIED_WITHIN)
    return tried.count() >= _MOST_TRIED_OUT


def is_on_its_way(link: PageLink) -> bool:
    """A letter with a code that is good still is written, and was not tried out: it takes days.

    One that was taken back, or came back, brings nobody a code.
    """
    codes = link.codes.filter(expires_at__gt=machine(), used_at=None, tries__lt=MOST_TRIES)
    keys = [f"page-code:{pk}" for pk in codes.values_list("pk", flat=True)]
    return Letter.objects.filter(key__in=keys).exclude(state__in=_LOST).exists()


def draw_code(link: PageLink) -> DrawnCode:
    """Fresh digits; nothing is written."""
    digits = f"{randbelow(10**_DIGITS):0{_DIGITS}}"
    return DrawnCode(digits, _digest(link.pk, digits))


def keep_code(link: PageLink, drawn: DrawnCode, *, on_paper: bool) -> PageCode:
    """From now on these digits open the page, and none before them."""
    lasts = LASTS_ON_PAPER if on_paper else LASTS
    return PageCode.objects.create(link=link, digest=drawn.digest, expires_at=machine() + lasts)


def enter_code(token: str, typed: str) -> str:
    """What the browser keeps from now on; empty where the code opens nothing.

    A wrong one, an old one, a used one and that of a link that never was are told alike, after the same queries.
    """
    link = live_links().filter(digest=link_digest(token)).values_list("pk", flat=True).first() or 0
    code = PageCode.objects.filter(link=link).order_by("-pk").first()
    is_same = hmac.compare_digest(code.digest if code else "", _digest(link, _plain(typed)))
    is_good = code is not None and code.used_at is None and code.expires_at > machine() and code.tries < MOST_TRIES
    if code is not None and is_same and is_good:
        return _open(PageLink.objects.select_related("case").get(pk=link), code)
    with transaction.atomic():
        open_still = PageCode.objects.filter(pk=code.pk if code else 0, used_at=None, tries__lt=MOST_TRIES)
        open_still.update(tries=F("tries") + 1)  # a script that types on counts no further than the column holds
        work_queue.add(WorkName.PAGE_TRIED, link, f"page-tried:{link}:{token_hex(8)}")
    return ""


def _open(link: PageLink, code: PageCode) -> str:
    with transaction.atomic():
        unused = PageCode.objects.filter(pk=code.pk, used_at=None, tries__lt=MOST_TRIES, expires_at__gt=machine())
        found = coverage_of(link.case, is_person=link.is_person)
        if found is Coverage.NOTHING or not unused.update(used_at=machine()):
            return ""
        journal.record(link.case_id, Line(EntryName.PAGE_OPENED, facts_of_link(link)), REQUESTER)
        return begin_visit(link)


def facts_of_link(link: PageLink) -> dict[str, int | str]:
    """Which link it was, as the journal says it, and whether it is the person's, where another wrote."""
    return {"link": link.number, **({"of": "person"} if link.is_person else {})}


def record_tries(link_id: int) -> None:
    """A code that was tried to the end in vain stands in the journal, once."""
    link = PageLink.objects.filter(pk=link_id, case__data_key__isnull=False).first()
    code = link.codes.order_by("-pk").first() if link else None
    if link is None or code is None or code.tries < MOST_TRIES:
        return
    facts = {**facts_of_link(link), "code": code.pk, "tries": MOST_TRIES}
    with transaction.atomic():
        journal.hold_case(link.case_id)
        told = Entry.objects.filter(case=link.case_id, name=EntryName.PAGE_CODE_TRIED)
        if all(journal.facts_of(one).get("code") != code.pk for one in told):
            journal.record(link.case_id, Line(EntryName.PAGE_CODE_TRIED, facts), journal.MACHINE)


def _plain(typed: str) -> str:
    """Without the spaces and dashes that people put in; digits of other scripts are those digits."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in typed if not c.isspace() and c != "-")[:40]


def _digest(link_id: int, digits: str) -> str:
    """Bound to its link: a code of one request says nothing in another."""
    return secret_digest(f"request-page-code-{link_id}", digits)
