"""Who works at the desk: invited, given a role, closed, and what an administrator does for one of them."""

from portal.staff.people.factor_reset import reset_factors
from portal.staff.people.pages import (
    end_person_sessions,
    invite_again,
    invite_page,
    people_page,
    person_page,
    reset_person_factors,
)

__all__ = [
    "end_person_sessions",
    "invite_again",
    "invite_page",
    "people_page",
    "person_page",
    "reset_factors",
    "reset_person_factors",
]
