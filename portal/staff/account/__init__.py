"""Signing in, one's own account, and what each role may do."""

from portal.staff.account.profile import profile_page, switch_keys
from portal.staff.account.reauthentication import why_not_proved
from portal.staff.account.roles import actor, administers, decides, desk

__all__ = [
    "actor",
    "administers",
    "decides",
    "desk",
    "profile_page",
    "switch_keys",
    "why_not_proved",
]
