"""Mail that belongs to no request: the daily email, and the day's anchor of the journal."""

from django.core.mail import EmailMessage

from dsr import anchors, letters, work_queue
from dsr.letters import Fate, SendResult
from dsr.models import Account
from dsr.reasons import Reason


def send_daily_email(claim: work_queue.Claim) -> None:
    """The daily email to one member of staff."""
    account = Account.objects.filter(pk=claim.target, is_active=True).first()
    hand_over(claim, letters.compose_daily_email(account) if account else None)


def make_anchor(claim: work_queue.Claim) -> None:
    """The day's anchor of the journal: made once, written to a file, and mailed where an address is set."""
    with work_queue.keep_lease(claim):
        anchor = anchors.make_anchor()
    anchors.write_file(anchor)
    hand_over(claim, anchors.compose_message(anchor))


def hand_over(claim: work_queue.Claim, message: EmailMessage | None) -> None:
    """A message of no request; one that may be lost comes again tomorrow."""
    result = letters.submit_message(message) if message else SendResult(Fate.DONE)
    if result.fate in {Fate.ACCEPTED, Fate.DONE, Fate.UNCERTAIN}:
        work_queue.finish(claim)
    elif result.fate is Fate.LATER and not claim.is_last:
        work_queue.put_off(claim, Reason.MAIL_LATER)
    else:
        work_queue.give_to_person(claim, result.reason)
