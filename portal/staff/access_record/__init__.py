"""The access record, for administrators and auditors: searched, page by page."""

from portal.staff.access_record.pages import access_record_page

__all__ = ["access_record_page"]
