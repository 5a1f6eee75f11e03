"""Bulk work: the look before it, how far it came, what became of each request, and printing many at once."""

from portal.staff.bulk.approval import approve_bulk, refuse_bulk
from portal.staff.bulk.forms import ApproveSecondForm, RefuseSecondForm
from portal.staff.bulk.page import listed_bulks, time_left
from portal.staff.bulk.sample_letters import sample_email, sample_pdf
from portal.staff.bulk.views import begin_bulk, bulk_page, look_before_bulk, stop_bulk, try_bulk_again
from portal.staff.bulk.wait_end import send_bulk_now, take_bulk_back

__all__ = [
    "ApproveSecondForm",
    "RefuseSecondForm",
    "approve_bulk",
    "begin_bulk",
    "bulk_page",
    "listed_bulks",
    "look_before_bulk",
    "refuse_bulk",
    "sample_email",
    "sample_pdf",
    "send_bulk_now",
    "stop_bulk",
    "take_bulk_back",
    "time_left",
    "try_bulk_again",
]
