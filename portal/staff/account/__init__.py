"""Signing in, one's own account, and what each role may do."""

from portal.staff.account.profile import profile_page
from portal.staff.account.roles import actor, decides, desk

__all__ = [
    "actor",
    "decides",
    "desk",
    "profile_page",
]
