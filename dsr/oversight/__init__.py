"""What answers for the desk, counted by month and by who pressed: each number is of requests that can be looked at."""

from dsr.oversight.figures import MEASURES, Measure, by_month, by_person, cases_behind, months_until

__all__ = ["MEASURES", "Measure", "by_month", "by_person", "cases_behind", "months_until"]
