"""The disclosure ledger on the desk: of which years it is complete, who says so, and what waits for it."""

from portal.staff.disclosures.years import complete_year, withdraw_year, year_page, years_page

__all__ = ["complete_year", "withdraw_year", "year_page", "years_page"]
