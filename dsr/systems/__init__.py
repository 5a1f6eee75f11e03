"""The places that hold personal information, and what is done there: a database, the mail to an owner, an approval."""

from dsr.systems.mapping_approval import approval_eyes, approve_mapping, systems_awaiting_approval
from dsr.systems.owner_mail import owner_keep_mail, owner_request_mail
from dsr.systems.step_reopening import look_up_again, reopen_steps, want_lookup

__all__ = [
    "approval_eyes",
    "approve_mapping",
    "look_up_again",
    "owner_keep_mail",
    "owner_request_mail",
    "reopen_steps",
    "systems_awaiting_approval",
    "want_lookup",
]
