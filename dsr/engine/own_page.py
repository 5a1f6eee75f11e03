"""Work for the page of one's own request. No row of it stays, or it would tell which link or address is known."""

from dsr import address_change, request_page, work_queue
from dsr.reasons import Reason


def send_code(claim: work_queue.Claim) -> None:
    """The code that was asked for; nothing where the link was none of ours."""
    _settle(claim, request_page.send_code(claim.target, is_last=claim.is_last))


def record_tries(claim: work_queue.Claim) -> None:
    """A code was typed in vain: the journal tells of one that was tried to the end."""
    request_page.record_tries(claim.target)
    work_queue.discard(claim)


def send_references(claim: work_queue.Claim) -> None:
    """The list of somebody's references; nothing to an address with which nobody asked."""
    _settle(claim, request_page.send_references(claim.target, is_last=claim.is_last))


def change_lost_address(claim: work_queue.Claim) -> None:
    """Another address, told by who gets no letters; nothing where the reference or the fact was none of ours."""
    address_change.ask_by_reference(claim.target)
    work_queue.discard(claim)


def _settle(claim: work_queue.Claim, later: Reason | None) -> None:
    if later:
        work_queue.put_off(claim, later)
    else:
        work_queue.discard(claim)
