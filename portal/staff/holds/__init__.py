"""Litigation holds: which there are, what each covers, and setting, changing and ending one."""

from portal.staff.holds.pages import change_hold_page, hold_page, holds_page, set_hold_page

__all__ = ["change_hold_page", "hold_page", "holds_page", "set_hold_page"]
