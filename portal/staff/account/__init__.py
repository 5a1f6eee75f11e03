"""Signing in, one's own account, and what each role may do."""

from portal.staff.account.profile import profile_page, switch_keys
from portal.staff.account.reauthentication import confirmed, why_not_proved
from portal.staff.account.roles import actor, administers, decides, desk
from portal.staff.account.second_factor import is_lacking
from portal.staff.account.seen_pages import note_printed
from portal.staff.account.sessions import sessions_page
from portal.staff.account.sign_in import factor_columns
from portal.staff.account.sign_in_events import listen
from portal.staff.account.single_sign_on import is_closed_by_groups

__all__ = [
    "actor",
    "administers",
    "confirmed",
    "decides",
    "desk",
    "factor_columns",
    "is_closed_by_groups",
    "is_lacking",
    "listen",
    "note_printed",
    "profile_page",
    "sessions_page",
    "switch_keys",
    "why_not_proved",
]
