"""The page of the suppression list."""

from portal.staff.suppression.views import lift_suppression, suppression_page

__all__ = [
    "lift_suppression",
    "suppression_page",
]
