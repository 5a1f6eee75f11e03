"""How long the record of each kind of request is kept, and why."""

from portal.staff.retention.pages import record_period_page, record_periods_page

__all__ = ["record_period_page", "record_periods_page"]
