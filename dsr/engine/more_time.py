"""Another day rules, as more time counts no more or again: what waits for the person, and what was told, follow it."""

from django.db.models import Q
from django.utils.translation import gettext as _

from dsr import agents, letters, reasons, receipt_corrections
from dsr.errors import TryAgain
from dsr.models import Case, DueWork, Letter
from dsr.models.due_work import WorkName
from dsr.reasons import Reason, Unforeseen


def follow_day(case_id: int) -> None:
    """Whoever wrote that another day rules: the day's work, a sending, or a press at the desk."""
    receipt_corrections.renew_stated_dates(case_id)


def wait_for_day(letter: Letter) -> Reason | Unforeseen | None:
    """No letter leaves that may state the day of before. Raises TryAgain until what waits was looked at.

    Where that was given up, the reason: only a person helps, and is told at once.
    """
    if letter.is_response or (letter.case is not None and letter.case.extended_at is None):
        return None
    about = Q(pk=letter.case_id) if letter.case_id else Q(bundled__bundle=letter.bundle_id)
    rows = list(DueWork.objects.unfinished().filter(name=WorkName.MORE_TIME, case__in=Case.objects.filter(about)))
    if rows and letter.bundle is not None:
        listed = agents.cases_listed_in(letter)
        rows = [row for row in rows if row.case_id in listed]
    for row in rows:
        if row.given_up_at is not None:
            return reasons.read_reason(row.reason) or Reason.WORK_UNKNOWN
    if rows:
        raise TryAgain(_("Another day rules now. What waits to be sent is looked at first."))
    return None


def let_go(letter_id: int) -> None:
    """The wait of a notice is over: it leaves, unless its last day is over by now."""
    case_id = letters.case_of_late_notice(letter_id)
    if case_id is None:
        letters.let_go(letter_id)
    else:
        letters.settle_extension(case_id)
