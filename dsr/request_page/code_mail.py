"""Sending the six digits to the address on file: by email, of which no copy is kept; by letter to who has no email."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from dsr import journal, letters, parties
from dsr.clock import PACIFIC
from dsr.errors import Forgotten
from dsr.formats.days import hour_of, long_day
from dsr.journal import MACHINE, EntryName, Line
from dsr.kinds.base.letters import PAGE_CODE
from dsr.letters import ComposedLetter, Fate
from dsr.models import Case, PageCode, PageLink
from dsr.models.case import Delivery
from dsr.parties import Reader
from dsr.reasons import Reason
from dsr.request_page import codes
from dsr.request_page.codes import DrawnCode
from dsr.request_page.visitor import Coverage, coverage_of


def send_code(link_id: int, *, is_last: bool) -> Reason | None:
    """Send a code that was asked for, or nothing where none may go out. A reason: try again later."""
    link = letters.live_links().select_related("case__brand__business", "case__business").filter(pk=link_id).first()
    if link is None or not codes.may_send(link):
        return None
    if coverage_of(link.case, is_person=link.is_person) is Coverage.NOTHING:
        return None
    try:
        reader = (parties.person_reader if link.is_person else parties.writer_of)(link.case)
    except Forgotten:  # the record was thinned: nothing says where to
        return None
    if reader.delivery == Delivery.EMAIL:
        return _send_email(link, reader, is_last=is_last)
    if reader.is_known:
        _write_letter(link, reader)
    return None


def _send_email(link: PageLink, reader: Reader, *, is_last: bool) -> Reason | None:
    drawn = codes.draw_code(link)
    with transaction.atomic():
        code = codes.keep_code(link, drawn, on_paper=False)
    composed = _composed(link.case, drawn, code, reader)
    result = letters.submit_message(letters.unkept_message(link.case.brand, composed))
    if result.fate in {Fate.ACCEPTED, Fate.UNCERTAIN}:
        journal.record(link.case_id, Line(EntryName.PAGE_CODE_SENT, codes.facts_of_link(link)), MACHINE)
        return None
    PageCode.objects.filter(pk=code.pk).delete()  # nobody has it
    if result.fate is Fate.REFUSED or is_last:
        facts = {**codes.facts_of_link(link), "code": result.code}
        journal.record(link.case_id, Line(EntryName.PAGE_CODE_FAILED, facts), MACHINE)
        return None
    return result.reason


def _write_letter(link: PageLink, reader: Reader) -> None:
    """On paper it waits to be printed and mailed, as every letter; another follows only when its time is over."""
    drawn, case = codes.draw_code(link), link.case
    with transaction.atomic():
        journal.hold_case(case.pk)
        if codes.is_on_its_way(link):
            return
        code = codes.keep_code(link, drawn, on_paper=True)
        composed = _composed(case, drawn, code, reader)
        letter = letters.write_letter(case, composed, key=f"page-code:{code.pk}", is_response=False)
        journal.record(case.pk, Line(EntryName.PAGE_CODE_LETTER, {"letter": letter.pk}), MACHINE)


def _composed(case: Case, drawn: DrawnCode, code: PageCode, reader: Reader) -> ComposedLetter:
    is_email = reader.delivery == Delivery.EMAIL
    with translation.override(case.language):
        words = {"code": f"{drawn.digits[:3]} {drawn.digits[3:]}", "good_until": _until(code.expires_at, is_email)}
        if reader.is_person and parties.is_permission_shown(case):
            words["asked_by"] = ""  # that no permission was seen is not so any more
        to_writer = reader.place if is_email else ""
        return letters.compose(case, PAGE_CODE.name, extra=words, to=reader if reader.is_person else to_writer)


def _until(at: datetime, has_time: bool) -> str:
    day = long_day(at.astimezone(PACIFIC).date())
    return _("%(time)s Pacific time on %(day)s") % {"time": hour_of(at), "day": day} if has_time else day
