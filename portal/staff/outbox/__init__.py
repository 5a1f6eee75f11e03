"""What leaves: decisions that wait to leave, and letters to print and mail."""

from portal.staff.outbox.stuck_work import stuck_work_page, try_work_again
from portal.staff.outbox.views import letters_to_mail_page, print_letters, record_letters_mailed

__all__ = [
    "letters_to_mail_page",
    "print_letters",
    "record_letters_mailed",
    "stuck_work_page",
    "try_work_again",
]
