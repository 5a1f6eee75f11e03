"""Who works at the desk: their roles and factors, for administrators."""

from portal.staff.people.factor_reset import reset_factors
from portal.staff.people.pages import people_page, reset_person_factors

__all__ = ["people_page", "reset_factors", "reset_person_factors"]
