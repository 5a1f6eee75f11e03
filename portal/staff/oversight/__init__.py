"""What answers for the desk: numbers by month and by who pressed, each with its requests."""

from portal.staff.oversight.pages import figures_csv, measure_page, oversight_page

__all__ = ["figures_csv", "measure_page", "oversight_page"]
